// Keys for the buttons of a walk: a letter presses the button that names it, unless one is typing.
function render({ model, el }) {
  let root = null;
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, [contenteditable=true]");
  const press = (button) => {
    if (button && !button.disabled) button.click();
  };
  // Enter sends what was typed with the key, since the field itself may tell of it later.
  const typed = (event) => {
    const field = event.target.closest("[class*=drillbook-field-]");
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.key === "Enter" && field) {
      const key = /drillbook-field-([a-z])/.exec(field.className)[1];
      model.send({ key, text: event.target.value });
    }
    root.focus({ preventScroll: true });
  };
  const pressed = (event) => {
    if (typing(event.target)) return typed(event);
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[a-z]$/.test(event.key)) return;
    const button = root.querySelector(`button.drillbook-key-${event.key}`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    press(button);
  };
  // A button that is disabled while a step runs would lose the keys to the page.
  const clicked = (event) => {
    if (event.target.closest("button")) root.focus({ preventScroll: true });
  };
  const attach = () => {
    root = el.closest(".drillbook-walk");
    if (!root) return requestAnimationFrame(attach);
    root.tabIndex = 0;
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", "Walkthrough");
    root.setAttribute("data-lm-suppress-shortcuts", "true");
    root.addEventListener("keydown", pressed, true);  // fields keep their keys to themselves
    root.addEventListener("click", clicked);
  };
  attach();
  return () => {
    if (!root) return;
    root.removeEventListener("keydown", pressed, true);
    root.removeEventListener("click", clicked);
  };
}
export default { render };
