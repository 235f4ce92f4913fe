"""What each kind of page is given beside what every page may ask: its title and its lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from briefgen import dates
from briefgen.knowledge.graph import Holder, Meeting, RoleSpan
from briefgen.pages import drawing
from briefgen.pages.cards import EventCard
from briefgen.pages.drawing.roles import Span
from briefgen.pages.drawing.scale import ends
from briefgen.pages.plan import PagePlan

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
    "404": "Page not found",
}
MENU: Final = {**TITLES, "stories": "Stories", "briefs": "Archive"}
STATUS: Final = {
    "confirmed": "Confirmed",
    "reported": "Reported",
    "disputed": "Disputed",
    "unverified": "Not verified",
    "false": "False",
    "retracted": "Retracted",
    "outdated": "Outdated",
}
_RIGHT_TO_LEFT: Final = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"))
TYPES: Final = {
    "reportage": "Report",
    "analysis": "Analysis",
    "background": "Background",
    "opinion": "Opinion",
    "fact-check": "Fact check",
    "live": "Live",
}


def functions(site: Any, language: str) -> dict[str, Callable[..., Any]]:
    """The functions every template may call; ``site`` is the door to the questions."""

    def by_year(idents: tuple[str, ...]) -> list[tuple[str, list[EventCard]]]:
        return group([site.event(ident) for ident in idents])

    def overview(idents: tuple[str, ...], label: str) -> Markup:
        events = [site.event(ident) for ident in idents]
        days = [day for event in events for day in ends(event.date)]
        near = site.today_between(min(days, default=0), max(days, default=0)) if days else 0
        return drawing.timeline(events, near, label)

    def bars(roles: Sequence[RoleSpan], label: str) -> Markup:
        spans = [Span(one.title, one.start, one.end, one.acting) for one in roles]
        lasts = any(one.end is None for one in roles)
        return drawing.roles(spans, site.today() if lasts else 0, label)

    def held(holders: Sequence[Holder], label: str) -> Markup:
        spans = [Span(site.entity(one.person).name, one.start, one.end, one.acting) for one in holders]
        lasts = any(one.end is None for one in holders)
        return drawing.roles(spans, site.today() if lasts else 0, label)

    def wheel(name: str, met: Sequence[Meeting], label: str) -> Markup:
        return drawing.network(name, [(site.entity(one.entity).name, one.count) for one in met[: drawing.MOST]], label)

    return {
        "direction": direction,
        "overview": overview,
        "bars": bars,
        "held": held,
        "wheel": wheel,
        "show": lru_cache(maxsize=None)(lambda date, lang="": dates.show(date, lang or language)),
        "time": lru_cache(maxsize=None)(lambda date, lang="": Markup(dates.html(date, lang or language))),  # noqa: S704 - escaped there
        "year": dates.year,
        "status": lambda word: STATUS.get(word, word),
        "type_word": lambda word: TYPES.get(word, word or ""),
        "menu_word": lambda kind: MENU[kind],
        "by_year": by_year,
    }


def direction(language: str) -> str:
    """Which way a language is written: ltr or rtl (the scripts of Unicode that run from the right)."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def group(events: list[EventCard]) -> list[tuple[str, list[EventCard]]]:
    """Events by the year they begin in, planned ones ahead in a group of their own."""
    groups: dict[str, list[EventCard]] = {}
    planned = []
    for event in events:
        if event.planned:
            planned.append(event)
        else:
            year = dates.year(event.date)
            groups.setdefault(str(year) if year is not None else "Undated", []).append(event)
    return [*groups.items(), *([("Planned", planned)] if planned else [])]


def context(site: Any, page: PagePlan, node: Any) -> dict[str, Any]:
    """What a page's template is given. ``site`` is the door; ``node`` is the thing the page is about, if any."""
    if page.kind in _NODES:
        return {"title": _NODES[page.kind](node), "fold": FOLD}
    return _MAKERS.get(page.kind, _index)(site, page)


def _home(site: Any, _: PagePlan) -> dict[str, Any]:
    return {
        "title": "",
        "briefs": site.latest(13),
        "corrections": site.corrections(3),
        "planned": site.planned(6),
        "stories": site.running(6),
    }


def _index(site: Any, page: PagePlan) -> dict[str, Any]:
    """A list of one kind of things; of briefs it may have several pages."""
    paths = site.list_paths() if page.kind == "briefs" else (page.path,)
    return {
        "title": TITLES.get(page.kind) or page.id.strip("/").replace("/", "-"),
        "entities": site.index(page.kind) if page.kind == "authors" or page.kind.startswith("index-") else (),
        "briefs": {"archive": site.archive, "briefs": lambda _: site.listed(page.number)}.get(page.kind, _nothing)(
            page.id
        ),
        "events": site.events() if page.kind == "events" else (),
        "stories": site.stories() if page.kind == "stories" else (),
        "number": page.number,
        "count": len(paths),
        "paths": paths,
    }


def _nothing(_: str) -> tuple[str, ...]:
    return ()


def _timeline(site: Any, page: PagePlan) -> dict[str, Any]:
    if page.kind == "year":
        return {"title": f"Timeline {page.id}", "years": site.years(), "events": site.events_of(int(page.id))}
    return {"title": TITLES["timeline"], "years": site.years(), "events": site.timeline(FOLD)}


_NODES: Final[dict[str, Callable[[Any], str]]] = {
    "brief": lambda node: str(node.meta.title),
    "entity": lambda node: str(node.name),
    "author": lambda node: str(node.name),
    "event": lambda node: str(node.event.name or node.id),
    "story": lambda node: str(node.story.title or node.id),
    "page": lambda node: str(node.meta.title or node.id),
}
_MAKERS: Final[dict[str, Callable[[Any, PagePlan], dict[str, Any]]]] = {
    "home": _home,
    "timeline": _timeline,
    "year": _timeline,
    "sources": lambda site, _: {"title": TITLES["sources"], "sources": site.sources()},
    "claims": lambda site, _: {"title": TITLES["claims"], "claims": site.claims()},
    "corrections": lambda site, _: {"title": TITLES["corrections"], "corrections": site.corrections(10_000)},
    "404": lambda *_: {"title": TITLES["404"]},
}
