"""The graph and a plan -> units of work, each of which makes files of the site and says what it asked for it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
from markupsafe import Markup

from briefgen.diagnostics import Diagnostic, Place
from briefgen.knowledge.briefs import resolve_path
from briefgen.knowledge.graph import Graph
from briefgen.pages.attachments import attachment
from briefgen.pages.gallery import Gallery
from briefgen.pages.items import Macros
from briefgen.pages.nodes import Texts, pack
from briefgen.pages.plan import PagePlan, Plan, address, make
from briefgen.pages.queries import Queries
from briefgen.pages.reader import Asked, Items, Key, Reader, Site, public
from briefgen.pages.slots import ROOT, Binder, absolute, to
from briefgen.pages.speech import Speech
from briefgen.pages.theme import Theme
from briefgen.pages.views import context, functions
from briefgen.pictures.make import Pictures

_LINKS: Final = 1 << 16
"""So many links are remembered."""
_TAGS = re.compile(r"<[^>]*>")
_IDS = re.compile(r' id="[^"]*"')
_OUTLINES = {"brief": "brief_outlines", "entity": "entity_outlines", "author": "entity_outlines", "event": "outlines"}
_TABLES = {
    "brief": "briefs",
    "entity": "entities",
    "author": "entities",
    "story": "stories",
    "event": "events",
    "page": "pages",
}


class Output(NamedTuple):
    """One file of the site."""

    path: str
    data: bytes


class Unit(NamedTuple):
    """Something that makes files: a page, a feed, a redirect."""

    name: str
    """Its first output path."""
    source: str
    """The file it comes from, or words for it."""
    make: Callable[..., Iterator[Output]]
    about: Any = None
    """What it is made of, where its maker makes many."""
    searched: bool = False
    """Its words can be searched."""

    def files(self) -> Iterator[Output]:
        """Make them."""
        return self.make() if self.about is None else self.make(self.about)


def plan(graph: Graph) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Which pages are owed and where; paths that are unsafe or wanted twice are findings."""
    return make(graph)


def document(graph: Graph, page: PagePlan) -> Any:
    """The document a page is made from, or None."""
    table = _OUTLINES.get(page.kind) or _TABLES.get(page.kind)
    node = getattr(graph, table).get(page.id) if table else None
    return node.doc if node is not None else None


def units(plan: Plan, writer: PageWriter) -> Iterator[Unit]:
    """Every page and redirect of a plan."""
    write, redirect = writer.write, writer.redirect
    yield from (page_unit(write, page) for page in plan.pages)
    for old in sorted(plan.redirects):
        yield Unit(old, f"the redirect {old}", redirect, old)


def page_unit(write: Callable[[PagePlan], Iterator[Output]], page: PagePlan) -> Unit:
    """One page; ``write`` is that of a writer."""
    return Unit(page.path, page.source, write, page, page.kind in ("brief", "story", "page"))


