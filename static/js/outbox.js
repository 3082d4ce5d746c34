// What the reader does is kept here until the server has it: forms marked data-outbox, and what keys do.
// One entry per action, under the account's name, sent in order; a repeat is harmless (the action's id).
(() => {
  const W = (window.warreader = window.warreader || {});
  const { account, article } = document.body.dataset;
  const prefix = `outbox:${account}:`;
  const words = JSON.parse(document.getElementById("words").textContent);
  const memory = new Map(); // where the browser keeps nothing for us
  const bin = {
    keys: () => [...new Set([...Object.keys(localStorage), ...memory.keys()])].filter((k) => k.startsWith(prefix)).sort(),
    get: (k) => JSON.parse(localStorage.getItem(k) || memory.get(k) || "null"),
    put: (k, v) => { try { localStorage.setItem(k, JSON.stringify(v)); } catch { memory.set(k, JSON.stringify(v)); } },
    drop: (k) => { localStorage.removeItem(k); memory.delete(k); },
  };
  let last = 0, wait = 0, timer;

  W.uuid = () => crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  W.waiting = () => bin.keys().length;

  W.say = (text, bad, href) => {
    const status = document.getElementById("status");
    status.classList.toggle("bad", !!bad);
    status.textContent = text;
    if (href) status.append(" ", Object.assign(document.createElement("a"), { href, textContent: words.signIn }));
  };

  // puts the pieces of an answer in their places; those that are not on this page fall away
  W.swap = (html) => {
    const box = Object.assign(document.createElement("template"), { innerHTML: html });
    box.content.querySelectorAll("[hx-swap-oob]").forEach((piece) => document.getElementById(piece.id) || piece.remove());
    htmx.swap(document.body, box.innerHTML, { swapStyle: "none" });
  };

  // params: a plain object; the caller has painted what it expects
  W.send = (path, params) => {
    last = Math.max(Date.now(), last + 1);
    bin.put(prefix + last, { path, article, params });
    pump();
  };

  const token = () => (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || "";

  async function deliver(key, entry) {
    const path = entry.path + (entry.article === article ? location.search : "");
    let answer;
    try {
      answer = await fetch(path, {
        method: "POST", body: new URLSearchParams(entry.params), redirect: "manual",
        headers: { "HX-Request": "true", "X-CSRFToken": token(), "X-Account": account },
      });
    } catch { return later(words.waits); }
    if (answer.status === 401) return later(words.signedOut, "/accounts/login/?next=" + encodeURIComponent(location.pathname + location.search));
    if (answer.status >= 500 || answer.type === "opaqueredirect") return later(words.waits);
    bin.drop(key);
    wait = 0;
    await take(entry, answer);
    return true;
  }

  async function take(entry, answer) {
    const known = answer.ok || answer.status === 409 || answer.status === 422;
    if (entry.article !== article) return;
    if (known) {
      const sentence = entry.path.match(/sentences\/(\d+)\//);
      // what was typed comes back in the card: open that card first
      if (!answer.ok && sentence) await W.openCard(+sentence[1]);
      W.swap(await answer.text());
    } else {
      W.say(`${words.refused} (${answer.status})`, true);
      W.refresh(true);
    }
    W.done(entry, answer.status);
    if (W.waiting()) W.say(words.saving);
  }

  function later(text, href) {
    W.say(text.replace("{n}", W.waiting()), true, href);
    document.body.classList.add("unsaved");
    wait = Math.min(wait ? wait * 2 : 2000, 30000);
    clearTimeout(timer);
    timer = setTimeout(pump, wait);
    return false;
  }

  let running = false;
  async function run() {
    for (let keys = bin.keys(); keys.length; keys = bin.keys()) {
      const entry = bin.get(keys[0]);
      if (!entry) bin.drop(keys[0]);
      else if (!(await deliver(keys[0], entry))) return;
    }
    document.body.classList.remove("unsaved");
  }
  async function pump() {
    if (running) return;
    running = true;
    // one tab at a time sends
    try { await (navigator.locks ? navigator.locks.request(prefix, run) : run()); } finally { running = false; }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-outbox]");
    if (!form) return;
    event.preventDefault();
    const params = Object.fromEntries(new FormData(form));
    if (event.submitter?.name) params[event.submitter.name] = event.submitter.value;
    delete params.csrfmiddlewaretoken;
    params.action = W.uuid();
    W.prepare(form, params);
    W.send(new URL(form.action).pathname, params);
  });
  addEventListener("online", pump);
  document.addEventListener("visibilitychange", () => document.hidden || pump());
  addEventListener("load", () => W.waiting() && pump());
})();
