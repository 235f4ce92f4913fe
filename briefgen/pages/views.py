"""What each kind of page shows: small functions from the graph to what a template is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec
from markupsafe import Markup

from briefgen import dates
from briefgen.dates import Date
from briefgen.knowledge.graph import Graph
from briefgen.pages.plan import PagePlan, Plan

FOLD: Final = 200
"""Longest list on one page that is shown in full."""
TITLES: Final = {
    "index-person": "People",
    "index-org": "Organisations",
    "index-office": "Offices",
    "index-place": "Places",
    "index-document": "Documents",
    "index-term": "Terms",
    "index-topic": "Topics",
    "briefs": "All briefs",
    "stories": "Running stories",
    "events": "Events",
    "authors": "Authors",
    "sources": "Sources",
    "claims": "Claims",
    "corrections": "Corrections",
    "timeline": "Timeline",
}
STATUS: Final = {
    "confirmed": "Confirmed",
    "reported": "Reported",
    "disputed": "Disputed",
    "unverified": "Not verified",
    "false": "False",
    "retracted": "Retracted",
    "outdated": "Outdated",
}
TYPES: Final = {
    "reportage": "Report",
    "analysis": "Analysis",
    "background": "Background",
    "opinion": "Opinion",
    "fact-check": "Fact check",
    "live": "Live",
}


class SiteView:
    """Narrow questions to the graph, for templates."""

    def __init__(self, graph: Graph, plan: Plan) -> None:
        self.graph, self.plan = graph, plan
        language = graph.settings.language
        self.functions: dict[str, Callable[..., Any]] = {
            "show": lru_cache(maxsize=None)(lambda date, lang="": dates.show(date, lang or language)),
            "time": lru_cache(maxsize=None)(lambda date, lang="": Markup(dates.html(date, lang or language))),  # noqa: S704 - escaped there
            "year": dates.year,
            "status": lambda word: STATUS.get(word, word),
            "type_word": lambda word: TYPES.get(word, word or ""),
            "by_year": self.by_year,
        }
        self.menu = [
            (title, f"{kind}:")
            for kind, title in (
                ("stories", "Stories"),
                ("timeline", "Timeline"),
                ("index-person", "People"),
                ("index-org", "Organisations"),
                ("index-place", "Places"),
                ("index-topic", "Topics"),
                ("claims", "Claims"),
                ("briefs", "Archive"),
            )
            if f"{kind}:" in plan.urls
        ]

    def brief(self, key: str) -> Any:
        """A brief by its key."""
        return self.graph.briefs[key]

    def entity(self, ident: str) -> Any:
        """An entity by its id."""
        return self.graph.entities[ident]

    def known(self, ident: str) -> bool:
        """Whether the text is the id of an entity."""
        return ident in self.graph.entities

    def event(self, ident: str) -> Any:
        """An event by its id."""
        return self.graph.events[ident]

    def story(self, ident: str) -> Any:
        """A story by its id."""
        return self.graph.stories[ident]

    def claim(self, ident: str) -> Any:
        """A claim by its id."""
        return self.graph.claims[ident]

    def by_year(self, idents: tuple[str, ...]) -> list[tuple[str, list[Any]]]:
        """Events grouped by the year they begin in, planned ones ahead in a group of their own."""
        groups: dict[str, list[Any]] = {}
        planned = []
        for ident in idents:
            event = self.graph.events[ident]
            if event.planned:
                planned.append(event)
            else:
                year = dates.year(event.date)
                groups.setdefault(str(year) if year is not None else "Undated", []).append(event)
        return [*groups.items(), *([("Planned", planned)] if planned else [])]

    def item_event(self, node: Any, block: int, item: int) -> Any:
        """The event of an item that is a bare mention, or None; ``node`` is the brief it stands in."""
        wanted = node.doc.body.timelines[block].items[item].event
        ids = [
            ident for ident in getattr(node, "block_events", ((),) * (block + 1))[block] if ident in self.graph.events
        ]
        return next((self.graph.events[i] for i in ids if wanted in (i, self.graph.events[i].event.name)), None)

    def shared_names(self, idents: tuple[str, ...]) -> str:
        """The names of what two briefs share."""
        graph = self.graph
        known = {i: graph.stories[i].story.title for i in idents if i in graph.stories}
        known |= {i: graph.events[i].event.name for i in idents if i in graph.events}
        known |= {i: graph.entities[i].name for i in idents if i in graph.entities}
        return ", ".join([known.get(i) or i for i in idents][:3])


def contexts(view: SiteView, page: PagePlan) -> Iterator[tuple[PagePlan, dict[str, Any]]]:
    """The page with what its template is given; a long list gives several pages."""
    graph = view.graph
    maker = _MAKERS.get(page.kind)
    if maker is not None:
        yield page, maker(view, page)
    elif page.kind == "briefs":
        yield from _paged(page, list(graph.briefs), graph.settings.paging)
    else:
        yield page, _index(view, page)


def _paged(page: PagePlan, keys: list[str], size: int) -> Iterator[tuple[PagePlan, dict[str, Any]]]:
    size = max(size, 1)
    base = page.path.removesuffix("index.html")
    count = max(1, -(-len(keys) // size))
    paths = [page.path, *(f"{base}page/{number}/index.html" for number in range(2, count + 1))]
    for number, path in enumerate(paths, 1):
        context = {
            "title": TITLES[page.kind],
            "briefs": keys[(number - 1) * size : number * size],
            "entities": (),
            "events": (),
            "stories": (),
            "number": number,
            "count": count,
            "paths": paths,
        }
        yield msgspec.structs.replace(page, path=path, number=number), context


def _home(view: SiteView, _: PagePlan) -> dict[str, Any]:
    graph = view.graph
    corrections = [(one, brief) for brief in graph.briefs.values() for one in brief.corrections]
    corrections.sort(key=lambda pair: dates.sort_key(pair[0].date), reverse=True)
    return {
        "title": graph.settings.title,
        "briefs": list(graph.briefs)[:13],
        "corrections": corrections[:3],
        "planned": [event for event in graph.events.values() if event.planned][:6],
        "stories": [node for node in graph.stories.values() if node.briefs][:6],
    }


def _node(table: str, title: Callable[[Any], str]) -> Callable[[SiteView, PagePlan], dict[str, Any]]:
    def make(view: SiteView, page: PagePlan) -> dict[str, Any]:
        node = getattr(view.graph, table)[page.id]
        return {"node": node, "title": title(node), "fold": FOLD}

    return make


def _index(view: SiteView, page: PagePlan) -> dict[str, Any]:
    graph = view.graph
    entities: list[Any] = []
    if page.kind.startswith("index-"):
        entities = [node for node in graph.entities.values() if node.kind == page.kind[6:]]
    elif page.kind == "authors":
        entities = [node for node in graph.entities.values() if node.author]
    entities.sort(key=lambda node: (node.sort_name.casefold(), node.id))
    briefs = (
        [key for key in graph.briefs if _within(graph.briefs[key].meta.date, page.id)] if page.kind == "archive" else []
    )
    return {
        "title": TITLES.get(page.kind) or page.id.strip("/").replace("/", "-"),
        "entities": entities,
        "briefs": briefs,
        "events": [node for node in graph.events.values() if node.own_page] if page.kind == "events" else (),
        "stories": list(graph.stories.values()) if page.kind == "stories" else (),
        "number": 1,
        "count": 1,
        "paths": [page.path],
    }


def _within(date: Date | None, folder: str) -> bool:
    return date is not None and dates.iso_day(date.earliest).startswith(folder.strip("/").replace("/", "-"))


def _timeline(view: SiteView, page: PagePlan) -> dict[str, Any]:
    graph = view.graph
    years = sorted(
        {year for event in graph.events.values() if (year := dates.year(event.date)) is not None}, reverse=True
    )
    chosen = (
        [e.id for e in graph.events.values() if str(dates.year(e.date)) == page.id]
        if page.kind == "year"
        else [e.id for e in graph.events.values() if e.planned or len(graph.events) <= FOLD]
    )
    title = f"Timeline {page.id}" if page.kind == "year" else TITLES["timeline"]
    return {"title": title, "years": years, "events": tuple(chosen)}


def _plain(title: str, **more: Callable[[Graph], Any]) -> Callable[[SiteView, PagePlan], dict[str, Any]]:
    def make(view: SiteView, _: PagePlan) -> dict[str, Any]:
        return {"title": title, **{name: ask(view.graph) for name, ask in more.items()}}

    return make


def _all_corrections(graph: Graph) -> list[Any]:
    found = [(one, brief) for brief in graph.briefs.values() for one in brief.corrections]
    return sorted(found, key=lambda pair: dates.sort_key(pair[0].date), reverse=True)


_MAKERS: Final[dict[str, Callable[[SiteView, PagePlan], dict[str, Any]]]] = {
    "home": _home,
    "brief": _node("briefs", lambda node: node.meta.title),
    "entity": _node("entities", lambda node: node.name),
    "event": _node("events", lambda node: node.event.name),
    "story": _node("stories", lambda node: node.story.title),
    "page": _node("pages", lambda node: node.meta.title),
    "timeline": _timeline,
    "year": _timeline,
    "sources": _plain(TITLES["sources"], sources=lambda graph: list(graph.sources.values())),
    "claims": _plain(TITLES["claims"], claims=lambda graph: list(graph.claims.values())),
    "corrections": _plain(TITLES["corrections"], corrections=_all_corrections),
    "404": _plain("Page not found"),
}
