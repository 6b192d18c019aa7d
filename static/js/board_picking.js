// Choosing students on the board: boxes keep their mark when the board comes anew, Shift chooses all between two, the
// bar below says how many are chosen. Filters apply as soon as they are chosen.

const picked = new Set();
let lastBox = null;

const boxes = () => [...document.querySelectorAll("#board [data-pick]")].filter((box) => !box.closest("tr").hidden);

function mark(box, chosen) {
  box.checked = chosen;
  if (chosen) picked.add(box.value);
  else picked.delete(box.value);
  box.closest("tr").classList.toggle("is-picked", chosen);
}

function tell() {
  const told = document.querySelector("[data-picked]");
  const all = document.querySelector("[data-pick-all]");
  if (!told || !all) return;
  told.dataset.none ??= told.textContent;
  const { none, one, many } = told.dataset;
  told.textContent = [none, one][picked.size] ?? many.replace("{n}", picked.size);
  const shown = boxes();
  const chosen = shown.filter((box) => box.checked).length;
  all.checked = chosen > 0 && chosen === shown.length;
  all.indeterminate = chosen > 0 && chosen < shown.length;
  for (const button of document.querySelectorAll("[data-needs-picked]")) button.disabled = !picked.size;
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (box.matches?.("[data-pick-all]")) {
    for (const one of boxes()) mark(one, box.checked);
  } else if (box.matches?.("#board [data-pick]")) {
    const all = boxes();
    const [from, to] = [all.indexOf(lastBox), all.indexOf(box)].sort((a, b) => a - b);
    const range = event.shiftKey && from >= 0 ? all.slice(from, to + 1) : [box];
    for (const one of range) mark(one, box.checked);
    lastBox = box;
  } else return;
  tell();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits] select")) event.target.form.requestSubmit();
});

function restore() {
  for (const box of document.querySelectorAll("#board [data-pick]")) mark(box, box.checked || picked.has(box.value));
  tell();
}
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "board") restore(); });
restore();
