// Two tabs of one person stay consistent: a tab that saved tells the others, and one that is shown again asks.
(() => {
  const W = window.warreader, { account, article } = document.body.dataset;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("warreader:" + account) : null;
  const live = () => document.getElementById("live");
  W.refresh = async (force) => {
    if (document.hidden || (W.waiting() && !force)) return;
    const query = new URLSearchParams(location.search);
    query.set("since", force ? "" : live().dataset.cursor); // by force: every mark, as the server has it
    let answer;
    try {
      answer = await fetch(`${article}changes/?${query}`, { headers: { "HX-Request": "true", "X-Account": account } });
    } catch { return; }
    if (!answer.ok) return;
    const html = await answer.text();
    W.swap(html);
    if (html.includes(`id="m${W.current()}"`)) W.openCard(W.current(), true);
  };
  W.changed = () => channel?.postMessage(article);
  channel?.addEventListener("message", (event) => event.data === article && W.refresh());
  document.addEventListener("visibilitychange", () => W.refresh());
  addEventListener("pageshow", (event) => event.persisted && W.refresh());
})();
