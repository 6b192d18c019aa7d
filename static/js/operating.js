// Lists with ticks that are fetched anew: what is ticked stays ticked, and nothing moves under an open dialog.

let ticked = new Map();

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("#sessions, #cloud-tab") && event.target.querySelector("details.pop[open]")) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  ticked = new Map([...event.target.querySelectorAll("input[type=checkbox][name]")].map((box) => [keyOf(box), box.checked]));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const box of document.querySelectorAll(":is(#sessions, #cloud-tab) input[type=checkbox][name]")) {
    if (ticked.has(keyOf(box))) box.checked = ticked.get(keyOf(box));
  }
});

function keyOf(box) {
  return `${box.name} ${box.value}`;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  for (const box of event.target.form.querySelectorAll("tbody input[type=checkbox]")) box.checked = event.target.checked;
});