class PageWriter:
    """Makes pages one by one, and holds what they share."""

    def __init__(
        self, graph: Graph, plan: Plan, theme: Theme, bodies: Texts, pictures: Pictures
    ) -> None:
        self.theme, self.bodies = theme, bodies
        self.view = Queries(graph, plan, Gallery(graph, plan, pictures, self._link))
        self.pages: dict[str, PagePlan] = {}
        self.files: Mapping[str, Any] = {}
        self.reader = Reader({})
        self.reader.forms["node"] = lambda node: pack(node, self.bodies.mark)
        self.site: Any = Site(self.reader, public(self.view))
        self.settings: Any = Asked(self.reader, "setting")
        self.url = self.reader.asking("url")
        self._words_of: dict[str, dict[str, Any]] = {}
        self._macros: dict[tuple[str, str], Any] = {}
        self._speech_of: dict[tuple[str, str], Speech] = {}
        self._items: dict[str, Macros] = {}
        self._links: dict[str, str] = {}
        theme.env.globals.update(site=self.site, settings=self.settings, url=self.url, to=to, whole=self.whole)
        self.know(graph, plan, bodies, pictures)

    def know(self, graph: Graph, plan: Plan, bodies: Texts, pictures: Pictures) -> None:
        """Stand before this knowledge from now on: every answer is forgotten."""
        self.graph, self.plan, self.bodies, self.pictures = graph, plan, bodies, pictures
        self.view.let_go()
        self.view = Queries(graph, plan, Gallery(graph, plan, pictures, self._link))
        self._words_of, self._macros, self._speech_of, self._items = {}, {}, {}, {}
        self._links = {}
        self.pages = {page.path: page for page in plan.pages}
        self.files = graph.files
        own: dict[str, Callable[..., Any]] = {
            "url": self._url,
            "link": self._link,
            "setting": self._setting,
            "node": self._node,
            "body": self.bodies,
            "words": self._words,
            "item": self._item,
            "page": self.pages.__getitem__,
            "redirect": plan.redirects.__getitem__,
            "template": self.theme.fingerprint,
            "catalogue": self.theme.catalogues.print,
        }
        self.reader.prints["body"] = bodies.print
        self.reader.renew({**public(self.view), **own})

    def patch(self, graph: Graph, names: set[str]) -> set[Key]:
        """Stand before a graph in which only the bodies of some documents are other; the questions it touches.

        ``names`` are their paths and ids. A body has no part in any answer but those that name it.
        """
        self.graph, self._items = graph, {}
        self.view.stand_before(graph)
        return self.reader.again(lambda key: not names.isdisjoint(part for part in key if isinstance(part, str)))

    def absolute(self, path: str) -> str:
        """The canonical URL of an output path, or an empty text without a base URL."""
        base_url = self.settings.base_url
        return absolute(base_url, to(path)) if base_url else ""

    def whole(self, link: str) -> str:
        """A link into the site as an absolute one, if there is a base URL."""
        return absolute(self.settings.base_url, link) if self.settings.base_url else link

    def write(self, page: PagePlan) -> Iterator[Output]:
        """A page."""
        self.reader.ask("page", page.path)
        self.reader.ask("template", page.template)
        text = self.theme.render(page.template, self.context(page))
        root = urlsplit(self.settings.base_url).path or "/" if page.kind == "404" else "../" * page.path.count("/")
        yield Output(page.path, _rooted(text, root))

    def redirect(self, old: str) -> Iterator[Output]:
        """A page that sends old links to the new place."""
        self.reader.ask("template", "redirect.html")
        new = self.reader.ask("redirect", old)
        context = {**self.words(), "target": to(new), "canonical": self.absolute(new)}
        text = self.theme.render("redirect.html", context)
        yield Output(old, _rooted(text, "../" * old.count("/")))

    def context(self, page: PagePlan) -> dict[str, Any]:
        """What a page's template may ask beside what every template may."""
        node = self.reader.ask("node", page.kind, page.id) if page.kind in _TABLES else None
        meta = node.doc.meta if node is not None and node.doc is not None else None
        text_language = getattr(meta, "lang", None) or self.settings.language
        words = self.words(text_language)
        shared = {**words, "page": page, "canonical": "", "binder": None, "binders": self.binders}
        shared["lang"] = text_language
        if page.kind != "404":
            shared["canonical"] = self.absolute(page.path)
        if node is not None and node.doc is not None:
            body = msgspec.structs.replace(node.doc.body, html=self.reader.ask("body", node.doc.path))
            node = msgspec.structs.replace(node, doc=msgspec.structs.replace(node.doc, body=body))
            shared["binder"] = self.binder(node)
        if node is not None:
            shared["node"] = node
        return {**shared, **context(self.site, page, node, self.speech(text_language))}

    def speech(self, wanted: str = "") -> Speech:
        """The words of a language, else of the site's, else English."""
        own = self.settings.language
        known = self._speech_of.get((wanted, own))
        if known is None:
            catalogues = self.theme.catalogues
            known = catalogues.speech(catalogues.language(*filter(None, (wanted, own))))
            self._speech_of[wanted, own] = known
        self.reader.ask("catalogue", known.language)
        return known

    def words(self, wanted: str = "") -> dict[str, Any]:
        """What templates may call in a language; see :meth:`speech`."""
        speech = self.speech(wanted)
        known = self._words_of.get(speech.language)
        if known is None:
            known = functions(self.site, speech)
            known["items"] = Items(self.reader, speech.language)
            self._words_of[speech.language] = known
        return known

    def macros(self, template: str, wanted: str) -> Any:
        """The macros of a template in a language; whoever shows them has asked for that language's words."""
        known = self._macros.get((template, wanted))
        if known is None:
            known = self.theme.env.get_template(template).make_module(self.words(wanted))
            self._macros[template, wanted] = known
        return known

    def binder(self, node: Any) -> Binder:
        """What binds the body of a node."""
        language = getattr(node.doc.meta, "lang", None) or self.settings.language
        macros = self.macros("slots.html", language)
        link = self.reader.asking("link", node.doc.path)
        return Binder(node.doc.body, node.targets, language, self.url, link, macros, node)

    def binders(self, key: str) -> Words:
        """What binds words of a brief that are shown on another page."""
        return Words(self.reader, key)

    def full_text(self, key: str) -> str:
        """The body of a brief with absolute links, for readers outside the site."""
        self.url(f"brief:{key}")  # the words lead there: whoever remembers what was asked can make them again
        html = self.reader.ask("words", key, self.reader.ask("body", key))
        return absolute(self.settings.base_url, html)

    def plain(self, node: Any, text: str) -> str:
        """Words of a body as plain text: each mention is its label."""
        bound = self.reader.ask("words", node.key, text) if "\0" in text else text
        return unescape(_TAGS.sub("", bound)) if bound is not text else text

    def _words(self, key: str, html: str) -> str:
        """Words of a brief for other pages: marks and anchors lead to the brief's own page."""
        node = self.reader.ask("node", "brief", key)
        bound = str(self.binder(node).fill(html))
        return _IDS.sub("", bound).replace('href="#', f'href="{self.url("brief:" + key)}#')

    def _item(self, language: str, name: str, *args: Any) -> Markup:
        """What a macro of the theme's ``items.html`` gives; none of it depends on the page that shows it.

        It asks knowledge itself: the answer is what it shows, and nothing that it was told on the way is written down.
        """
        known = self._items.get(language)
        if known is None:
            direct = {"site": self.view, "url": self._url, "settings": self.graph.settings}
            known = self._items[language] = Macros(self.theme.env, {**self.words(language), **direct})
        return known(name, args)

    def _node(self, kind: str, ident: str) -> Any:
        node = getattr(self.graph, _TABLES[kind])[ident]
        if node.doc is not None:
            node = msgspec.structs.replace(node, doc=self.graph.shelf.whole(node.doc))
        if kind != "event":
            return node
        # On which line of its file an event is told makes no difference to any page.
        told = (msgspec.structs.replace(one, place=Place(one.place.path)) for one in node.tellings)
        return msgspec.structs.replace(node, tellings=tuple(told))

    def _setting(self, name: str) -> Any:
        return getattr(self.graph.settings, name)

    def _url(self, key: str) -> str:
        known = self._links.get(key)
        if known is None:
            if len(self._links) > _LINKS:
                self._links.clear()
            path = address(self.plan.urls, self.graph, key)
            known = self._links[key] = to(path) if path else ""
        return known

    def _link(self, here: str, href: str) -> str:
        path, mark, anchor = href.partition("#")
        if attachment(self.files, here, path):
            owner = self.graph.files[here]
            page = self.plan.urls.get(f"{owner.kind}:{owner.id}", "")
            beside = posixpath.dirname(page) + "/" + posixpath.basename(path.partition("?")[0])
            return f"{to(beside)}{mark}{anchor}"
        target = self.graph.files.get(resolve_path(self.files, frozenset(), here, path) or "")
        if target is not None:
            known = self.plan.urls.get(f"{target.kind}:{target.id}")
            return f"{to(known)}{mark}{anchor}" if known else "#"
        if path.startswith("/"):
            index = "index.html" if path.endswith("/") else ""
            return f"{to(path[1:] + index)}{mark}{anchor}"
        return href


def _rooted(text: str, root: str) -> bytes:
    """A page with its way to the root of the site; looked for in bytes, which takes a fraction of the time."""
    return text.encode().replace(ROOT.encode(), root.encode())


class Words(NamedTuple):
    """Words of one brief, shown elsewhere."""

    reader: Reader
    key: str

    def fill(self, html: str) -> Markup:
        """HTML with every slot bound."""
        text = self.reader.ask("words", self.key, html) if "\0" in html else html
        return Markup(text)  # noqa: S704 - made by our own renderer, which escapes
