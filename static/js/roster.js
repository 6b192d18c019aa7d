// Tables with ticks: all at once, and how many there are.

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-ticks]");
  if (!form) return;
  const ticks = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("[data-tick-all]");
  if (event.target === all) for (const tick of ticks) tick.checked = all.checked;
  const many = ticks.filter((tick) => tick.checked).length;
  all.checked = many > 0 && many === ticks.length;
  all.indeterminate = many > 0 && many < ticks.length;
  form.querySelector("[data-ticked]").textContent = many || "";
});
