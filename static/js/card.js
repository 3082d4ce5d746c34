// The card: one sentence's judgement, note and evidence. Its forms go through the outbox.
(() => {
  const W = window.warreader, { $, all } = W;
  const { account, article } = document.body.dataset;
  W.shown = () => +$("card-title").dataset.n;
  W.typing = () => document.activeElement.closest("#card :is(textarea, input)");

  // says whether the card is there; a newer wish puts an older one aside
  let loading = {};
  W.openCard = (n, again) => {
    if (loading.n === n && !again) return loading.done;
    loading.stop?.abort();
    loading = {};
    if (n === W.shown() && !again) return true;
    const stop = new AbortController();
    loading = { n, stop, done: load(n, stop.signal) };
    return loading.done;
  };
  // the one on its way, if one is: the reader has gone on
  W.reopen = () => W.openCard(loading.n || W.shown(), true);
  async function load(n, signal) {
    const html = await W.get(`${article}sentences/${n}/${location.search}`, signal);
    if (signal.aborted) return loading.n === n && loading.done; // asked for again
    loading = {};
    if (!html) return;
    htmx.swap("#card", html, { swapStyle: "innerHTML" });
    W.expectAll();
    return true;
  }

  // what was typed and not sent, by form
  const kept = "drafts:" + account, drafts = JSON.parse(sessionStorage[kept] || "{}");
  const fields = () => all("#card details form :is(textarea, input:not([type=hidden], [type=checkbox], [name=to]))");
  const place = ({ form, name }) => `${new URL(form.action).pathname} ${name}`;
  addEventListener("input", () => fields().forEach((field) => {
    const { value, defaultValue } = field;
    if (value === defaultValue) delete drafts[place(field)];
    else drafts[place(field)] = { was: defaultValue, ...drafts[place(field)], value };
  }));
  const restoreDrafts = () => fields().forEach((field) => {
    const draft = drafts[place(field)], { base } = field.form.elements;
    if (!draft || field.value !== field.defaultValue) return;
    field.value = draft.value;
    field.closest("details").open = true;
    if (base && draft.was !== field.defaultValue) base.value = "0"; // the server says what it was written over
  });
  const forget = (path) => Object.keys(drafts).forEach((key) => key.startsWith(path + " ") && delete drafts[key]);
  addEventListener("pagehide", () => { sessionStorage[kept] = JSON.stringify(drafts); });
  addEventListener("htmx:afterSwap", restoreDrafts);
  restoreDrafts();

  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-outbox]")) return;
    event.preventDefault();
    const { csrfmiddlewaretoken, ...params } = Object.fromEntries(new FormData(form, event.submitter)), { pathname } = new URL(form.action);
    if ("range" in form.dataset) return W.judge(pathname, params);
    fields().forEach((field) => { if (field.form === form) field.defaultValue = field.value; });
    forget(pathname);
    W.send(pathname, params, pathname.endsWith("/note/") ? { [W.shown()]: params.base } : {});
  });

  // the card knows it of what a filter hides
  const version = (n) => ($("m" + n) ? $("m" + n).dataset.v : $("tags").bases.value) || "";
  // an action for each row of neighbours: what a filter hides is left alone
  W.judge = (path, { to, sentences, bases, state, ...params }) => {
    const [first, last] = to ? [W.shown(), +to].sort((a, b) => a - b) : W.range(), rows = [];
    for (let n = first; n <= last; n++) {
      const mark = $("m" + n);
      if (!mark && first < last) continue;
      if (!mark || !$("m" + (n - 1)) || n === first) rows.push({});
      rows.at(-1)[n] = version(n);
    }
    for (const row of rows) {
      const numbers = Object.keys(row);
      W.send(path, { ...params, sentences: [...new Set([numbers[0], numbers.at(-1)])].join("-") }, row);
    }
  };

  // what the server will most likely say
  W.expect = ({ on, params: { tag, set, unset } }) => Object.keys(on).forEach((n) => {
    const mark = $("m" + n), cell = $("c" + n), open = +n === W.shown(), flag = open && $(`f-${set || unset}`);
    mark?.classList.add("waits");
    if (flag) [flag.name, flag.ariaPressed] = [set ? "unset" : "set", !!set];
    if (tag && open) all("#tags [aria-pressed]").forEach((one) => { one.ariaPressed = one.value === tag; });
    if (!tag || !mark || all("[name=whose]")[0].value !== "mine") return;
    const state = tag === "clear" ? "open" : tag === "verified" && !mark.matches(".evidence") ? "hollow" : tag;
    mark.className = mark.className.replace(/^mark \w+/, "mark " + state);
    mark.firstChild.data = all(`.chip.${state} i`)[0].textContent;
    if (cell) cell.className = cell.className.replace(/^c \w+/, "c " + state);
  });

  // and then what it said
  W.take = async (path, on, params, { status, html, go }) => {
    if (![200, 409, 422].includes(status)) return W.refresh(true);
    // for when the reader goes there, or what others do paints it anew
    if (status > 200) for (const name in params) drafts[`${path} ${name}`] = { was: params[name], value: params[name] };
    const n = W.shown(), base = $("note-" + n)?.querySelector("[name=base]");
    const fresh = base?.value === version(n), had = document.activeElement;
    W.swap(html);
    if (!had.isConnected && document.activeElement === document.body) $("card-title").focus();
    if (fresh) base.value = version(n);
    if (status === 200 && path.endsWith("/undo/") && go) {
      W.select(go, { focus: !document.activeElement.closest("#card"), card: false });
      W.openCard(go, true);
    } else if (path.endsWith("/kinds/") || loading.n === go || loading.n in on || (n in on && !html.includes(`"judgement-${n}"`))) W.reopen();
  };
})();
