"use strict";
// Opens whatever a link leads to, and whatever is printed; the page works without it.
function reveal() {
  const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!goal) return;
  for (let box = goal; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  const inside = goal.tagName === "LI" && goal.querySelector("details");
  if (inside) inside.open = true;
  goal.scrollIntoView({ block: "start" });
}
addEventListener("hashchange", reveal);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
for (const button of document.querySelectorAll("button[data-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const drill of document.querySelectorAll("details.drill")) drill.open = button.dataset.open === "all";
  });
}
reveal();
