// Previews and the choice of light and dark. Everything is on the page without this.
(() => {
  "use strict";
  const html = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const bar = document.querySelector(".masthead .top");
  if (bar) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "scheme";
    const isDark = () => (html.dataset.scheme ? html.dataset.scheme === "dark" : dark.matches);
    const say = () => {
      button.textContent = isDark() ? bar.dataset.light : bar.dataset.dark;
    };
    button.addEventListener("click", () => {
      html.dataset.scheme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("scheme", html.dataset.scheme);
      } catch {}
      say();
    });
    dark.addEventListener("change", say);
    say();
    bar.append(button);
  }

  // A timeline by story, by who or what place is in it, by status.
  const filter = document.querySelector(".filter");
  if (filter) {
    const choose = () => {
      const wanted = [...filter.querySelectorAll("select")].map((one) => one.value).filter(Boolean);
      let shown = 0;
      for (const list of document.querySelectorAll("main .timeline")) {
        let some = 0;
        for (const item of list.children) {
          const tokens = item.dataset.tokens.split(" ");
          item.hidden = !wanted.every((one) => tokens.includes(one));
          some += !item.hidden;
        }
        list.hidden = list.previousElementSibling.hidden = !some;
        shown += some;
      }
      filter.querySelector("output").textContent = shown;
    };
    filter.hidden = false;
    filter.addEventListener("change", choose);
    choose();
  }

  // A preview shows what already stands elsewhere on this page.
  const source = (link) => {
    const key = link.dataset.card || (link.hash && link.matches("sup a") ? link.hash.slice(1) : "");
    if (!key.startsWith("event-")) return key ? document.getElementById(key) : null;
    const same = document.querySelectorAll(`.timeline a[href="${CSS.escape(link.getAttribute("href"))}"]`);
    return [...same].find((one) => one !== link)?.closest("li");
  };
  const links = "a[data-card], sup a[href^='#']";
  let card = null, owner = null, opening = 0, closing = 0, sheet = false;

  const close = () => {
    clearTimeout(opening);
    clearTimeout(closing);
    if (card) card.remove();
    if (owner) owner.removeAttribute("aria-describedby");
    card = owner = null;
    sheet = false;
  };
  const fill = (link) => {
    const from = source(link);
    if (!from) return false;
    card = document.createElement("div");
    card.id = "preview";
    const nodes = from.matches("dt") ? [from, from.nextElementSibling] : [from];
    for (const node of nodes) {
      const part = document.createElement(node.matches("dt") ? "strong" : "div");
      part.append(...[...node.childNodes].map((child) => child.cloneNode(true)));
      for (const one of part.querySelectorAll("[id]")) one.removeAttribute("id");
      for (const one of part.querySelectorAll(".note-number, .overview")) one.remove();
      card.append(part);
    }
    return true;
  };
  const open = (link, asSheet) => {
    close();
    if (!fill(link)) return;
    owner = link;
    sheet = asSheet;
    card.className = asSheet ? "preview sheet" : "preview";
    card.setAttribute("role", asSheet ? "dialog" : "tooltip");
    if (asSheet) {
      const go = document.createElement("p");
      const there = link.cloneNode(true);
      there.removeAttribute("data-card");
      there.className = "go";
      there.append(" →");
      go.append(there);
      card.append(go);
      card.setAttribute("aria-label", link.textContent);
      card.tabIndex = -1;
    } else {
      link.setAttribute("aria-describedby", "preview");
      card.addEventListener("pointerenter", () => clearTimeout(closing));
      card.addEventListener("pointerleave", later);
    }
    document.body.append(card);
    if (asSheet) {
      card.focus();
      return;
    }
    const at = link.getClientRects()[0] || link.getBoundingClientRect();
    const wide = html.clientWidth;
    const left = Math.max(8, Math.min(at.left, wide - card.offsetWidth - 8));
    const below = at.bottom + card.offsetHeight + 12 < innerHeight;
    card.style.setProperty("left", left + scrollX + "px");
    card.style.setProperty("top", scrollY + (below ? at.bottom + 6 : at.top - card.offsetHeight - 6) + "px");
  };
  const later = () => {
    clearTimeout(opening);
    clearTimeout(closing);
    closing = setTimeout(close, 300);
  };

  document.addEventListener("pointerover", (event) => {
    const link = event.pointerType === "mouse" && event.target.closest(links);
    if (!link || link === owner || card?.contains(link)) return;
    clearTimeout(closing);
    clearTimeout(opening);
    opening = setTimeout(() => open(link, false), 350);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.target.closest(links) && !sheet) later();
  });
  document.addEventListener("focusin", (event) => {
    const link = event.target.closest(links);
    if (link && link.matches(":focus-visible") && !card?.contains(link)) open(link, false);
    else if (!sheet && card && !card.contains(event.target)) close();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(links);
    const touch = event.pointerType === "touch" || event.pointerType === "pen";
    if (touch && link && !card?.contains(link) && source(link)) {
      event.preventDefault();
      open(link, true);
    } else if (card && !card.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && card) {
      const back = sheet && owner;
      close();
      if (back) back.focus();
    }
  });
  // A stroke leads to the search page.
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("a[rel='search']");
    if (event.key !== "/" || !search || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    search.click();
  });
  addEventListener("scroll", () => {
    clearTimeout(opening);
    if (!sheet && card && !card.matches(":hover")) close();
  }, { passive: true });
})();
