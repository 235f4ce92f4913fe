// The search page: names at once, whole texts where there is an index of them. Nothing leaves this site.
(() => {
  "use strict";
  const form = document.querySelector("form[data-names]");
  if (!form) return;
  const input = form.elements.q;
  const names = document.getElementById("search-names");
  const texts = document.getElementById("search-texts");
  const status = document.getElementById("search-status");
  const root = new URL(".", new URL(form.dataset.root, location.href));
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  let known = null, full = null, asked = 0;

  form.hidden = false;
  const ready = fetch(new URL(form.dataset.names, location.href))
    .then((answer) => answer.json())
    .then((list) => {
      known = list.map(([name, kind, url, others]) => ({
        name, kind, url, words: [name, ...others].map((one) => ` ${plain(one)}`),
      }));
    })
    .catch(() => { known = []; });
  const loaded = form.dataset.full
    ? import(new URL(form.dataset.full, location.href))
        .then(async (module) => {
          await module.options({ baseUrl: root.pathname, noWorker: true });
          await module.init();
          full = module;
        })
        .catch(() => {})
    : Promise.resolve();

  // How well a name fits: it begins with the words, one of its words does, another name of it does; 0: not at all.
  const fits = (one, words) => {
    for (const [place, text] of one.words.entries()) {
      if (words.every((word) => text.includes(` ${word}`) || text.includes(`-${word}`))) {
        return (place ? 1 : 2) + (text.startsWith(` ${words[0]}`) ? 2 : 0);
      }
    }
    return 0;
  };
  const item = (url, title, note) => {
    const li = document.createElement("li");
    const a = document.createElement("a");
    a.href = url;
    a.textContent = title;
    li.append(a);
    if (note) {
      const span = document.createElement("span");
      span.className = "meta";
      span.textContent = note;
      li.append(" ", span);
    }
    return li;
  };
  // Only its text and what is marked in it.
  const excerpt = (html) => {
    const p = document.createElement("p");
    for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
      const marked = node.nodeName === "MARK";
      const part = marked ? document.createElement("mark") : document.createTextNode(node.textContent);
      if (marked) part.textContent = node.textContent;
      p.append(part);
    }
    return p;
  };
  const tell = () => {
    const count = names.children.length + texts.children.length;
    status.textContent = input.value.trim() ? form.dataset.count.replace("%", count.toLocaleString(document.documentElement.lang)) : "";
    names.hidden = !names.children.length;
    texts.hidden = !texts.children.length;
  };
  const search = async () => {
    const mine = ++asked;
    const said = input.value.trim();
    const words = plain(said).split(/[\s-]+/u).filter(Boolean);
    const address = new URL(location.href);
    if (said) address.searchParams.set("q", said);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    await ready;
    if (mine !== asked) return;
    const found = words.length
      ? known.map((one) => [fits(one, words), one]).filter(([rank]) => rank)
          .sort(([a, one], [b, other]) => b - a || one.name.length - other.name.length).slice(0, 12)
      : [];
    names.replaceChildren(...found.map(([, one]) => item(new URL(one.url, root), one.name, one.kind)));
    if (!words.length) texts.replaceChildren();
    tell();
    await loaded;
    if (!full || !words.length || mine !== asked) return;
    const answer = await full.debouncedSearch(said, {}, 150);
    if (!answer || mine !== asked) return;
    const pages = await Promise.all(answer.results.slice(0, 20).map((one) => one.data()));
    if (mine !== asked) return;
    texts.replaceChildren(...pages.map((page) => {
      const li = item(page.url, page.meta.title, page.meta.date);
      li.append(excerpt(page.excerpt));
      return li;
    }));
    tell();
  };

  input.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = (names.hidden ? texts : names).querySelector("a");
    if (first) location.href = first.href;
  });
  document.addEventListener("keydown", (event) => {
    const links = [...document.querySelectorAll("#search-names a, #search-texts a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault();
      input.select();
    } else if (event.key === "ArrowDown" && (at >= 0 || document.activeElement === input) && links[at + 1]) {
      event.preventDefault();
      links[at + 1].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] || input).focus();
    }
  });
  input.value = new URL(location.href).searchParams.get("q") || "";
  if (input.value) search();
  input.focus();
})();
