"""What is asked of all events at once: in which year each begins, whether it is to come, whether it has a page."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import compress
from typing import Final

from briefgen import dates
from briefgen.knowledge.outlines import EventOutline

_NO_YEAR: Final = -(1 << 31)


class Calendar:
    """All events in date order. Filled once, then only read."""

    def __init__(self, idents: Sequence[str] = ()) -> None:
        self.idents = idents
        self._years = array("i", [_NO_YEAR]) * len(idents)
        self._own, self._planned = bytearray(len(idents)), bytearray(len(idents))
        self.redirecting: list[str] = []
        """Ids of events that had other addresses."""

    def add(self, place: int, event: EventOutline) -> None:
        """Take in the event at a place in date order."""
        year = dates.year(event.date)
        self._years[place] = _NO_YEAR if year is None else year
        self._own[place], self._planned[place] = event.own_page, event.planned
        if event.redirect_from:
            self.redirecting.append(event.id)

    def own_pages(self) -> tuple[str, ...]:
        """Ids of the events with pages of their own."""
        return tuple(compress(self.idents, self._own))

    def planned(self) -> tuple[str, ...]:
        """Ids of events that are still to come."""
        return tuple(compress(self.idents, self._planned))

    def ahead_or_undated(self) -> tuple[str, ...]:
        """Ids of events that are still to come or begin in no year."""
        wanted = zip(self.idents, self._planned, self._years, strict=True)
        return tuple([ident for ident, planned, year in wanted if planned or year == _NO_YEAR])

    def years(self) -> dict[int, list[str]]:
        """Years in which events begin, in the order of the first of each, with the ids of these."""
        found: dict[int, list[str]] = defaultdict(list)
        for ident, year in zip(self.idents, self._years, strict=True):
            if year != _NO_YEAR:
                found[year].append(ident)
        return dict(found)
