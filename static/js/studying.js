// A reader's traces in a chapter: where they are, what they have been through, what they mark, words explained.

const notes = document.querySelector("[data-chapter]");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;

function post(address, fields) {
  const body = new URLSearchParams(fields);
  return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: true });
}

// place and progress: a section has been gone through when its end has come into sight
if (notes) {
  const sections = [...notes.querySelectorAll("[data-section]")].filter((section) => section.dataset.section);
  const seen = new Set();
  let told = "";
  let pending = 0;

  const tell = () => {
    pending = 0;
    const above = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 2);
    const anchor = above.at(-1)?.dataset.section;
    const state = `${anchor} ${[...seen]}`;
    if (!anchor || state === told) return;
    told = state;
    post(notes.dataset.bookmark, [["anchor", anchor], ...[...seen].map((one) => ["seen", one])]).catch(() => {});
  };
  const soon = () => { pending ||= setTimeout(tell, 1500); };

  const ends = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      const anchor = entry.target.closest("[data-section]").dataset.section;
      seen.add(anchor);
      document.querySelectorAll(`.toc a[href="#${CSS.escape(anchor)}"], .toc-fold a[href="#${CSS.escape(anchor)}"]`)
        .forEach((link) => link.parentElement.classList.add("is-seen"));
    }
    soon();
  });
  for (const foot of notes.querySelectorAll(".passage-foot")) ends.observe(foot);
  addEventListener("scroll", soon, { passive: true });
  addEventListener("pagehide", tell);

  const last = document.getElementById(notes.dataset.place);
  if (last && !location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate") last.scrollIntoView();

  document.addEventListener("keydown", (event) => {
    const typing = event.target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !["n", "p"].includes(event.key)) return;
    const tops = sections.map((section) => section.querySelector("h2"));
    const line = 68; // where a heading comes to rest below the bar
    const next = tops.find((top) => top.getBoundingClientRect().top > line + 5);
    const previous = tops.findLast((top) => top.getBoundingClientRect().top < line - 5);
    (event.key === "n" ? next : previous)?.scrollIntoView();
  });
}

// marks: the words themselves, the nth time they stand in the section
function textNodes(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function show(mark) {
  const box = notes.querySelector(`[data-section="${CSS.escape(mark.section)}"] [data-markable]`);
  const range = box && find(box, mark.quote, mark.nth);
  if (!range) return;
  for (const [node, from, to] of range) {
    const part = node.splitText(from);
    part.splitText(to - from);
    const shown = document.createElement("mark");
    shown.className = "own-mark";
    shown.dataset.pk = mark.pk;
    shown.tabIndex = 0;
    part.replaceWith(shown);
    shown.append(part);
  }
}

function find(box, quote, nth) {
  const nodes = textNodes(box);
  const text = nodes.map((node) => node.data).join("");
  let at = text.indexOf(quote);
  for (let count = 0; count < nth && at >= 0; count += 1) at = text.indexOf(quote, at + 1);
  if (at < 0) return null;
  const parts = [];
  let start = 0;
  for (const node of nodes) {
    const from = Math.max(at, start);
    const to = Math.min(at + quote.length, start + node.data.length);
    if (from < to && node.data.trim()) parts.push([node, from - start, to - start]);
    start += node.data.length;
  }
  return parts;
}

function chosen() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const box = range.startContainer.parentElement?.closest("[data-markable]");
  if (!box || !box.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const quote = range.toString();
  const start = before.toString().length;
  if (!quote.trim() || quote.length > 500) return null;
  let nth = -1;
  for (let at = -1; at < start; nth += 1) {
    at = box.textContent.indexOf(quote, at + 1);
    if (at < 0) return null;
  }
  return { section: box.closest("[data-section]").dataset.section, quote, nth, range };
}

const menu = document.getElementById("mark-menu");
if (notes && menu) {
  for (const mark of JSON.parse(document.getElementById("marks").textContent)) show(mark);

  document.addEventListener("selectionchange", () => {
    const words = chosen();
    menu.hidden = !words?.section;
    if (menu.hidden) return;
    const at = words.range.getBoundingClientRect();
    menu.style.left = `${scrollX + Math.max(8, at.left)}px`;
    menu.style.top = `${scrollY + at.bottom + 6}px`;
  });
  menu.addEventListener("mousedown", (event) => event.preventDefault());
  menu.querySelector("[data-mark]").addEventListener("click", async () => {
    const { section, quote, nth } = chosen();
    const answer = await post(`/chapters/${notes.dataset.chapter}/mark/${section}/`, { quote, nth });
    getSelection().removeAllRanges();
    if (answer.ok) show({ section, quote, nth, pk: (await answer.json()).pk });
  });

  const forget = async (shown) => {
    await post(`/marks/${shown.dataset.pk}/delete/`, {});
    for (const part of document.querySelectorAll(`.own-mark[data-pk="${shown.dataset.pk}"]`)) {
      part.replaceWith(...part.childNodes);
    }
  };
  notes.addEventListener("dblclick", (event) => {
    const shown = event.target.closest(".own-mark");
    if (shown) forget(shown);
  });
  notes.addEventListener("keydown", (event) => {
    const shown = event.target.closest(".own-mark");
    if (shown && ["Delete", "Backspace"].includes(event.key)) forget(shown);
  });
}

// words of the glossary: a card on hover and focus
const card = document.getElementById("term-card");
const known = new Map();
async function explain(event) {
  const word = event.target.closest?.(".term");
  if (!word || !card) return;
  const name = word.dataset.term;
  if (!known.has(name)) known.set(name, await (await fetch(`/glossary/${name}/`)).text());
  if (!word.matches(":hover, :focus")) return;
  card.innerHTML = known.get(name);
  card.hidden = false;
  word.setAttribute("aria-describedby", "term-card");
  const at = word.getBoundingClientRect();
  card.style.left = `${scrollX + Math.max(8, Math.min(at.left, innerWidth - card.offsetWidth - 8))}px`;
  card.style.top = `${scrollY + at.bottom + 6}px`;
}
function leave(event) {
  if (card && event.target.closest?.(".term")) card.hidden = true;
}
document.addEventListener("mouseover", explain);
document.addEventListener("focusin", explain);
document.addEventListener("mouseout", leave);
document.addEventListener("focusout", leave);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && card) card.hidden = true; });

// a task beside the notes
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-beside-close]")) {
    document.getElementById("beside").replaceChildren();
    document.querySelector("[data-reading]").classList.remove("has-beside");
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "beside") return;
  document.querySelector("[data-reading]").classList.add("has-beside");
  event.target.focus();
});
