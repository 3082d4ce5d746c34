// Where the reader is: a sentence, or a range that ends with it. Moving, and judging by key.
(() => {
  const W = window.warreader, { $, all } = W, map = JSON.parse($("keymap").textContent);
  const { article, annotates, stays } = document.body.dataset;
  const number = (element) => +element.id.slice(1);
  let current = W.shown(), anchor = current, timer;

  W.range = () => [Math.min(anchor, current), Math.max(anchor, current)];

  W.paint = () => {
    const [first, last] = W.range(), stop = $("s" + current) || all(".s")[0];
    for (const sentence of all(".s")) {
      const n = number(sentence);
      sentence.classList.toggle("current", n >= first && n <= last);
      sentence.ariaCurrent = n === current ? "true" : null;
      sentence.tabIndex = $("m" + n).tabIndex = sentence === stop ? 0 : -1; // one stop for Tab
    }
    // a late card, or a range: tags are for what is marked, the rest waits
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
    if (card && !extend) timer = setTimeout(() => W.openCard(n), 60);
  };
  const step = (by, options) => {
    const numbers = all(".s").map(number);
    W.select((by > 0 ? numbers.find((n) => n > current) : numbers.findLast((n) => n < current)) || current, options);
  };
  const stepOn = () => stays ?? W.select(all(".mark:not([data-out])").map(number).find((n) => n > W.range()[1]) || current);
  const nextOpen = () => {
    const open = all(".mark.open:not([data-out])").map(number);
    // in a session, the next article waits
    if (!open[0] && article.startsWith("/s")) return location.assign($("judge").href);
    W.select(open.find((n) => n > current) || open[0] || current);
  };

  addEventListener("click", async (event) => {
    const at = (selector) => event.target.closest(selector), picked = getSelection();
    const mark = at(".mark"), go = mark || at("#strip .c"), turn = at("[data-step]"), judge = at("#judge"), sentence = at(".s");
    if (at("#fold")) {
      document.body.classList.toggle("folded");
      return W.paint();
    }
    if (event.ctrlKey || event.metaKey) return;
    if (go || turn || judge) event.preventDefault();
    if (judge) return nextOpen();
    if (turn) return step(+turn.dataset.step, { focus: false });
    if (!go && (!sentence || (!picked.isCollapsed && !event.shiftKey))) return;
    if (event.shiftKey) picked.removeAllRanges();
    document.body.classList.remove("folded");
    W.select(number(go || sentence), { extend: event.shiftKey });
    // pressed by key: on to the card
    if (mark && !event.detail && (await W.openCard(current))) $("card-title").focus();
  });
  // selected text makes a range
  addEventListener("mouseup", (event) => {
    const picked = getSelection();
    if (event.shiftKey || picked.isCollapsed || !$("text").contains(picked.anchorNode)) return;
    const inside = all(".s").filter((s) => picked.getRangeAt(0).intersectsNode(s)).map(number);
    if (!inside.length) return;
    anchor = inside[0];
    W.select(inside.at(-1), { extend: true, focus: false });
    W.openCard(anchor);
  });
  addEventListener("htmx:historyRestore", () => { W.expectAll(); W.openCard(current); });

  // other scripts, and digits that need Shift, go by the place on the keyboard
  const letter = ({ key, code }) => {
    key = key.toLowerCase();
    return map[key] || /^[a-z0-9]$/.test(key) ? key : code.match(/^(?:Key|Digit)(.)$/)?.[1].toLowerCase();
  };
  async function write(section, field) {
    if (!(await W.openCard(current))) return;
    W.select(current, { card: false }); // a note is for one sentence
    document.body.classList.remove("folded");
    const details = $(`${section}-${current}`).querySelector("details");
    if (!details) return; // nobody may write here
    details.open = true;
    details.querySelector(field).focus();
  }
  function flag(name) {
    const on = W.shown() === current ? $("f-" + name).name === "unset" : $("m" + current)?.dataset.flags?.includes(name);
    W.judge(article + "flags/", { [on ? "unset" : "set"]: name });
  }
  const does = {
    next: ({ shiftKey }) => step(1, { extend: shiftKey }),
    previous: ({ shiftKey }) => step(-1, { extend: shiftKey }),
    judge: nextOpen,
    search: () => $("q").focus(),
    help: () => $("help").showModal(),
    discuss: () => write("discussion", "textarea"),
  };
  if (annotates !== undefined) {
    for (const { value: tag } of all("#tags [aria-pressed]")) does[tag] = () => { W.judge(article + "tags/", { tag }); stepOn(); };
    for (const { value } of all(".flags button")) does[value] = () => flag(value);
    does.clear = () => W.judge(article + "tags/", { tag: "clear" });
    does.undo = () => W.send(article + "undo/", {});
    does.note = () => write("note", "textarea");
    does.evidence = () => write("evidence", "input[name=url]");
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("help").open) return;
    if (event.key === "Escape") {
      all(".more, .menu").forEach((menu) => { menu.open = false; });
      return W.select(current);
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key], action = map[letter(event)];
    if (arrow ? !event.target.closest("#article") : !does[action]) return;
    // auto-repeat only moves
    if (event.repeat && !arrow && action !== "next" && action !== "previous") return;
    event.preventDefault();
    if (arrow) step(arrow, { extend: event.shiftKey });
    else does[action](event);
  });
  W.paint();
})();
