// The editor of a lab's files: one tab for each, line numbers, marks where something is wrong, and at every pause the
// text is kept and examined. Without this, and where fingers type, the plain text fields do.

const PAUSE_MS = 500;
const form = document.getElementById("lab-form");
const panels = [...form.querySelectorAll("[data-file]")];
const tabs = [...form.querySelectorAll("[data-open]")];
const editors = new Map();
let waiting = null;

function choose(key, { focus = false } = {}) {
  for (const tab of tabs) {
    const chosen = tab.dataset.open === key;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen && focus) tab.focus();
  }
  for (const panel of panels) panel.hidden = panel.dataset.file !== key;
  editors.get(key)?.resize();
  try { sessionStorage.setItem(`file of ${location.pathname}`, key); } catch { /* the first file is as good */ }
}

for (const panel of panels) {
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", `tab-${panel.dataset.file}`);
}
for (const [at, tab] of tabs.entries()) {
  tab.addEventListener("click", () => choose(tab.dataset.open));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) choose(tabs[(at + step + tabs.length) % tabs.length].dataset.open, { focus: true });
  });
}

function edit(panel) {
  const text = panel.querySelector("textarea");
  const place = document.createElement("div");
  place.className = "editor-ace";
  text.before(place);
  const editor = window.ace.edit(place, {
    mode: `ace/mode/${text.dataset.mode}`,
    theme: { cssClass: "ace-classroom", cssText: "", isDark: false },
    useWorker: false,
    tabSize: 2,
    useSoftTabs: true,
    fontFamily: "var(--mono)",
    fontSize: "13px",
    showPrintMargin: false,
    wrap: text.dataset.mode === "markdown",
    enableKeyboardAccessibility: true,
    textInputAriaLabel: text.labels[0].textContent,
    scrollPastEnd: 0.2,
  });
  editor.session.setValue(text.value, -1);
  editor.session.on("change", () => { text.value = editor.getValue(); typed(); });
  editor.commands.addCommand({ name: "examine", bindKey: { win: "Ctrl-S", mac: "Command-S" }, exec: examine });
  text.hidden = true;
  text.labels[0].hidden = true;
  editors.set(panel.dataset.file, editor);
}

function typed() {
  clearTimeout(waiting);
  waiting = setTimeout(examine, PAUSE_MS);
}

function examine() {
  clearTimeout(waiting);
  waiting = null;
  window.htmx.trigger("#lab-found", "typed");
}

// What was found, as marks beside the lines and as numbers on the tabs.
function mark() {
  const found = [...document.querySelectorAll("#lab-found [data-goto]")];
  for (const badge of form.querySelectorAll("[data-faults]")) {
    const faults = found.filter((one) => one.dataset.goto === badge.dataset.faults && one.dataset.kind === "error");
    badge.hidden = !faults.length;
    badge.textContent = faults.length;
  }
  for (const [key, editor] of editors) {
    const here = found.filter((one) => one.dataset.goto === key);
    editor.session.setAnnotations(here.map(({ dataset }) => ({
      row: dataset.line - 1, column: dataset.column - 1, text: dataset.told, type: dataset.kind,
    })));
    underline(editor, here);
  }
}

function underline(editor, found) {
  const { Range } = window.ace.require("ace/range");
  for (const id of editor.foundMarks ?? []) editor.session.removeMarker(id);
  editor.foundMarks = found.map(({ dataset }) => {
    const row = Math.min(dataset.line - 1, editor.session.getLength() - 1);
    const end = editor.session.getLine(row).trimEnd().length;
    const start = Math.min(dataset.column - 1, Math.max(end - 1, 0));
    const range = new Range(row, start, row, Math.max(end, start + 1));
    return editor.session.addMarker(range, `found-mark found-${dataset.kind}`, "text");
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-goto]");
  if (!link) return;
  event.preventDefault();
  const { goto: key, line, column } = link.dataset;
  choose(key);
  const editor = editors.get(key);
  if (editor) {
    editor.gotoLine(Number(line), Number(column) - 1);
    editor.focus();
  } else {
    goTo(document.querySelector(`[data-file="${key}"] textarea`), Number(line), Number(column));
  }
});

function goTo(text, line, column) {
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(before + column - 1, before + column - 1);
}

form.addEventListener("input", typed);
document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.elt.id === "lab-found") mark(); });
addEventListener("pagehide", () => {
  if (waiting) navigator.sendBeacon(form.dataset.check, new FormData(form));
});
form.addEventListener("submit", () => { clearTimeout(waiting); waiting = null; });

if (window.ace && !matchMedia("(pointer: coarse)").matches) {
  window.ace.config.set("useStrictCSP", true);
  panels.forEach(edit);
}
let last = null;
try { last = sessionStorage.getItem(`file of ${location.pathname}`); } catch { /* as above */ }
choose(panels.some((panel) => panel.dataset.file === last) ? last : panels[0].dataset.file);
mark();
