"""Which pages are owed, and where each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from msgspec.structs import replace

from briefgen import dates
from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.knowledge.graph import Graph
from briefgen.knowledge.outlines import BriefOutline
from briefgen.model import AnyDocument, Record
from briefgen.pages.paging import Lengths
from briefgen.pages.urls import UnsafePathError, folded, folder, join

KINDS: Final = {
    "person": "people",
    "org": "organizations",
    "office": "offices",
    "place": "places",
    "document": "documents",
    "term": "terms",
    "topic": "topics",
}


class PagePlan(Record, frozen=True, kw_only=True):
    """One page that is owed."""

    template: str
    path: str
    """Output path, ``people/x/index.html``."""
    kind: str
    id: str = ""
    number: int = 1
    count: int = 1
    """Of how many pages of one list this is one."""
    source: str
    """The file it comes from, or words for it."""


class Urls(Mapping[str, str]):
    """``kind:id`` to output path; the ids of each kind stand by themselves, as the graph has these texts already."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, str]] = {}

    def put(self, kind: str, ident: str, path: str) -> None:
        """Take in an address."""
        self._of.setdefault(kind, {})[ident] = path

    def __getitem__(self, key: str) -> str:
        kind, _, ident = key.partition(":")
        return self._of[kind][ident]

    def __iter__(self) -> Iterator[str]:
        return (f"{kind}:{ident}" for kind, known in self._of.items() for ident in known)

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))


class Plan(Record, frozen=True, kw_only=True):
    """All pages, and the URL path of everything that has one."""

    pages: tuple[PagePlan, ...]
    urls: Urls
    """``kind:id`` to an output path of everything that has a page of its own."""
    redirects: dict[str, str]
    """Old output path to new output path."""


Where = AnyDocument | Place | str
"""What wants a page: a document, a place, or words for it."""


def _place(where: Where) -> Place:
    if isinstance(where, Place):
        return where
    return Place(where) if isinstance(where, str) else where.at("slug")


class _Builder:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.pages: list[PagePlan] = []
        self.urls = Urls()
        self.redirects: dict[str, str] = {}
        self.found: list[Diagnostic] = []
        self.taken: dict[str, Where] = {}
        """Output paths, folded, and what wants each."""
        self.archive: Counter[str] = Counter()
        """How many briefs the folder of each year and each month has."""
        self.redirecting: list[BriefOutline] = []

    def add(self, kind: str, ident: str, at: str, template: str, source: str, where: Where | None = None) -> None:
        """Plan a page in the folder ``at``; two that want one path are an error naming both."""
        path = f"{at}index.html"
        wanted, where = folded(path), where if where is not None else source
        if wanted in self.taken:
            notes = (Note(_place(self.taken[wanted]), "the other page"),)
            hint = "give one of them another slug:"
            self.found.append(Diagnostic("U01", f"two pages want the path /{at}", _place(where), hint, notes))
            return
        self.taken[wanted] = where
        self.urls.put(kind, ident, path)
        self.pages.append(PagePlan(template=template, path=path, kind=kind, id=ident, source=source))

    def folder(self, pattern: str, tokens: dict[str, str], where: Where) -> str | None:
        """The folder of a page, or None after saying what is wrong with it."""
        try:
            return folder(pattern, tokens)
        except UnsafePathError as error:
            message, hint = f"this page has no safe path: {error}", "change its slug: or the permalink"
            self.found.append(Diagnostic("U02", message, _place(where), hint))
            return None


