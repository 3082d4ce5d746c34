// A clean address for each filter, and what other tabs have saved.
(() => {
  const { account, article } = document.body.dataset;
  const $ = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const W = (window.warreader = { $, all, acted: new Set() });
  document.documentElement.classList.add("js");

  // no empty fields in the address; a choice is a step in the history, one letter more is not
  let typing, saved;
  addEventListener("htmx:configRequest", ({ target, detail: { formData, triggeringEvent } }) => {
    if (target.id !== "filter") return;
    saved = false;
    typing = triggeringEvent?.type === "input" && /[?&]q=/.test(location.search);
    [...formData.keys()].forEach((name) => formData.getAll(name).join("") || formData.delete(name));
  });
  addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history } }) => {
    if (typing || history.path === location.pathname + location.search) history.type = "replace";
  });
  ["sendError", "responseError"].forEach((name) => addEventListener("htmx:" + name, ({ detail }) => W.trouble?.(detail.xhr.status)));
  if (!article) return;

  // the pieces of an answer; those that are not on this page fall away; live ones know nothing of one's own versions
  W.swap = (html, live) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    box.content.querySelectorAll("[hx-swap-oob]").forEach((piece) => {
      const here = $(piece.id);
      if (!here) piece.remove();
      else if (live && here.dataset.v) piece.dataset.v = here.dataset.v;
    });
    htmx.swap(document.body, box.innerHTML, { swapStyle: "none" });
    W.expectAll();
  };
  const take = (html, live, changed = html.includes(`id="m${W.shown()}"`)) => {
    W.swap(html, live);
    if (!changed || all("#card [role=alert]")[0]) return; // what was refused stands there
    W.typing() ? W.behind() : W.reopen();
  };
  // what has changed since; by force, every mark
  const ask = async (force) => {
    if (document.hidden && !force) return;
    const asked = location.search, { cursor } = $("live").dataset;
    const html = await W.get(`${article}changes/${asked || "?"}&since=${force ? "" : cursor}`, AbortSignal.timeout(20000));
    if (!html) return;
    if (asked !== location.search) return ask(force);
    take(html);
  };
  // one after the other, or the older answer would win
  let busy = Promise.resolve();
  const queue = (work) => (busy = busy.then(work, work));
  W.refresh = (force) => queue(() => ask(force));

  // what others do, as it happens; what one did elsewhere is asked for
  const hear = (html) => {
    const [, acted, others] = html.match(/data-acted="(.*?)" data-others="(.*?)"/) || [];
    if (acted && !acted.split(" ").every((action) => W.acted.has(action))) return ask();
    saved = true;
    if (others === undefined) take(html);
    else take(html, true, others.split(" ").includes("" + W.shown()));
  };
  let stream;
  const listen = () => {
    stream?.close();
    if (document.hidden) return;
    const asked = location.search, { cursor } = $("live").dataset;
    const here = (stream = new EventSource(`${article}live/${asked || "?"}&account=${account}&since=${cursor}`));
    here.onmessage = ({ data }) => (asked === location.search ? queue(() => hear(data)) : listen());
    here.addEventListener("end", ({ data }) => { here.close(); W.swap(data); });
    here.onopen = W.calm;
    here.onerror = () => W.refresh();
  };
  ["load", "visibilitychange"].forEach((name) => addEventListener(name, listen));
  // the tab that saved tells the others
  const others = new BroadcastChannel("warreader:" + account);
  W.changed = (...what) => { saved = true; others.postMessage(what); };
  others.onmessage = ({ data: [where, ok] }) => where === article && W.refresh(!ok);
  // a text on its way while something was saved may be older
  addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "text") return;
    W.expectAll();
    if (saved) W.refresh(true);
  });
  addEventListener("pageshow", (event) => event.persisted && W.refresh());
})();
