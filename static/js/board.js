// The board: single cells change as things happen, a click opens the side sheet, a field narrows the students.

const SETTLE_MS = 250;
const waiting = new Map();

for (const name of ["run", "score", "session", "question"]) {
  document.addEventListener(`classroom:${name}`, (event) => {
    const { place, lab } = event.detail;
    const id = `cell-${place}-${lab}`;
    if (!document.getElementById(id) || waiting.has(id)) return;
    waiting.set(id, setTimeout(() => { waiting.delete(id); renew(id); }, SETTLE_MS));
  });
}

// Sums and means follow at their leisure: they are read anew together, and only what differs is put in.
const FIGURES_MS = 2500;
let figures = null;

document.addEventListener("classroom:score", () => {
  if (document.getElementById("board")) figures ??= setTimeout(renewFigures, FIGURES_MS);
});

async function renewFigures() {
  figures = null;
  const address = document.getElementById("board").getAttribute("hx-get");
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of document.querySelectorAll("[data-figure]")) {
    const now = fresh.querySelector(`[data-figure="${CSS.escape(place.dataset.figure)}"]`);
    if (now && now.innerHTML !== place.innerHTML) place.innerHTML = now.innerHTML;
  }
}

function renew(id) {
  const cell = document.getElementById(id);
  if (cell) window.htmx.ajax("GET", `${cell.getAttribute("href")}cell/`, { source: cell, target: cell, swap: "outerHTML" });
}

document.addEventListener("click", async (event) => {
  const cell = event.target.closest("a.cell");
  const sheet = document.getElementById("sheet");
  if (!cell || !sheet || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await window.htmx.ajax("GET", `${cell.getAttribute("href")}?part=sheet`, { target: "#sheet-body", swap: "innerHTML" });
  window.bootstrap.Offcanvas.getOrCreateInstance(sheet).show();
});

// A piece that comes anew takes the focus with it; the sheet keeps it, so that Escape closes.
document.addEventListener("htmx:afterSwap", () => {
  const sheet = document.getElementById("sheet");
  if (sheet?.classList.contains("show") && document.activeElement === document.body) sheet.focus();
});

function narrow(field) {
  const wanted = field.value.trim().toLowerCase();
  for (const line of document.querySelectorAll(field.dataset.filter)) {
    line.hidden = !line.dataset.name.toLowerCase().includes(wanted);
  }
}
document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-filter]")) narrow(event.target);
});
document.addEventListener("htmx:afterSwap", () => {
  const field = document.querySelector("[data-filter]");
  if (field?.value) narrow(field);
});