def make(graph: Graph) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Give everything its place."""
    build = _Builder(graph)
    build.add("home", "", "", "home.html", "the home page")
    for kind, at in (*((f"index-{k}", f"{v}/") for k, v in KINDS.items()), *_INDEXES):
        if _has(graph, kind):
            build.add(kind, "", at, f"{_TEMPLATES.get(kind, 'listing')}.html", f"the index /{at}")
    if graph.settings.search.page:
        build.add("search", "", "search/", "search.html", "the search page")
    _briefs(build)
    _others(build)
    _further(build, Lengths(graph, _archive(build), _years(build)))
    _redirects(build)
    build.pages.append(PagePlan(template="404.html", path="404.html", kind="404", source="the page 404.html"))
    return Plan(pages=tuple(build.pages), urls=build.urls, redirects=build.redirects), tuple(build.found)


_INDEXES: Final = (
    ("briefs", "briefs/"),
    ("stories", "stories/"),
    ("events", "events/"),
    ("timeline", "timeline/"),
    ("authors", "authors/"),
    ("sources", "sources/"),
    ("claims", "claims/"),
    ("corrections", "corrections/"),
)
_LISTED: Final = frozenset(
    (
        *("briefs", "stories", "events", "authors", "sources", "claims", "corrections", "archive", "year"),
        *("entity", "author", "story", "event"),
    )
)
"""Kinds of pages whose lists may go on, beside the indexes of entities."""
_TEMPLATES: Final = {"timeline": "timeline", "sources": "sources", "claims": "claims", "corrections": "corrections"}


def _has(graph: Graph, kind: str) -> bool:
    if kind.startswith("index-"):
        return any(node.kind == kind[6:] for node in graph.entity_outlines.values())
    tests: dict[str, Any] = {
        "stories": graph.stories,
        "events": graph.events,
        "timeline": graph.events,
        "sources": graph.sources,
        "claims": graph.claims,
        "authors": any(node.author for node in graph.entity_outlines.values()),
    }
    return bool(tests.get(kind, True))


def tokens(brief: BriefOutline) -> dict[str, str]:
    """What the permalink of a brief may be made of; the date as written in its own zone."""
    date = brief.meta.date
    assert date is not None
    year, month, day = _day(date.earliest)
    return {"year": year, "month": month, "day": day, "slug": brief.slug, "id": brief.id}


@lru_cache(maxsize=4096)
def _day(number: int) -> tuple[str, str, str]:
    """Many briefs stand on one day."""
    year, month, day = dates.iso_day(number).split("-")
    return year, month, day


def _briefs(build: _Builder) -> None:
    pattern = build.graph.settings.permalink("brief")
    briefs = build.graph.brief_outlines
    for brief in map(briefs.__getitem__, reversed(tuple(briefs))):
        wanted = tokens(brief)
        build.archive.update((f"{wanted['year']}/", f"{wanted['year']}/{wanted['month']}/"))
        if brief.meta.redirect_from:
            build.redirecting.append(brief)
        at = build.folder(pattern, wanted, brief.doc)
        if at is None:
            continue
        if folded(f"{at}index.html") in build.taken:
            at = _free(build, at, wanted["day"], numbered=not brief.meta.slug)
        build.add("brief", brief.key, at, "brief.html", brief.key, brief.doc)
    build.pages.sort(key=lambda page: page.path)


def _free(build: _Builder, at: str, day: str, *, numbered: bool) -> str:
    """Archives repeat the names of files: the later brief gets its day, and on one day a number.

    One slug given to two briefs of a day stays a collision: somebody wrote it twice.
    """
    other = build.graph.brief_outlines.get(_place(build.taken[folded(f"{at}index.html")]).path)
    if not numbered and (other is None or tokens(other)["day"] == day):
        return at
    found, number = f"{at.rstrip('/')}-{day}/", 1
    while numbered and folded(f"{found}index.html") in build.taken:
        number += 1
        found = f"{at.rstrip('/')}-{day}-{number}/"
    return found


def _others(build: _Builder) -> None:
    graph, settings = build.graph, build.graph.settings
    entities = graph.entity_outlines.values()
    lists: list[tuple[str, str, str, Any]] = [("entity", node.kind, node.slug, node) for node in entities]
    lists += [("story", "story", node.slug, node) for node in graph.stories.values()]
    lists += [("page", "page", node.slug, node) for node in graph.pages.values()]
    lists += [("event", "event", one.id, one) for one in map(graph.outlines.__getitem__, graph.calendar.own_pages())]
    for kind, permalink, slug, node in lists:
        place = node.doc or "briefgen.yaml"
        at = build.folder(settings.permalink(permalink), {"slug": slug, "id": node.id}, place)
        if at is not None:
            build.add(kind, node.id, at, f"{kind}.html", node.doc.path if node.doc else node.id, place)
    for node in entities:
        if not node.author:
            continue
        place = node.doc or "briefgen.yaml"
        at = build.folder(settings.permalink("author"), {"slug": node.slug, "id": node.id}, place)
        if at is not None:
            build.add("author", node.id, at, "author.html", f"the author {node.name}")


def address(urls: Mapping[str, str], graph: Graph, key: str) -> str:
    """The output path of something by its ``kind:id``, or an empty text. An event may be a place on a brief's page."""
    known = urls.get(key)
    if known is None and key.startswith("event:"):
        event = graph.outlines.get(key.removeprefix("event:"))
        page = urls.get(f"brief:{event.brief}") if event is not None and not event.own_page else None
        return f"{page}#{event.anchor or '_timeline'}" if event is not None and page else ""
    return known or ""


