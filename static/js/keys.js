// Single keys: which does what stands in the page (the reader may have changed them); none, where switched off.
(() => {
  const W = window.warreader, { $, all } = W, map = JSON.parse($("keymap").textContent);
  const { article, annotates } = document.body.dataset;

  // where the letters are not Latin, or digits need Shift, the place on the keyboard counts
  const letter = ({ key, code }) => {
    key = key.toLowerCase();
    return map[key] || /^[a-z0-9]$/.test(key) ? key : code.match(/^(?:Key|Digit)(.)$/)?.[1].toLowerCase();
  };
  async function write(section, field) {
    if (!(await W.openCard(W.current()))) return;
    W.select(W.current(), { card: false }); // a note is for one sentence
    document.body.classList.remove("folded");
    const details = $(`${section}-${W.current()}`).querySelector("details");
    details.open = true;
    details.querySelector(field).focus();
  }
  function flag(name) {
    const on = W.shown() === W.current() ? $("f-" + name).name === "unset" : $("m" + W.current()).dataset.flags?.includes(name);
    W.judge(article + "flags/", { [on ? "unset" : "set"]: name });
  }
  const does = {
    next: (event) => W.step(1, { extend: event.shiftKey }),
    previous: (event) => W.step(-1, { extend: event.shiftKey }),
    judge: () => W.nextOpen(),
    search: () => $("q").focus(),
    help: () => $("help").showModal(),
  };
  if (annotates !== undefined) {
    for (const tag of ["verified", "unverified", "opinion", "nothing"]) does[tag] = () => { W.judge(article + "tags/", { tag }); W.stepOn(); };
    for (const name of ["quoted", "said", "loaded", "searched", "contradicted"]) does[name] = () => flag(name);
    does.clear = () => W.judge(article + "tags/", { tag: "clear" });
    does.undo = () => W.send(article + "undo/", {});
    does.note = () => write("note", "textarea");
    does.evidence = () => write("evidence", "input[name=url]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("help").open) return;
    if (event.key === "Escape") {
      all(".more, .menu").forEach((menu) => { menu.open = false; });
      return W.select(W.current());
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key], action = map[letter(event)];
    if (arrow ? !event.target.closest("#article") : !does[action]) return;
    // auto-repeat moves, and does nothing else
    if (event.repeat && !arrow && action !== "next" && action !== "previous") return;
    event.preventDefault();
    if (arrow) W.step(arrow, { extend: event.shiftKey });
    else does[action](event);
  });
})();
