// A clean address for each filter, and what other tabs have saved.
(() => {
  const { account, article } = document.body.dataset;
  const $ = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const W = (window.warreader = { $, all });
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

  // the pieces of an answer; those that are not on this page fall away
  W.swap = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    box.content.querySelectorAll("[hx-swap-oob]").forEach((piece) => $(piece.id) || piece.remove());
    htmx.swap(document.body, box.innerHTML, { swapStyle: "none" });
    W.expectAll();
  };
  // what has changed since; by force, every mark
  W.refresh = async (force) => {
    if (document.hidden && !force) return;
    const asked = location.search;
    const html = await W.get(`${article}changes/${asked || "?"}&since=${force ? "" : $("live").dataset.cursor}`);
    if (!html) return;
    if (asked !== location.search) return W.refresh(force);
    W.swap(html);
    if (html.includes(`id="m${W.shown()}"`) && !W.typing()) W.openCard(W.shown(), true);
  };
  // the tab that saved tells the others
  const others = new BroadcastChannel("warreader:" + account);
  W.changed = (...what) => { saved = true; others.postMessage(what); };
  others.onmessage = ({ data: [where, ok] }) => where === article && W.refresh(!ok);
  addEventListener("visibilitychange", () => W.refresh());
  // a text on its way while something was saved may be older
  addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "text") return;
    W.expectAll();
    if (saved) W.refresh();
  });
  addEventListener("pageshow", (event) => event.persisted && W.refresh());
})();
