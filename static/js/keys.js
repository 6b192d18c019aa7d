// The keyboard: "/" finds, "g" and a letter goes to a page, "?" shows the list. Nothing of it while somebody types.

const PATIENCE_MS = 1200;
let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
  if (event.key === "/") search(event);
  else if (event.key === "?") help(event);
  else if (event.key === "g") going = Date.now();
  else if (Date.now() - going < PATIENCE_MS) go(event);
});

function types(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

function search(event) {
  event.preventDefault();
  const field = document.querySelector("[data-search]");
  if (field) field.focus();
  else document.querySelector("[data-find]")?.click();
}

function help(event) {
  const dialog = document.getElementById("help");
  if (!dialog || dialog.open) return;
  event.preventDefault();
  dialog.showModal();
}

function go(event) {
  going = 0;
  const link = document.querySelector(`[data-goes] [data-key="${CSS.escape(event.key)}"] a`);
  if (link) location.assign(link.href);
}
