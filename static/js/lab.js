// The lab's page: tabs on a narrow screen, and answers that can be typed as soon as the lab is open.

const tabs = [...document.querySelectorAll("[data-tab]")];

function choose(tab) {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).classList.toggle("is-chosen", chosen);
  }
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
    choose(other);
    other.focus();
  });
}
if (tabs.length) choose(tabs[0]);

// Whoever grades wants to see the verdicts.
document.addEventListener("submit", (event) => {
  if (event.target.id === "grade-form" && !event.submitter?.formAction?.includes("/answers/")) {
    const verdicts = document.getElementById("tab-verdicts");
    if (verdicts) choose(verdicts);
  }
});

function sync() {
  const state = document.getElementById("lab-state")?.dataset.state;
  for (const fields of document.querySelectorAll("[data-opens]")) fields.disabled = state !== "open";
}
document.addEventListener("htmx:afterSwap", sync);
