"""Events told in several places: merged into one, or in conflict."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from briefgen import dates
from briefgen.dates import MIN_DAY, Answer, Date
from briefgen.diagnostics import Diagnostic, Note
from briefgen.knowledge.outlines import EventOutline
from briefgen.knowledge.tellings import Tellings, Told
from briefgen.knowledge.work import Work
from briefgen.model import Event

_OPEN: Final = ("planned", "postponed", "cancelled")
"""What has not happened has no date that a later account could contradict."""


class Order:
    """Where in date order each event stands."""

    def __init__(self, numbers: Mapping[str, int], idents: Iterable[str]) -> None:
        """``numbers`` of all events, and their ids in order."""
        self.numbers = numbers
        self.places = array("I", bytes(4 * (max(numbers.values(), default=-1) + 1)))
        """By the number of an event."""
        for place, ident in enumerate(idents):
            self.places[numbers[ident]] = place

    def __contains__(self, ident: object) -> bool:
        return ident in self.numbers

    def __getitem__(self, ident: str) -> int:
        return self.places[self.numbers[ident]]


class Dates(Mapping[str, Date]):
    """The date of every event, from its outline."""

    def __init__(self, outlines: Mapping[str, EventOutline]) -> None:
        self.outlines = outlines

    def __getitem__(self, ident: str) -> Date:
        return self.outlines[ident].date

    def __iter__(self) -> Iterator[str]:
        return iter(self.outlines)

    def __len__(self) -> int:
        return len(self.outlines)


class Ties:
    """What events say of one another, in date order."""

    def __init__(self) -> None:
        self.idents: tuple[str, ...] = ()
        """Every event in date order, then in the order in which they were told."""
        self.order = Order({}, ())
        self.part_of: dict[str, str] = {}
        self.because: dict[str, tuple[str, ...]] = {}


def date_events(work: Work, tellings: Tellings) -> None:
    """Settle the date of every event; an event without date or name, and dates in conflict, are reported."""
    work.event_dates = tellings.dates
    unsure = [ident for ident in tellings.numbers if ident not in tellings.dates or ident in tellings.others]
    for ident in unsure:
        told = tellings.of(ident)
        first = told[0]
        missing = [key for key in ("name", "date") if not any(getattr(one.event, key) for one in told)]
        for key in missing:
            place = first.doc.at(first.inside(key)) if first.item is None else first.place
            work.say("M03", f"this event has no {key}", place, f"add {key}: to it")
        if "date" in missing:
            del tellings.numbers[ident]
            work.names.broken.add(ident)
            continue
        date, found = settle(told)
        work.event_dates[ident] = date
        work.found += found


def settle(told: Sequence[Told]) -> tuple[Date, list[Diagnostic]]:
    """The narrowest date of those told; of a plan and what came of it the newer; and each definite conflict."""
    dated = [one for one in told if one.event.date is not None]
    best = dated[0]
    found: list[Diagnostic] = []
    for one in dated[1:]:
        date, other = best.event.date, one.event.date
        assert date is not None
        assert other is not None
        apart = dates.contradict(date, other)
        if best.event.status in _OPEN or one.event.status in _OPEN:
            newer = apart or _state(best) != _state(one)
            best = (one if _rank(one) >= _rank(best) else best) if newer else _narrower(best, one)
        elif apart:
            message = f"'{one.id}' is dated {dates.show(other)} here and {dates.show(date)} elsewhere"
            notes = (Note(best.place, f"it is dated {dates.show(date)} here"),)
            found.append(Diagnostic("V01", message, one.place, "correct one of the two dates", notes))
        else:
            best = _narrower(best, one)
    assert best.event.date is not None
    return best.event.date, found


def _narrower(one: Told, other: Told) -> Told:
    assert one.event.date is not None
    assert other.event.date is not None
    closer = dates.narrower(one.event.date, other.event.date)
    return other if closer is other.event.date and closer != one.event.date else one


def _state(told: Told) -> str:
    return told.event.status or "happened"


def _rank(told: Told) -> tuple[int, int]:
    return (told.as_of.earliest, told.as_of.instant or 0) if told.as_of else (MIN_DAY, 0)


def status(told: Sequence[Told]) -> str:
    """What the newest telling says. One that gives no status says "happened", unless it only adds something or
    gives a date that was still ahead of it.
    """
    if len(told) == 1:
        return told[0].event.status or "happened"
    answer, newest = "", (MIN_DAY - 1, 0)
    for one in told:
        said = one.event.status
        if said is None and one.event.date is not None:
            ahead = one.as_of is not None and dates.before(one.as_of, one.event.date) is Answer.YES
            said = None if ahead else "happened"
        if said and _rank(one) >= newest:
            answer, newest = said, _rank(one)
    return answer or "happened"


def tie_events(work: Work, tellings: Tellings) -> Ties:
    """Follow what every event refers to; what leads nowhere is reported."""
    ties = Ties()
    ties.idents = tuple(sorted(tellings.numbers, key=lambda ident: dates.sort_key(work.event_dates[ident])))
    ties.order = Order(tellings.numbers, ties.idents)
    for ident in sorted(tellings.tied & tellings.numbers.keys(), key=ties.order.__getitem__):
        _tie(work, ties, ident, tellings.of(ident))
    return ties


def _tie(work: Work, ties: Ties, ident: str, told: Sequence[Told]) -> None:
    """Follow what an event says of other events."""
    part_of = [_part_of(work, ident, one) for one in told if one.event.part_of]
    because = [cause for one in told if one.event.because for cause in _causes(work, ident, one)]
    if any(part_of):
        ties.part_of[ident] = next(filter(None, part_of))
    if because:
        ties.because[ident] = tuple(dict.fromkeys(because))


def took_part(work: Work, told: Sequence[Told], date: Date, *, report: bool = False) -> tuple[dict[str, str], str]:
    """Who took part with the part each played, and where: an entity, plain text, or nothing.

    ``date`` is that of the event. What leads nowhere is reported once.
    """
    who, place = _people(work, told[0], date, report=report)
    for one in told[1:]:
        people, where = _people(work, one, date, report=report)
        who |= {person: who.get(person) or part for person, part in people.items()}
        place = place or where
    return who, place


def told_together(ident: str, date: Date, told: Sequence[Told]) -> Event:
    """What all tellings say of an event, as one record; its date was settled before."""
    first = told[0].event
    if len(told) == 1:
        sources = tuple(dict.fromkeys(first.sources))
        changes: dict[str, Any] = {"id": ident, "status": status(told), "sources": sources, "as_of": told[0].as_of}
        return msgspec.structs.replace(first, **changes)
    changes = {
        "id": ident,
        "date": date,
        "status": status(told),
        "name": next((one.event.name for one in told if one.event.name), ident),
        "summary": next((one.event.summary for one in told if one.event.summary), ""),
        "confidence": next((one.event.confidence for one in told if one.event.confidence), ""),
        "sources": tuple(dict.fromkeys(key for one in told for key in one.event.sources)),
        "as_of": told_last(told),
    }
    return msgspec.structs.replace(first, **changes)


def told_last(told: Sequence[Told]) -> Date | None:
    """When an event was last told of."""
    return max(told, key=_rank).as_of


def _people(work: Work, told: Told, date: Date, *, report: bool) -> tuple[dict[str, str], str]:
    """Who took part and where, as one telling says; whom it names in vain may be reported."""
    if told.item is not None:
        return _item_people(work, told)
    known = work.names.one
    who: dict[str, str] = {}
    for index, one in enumerate(told.event.who):
        person = known(one.id, "entity", date)
        if person:
            who[person] = who.get(person) or one.part
        elif report:
            work.refer(one.id, "entity", told.doc, told.inside(f"who.{index}"), date)
    typed = told.event.place
    place = known(typed, "entity", date) if typed else ""
    if typed and not place and report:
        work.refer(typed, "entity", told.doc, told.inside("place"), date)
    return who, place or typed


def _item_people(work: Work, told: Told) -> tuple[dict[str, str], str]:
    """Who took part and where, from the mentions of an item: people and organisations, and the first place."""
    who: dict[str, str] = {}
    place = ""
    targets = work.targets.of(told.doc)
    for index in told.item.mentions if told.item else ():
        node = work.nodes.get(targets[index].id) if targets[index].kind == "entity" else None
        if node is not None and node.kind in ("person", "org"):
            who[node.id] = ""
        elif node is not None and node.kind == "place":
            place = place or node.id
    return who, place


def _part_of(work: Work, ident: str, told: Told) -> str:
    key = told.inside("part_of")
    found = work.refer(told.event.part_of, "event", told.doc, key)
    if found == ident:
        work.say("V02", f"the event '{ident}' cannot be a part of itself", told.doc.at(key), "take part_of out")
        return ""
    return found


def _causes(work: Work, ident: str, told: Told) -> list[str]:
    found = []
    for index, typed in enumerate(told.event.because):
        key = told.inside(f"because.{index}")
        cause = work.refer(typed, "event", told.doc, key)
        if cause == ident:
            place = told.doc.at(key)
            work.say("V02", f"the event '{ident}' cannot be its own cause", place, "take it out of because")
        elif cause:
            found.append(cause)
    return found
