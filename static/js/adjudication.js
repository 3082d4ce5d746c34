// Settling by key: each presses the button or link that does it.
(() => {
  const map = JSON.parse(document.getElementById("keymap").textContent);
  const letter = ({ key, code }) => {
    key = key.toLowerCase();
    return map[key] || /^[a-z0-9]$/.test(key) ? key : code.match(/^(?:Key|Digit)(.)$/)?.[1].toLowerCase();
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key === "Escape") return document.activeElement.blur();
    if (event.target.closest("input, textarea, select")) return;
    const action = map[letter(event)];
    const here = action === "note" ? document.getElementById("id_reason") : document.querySelector(`[data-does="${action}"]`);
    if (!here) return;
    event.preventDefault();
    action === "note" ? here.focus() : here.click();
  });
  // what has become stale is shown as it stands
  addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status !== 409) return;
    detail.shouldSwap = true;
    detail.isError = false;
  });
  addEventListener("htmx:afterSwap", () => {
    document.getElementById("item-title")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  });
})();
