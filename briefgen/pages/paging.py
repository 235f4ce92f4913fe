"""Long lists go on over further pages, ``page/2/`` below the first: every page stays light, and no list ends early."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from briefgen.knowledge.graph import Graph

T = TypeVar("T")

FOLD: Final = 100
"""So many entries of each list stand on a page; of the list of all briefs as many as the settings say."""

LONGEST: Final = 200
"""With more events the timeline of all lists the planned ones, and has a page a year."""


def part(items: Sequence[T], number: int) -> Sequence[T]:
    """The entries of a list that stand on its page ``number``, counted from 1."""
    return items[(number - 1) * FOLD : number * FOLD]


def newest(items: Sequence[T], number: int) -> Sequence[T]:
    """The same of a list in the order of time: the first page has the end of it."""
    end = len(items) - (number - 1) * FOLD
    return items[max(end - FOLD, 0) : max(end, 0)]


class Lengths:
    """How many pages each kind of page needs for its lists."""

    def __init__(self, graph: Graph, archive: Counter[str], years: Counter[int]) -> None:
        """``archive`` says how many briefs stand in each folder, ``years`` how many events in each year."""
        self.graph, self.archive, self.years = graph, archive, years
        self.kinds = Counter(node.kind for node in graph.entity_outlines.values())

    def pages(self, kind: str, ident: str) -> int:
        """The number of pages, at least 1."""
        graph, briefs = self.graph, self.graph.brief_outlines
        if kind == "briefs":
            return _pages(len(briefs), max(graph.settings.paging, 1))
        if kind in ("entity", "author", "story", "event"):
            return _pages(max(_lists(graph, kind, ident)), FOLD)
        totals: dict[str, Any] = {
            "events": len(graph.calendar.own_pages()) if kind == "events" else 0,
            "claims": len(graph.claims),
            "sources": len(graph.sources),
            "stories": len(graph.stories),
            "authors": sum(node.author for node in graph.entity_outlines.values()) if kind == "authors" else 0,
            "corrections": sum(len(node.corrections) for node in briefs.values()) if kind == "corrections" else 0,
            "archive": self.archive[ident],
            "year": self.years[int(ident)] if kind == "year" else 0,
        }
        return _pages(totals.get(kind, self.kinds[kind.removeprefix("index-")]), FOLD)


def _lists(graph: Graph, kind: str, ident: str) -> tuple[int, ...]:
    """How long the lists of one thing are."""
    if kind == "story":
        story = graph.stories[ident]
        return len(story.briefs), len(story.events)
    if kind == "event":
        event = graph.events[ident]
        return len(event.tellings), len(event.mentions)
    entity = graph.entity_outlines[ident]
    if kind == "author":
        return (entity.authored,)
    return entity.mentions, entity.unmentioned, entity.events, entity.quotes


def _pages(length: int, size: int) -> int:
    return max(-(-length // size), 1)
