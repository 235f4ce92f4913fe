// The page's end of the development server: reload, styles, errors. Never part of a published site.
(() => {
  "use strict";
  const me = document.currentScript;
  const { path, print, root } = me.dataset;
  const key = "briefgen-scroll:" + location.pathname;
  let shown = null;

  const kept = sessionStorage.getItem(key);
  if (kept !== null) {
    sessionStorage.removeItem(key);
    const back = () => scrollTo({ top: Number(kept), behavior: "instant" });
    back();
    addEventListener("load", back);
  }
  const go = (address) => {
    sessionStorage.setItem(key, String(scrollY));
    if (address) location.assign(address);
    else location.reload();
  };

  const styles = (epoch) => {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const address = new URL(old.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set("briefgen", epoch);
      const fresh = old.cloneNode();
      fresh.href = address.href;
      fresh.addEventListener("load", () => old.remove());
      old.after(fresh);
    }
  };

  const hide = () => {
    if (shown) shown.remove();
    shown = null;
  };
  const show = (problems) => {
    hide();
    if (!problems.length) return;
    shown = document.createElement("div");
    shown.id = "briefgen-problems";
    const inside = shown.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      section { position: fixed; inset: auto 0 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647;
        background: #1c1917; color: #f5f5f4; border-top: 4px solid #f87171; padding: 1rem 1.25rem;
        font: 14px/1.5 ui-monospace, monospace; }
      h1 { font: 600 16px/1.4 system-ui, sans-serif; margin: 0 3rem .5rem 0; }
      h2 { font: inherit; color: #fca5a5; margin: 1rem 0 .25rem; }
      pre { margin: 0; white-space: pre-wrap; font: inherit; }
      button { position: absolute; inset-block-start: .5rem; inset-inline-end: .75rem; font: 16px system-ui;
        min-width: 32px; min-height: 32px; background: none; color: inherit; border: 1px solid #78716c; }`);
    inside.adoptedStyleSheets = [sheet];
    const box = document.createElement("section");
    box.setAttribute("role", "alert");
    box.setAttribute("aria-label", "Errors in the site");
    const make = (name, text) => {
      const one = document.createElement(name);
      one.textContent = text;
      box.append(one);
      return one;
    };
    make("h1", "The newest version has errors; this is the last good one");
    make("button", "Hide").addEventListener("click", hide);
    for (const problem of problems) {
      make("h2", problem.title);
      make("pre", problem.text);
    }
    inside.append(box);
    document.body.append(shown);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  const problems = async () => {
    const answer = await fetch(root + "_briefgen/problems.json");
    show(await answer.json());
  };
  const listen = new EventSource(root + "_briefgen/events?path=" + encodeURIComponent(path));
  listen.onmessage = (message) => {
    const news = JSON.parse(message.data);
    if (news.broken) {
      problems();
      return;
    }
    hide();
    if (news.moved && news.moved[path]) {
      go(root + news.moved[path].replace(/index\.html$/, ""));
    } else if (news.css) {
      styles(news.epoch);
    } else if (news.print !== undefined ? news.print !== print : news.all || (news.changed || []).includes(path)) {
      go();
    }
  };
})();
