"""Events told in several places: merged into one, or in conflict."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from briefgen import dates
from briefgen.dates import Date
from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.knowledge.graph import Telling
from briefgen.model import Document, Event
from briefgen.reading.front import slugify


class Told(NamedTuple):
    """One place that tells of an event, resolved."""

    id: str
    event: Event
    telling: Telling
    who: tuple[tuple[str, str], ...]
    place: str
    as_of: Date | None
    own_page: bool
    doc: Document | None = None


class Merged(NamedTuple):
    """All that is told of one event."""

    event: Event
    who: tuple[tuple[str, str], ...]
    place: str
    told: tuple[Told, ...]


def anonymous_id(date: Date, text: str) -> str:
    """A stable id for an event that was given none: its date and the beginning of its text."""
    return f"{slugify(date.edtf)}-{slugify(text)[:60].strip('-')}"


def merge(told: list[Told]) -> tuple[Merged, list[Diagnostic]]:
    """Merge what is told of one event: the narrower date wins, the newest telling sets the status."""
    first = told[0]
    found: list[Diagnostic] = []
    dated = [one for one in told if one.event.date is not None]
    newest = max(told, key=lambda one: _rank(one.as_of))
    date = dated[0].event.date if dated else None
    source = dated[0] if dated else first
    for one in dated[1:]:
        date, source = _closer(date, source, one, found)
    status = newest.event.status or next((one.event.status for one in told if one.event.status), None)
    who: dict[str, str] = {}
    for one in told:
        for person, part in one.who:
            who[person] = who.get(person) or part
    changes: dict[str, Any] = {
        "date": date,
        "status": status or "happened",
        "name": next((one.event.name for one in told if one.event.name), None),
        "summary": next((one.event.summary for one in told if one.event.summary), ""),
        "sources": tuple(dict.fromkeys(key for one in told for key in one.event.sources)),
    }
    place = next((one.place for one in told if one.place), "")
    return Merged(msgspec.structs.replace(first.event, **changes), tuple(who.items()), place, tuple(told)), found


def _rank(as_of: Date | None) -> tuple[int, int]:
    return (as_of.earliest, as_of.latest) if as_of else (dates.MIN_DAY, 0)


def _closer(date: Date | None, source: Told, one: Told, found: list[Diagnostic]) -> tuple[Date | None, Told]:
    other = one.event.date
    assert date is not None
    assert other is not None
    planned = "planned" in (source.event.status, one.event.status)
    if planned and source.event.status != one.event.status or dates.contradict(date, other):
        if not planned:
            notes = (Note(_date_place(source), f"here it is {dates.show(date)}"),)
            message = f"the event {one.id} is dated {dates.show(other)} here and {dates.show(date)} elsewhere"
            found.append(Diagnostic("V01", message, _date_place(one), "one of the two dates is wrong", notes))
        return (other, one) if planned and _rank(one.as_of) >= _rank(source.as_of) else (date, source)
    return (other, one) if dates.narrower(date, other) == other and other != date else (date, source)


def _date_place(told: Told) -> Place:
    return told.telling.place
