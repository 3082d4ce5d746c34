// Ticked reports: how many, all of a page at once, and an address that keeps them.
(() => {
  const all = (selector) => [...document.querySelectorAll(`#rows ${selector}`)];
  const boxes = () => all("[name=article]");
  const ticked = () => boxes().flatMap((box) => (box.checked || box.type === "hidden" ? [box.value] : []));
  const tell = () => {
    const [status] = all("#ticked");
    if (!status) return;
    const { says, most, over } = status.dataset, these = ticked();
    const words = these.length ? `${says} ${these.length} ${these.length > most ? over : ""}` : "";
    if (status.textContent !== words) status.textContent = words;
    const address = new URL(location);
    address.searchParams.delete("article");
    these.forEach((one) => address.searchParams.append("article", one));
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  };
  addEventListener("change", ({ target }) => target.name === "article" && tell());
  addEventListener("click", (event) => {
    const which = event.target.dataset.ticks;
    if (!which) return;
    event.preventDefault();
    boxes().forEach((box) => (box.type === "hidden" ? which === "none" && box.remove() : (box.checked = which === "all")));
    tell();
  });
  // what was ticked while other rows were on their way stays so
  let before = [];
  addEventListener("htmx:beforeSwap", () => (before = ticked()));
  addEventListener("htmx:afterSwap", () => {
    boxes().forEach((box) => (box.type === "hidden" ? before.includes(box.value) || box.remove() : (box.checked = before.includes(box.value))));
    const here = boxes().map((box) => box.value);
    before.filter((one) => !here.includes(one)).forEach((one) => {
      const kept = Object.assign(document.createElement("input"), { type: "hidden", name: "article", value: one });
      kept.setAttribute("form", "filter");
      document.getElementById("rows").append(kept);
    });
    tell();
  });
  // no empty fields in the address of a page that a button leads to
  addEventListener("formdata", ({ formData }) => [...formData.keys()].forEach((name) => formData.getAll(name).join("") || formData.delete(name)));
  ["DOMContentLoaded", "pageshow"].forEach((name) => addEventListener(name, tell));
})();
