// Light or dark before the first paint: what was chosen, else what the system asks for.
(function () {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  root.classList.add("js");

  function chosen() {
    try { return localStorage.getItem("theme"); } catch { return null; }
  }

  function show() {
    root.dataset.bsTheme = chosen() || (system.matches ? "dark" : "light");
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch { /* it lasts for this page then */ }
    root.dataset.bsTheme = next;
  });

  try { if (localStorage.getItem("side") === "folded") root.classList.add("side-folded"); } catch { /* unfolded then */ }
  system.addEventListener("change", show);
  show();
})();
