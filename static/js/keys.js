// Single keys: which does what stands in the page (the reader may have changed them); none, where switched off.
(() => {
  const W = window.warreader, map = JSON.parse(document.getElementById("keymap").textContent);
  const annotates = "annotates" in document.body.dataset;
  const $ = (id) => document.getElementById(id);
  const flags = ["quoted", "said", "loaded", "searched", "contradicted"];
  const tags = ["verified", "unverified", "opinion", "nothing"];

  // where the letters are not Latin, or digits need Shift, the place on the keyboard counts
  const letter = (event) => {
    const key = event.key.toLowerCase();
    return map[key] || /^[a-z0-9]$/.test(key) ? key : (event.code.match(/^(?:Key|Digit)(.)$/) || ["", ""])[1].toLowerCase();
  };
  async function open(id, field) {
    await W.openCard(W.current());
    const section = $(`${id}-${W.current()}`);
    if (!section) return;
    section.querySelector("details").open = true;
    section.querySelector(field).focus();
  }
  function flag(name) {
    const button = +$("card-title").dataset.n === W.current() && $("f-" + name);
    const on = button ? button.name === "unset" : ($("m" + W.current())?.dataset.flags || "").split(" ").includes(name);
    if (button) { button.name = on ? "set" : "unset"; button.setAttribute("aria-pressed", !on); }
    W.judge({ [on ? "unset" : "set"]: name }, "flags/");
  }
  const does = {
    next: (event) => W.step(1, { extend: event.shiftKey }),
    previous: (event) => W.step(-1, { extend: event.shiftKey }),
    judge: () => W.nextOpen(),
    search: () => $("q").focus(),
    help: () => $("help").showModal(),
  };
  if (annotates) {
    tags.forEach((tag) => { does[tag] = () => { W.judge({ tag }, "tags/"); W.stepOn(); }; });
    flags.forEach((name) => { does[name] = () => flag(name); });
    does.clear = () => W.judge({ tag: "clear" }, "tags/");
    does.undo = () => W.send(document.body.dataset.article + "undo/", { action: W.uuid() });
    does.note = () => open("note", "textarea");
    does.evidence = () => open("evidence", "input[name=url]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("help").open) return;
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape") return typing ? typing.blur() : W.select(W.current());
    if (typing) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow) {
      if (!event.target.closest("#article")) return;
      event.preventDefault();
      return W.step(arrow, { extend: event.shiftKey });
    }
    const action = map[letter(event)];
    // auto-repeat moves, and does nothing else
    if (!does[action] || (event.repeat && action !== "next" && action !== "previous")) return;
    event.preventDefault();
    does[action](event);
  });
})();
