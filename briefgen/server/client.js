// The page's end of the development server: reload, styles, errors. Never part of a published site.
(() => {
  "use strict";
  const me = document.currentScript;
  const { path, print, assets, root } = me.dataset;
  let { styles } = me.dataset;
  const key = "briefgen-scroll:" + location.pathname;

  // --- A reload keeps its place
  const kept = sessionStorage.getItem(key);
  if (kept !== null) {
    sessionStorage.removeItem(key);
    history.scrollRestoration = "manual";
    const back = () => scrollTo({ top: Number(kept), behavior: "instant" });
    back();
    addEventListener("load", back);
  }
  const go = (address) => {
    sessionStorage.setItem(key, String(scrollY));
    if (address) location.replace(address);
    else location.reload();
  };

  // --- Styles are exchanged while the page stays
  const swap = () => {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const address = new URL(old.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set("briefgen", styles);
      const fresh = old.cloneNode();
      fresh.href = address.href;
      fresh.addEventListener("load", () => old.remove());
      fresh.addEventListener("error", () => fresh.remove());
      old.after(fresh);
    }
  };

  // --- Errors stand over the last good page
  const looks = `
    :host { all: initial; color-scheme: light dark; --paper: #fffdf9; --ink: #1c1a17; --soft: #5f5a52; --line: #e2ddd3;
      --wash: #f6f2ea; --bad: #b3261e; --good: #22663a; }
    @media (prefers-color-scheme: dark) { :host { --paper: #1b1a18; --ink: #ece8e0; --soft: #aca598; --line: #3a3731;
      --wash: #24221f; --bad: #ff8f80; --good: #86d39f; } }
    section { position: fixed; inset: auto 0 0 0; max-height: min(70vh, 44rem); overflow: auto; overscroll-behavior: contain;
      z-index: 2147483647; background: var(--paper); color: var(--ink); border-block-start: 3px solid var(--bad);
      box-shadow: 0 -12px 40px #0003; font: 15px/1.5 system-ui, sans-serif; text-align: start; }
    header { position: sticky; inset-block-start: 0; display: flex; gap: 1rem; align-items: center; background: var(--paper);
      padding: .7rem clamp(.9rem, 3vw, 1.75rem); border-block-end: 1px solid var(--line); }
    h1 { flex: 1; margin: 0; font: 600 15px/1.4 system-ui, sans-serif; }
    h1 b { color: var(--bad); font-weight: 700; }
    h1 span { color: var(--soft); font-weight: 400; }
    button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px;
      min-height: 32px; padding: .1rem .8rem; cursor: pointer; }
    button:hover { background: var(--wash); }
    button:focus-visible { outline: 3px solid var(--bad); outline-offset: 2px; }
    article { padding: .9rem clamp(.9rem, 3vw, 1.75rem); border-block-end: 1px solid var(--line); }
    article:last-child { border: 0; }
    h2 { margin: 0; font: 600 16px/1.4 system-ui, sans-serif; overflow-wrap: anywhere; }
    p { margin: .1rem 0 0; color: var(--soft); font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
    pre { margin: .55rem 0 0; padding: .6rem .8rem; background: var(--wash); border-radius: 6px; overflow-x: auto;
      font: 13px/1.55 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; tab-size: 4; }
    .mark { color: var(--bad); font-weight: 700; }
    .help { color: var(--good); }
    .gutter { color: var(--soft); }`;
  let shown = null;
  let hidden = "";
  let last = "";

  const make = (parent, name, text, kind) => {
    const one = document.createElement(name);
    if (kind) one.className = kind;
    one.textContent = text;
    parent.append(one);
    return one;
  };
  const frame = (parent, text) => {
    for (const line of text.split("\n")) {
      const parts = /^(\s*\d* \|)(.*)$/.exec(line);
      if (parts) {
        make(parent, "span", parts[1], "gutter");
        make(parent, "span", parts[2], /^\s*\^+$/.test(parts[2]) ? "mark" : "");
      } else make(parent, "span", line, /^\s*(hint|paste):/.test(line) ? "help" : "");
      parent.append("\n");
    }
  };
  const hide = () => {
    if (shown) shown.remove();
    shown = null;
  };
  const show = (problems) => {
    const text = JSON.stringify(problems);
    if (text === hidden || (shown && text === last)) return;
    hide();
    last = text;
    if (!problems.length) return;
    shown = document.createElement("div");
    shown.id = "briefgen-problems";
    const inside = shown.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet(); // a strict Content-Security-Policy allows it, unlike a style element
    sheet.replaceSync(looks);
    inside.adoptedStyleSheets = [sheet];
    const box = make(inside, "section", "");
    box.setAttribute("role", "alert");
    box.setAttribute("aria-label", "Errors in the site");
    box.lang = "en";
    box.dir = "ltr";
    const head = make(box, "header", "");
    const title = make(head, "h1", "");
    make(title, "b", problems.length === 1 ? "1 error" : problems.length + " errors");
    make(title, "span", " \u00b7 this is the last good version of the page");
    make(head, "button", "Hide").addEventListener("click", () => {
      hidden = last;
      hide();
    });
    for (const problem of problems) {
      const one = make(box, "article", "");
      make(one, "h2", problem.title);
      if (problem.where) make(one, "p", problem.where);
      if (problem.text) frame(make(one, "pre", ""), problem.text.replace(/\n+$/, ""));
    }
    document.documentElement.append(shown);
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    hidden = last;
    hide();
  });
  const problems = async () => {
    try {
      const answer = await fetch(root + "_briefgen/problems.json?path=" + encodeURIComponent(path));
      if (answer.ok) show(await answer.json());
    } catch {
      // The server has gone; when it is found again it says how things are.
    }
  };

  // --- News, while the page is looked at: browsers allow few connections, and many tabs may be open
  let listening = null;
  const hear = (message) => {
    const news = JSON.parse(message.data);
    if (news.broken) {
      problems();
      return;
    }
    hide();
    hidden = "";
    if (news.moved) go(root + news.moved.replace(/(^|\/)index\.html$/, "$1"));
    else if (news.print !== print || news.assets !== assets) go();
    else if (news.styles !== styles) {
      styles = news.styles;
      swap();
    }
  };
  const listen = () => {
    if (listening) listening.close();
    listening = null;
    if (document.hidden) return;
    listening = new EventSource(root + "_briefgen/events?path=" + encodeURIComponent(path));
    listening.onmessage = hear;
    listening.onerror = (event) => {
      if (event.target.readyState === EventSource.CLOSED && event.target === listening) setTimeout(listen, 1000);
    };
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => listening && listening.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  if (me.dataset.broken) problems();
  listen();
})();
