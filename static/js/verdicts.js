// Verdicts one by one: each event fills its row and narrows the interval; when the run has ended the whole piece comes anew.

const PACE_MS = 90;
const still = matchMedia("(prefers-reduced-motion: reduce)");
let queue = [];
let run = null;
let working = false;
const shown = new Map();

document.addEventListener("classroom:verdict", (event) => {
  const panel = panelFor(event.detail);
  if (!panel) return;
  if (run !== event.detail.run) begin(panel, event.detail.run);
  queue.push(() => show(panel, event.detail));
  work();
});

// The end of a run waits until its verdicts have been shown.
document.addEventListener("classroom:run", (event) => {
  const panel = panelFor(event.detail);
  if (!panel) return;
  if (["queued", "running"].includes(event.detail.state)) return;
  event.preventDefault();
  queue.push(() => window.htmx.trigger(document.getElementById("verdicts"), "refresh"));
  run = null;
  work();
});

function panelFor(detail) {
  const panel = document.getElementById("verdicts");
  return panel && panel.dataset.labId === String(detail.lab) && panel.dataset.placeId === String(detail.place) ? panel : null;
}

function begin(panel, id) {
  run = id;
  queue = [];
  shown.clear();
  for (const row of panel.querySelectorAll("[data-check]")) row.classList.add("is-waiting");
}

function work() {
  if (working) return;
  const next = queue.shift();
  if (!next) return;
  working = true;
  next();
  setTimeout(() => { working = false; work(); }, still.matches ? 0 : PACE_MS);
}

function show(panel, verdict) {
  shown.set(verdict.check, verdict);
  paint(document.getElementById("verdicts") || panel, verdict);
}

function paint(panel, verdict) {
  const row = panel.querySelector(`[data-check="${CSS.escape(verdict.check)}"]`);
  const word = document.querySelector(`template[data-outcome="${CSS.escape(verdict.outcome)}"]`);
  if (!row || !word) return;
  if (row.dataset.outcome !== verdict.outcome) row.classList.add("is-new");
  row.classList.remove("is-waiting");
  row.dataset.outcome = verdict.outcome;
  row.dataset.won = verdict.earned;
  row.querySelector(".row-word").replaceChildren(word.content.cloneNode(true));
  row.querySelector("[data-earned]").textContent = verdict.earned;
  row.querySelector(".row-body")?.remove();
  row.querySelector(".row-lost")?.remove();
  add(panel);
}

function add(panel) {
  let earned = 0, open = 0, total = 0;
  for (const row of panel.querySelectorAll("[data-check]")) {
    const points = Number(row.dataset.points);
    if (row.dataset.outcome === "not_applicable") continue;
    total += points;
    earned += Number(row.dataset.won || 0);
    if (!row.dataset.outcome || ["pending", "unknown"].includes(row.dataset.outcome)) open += points;
  }
  const bar = panel.querySelector(".sum [data-interval]");
  if (!bar || !total) return;
  bar.querySelector(".interval-open").setAttribute("width", `${(100 * (earned + open)) / total}%`);
  bar.querySelector(".interval-earned").setAttribute("width", `${(100 * earned) / total}%`);
  for (const [name, value] of Object.entries({ earned, open, lost: total - earned - open })) {
    const place = panel.querySelector(`[data-sum="${name}"]`);
    if (place) place.textContent = value;
  }
}

// A piece that was fetched while the run goes on does not know yet what has been told here.
for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) {
  document.addEventListener(name, () => {
    const panel = document.getElementById("verdicts");
    if (panel && "moving" in panel.dataset && panel.dataset.run === String(run)) {
      for (const verdict of shown.values()) paint(panel, verdict);
    }
  });
}
