// The board by keyboard: one cell is in the tab order, arrows go from cell to cell, "e" opens the evidence of the last
// run, "x" chooses the student.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function lines() {
  return [...document.querySelectorAll("#board tbody tr:not([hidden])")].map((line) => [...line.querySelectorAll("a.cell")]).filter((cells) => cells.length);
}

function onlyStop(cell) {
  for (const one of document.querySelectorAll('#board a.cell:not([tabindex="-1"])')) one.tabIndex = -1;
  if (cell) cell.tabIndex = 0;
}

// Cells that come anew are in the tab order again: all but the one that was, or else the first, leave it.
function tidy() {
  const board = document.getElementById("board");
  if (!board) return;
  const focused = document.activeElement?.closest?.("#board a.cell");
  onlyStop(focused ?? board.querySelector('a.cell[tabindex="0"]') ?? board.querySelector("a.cell"));
}

function neighbour(cell, key) {
  const all = lines();
  const row = all.findIndex((cells) => cells.includes(cell));
  const column = all[row].indexOf(cell);
  if (key === "Home") return all[row][0];
  if (key === "End") return all[row].at(-1);
  const [down, right] = STEPS[key];
  return all[row + down]?.[column + right];
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("#board a.cell");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in STEPS || event.key === "Home" || event.key === "End") {
    event.preventDefault();
    const next = neighbour(cell, event.key);
    if (!next) return;
    onlyStop(next);
    next.focus();
  } else if (event.key === "e") {
    location.assign(`${cell.getAttribute("href")}evidence/`);
  } else if (event.key === "x") {
    cell.closest("tr").querySelector("[data-pick]")?.click();
  }
});
document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("#board a.cell");
  if (cell) onlyStop(cell);
});
document.addEventListener("htmx:afterSwap", tidy);
tidy();
