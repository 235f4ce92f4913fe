"""What each kind of page is given beside what every page may ask: its title and its lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, Final

from markupsafe import Markup

from briefgen import dates
from briefgen.knowledge.graph import Meeting
from briefgen.knowledge.office import Holder, RoleSpan
from briefgen.pages import drawing
from briefgen.pages.cards import EventCard
from briefgen.pages.drawing.roles import Span
from briefgen.pages.drawing.scale import ends
from briefgen.pages.paging import LONGEST, newest, part
from briefgen.pages.plan import PagePlan
from briefgen.pages.speech import Speech, language_name, territory
from briefgen.pages.terms import N_, role_text, word

_ALL: Final = 10**9
TITLES: Final = {
    "index-person": N_("People"),
    "index-org": N_("Organisations"),
    "index-office": N_("Offices"),
    "index-place": N_("Places"),
    "index-document": N_("Documents"),
    "index-term": N_("Terms"),
    "index-topic": N_("Topics"),
    "briefs": N_("All briefs"),
    "stories": N_("Running stories"),
    "events": N_("Events"),
    "authors": N_("Authors"),
    "sources": N_("Sources"),
    "claims": N_("Claims"),
    "corrections": N_("Corrections"),
    "timeline": N_("Timeline"),
    "404": N_("Page not found"),
    "search": N_("Search"),
}
MENU: Final = {**TITLES, "stories": N_("Stories"), "briefs": N_("Archive")}
_RIGHT_TO_LEFT: Final = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"))


_SPOKEN: Final = ("gettext", "ngettext", "pgettext", "npgettext", "listed", "joined", "country", "coordinates")


def functions(site: Any, speech: Speech) -> dict[str, Any]:
    """What every template may call in one language; ``site`` is the door to the questions."""
    language = speech.language

    def by_year(idents: tuple[str, ...]) -> list[tuple[str, list[EventCard]]]:
        return group([site.event(ident) for ident in idents], speech)

    def overview(idents: tuple[str, ...], label: str) -> Markup:
        events = [site.event(ident) for ident in idents]
        days = [day for event in events for day in ends(event.date)]
        near = site.today_between(min(days, default=0), max(days, default=0)) if days else 0
        return drawing.timeline(events, near, label, speech.gettext("today"))

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

    def alternates(node: Any) -> list[tuple[str, str]]:
        if not node.translations:
            return []
        spoken = {key: site.brief(key).lang or site.language() for key in sorted((node.key, *node.translations))}
        default = next((key for key, tag in spoken.items() if tag == site.language()), min(spoken))
        return [*sorted((tag, key) for key, tag in spoken.items()), ("x-default", default)]

    return {
        "language": language,
        "alternates": alternates,
        "_": speech.gettext,
        **{name: getattr(speech, name) for name in _SPOKEN},
        **_PLAIN,
        "number": lru_cache(maxsize=None)(speech.number),
        "comma": speech.pgettext("separator", ", "),
        "semicolon": speech.pgettext("separator", "; "),
        "overview": overview,
        "bars": bars,
        "held": held,
        "wheel": wheel,
        "show": lru_cache(maxsize=None)(lambda date, lang="": dates.show(date, lang or language)),
        "time": lru_cache(maxsize=None)(lambda date, lang="": Markup(dates.html(date, lang or language))),  # noqa: S704 - escaped there
        "word": lru_cache(maxsize=None)(partial(word, speech)),
        "role_text": partial(role_text, speech),
        "menu_word": lambda kind: speech.gettext(MENU[kind]),
        "title_of": lambda kind: speech.gettext(TITLES[kind]),
        "by_year": by_year,
    }


def pick(records: Sequence[Any], name: str) -> tuple[Any, ...]:
    """One field of each of some records."""
    return tuple(getattr(one, name) for one in records)


def direction(language: str) -> str:
    """Which way a language is written: ltr or rtl (the scripts of Unicode that run from the right)."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


_PLAIN: Final[dict[str, Callable[..., Any]]] = {
    "direction": direction,
    "language_name": language_name,
    "territory": territory,
    "year": dates.year,
    "part": part,
    "pick": pick,
    "newest": newest,
}
"""What is the same in every language."""


def group(events: list[EventCard], speech: Speech) -> list[tuple[str, list[EventCard]]]:
    """Events by the year they begin in; in groups of their own the planned, and plans that nobody spoke of since."""
    groups: dict[str, list[EventCard]] = {}
    planned, overdue = [], []
    for event in events:
        if event.planned:
            planned.append(event)
        elif event.status == "planned":
            overdue.append(event)
        else:
            year = dates.year(event.date)
            groups.setdefault(str(year) if year is not None else speech.gettext("Undated"), []).append(event)
    last = ((speech.gettext("Once planned, no word since"), overdue), (speech.pgettext("event", "Planned"), planned))
    return [*groups.items(), *(one for one in last if one[1])]


def context(site: Any, page: PagePlan, node: Any, speech: Speech) -> dict[str, Any]:
    """What a page's template is given. ``site`` is the door; ``node`` is the thing the page is about, if any."""
    paths = site.paths(page.kind, page.id) if page.count > 1 else (page.path,)
    shared = {"at": page.number, "count": page.count, "paths": paths}
    if page.kind in _NODES:
        return {"title": _NODES[page.kind](node), **shared}
    return {"title": _title(page, speech), **shared, **_MAKERS.get(page.kind, _index)(site, page)}


def _title(page: PagePlan, speech: Speech) -> str:
    if page.kind == "home":
        return ""
    if page.kind == "year":
        return speech.gettext("Timeline %(year)s") % {"year": page.id}
    if page.kind == "archive":
        return dates.show(dates.parse(page.id.strip("/").replace("/", "-")), speech.language)
    return speech.gettext(TITLES[page.kind])


def _home(site: Any, _: PagePlan) -> dict[str, Any]:
    return {
        "briefs": site.latest(13),
        "corrections": site.corrections(3),
        "planned": site.planned(6),
        "stories": site.running(6),
    }


def _index(site: Any, page: PagePlan) -> dict[str, Any]:
    """A list of one kind of things, or one page of it."""
    kind, number = page.kind, page.number
    briefs = site.listed(number) if kind == "briefs" else part(site.archive(page.id), number)
    return {
        "entities": part(site.index(kind), number),
        "briefs": briefs,
        "events": part(site.events(), number) if kind == "events" else (),
        "stories": part(site.stories(), number) if kind == "stories" else (),
    }


def _timeline(site: Any, page: PagePlan) -> dict[str, Any]:
    events = part(site.events_of(int(page.id)), page.number) if page.kind == "year" else site.timeline(LONGEST)
    drawn = site.timeline(_ALL) if page.kind == "timeline" else site.events_of(int(page.id))
    return {"years": site.years(), "events": events, "drawn": drawn}


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
    "sources": lambda site, page: {"sources": part(site.sources(), page.number)},
    "claims": lambda site, page: {"claims": part(site.claims(), page.number)},
    "corrections": lambda site, page: {"corrections": part(site.corrections(-1), page.number)},
    "404": lambda *_: {},
    "search": lambda *_: {},
}
