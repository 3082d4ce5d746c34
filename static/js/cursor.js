// Where the reader is: the current sentence, or a range that ends with it.
(() => {
  const W = window.warreader, { $, all } = W;
  const number = (element) => +element.id.slice(1);
  let current = W.shown(), anchor = current, timer;

  W.current = () => current;
  W.range = () => [Math.min(anchor, current), Math.max(anchor, current)];
  W.numbers = () => all(".s").map(number);

  W.paint = () => {
    const [first, last] = W.range(), stop = $("s" + current) || all(".s")[0];
    for (const sentence of all(".s")) {
      const n = number(sentence);
      sentence.classList.toggle("current", n >= first && n <= last);
      sentence.ariaCurrent = n === current ? "true" : null;
      sentence.tabIndex = $("m" + n).tabIndex = sentence === stop ? 0 : -1; // Tab reaches one, and its sign
    }
    // a card that is not there yet, or a range: tags are for what is marked, the rest has to wait
    const title = $("card-title"), behind = first !== last || W.shown() !== current;
    title.textContent = title.textContent.replace(/\d+(–\d+)?/, first === last ? current : `${first}–${last}`);
    all("#card :is(section, .kind)").forEach((part) => { part.inert = behind; });
    $("fold").ariaExpanded = !document.body.classList.contains("folded");
  };

  W.select = (n, { extend, focus = true, card = true } = {}) => {
    const here = $("s" + n);
    current = n;
    if (!extend) anchor = n;
    W.paint();
    if (focus) here?.focus({ preventScroll: true });
    here?.scrollIntoView({ block: "nearest" });
    clearTimeout(timer);
    // not one for each sentence that somebody runs over
    if (card && !extend) timer = setTimeout(() => W.openCard(n), 60);
  };
  W.step = (by, options) => {
    const numbers = W.numbers();
    W.select((by > 0 ? numbers.find((n) => n > current) : numbers.findLast((n) => n < current)) || current, options);
  };
  // after a tag: the next sentence that is there to be judged
  W.stepOn = () => W.select(W.numbers().find((n) => n > W.range()[1] && !("out" in $("m" + n).dataset)) || current);
  W.nextOpen = () => {
    const open = all(".mark.open:not([data-out])").map(number);
    W.select(open.find((n) => n > current) || open[0] || current);
  };

  document.addEventListener("click", async (event) => {
    const at = (selector) => event.target.closest(selector), picked = getSelection();
    const mark = at(".mark"), go = mark || at("#strip .c"), step = at("[data-step]"), judge = at("#judge"), sentence = at(".s");
    if (at("#fold")) {
      document.body.classList.toggle("folded");
      return W.paint();
    }
    if (event.ctrlKey || event.metaKey) return;
    if (go || step || judge) event.preventDefault();
    if (judge) return W.nextOpen();
    if (step) return W.step(+step.dataset.step, { focus: false });
    if (!go && (!sentence || (!picked.isCollapsed && !event.shiftKey))) return;
    if (event.shiftKey) picked.removeAllRanges();
    document.body.classList.remove("folded");
    W.select(number(go || sentence), { extend: event.shiftKey });
    // a sign that was pressed without a mouse leads to its card
    if (mark && !event.detail && (await W.openCard(current))) $("card-title").focus();
  });
  // text selected over sentences makes a range; the selection stays
  document.addEventListener("mouseup", (event) => {
    const picked = getSelection();
    if (event.shiftKey || picked.isCollapsed || !$("text").contains(picked.anchorNode)) return;
    const inside = all(".s").filter((s) => picked.getRangeAt(0).intersectsNode(s)).map(number);
    if (!inside.length) return;
    anchor = inside[0];
    W.select(inside.at(-1), { extend: true, focus: false });
    W.openCard(anchor);
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "text" && W.expectAll());
  document.addEventListener("htmx:historyRestore", () => { W.expectAll(); W.openCard(current); });
  W.paint();
})();
