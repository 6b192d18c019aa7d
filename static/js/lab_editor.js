// The editor of a lab's files: one tab for each, line numbers, marks where something is wrong, and at every pause the
// text is kept and examined. Where fingers type, plain text fields with line numbers do; without scripts, without them.

import { keepHere, show } from "./unsent.js";

const PAUSE_MS = 500;
const RETRY_MS = 5000;
const form = document.getElementById("lab-form");
const texts = [...form.querySelectorAll("textarea")];
const fields = [...texts, form.elements.note];
const copy = keepHere(`text of ${form.dataset.user} in ${location.pathname}`);
const panels = [...form.querySelectorAll("[data-file]")];
const tabs = [...form.querySelectorAll("[data-open]")];
const editors = new Map();
let waiting = null;
let unkept = false; // something was typed that the classroom has not confirmed
let failed = false; // it was asked to keep it, and did not
let sent = ""; // what it is keeping just now
let pressed = null; // the button whose work begins when all is kept

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
    useWorker: false, // before the mode, which starts one
    mode: `ace/mode/${text.dataset.mode}`,
    theme: { cssClass: "ace-classroom", cssText: "", isDark: false },
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

// Line numbers beside a plain text field.
function number(text) {
  const numbers = document.createElement("pre");
  const frame = document.createElement("div");
  numbers.className = "editor-numbers";
  numbers.setAttribute("aria-hidden", "true");
  frame.className = "editor-numbered";
  text.before(frame);
  frame.append(numbers, text);
  const count = () => {
    const lines = text.value.split("\n").length;
    if (numbers.dataset.lines !== String(lines)) numbers.textContent = Array.from({ length: lines }, (_, at) => at + 1).join("\n");
    numbers.dataset.lines = lines;
  };
  text.addEventListener("input", count);
  text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
  count();
}

function typed() {
  unkept = true;
  copy.write(written());
  clearTimeout(waiting);
  waiting = setTimeout(examine, PAUSE_MS);
}

function written() {
  return JSON.stringify(fields.map((field) => field.value));
}

function examine() {
  clearTimeout(waiting);
  waiting = null;
  window.htmx.trigger("#lab-found", "typed");
}

// The list of what was found asks, and is replaced by the answer: then an event is told by its parent.
function isOurs({ detail }) {
  return (detail.requestConfig ?? detail).elt.id === "lab-found";
}

document.addEventListener("htmx:configRequest", (event) => { if (isOurs(event)) sent = written(); });
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOurs(event) || !event.detail.successful) return;
  tell(false);
  if (sent !== written()) return; // more was typed meanwhile
  unkept = false;
  copy.forget();
  pressed?.form.requestSubmit(pressed);
});
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!isOurs(event)) return;
    tell(true);
    pressed = null;
    waiting = setTimeout(examine, RETRY_MS);
  });
}

function tell(trouble) {
  failed = trouble;
  show("unkept", trouble);
}

// A button works on what the classroom has: nothing is sent away that could be lost on the way.
form.addEventListener("submit", (event) => {
  if (!unkept) return;
  event.preventDefault();
  pressed = event.submitter;
  examine();
});

addEventListener("beforeunload", (event) => { if (unkept && failed) event.preventDefault(); });
addEventListener("pagehide", () => {
  if (unkept) navigator.sendBeacon(form.dataset.check, new FormData(form));
});

// What a closed window or a lost connection has left here is offered, not taken by itself.
function offer() {
  const left = copy.read();
  if (!left || left.text === written()) return copy.forget();
  const note = document.getElementById("left-here");
  note.querySelector("time").textContent = new Date(left.at).toLocaleString(document.documentElement.lang);
  show("left-here", true);
  note.querySelector("[data-take]").addEventListener("click", () => {
    for (const [at, value] of JSON.parse(left.text).entries()) fields[at].value = value;
    for (const [key, editor] of editors) editor.setValue(document.getElementById(`text-${key}`).value, -1);
    for (const text of texts) text.dispatchEvent(new Event("input", { bubbles: true }));
    show("left-here", false);
  });
  note.querySelector("[data-drop]").addEventListener("click", () => {
    copy.forget();
    show("left-here", false);
  });
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
  text.scrollTop = (line - 4) * Number.parseFloat(getComputedStyle(text).lineHeight);
}

form.addEventListener("input", typed);
document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.elt.id === "lab-found") mark(); });

if (window.ace && !matchMedia("(pointer: coarse)").matches) {
  window.ace.config.set("useStrictCSP", true);
  panels.forEach(edit);
} else {
  texts.forEach(number);
}
let last = null;
try { last = sessionStorage.getItem(`file of ${location.pathname}`); } catch { /* as above */ }
choose(panels.some((panel) => panel.dataset.file === last) ? last : panels[0].dataset.file);
mark();
offer();
