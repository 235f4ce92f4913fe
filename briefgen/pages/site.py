"""The graph and a plan -> every file of the site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.knowledge.briefs import resolve_path
from briefgen.knowledge.graph import Graph
from briefgen.pages.plan import PagePlan, Plan, make
from briefgen.pages.slots import Binder
from briefgen.pages.theme import Theme
from briefgen.pages.urls import folded, relative
from briefgen.pages.views import SiteView, contexts


class Output(NamedTuple):
    """One file of the site."""

    path: str
    data: bytes
    source: str


def plan(graph: Graph) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Which pages are owed and where; paths that are unsafe or wanted twice are findings."""
    return make(graph)


def collect(made: Iterable[Output]) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """All files by path; two sources of one path (also by case) are an error naming both."""
    files: dict[str, bytes] = {}
    first: dict[str, Output] = {}
    found = []
    for output in made:
        other = first.setdefault(folded(output.path), output)
        if other is output:
            files[output.path] = output.data
        elif other.data != output.data or other.path != output.path:
            notes = (Note(Place(other.source), "the other source"),)
            message = f"two sources want the path /{output.path}"
            found.append(Diagnostic("U01", message, Place(output.source), "rename one of them", notes))
    return files, tuple(found)


def render(graph: Graph, plan: Plan, theme: Theme, *, base_url: str) -> Iterator[Output]:
    """Every page, redirect and asset."""
    writer = PageWriter(graph, plan, theme, base_url)
    for page in plan.pages:
        yield from writer.write(page)
    for old, new in sorted(plan.redirects.items()):
        context = {"target": _quoted(relative(old, new)), "canonical": writer.absolute(new)}
        yield Output(old, theme.env.get_template("redirect.html").render(context).encode(), f"the redirect {old}")
    for path, data in sorted(theme.assets.items()):
        yield Output(path, data, f"themes/{theme.name}/{path}")


def attachments(graph: Graph, plan: Plan) -> tuple[tuple[str, str], ...]:
    """(file beside content, output path) for every one that a page uses."""
    files = dict.fromkeys(graph.files)
    found: dict[tuple[str, str], None] = {}
    for page in plan.pages:
        doc = document(graph, page)
        for href in (*(x.href for x in doc.body.links), *(x.src for x in doc.body.pictures)) if doc else ():
            path = attachment(files, doc.path, href.partition("#")[0])
            if path:
                found[(path, posixpath.dirname(page.path) + "/" + posixpath.basename(path))] = None
    return tuple(found)


def attachment(content: dict[str, Any], here: str, href: str) -> str:
    """The attachment beside content that a link means, or an empty text. Its existence was judged by linking."""
    if not href or href.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(here), href.partition("?")[0]))
    known = resolve_path(content, frozenset((path,)), here, href)
    return (
        known
        if known == path and path not in content and not path.endswith(".md") and path.startswith("content/")
        else ""
    )


def document(graph: Graph, page: PagePlan) -> Any:
    """The document a page is made from, or None."""
    nodes: Any = {
        "brief": graph.briefs,
        "entity": graph.entities,
        "story": graph.stories,
        "event": graph.events,
        "page": graph.pages,
    }.get(page.kind, {})
    node = nodes.get(page.id)
    return node.doc if node is not None else None


class PageWriter:
    """Renders pages one by one; holds what they share."""

    def __init__(self, graph: Graph, plan: Plan, theme: Theme, base_url: str) -> None:
        self.graph, self.plan, self.theme, self.base_url = graph, plan, theme, base_url
        self.view = SiteView(graph, plan)
        self.slots = theme.env.get_template("slots.html")
        self.files: dict[str, Any] = dict.fromkeys(graph.files)

    def absolute(self, path: str) -> str:
        """The canonical URL of an output path, or an empty text without a base URL."""
        return (
            self.base_url + _quoted(path.removesuffix("index.html").replace("index.html#", "#"))
            if self.base_url
            else ""
        )

    def write(self, page: PagePlan) -> Iterator[Output]:
        """The page, or its several pages where it is a long list."""
        for one, context in contexts(self.view, page):
            template = self.theme.env.get_template(one.template)
            yield Output(one.path, template.render(self.context(one, context)).encode("utf-8"), one.source)

    def context(self, page: PagePlan, context: dict[str, Any]) -> dict[str, Any]:
        """What a template may ask."""
        root = urlsplit(self.base_url).path or "/" if page.kind == "404" else None

        def to(path: str) -> str:
            return (root + _quoted(path)) if root is not None else _quoted(relative(page.path, path))

        def url(key: str) -> str:
            path = self.plan.urls.get(key)
            return to(path) if path else ""

        shared = {
            "site": self.view,
            "settings": self.graph.settings,
            "page": page,
            "url": url,
            "to": to,
            "canonical": self.absolute(page.path) if page.kind != "404" else "",
            **self.view.functions,
        }
        node, doc = context.get("node"), document(self.graph, page)
        macros = self.slots.make_module(shared)
        shared["binder"] = self.binder(node, doc, url, to, macros, page) if doc is not None else None
        shared["binders"] = lambda key: self.brief_binder(key, url, to, macros, page)
        return {**shared, **context}

    def binder(self, node: Any, doc: Any, url: Any, to: Any, macros: Any, page: PagePlan) -> Binder:
        """The binder of a document's body on a page."""
        language = getattr(doc.meta, "lang", None) or self.graph.settings.language
        return Binder(
            doc.body, node.targets, language, url, lambda href: self._link(doc.path, href, to, page), macros, node
        )

    def brief_binder(self, key: str, url: Any, to: Any, macros: Any, page: PagePlan) -> Binder:
        """The binder for words of a brief shown on another page."""
        node = self.graph.briefs[key]
        return self.binder(node, node.doc, url, to, macros, page)

    def _link(self, here: str, href: str, to: Any, page: PagePlan) -> str:
        path, mark, anchor = href.partition("#")
        if attachment(self.files, here, path):
            beside = posixpath.dirname(page.path) + "/" + posixpath.basename(path.partition("?")[0])
            return f"{to(beside)}{mark}{anchor}"
        target = self.graph.files.get(resolve_path(self.files, frozenset(), here, path) or "")
        if target is not None:
            known = self.plan.urls.get(f"{target.kind}:{target.id}")
            return f"{to(known)}{mark}{anchor}" if known else "#"
        if path.startswith("/"):
            index = "index.html" if path.endswith("/") else ""
            return f"{to(path[1:] + index)}{mark}{anchor}"
        return href


def _quoted(path: str) -> str:
    return quote(path, safe="/#:@!$&'()*+,;=~-._")
