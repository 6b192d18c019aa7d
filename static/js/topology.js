// The picture of a network: picking a node opens its fields, closes the others', and gives the focus there.

document.addEventListener("click", (event) => {
  const node = event.target.closest("[data-node]");
  if (!node) return;
  const target = document.getElementById(node.getAttribute("href").slice(1));
  const fact = target?.closest("details");
  if (!fact) return;
  event.preventDefault();
  for (const other of fact.parentElement.querySelectorAll("details[open]")) other.open = other === fact;
  for (const other of node.ownerSVGElement.querySelectorAll(".is-picked")) other.classList.remove("is-picked");
  node.classList.add("is-picked");
  fact.open = true;
  fact.querySelector("summary").focus({ preventScroll: true });
  fact.scrollIntoView({ block: "nearest" });
});
