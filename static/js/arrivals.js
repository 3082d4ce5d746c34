// Bringing reports: what is too large is said before it is sent, and a click in a sentence offers to divide it there.
(() => {
  document.documentElement.classList.add("js");

  document.addEventListener("change", ({ target }) => {
    const { most, toobig } = target.form?.dataset ?? {};
    if (target.type !== "file" || !most) return;
    const size = [...target.files].reduce((sum, file) => sum + file.size, 0);
    target.setCustomValidity(size > +most ? toobig : "");
    target.reportValidity();
  });

  // what has become stale is said, too
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status === 409) [detail.shouldSwap, detail.isError] = [true, false];
  });

  // whoever divides or joins by keyboard stays at the sentence
  let at;
  document.addEventListener("click", ({ target }) => { at = target.closest?.(".editor li")?.id; }, true);
  document.addEventListener("htmx:afterRequest", () => {
    if (at && document.activeElement === document.body) document.querySelector(`#${at} .tools button`)?.focus({ preventScroll: true });
  });

  const here = document.createElement("button");
  here.name = "cut";
  here.className = "here";
  // the nearest beginning of a word; where words are long, as without spaces between them, the very place
  const nearest = (text, at) => {
    const start = text.slice(0, at).search(/\S+$/), rest = text.slice(at).match(/^\S*\s*/)[0];
    if (start < 0 || at - start + rest.length > 30) return at;
    return at - start <= rest.length ? start : at + rest.length;
  };
  document.addEventListener("click", ({ target }) => {
    if (target === here) return;
    here.remove();
    const said = target.closest?.(".said[data-start]"), { anchorNode, anchorOffset, isCollapsed } = getSelection();
    if (!said || !isCollapsed || anchorNode?.parentNode !== said) return;
    const text = said.textContent, at = nearest(text, anchorOffset);
    if (!at || at >= text.trimEnd().length) return;
    here.value = +said.dataset.start + [...text.slice(0, at)].length;
    here.textContent = said.closest("[data-part]").dataset.part.replace("…", text.slice(at).split(/\s+/, 3).join(" ").slice(0, 40));
    said.after(here);
  });
})();
