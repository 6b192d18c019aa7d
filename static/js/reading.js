// Reading: copying commands without their prompts, and the table of contents that follows the eye.

const template = document.getElementById("copy-button");

for (const box of template ? document.querySelectorAll("div.code") : []) {
  box.append(template.content.cloneNode(true));
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const word = button.querySelector(".copy-word");
  const before = word.textContent;
  if (!(await copy(textOf(button.closest(".code"))))) return;
  word.textContent = button.dataset.done;
  button.classList.add("is-done");
  setTimeout(() => {
    word.textContent = before;
    button.classList.remove("is-done");
  }, 1600);
});

function textOf(box) {
  const commands = [...box.querySelectorAll(".command")];
  return commands.length ? commands.map((line) => line.textContent).join("\n") : box.querySelector("code").textContent;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // a page that came by plain http from another machine has no clipboard
  }
}

function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
const headings = [...document.querySelectorAll("[data-reader] h2[id]")].filter((heading) => links.has(heading.id));

function follow() {
  const above = headings.filter((heading) => heading.getBoundingClientRect().top < 160);
  const current = (above.at(-1) || headings[0]).id;
  for (const [id, link] of links) {
    if (id === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (headings.length) {
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();
}