def _archive(build: _Builder) -> Counter[str]:
    """Pages of years and months; how many briefs each has."""
    for at in build.archive:
        if folded(f"{at}index.html") not in build.taken:
            build.add("archive", at, at, "listing.html", f"the archive /{at}")
    return build.archive


def _years(build: _Builder) -> Counter[int]:
    """Pages of the years in which events begin; how many each has."""
    count = Counter({year: len(idents) for year, idents in build.graph.calendar.years().items()})
    for year in count:
        build.add("year", str(year), f"timeline/{year}/", "timeline.html", f"the timeline of {year}")
    return count


def _further(build: _Builder, lengths: Lengths) -> None:
    """The further pages of long lists."""
    for place, page in enumerate(tuple(build.pages)):
        if page.kind not in _LISTED and not page.kind.startswith("index-"):
            continue
        at, further = page.path.removesuffix("index.html"), []
        for number in range(2, lengths.pages(page.kind, page.id) + 1):
            path = f"{at}page/{number}/index.html"
            if folded(path) not in build.taken:
                build.taken[folded(path)] = page.source
                further.append((path, number))
        count = 1 + len(further)
        build.pages[place] = replace(page, count=count)
        build.pages += [
            replace(page, path=path, number=number, count=count, source=f"the list /{path}") for path, number in further
        ]


def _redirects(build: _Builder) -> None:
    for kind, node in _redirecting(build):
        target = address(build.urls, build.graph, kind)
        meta: Any = node.event if kind.startswith("event:") else node.doc.meta if node.doc else None
        for index, old in enumerate(getattr(meta, "redirect_from", ())):
            place = node.doc.at(f"redirect_from.{index}") if node.doc else node.tellings[0].place
            try:
                path = join(unquote(old, errors="surrogateescape").removeprefix("/").removesuffix("/").split("/"))
            except UnsafePathError as error:
                path = ""
                if old.strip("/"):
                    hint = "write the old path on this site, for example /2019/old-name/"
                    build.found.append(Diagnostic("U02", f"this old URL cannot be written: {error}", place, hint))
                    continue
            full = path if path.endswith((".html", ".htm")) else f"{path}/index.html".removeprefix("/")
            if folded(full) in build.taken:
                notes = (Note(_place(build.taken[folded(full)]), "the page there"),)
                build.found.append(
                    Diagnostic("U01", f"the old URL /{path} is that of another page", place, "take it out", notes)
                )
            elif target:
                build.taken[folded(full)] = place
                build.redirects[full] = target


def _redirecting(build: _Builder) -> Iterator[tuple[str, Any]]:
    graph = build.graph
    yield from ((f"brief:{node.key}", node) for node in reversed(build.redirecting))
    yield from ((f"entity:{key}", node) for key, node in graph.entity_outlines.items())
    yield from ((f"story:{key}", node) for key, node in graph.stories.items())
    yield from ((f"event:{ident}", graph.events[ident]) for ident in graph.calendar.redirecting)
    yield from ((f"page:{key}", node) for key, node in graph.pages.items())
