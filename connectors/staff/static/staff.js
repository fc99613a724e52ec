// Keeps what is marked data-live current, without touching what somebody is writing. The pages work without it.
(() => {
  "use strict";

  const PERIOD_MS = 4000;
  if (!document.querySelector("[data-live]")) return;

  async function refresh() {
    const live = document.querySelector("[data-live]");
    if (document.hidden || live.contains(document.activeElement) || live.querySelector("details[open]")) return;
    const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh || fresh.textContent === live.textContent) return;
    const atEnd = innerHeight + scrollY > document.body.scrollHeight - 120;
    live.replaceWith(fresh);
    if (atEnd) scrollTo(0, document.body.scrollHeight);
  }

  setInterval(refresh, PERIOD_MS);
})();
