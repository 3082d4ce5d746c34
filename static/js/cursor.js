// Where the reader is: the current sentence or range, its card, and the marks as they will be.
(() => {
  const W = (window.warreader = window.warreader || {});
  const { article } = document.body.dataset;
  const $ = (id) => document.getElementById(id);
  const text = () => [...document.querySelectorAll(".s")];
  const number = (element) => +element.id.slice(1);
  const shown = () => +($("card-title")?.dataset.n || 0);
  const glyphs = { verified: "✓", hollow: "✓", unverified: "?", opinion: "❝", nothing: "–", open: "◦" };
  let current = shown(), anchor = current, timer, drafts = {};

  W.current = () => current;
  W.range = () => [Math.min(anchor, current), Math.max(anchor, current)];
  const each = (f) => text().filter((s) => { const [a, b] = W.range(); return number(s) >= a && number(s) <= b; }).forEach(f);

  function paint() {
    document.querySelectorAll(".s.current").forEach((s) => { s.classList.remove("current"); s.removeAttribute("aria-current"); s.tabIndex = -1; });
    each((s) => s.classList.add("current"));
    const here = $("s" + current) || text()[0];
    if (here) { here.tabIndex = 0; here.setAttribute("aria-current", "true"); }
    const [a, b] = W.range(), title = $("card-title");
    if (title && a !== b) title.textContent = `${a}–${b}`;
  }

  W.select = (n, { extend = false, focus = true, card = true } = {}) => {
    current = n;
    if (!extend) anchor = n;
    paint();
    const here = $("s" + n);
    if (here && focus) { here.focus({ preventScroll: true }); here.scrollIntoView({ block: "nearest" }); }
    clearTimeout(timer);
    if (card && !extend) timer = setTimeout(() => W.openCard(n), 60);
  };

  W.step = (by, options) => {
    const all = text(), at = all.findIndex((s) => number(s) === current);
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    if (next) W.select(number(next), options);
  };
  // after a tag: the next sentence that is there to be judged
  W.stepOn = () => {
    const next = text().find((s) => number(s) > W.range()[1] && !$("m" + number(s)).hasAttribute("data-out"));
    W.select(next ? number(next) : current);
  };
  W.nextOpen = () => {
    const open = [...document.querySelectorAll(".mark.open:not([data-out])")].map(number);
    const next = open.find((n) => n > current) || open[0];
    if (next) W.select(next);
  };

  W.openCard = async (n, again) => {
    if (n === shown() && !again) return paint();
    keepDrafts();
    await htmx.ajax("GET", `${article}sentences/${n}/${location.search}`, { target: "#card", swap: "innerHTML" });
    restoreDrafts();
    paint();
  };
  // what was typed and not sent stays with its form
  const fields = () => [...document.querySelectorAll("#card form[data-outbox]:not(#tags) :is(textarea, input:not([type=hidden]))")];
  const name = (field) => `${field.form.getAttribute("action")} ${field.name}`;
  const keepDrafts = () => fields().forEach((f) => { if (f.type !== "checkbox" && f.name !== "to" && f.value !== f.defaultValue) drafts[name(f)] = f.value; });
  const restoreDrafts = () => fields().forEach((f) => { if (drafts[name(f)]) { f.value = drafts[name(f)]; f.closest("details").open = true; } });
  addEventListener("beforeunload", () => { keepDrafts(); sessionStorage.setItem("drafts", JSON.stringify(drafts)); });
  try { drafts = JSON.parse(sessionStorage.getItem("drafts")) || {}; } catch { drafts = {}; }
  restoreDrafts();

  // the marks show at once what the server will most likely say
  W.prepare = (form, params) => {
    Object.keys(drafts).forEach((key) => key.startsWith(form.getAttribute("action") + " ") && delete drafts[key]);
    fields().forEach((f) => { if (f.form === form) f.defaultValue = f.value; });
    if (form.hasAttribute("data-range") && !params.to) aim(params);
    else if ("base" in params && form.action.includes("/note/")) params.base = $("m" + shown())?.dataset.v || "";
    if (form.action.includes("/note/") && params.note) expect(shown(), params.action);
  };
  function aim(params) {
    const [a, b] = W.range(), numbers = [];
    for (let n = a; n <= b; n++) numbers.push(n);
    params.sentences = a === b ? `${a}` : `${a}-${b}`;
    params.bases = numbers.map((n) => $("m" + n)?.dataset.v || "").join(",");
    numbers.forEach((n) => expect(n, params.action, params.tag));
  }
  function expect(n, action, tag) {
    const mark = $("m" + n);
    if (!mark) return;
    mark.dataset.v = action.replaceAll("-", "").slice(0, 8);
    if (!tag || document.body.dataset.whose !== "mine") return;
    const state = tag === "clear" ? "open" : tag === "verified" && !mark.classList.contains("evidence") ? "hollow" : tag;
    const rest = ["dim", "note", "evidence"].filter((c) => mark.classList.contains(c)).join(" ");
    mark.className = `mark ${state} ${rest}`;
    mark.textContent = glyphs[state];
    const cell = $("c" + n);
    if (cell) cell.className = `c ${state}`;
    if (n === shown()) document.querySelectorAll("#card .judgement button[name=tag]").forEach((b) => b.setAttribute("aria-pressed", b.value === tag));
  }
  W.judge = (params, path) => { params.action = W.uuid(); aim(params); W.send(article + path, params); };

  W.done = (entry, status) => {
    const go = +$("status").dataset.go, undone = entry.path.endsWith("/undo/");
    W.changed?.();
    if (undone && go && status === 200) { current = anchor = go; paint(); $("s" + go)?.scrollIntoView({ block: "nearest" }); W.openCard(go, true); }
    else if (entry.params.sentences?.includes("-") || entry.params.to || entry.path.endsWith("/kinds/") || undone) W.openCard(shown(), true);
    paint();
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark"), cell = event.target.closest("#strip .c"), step = event.target.closest("[data-step]");
    const sentence = event.target.closest(".s");
    if (!mark && !cell && !step && !sentence) return;
    if (event.ctrlKey || event.metaKey || (!mark && !cell && !step && event.target.closest("a"))) return;
    if (mark || cell || step) event.preventDefault();
    if (step) return W.select(shown() + +step.dataset.step);
    const picked = getSelection();
    if (sentence && !mark && !picked.isCollapsed && !event.shiftKey) return;
    const n = number(mark || cell || sentence);
    if (event.shiftKey) picked.removeAllRanges();
    W.select(n, { extend: event.shiftKey });
    document.body.classList.add("card-open");
  });
  // text selected over sentences makes a range; the selection stays
  document.addEventListener("mouseup", (event) => {
    const picked = getSelection();
    if (event.shiftKey || picked.isCollapsed || !picked.rangeCount) return;
    const inside = text().filter((s) => picked.getRangeAt(0).intersectsNode(s)).map(number);
    if (!inside.length || !event.target.closest("#text")) return;
    anchor = inside[0];
    W.select(inside.at(-1), { extend: true, focus: false });
    W.openCard(anchor);
  });
  document.addEventListener("htmx:afterSettle", paint);
  document.addEventListener("htmx:pushedIntoHistory", () => { document.body.dataset.whose = document.querySelector("[name=whose]").value; });
  paint();
})();
