"""Which briefs belong to what: taken down once, while briefs are gone over."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence

from briefgen.dates import Date
from briefgen.knowledge.graph import Target
from briefgen.knowledge.outlines import BriefOutline
from briefgen.model import Quote

Said = tuple[str, int, Date | None]
"""Key of a brief, index of a quote in it, and when the words were said."""
Quotes = tuple[list[str], "array[int]", list[Date | None]]
"""The same of several quotes, newest first: there are too many for a record each."""
Keys = dict[str, list[str]]
"""Ids of things to the keys of briefs, newest first."""


class Lists:
    """Briefs by what they say of others."""

    def __init__(self) -> None:
        self.appears: Keys = defaultdict(list)
        """In which each entity appears."""
        self.authored: Keys = defaultdict(list)
        self.quotes: dict[str, Quotes] = defaultdict(lambda: ([], array("I"), []))
        """Of each entity."""
        self.stories: Keys = defaultdict(list)
        self.claims: Keys = defaultdict(list)
        self.sourced: list[str] = []
        """Those that rest on sources."""

    def add(self, brief: BriefOutline, said: Sequence[Date | None]) -> None:
        """Take in a brief; the newest comes first. ``said`` has the date of each of its quotes."""
        key = brief.key
        for ident in dict.fromkeys((*brief.entities, brief.dateline, *brief.topics)):
            self.appears[ident].append(key)
        for ident in brief.authors:
            self.authored[ident].append(key)
        for index, ident in enumerate(brief.speakers):
            keys, indexes, days = self.quotes[ident]
            keys.append(key)
            indexes.append(index)
            days.append(said[index])
        for ident in brief.stories:
            self.stories[ident].append(key)
        for ident in brief.claims:
            self.claims[ident].append(key)
        if brief.sources:
            self.sourced.append(key)


def when_said(quotes: Sequence[Quote], targets: Sequence[Target], written: Date | None) -> list[Date | None]:
    """When the words of each quote of a brief were said."""
    named = [targets[one.who_mention].at if 0 <= one.who_mention < len(targets) else None for one in quotes]
    return [one.date or at or written for one, at in zip(quotes, named, strict=True)]
