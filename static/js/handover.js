// A page comes from the window that opened this one. It is put into the form, never into this page.
(() => {
  const form = document.getElementById("handover");
  const { url, page } = form.elements, button = form.querySelector("button");
  const source = window.opener;
  let left = 20, come = false;

  const say = (what) => document.querySelectorAll("[data-when]").forEach((one) => (one.hidden = one.dataset.when !== what));
  const fill = (what, text) => (document.querySelector(`[data-is=${what}]`).textContent = text);
  const onTheWeb = (text, decode = String) => {
    try {
      const found = new URL(decode(text));
      return /^https?:$/.test(found.protocol) ? found : null;
    } catch {
      return null;
    }
  };
  // no press that was begun on another window ends on this button
  let waits;
  const arm = () => {
    clearTimeout(waits);
    button.disabled = true;
    if (come && document.hasFocus()) waits = setTimeout(() => (button.disabled = false), 700);
  };

  const take = (message, origin) => {
    const from = onTheWeb(message.url);
    if (!from || from.origin !== origin) return say("strange");
    if (message.html.length > +form.dataset.most) return say("large");
    from.hash = from.username = from.password = "";
    url.value = from.href;
    page.value = message.html;
    fill("site", from.host);
    fill("address", from.href);
    fill("size", Math.ceil(new Blob([message.html]).size / 1000).toLocaleString());
    say("come");
    form.hidden = false;
    come = true;
    arm();
  };
  // the first page counts; whoever sends other things is soon heard no more
  const hear = ({ source: by, origin, data }) => {
    if (by !== source) return;
    const right = data?.warreader === "page" && typeof data.url === "string" && typeof data.html === "string";
    if (right || !--left) removeEventListener("message", hear);
    if (right) take(data, origin);
  };

  const asked = onTheWeb(location.hash.slice(1), decodeURIComponent);
  if (asked) document.querySelector("#otherwise a").search = new URLSearchParams({ url: asked.href });
  if (!source) return say("alone");
  addEventListener("message", hear);
  ["focus", "blur"].forEach((name) => addEventListener(name, arm));
  source.postMessage("warreader:ready", "*");
  setTimeout(() => document.querySelector("[data-when=waiting]").hidden || say("silent"), 8000);
})();
