// What the reader does is kept until the server has it: by account, an entry per action, sent in order.
(() => {
  const W = window.warreader, { $ } = W;
  const { account, article } = document.body.dataset;
  const words = JSON.parse($("words").textContent);
  const prefix = `outbox:${account}:`;
  const memory = {}; // for what the browser does not keep
  let store = memory, wait = 0, timer, troubled, refusal;
  try { store = localStorage; } catch { /* shut */ }
  const keys = () => Object.keys({ ...store, ...memory }).filter((key) => key.startsWith(prefix)).sort();
  const get = (key) => JSON.parse(memory[key] || store[key] || null);
  const put = (key, entry, text = JSON.stringify(entry)) => { try { store[key] = text; } catch { memory[key] = text; } };
  const drop = (key) => { delete memory[key]; delete store[key]; };

  W.say = (text, bad, href, label) => {
    const status = $("status");
    troubled = false;
    status.classList.toggle("bad", !!bad);
    status.textContent = text;
    if (href) status.append(" ", Object.assign(document.createElement("a"), { href, textContent: label }));
  };
  W.trouble = (status) => {
    const count = keys().length, out = status === 401 && "/accounts/login/?next=" + encodeURIComponent(location.pathname + location.search);
    W.say(words[count ? (out ? "signedOut" : "waits") : out ? "ended" : "silent"].replace("{n}", count), true, out || (!count && location.href), out ? words.signIn : words.again);
    troubled = true;
  };
  W.calm = () => troubled && !keys().length && W.say("");
  W.behind = () => W.say(words.behind, false, `${article}sentences/${W.shown()}/`, words.look);
  W.get = async (url, signal) => {
    try {
      const answer = await fetch(url, { signal, headers: { "HX-Request": "true", "X-Account": account } });
      if (!answer.ok) return W.trouble(answer.status);
      W.calm();
      return await answer.text();
    } catch (error) { if (error.name !== "AbortError") W.trouble(0); }
  };

  W.expectAll = () => {
    W.all(".waits").forEach((mark) => mark.classList.remove("waits"));
    keys().map(get).forEach((entry) => entry?.article === article && W.expect(entry));
    W.paint();
  };
  // on: the version of each sentence that this is based on
  W.send = (path, params, on = {}) => {
    const action = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, 0)).join("");
    const last = parseInt(keys().at(-1)?.slice(prefix.length)) || 0;
    const entry = { path, article, on, params: { ...params, action } };
    put(`${prefix}${Math.max(Date.now(), last + 1)}-${action}`, entry);
    refusal = null;
    W.expect(entry);
    pump();
  };

  async function deliver(key, { path, article: where, on, params }) {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1], here = where === article, versions = Object.values(on).join(), asked = location.search;
    let answer, html;
    if (!token) return later(401);
    W.acted.add(params.action);
    try {
      answer = await fetch(path + (here ? asked : ""), {
        method: "POST", redirect: "manual", signal: AbortSignal.timeout(20000),
        body: new URLSearchParams({ ...params, ...("sentences" in params ? { bases: versions } : versions && { base: versions }) }),
        headers: { "HX-Request": "true", "X-CSRFToken": token, "X-Account": account },
      });
      html = await answer.text();
    } catch { return later(0); }
    const { status, ok } = answer;
    if (!status || [401, 408, 429].includes(status) || status >= 500) return later(status);
    drop(key);
    wait = 0;
    const page = new DOMParser().parseFromString(html, "text/html"), said = page.getElementById("status");
    const go = +(path.match(/sentences\/(\d+)/)?.[1] || said?.dataset.go), text = said?.textContent || `${words.refused} (${status})`;
    rebase(where, on, ok, page);
    if (!ok) refusal = [text, true, go ? `${where}sentences/${go}/` : where, words.look];
    W.changed(where, ok);
    if (here) {
      await W.take(path, on, params, { status, html, go });
      W.say(text, !ok);
      if (asked !== location.search) W.refresh(true); // another filter
    }
    return true;
  }
  // what waits builds on what was made; behind a refused action it is refused
  function rebase(where, on, ok, page) {
    for (const key of keys()) {
      const next = get(key);
      if (next?.article !== where) continue;
      for (const n in next.on) {
        const mark = page.getElementById("m" + n);
        if (ok ? mark : n in on) next.on[n] = ok ? mark.dataset.v || "" : "0";
      }
      if (ok || !next.path.endsWith("/undo/")) put(key, next);
      else drop(key); // it would take back something else
    }
  }
  function later(status) {
    W.trouble(status);
    document.body.classList.add("unsaved");
    wait = Math.min(wait * 2 || 2000, 30000);
    clearTimeout(timer);
    timer = setTimeout(pump, wait);
  }
  async function run() {
    for (let key; (key = keys()[0]);) {
      const entry = get(key);
      if (entry && !(await deliver(key, entry))) return;
    }
    if (refusal) W.say(...refusal);
    else if (troubled && document.body.classList.contains("unsaved")) W.say(words.saved); // by another tab
    document.body.classList.remove("unsaved");
  }
  // one run at a time; one tab, where the browser can lock
  let running, asked;
  const pump = () => {
    asked = true;
    return (running ||= drain());
  };
  async function drain() {
    for (; asked; await (navigator.locks ? navigator.locks.request(prefix, run) : run())) asked = false;
    running = null;
  }
  addEventListener("online", pump);
  // what says that work is done goes after the work
  addEventListener("submit", async (event) => {
    if (!event.target.closest(".in-session") || !keys().length) return;
    event.preventDefault();
    await pump();
    if (!keys().length) event.target.submit();
  });
  addEventListener("storage", W.expectAll);
  addEventListener("visibilitychange", () => document.hidden || pump());
  addEventListener("load", () => { W.expectAll(); pump(); });
})();
