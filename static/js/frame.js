// What surrounds every page: the side panel, what pops up, messages, the choice of language, the dialog for finding.

const root = document.documentElement;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-fold]")) fold();
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast-note").remove();
  if (event.target.closest("[data-find]")) find();
  if (event.target.closest("[data-help]")) document.getElementById("help").showModal();
  closePops(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePops(document.body);
});

function fold() {
  const folded = root.classList.toggle("side-folded");
  try { localStorage.setItem("side", folded ? "folded" : "open"); } catch { /* it lasts for this page then */ }
}

function closePops(target) {
  for (const pop of document.querySelectorAll("details.pop[open]")) {
    if (!pop.contains(target) || target === document.body) {
      pop.open = false;
      if (target === document.body) pop.querySelector("summary").focus();
    }
  }
}

// A change of language comes back to the section that is being read.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-keeps-place]");
  if (!form) return;
  form.elements.next.value = location.pathname + location.search + (placeOnPage() || "");
});

function placeOnPage() {
  const headings = [...document.querySelectorAll("[data-reader] :is(h2, h3)[id]")];
  const above = headings.filter((heading) => heading.getBoundingClientRect().top < 140);
  return above.length ? `#${above.at(-1).id}` : "";
}

export async function find() {
  const dialog = document.getElementById("find");
  if (!dialog || dialog.open) return;
  if (!dialog.hasChildNodes()) {
    const answer = await fetch(dialog.dataset.source, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    dialog.innerHTML = await answer.text();
    dialog.querySelector("input").addEventListener("input", filterFound);
    dialog.querySelector("input").addEventListener("keydown", walkFound);
  }
  dialog.showModal();
  const field = dialog.querySelector("input");
  field.value = "";
  filterFound({ target: field });
  field.focus();
}

function filterFound(event) {
  const dialog = event.target.closest("dialog");
  const words = event.target.value.trim().toLowerCase().split(/\s+/);
  let shown = 0;
  for (const item of dialog.querySelectorAll(".find-list li")) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
    shown += item.hidden ? 0 : 1;
  }
  dialog.querySelector(".find-none").hidden = shown > 0;
}

function walkFound(event) {
  const first = event.target.closest("dialog").querySelector(".find-list li:not([hidden]) a");
  if (event.key === "Enter") {
    event.preventDefault();
    if (first) first.click();
  } else if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("dialog.find a");
  if (link) link.closest("dialog").close();
});

// Pieces that are fetched anew keep open what the reader has opened.
let opened = new Set();
document.addEventListener("htmx:beforeSwap", (event) => {
  opened = new Set([...document.querySelectorAll("details[id][open]")].map((details) => details.id));
  if (event.detail.xhr.status === 401 || event.detail.xhr.responseURL.includes("/sign-in/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.addEventListener(name, () => {
    for (const id of opened) {
      const details = document.getElementById(id);
      if (details && !details.classList.contains("pop")) details.open = true;
    }
  });
}
