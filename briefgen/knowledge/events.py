"""Events told in several places: merged into one, or in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from briefgen import dates
from briefgen.dates import MIN_DAY, Answer, Date
from briefgen.diagnostics import Diagnostic, Note
from briefgen.knowledge.tellings import Tellings, Told
from briefgen.knowledge.work import Work
from briefgen.model import Document, Event

_OPEN: Final = ("planned", "postponed", "cancelled")
"""What has not happened has no date that a later account could contradict."""


class Merged(NamedTuple):
    """All that is told of one event."""

    event: Event
    date: Date
    who: tuple[tuple[str, str], ...]
    place: str
    told: tuple[Told, ...]
    doc: Document | None
    """The document of its shared record."""
    part_of: str = ""
    because: tuple[str, ...] = ()


def date_events(work: Work, tellings: Tellings) -> None:
    """Settle the date of every event; an event without date or name, and dates in conflict, are reported."""
    for ident, told in list(tellings.by_id.items()):
        first = told[0]
        missing = [key for key in ("name", "date") if not any(getattr(one.event, key) for one in told)]
        for key in missing:
            inside = f"{first.key}.{key}" if first.key else key
            place = first.doc.at(inside) if first.item is None else first.place
            work.say("M03", f"this event has no {key}", place, f"add {key}: to it")
        if "date" in missing:
            del tellings.by_id[ident]
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
    answer, newest = "", (MIN_DAY - 1, 0)
    for one in told:
        said = one.event.status
        if said is None and one.event.date is not None:
            ahead = one.as_of is not None and dates.before(one.as_of, one.event.date) is Answer.YES
            said = None if ahead else "happened"
        if said and _rank(one) >= newest:
            answer, newest = said, _rank(one)
    return answer or "happened"


def merge_all(work: Work, tellings: Tellings) -> dict[str, Merged]:
    """Every event, in date order, then in the order in which they were told."""
    order = sorted(tellings.by_id, key=lambda ident: dates.sort_key(work.event_dates[ident]))
    return {ident: _merge(work, ident, tellings.by_id[ident]) for ident in order}


def _merge(work: Work, ident: str, told: list[Told]) -> Merged:
    first = told[0].event
    who: dict[str, str] = {}
    place = ""
    for one in told:
        people, where = _item_people(work, one) if one.item is not None else _people(work, one)
        for person, part in people:
            who[person] = who.get(person) or part
        place = place or where
    part_of = [ref for one in told if (ref := _part_of(work, ident, one))]
    because = [ref for one in told for ref in _causes(work, ident, one)]
    changes: dict[str, Any] = {
        "id": ident,
        "date": work.event_dates[ident],
        "status": status(told),
        "name": next((one.event.name for one in told if one.event.name), ident),
        "summary": next((one.event.summary for one in told if one.event.summary), ""),
        "confidence": next((one.event.confidence for one in told if one.event.confidence), ""),
        "sources": tuple(dict.fromkeys(key for one in told for key in one.event.sources)),
        "as_of": max(told, key=_rank).as_of,
    }
    return Merged(
        event=msgspec.structs.replace(first, **changes),
        date=work.event_dates[ident],
        who=tuple(who.items()),
        place=place,
        told=tuple(told),
        doc=next((one.doc for one in told if one.doc.kind == "event"), None),
        part_of=part_of[0] if part_of else "",
        because=tuple(dict.fromkeys(because)),
    )


def _people(work: Work, told: Told) -> tuple[list[tuple[str, str]], str]:
    """Who took part and where, as a record says."""
    prefix = f"{told.key}." if told.key else ""
    date = work.event_dates[told.id]
    who = []
    for index, one in enumerate(told.event.who):
        person = work.refer(one.id, "entity", told.doc.at(f"{prefix}who.{index}"), date)
        if person:
            who.append((person, one.part))
    typed = told.event.place
    return who, (work.refer(typed, "entity", told.doc.at(f"{prefix}place"), date) or typed) if typed else ""


def _item_people(work: Work, told: Told) -> tuple[list[tuple[str, str]], str]:
    """Who took part and where, from the mentions of an item: people and organisations, and the first place."""
    who, place = [], ""
    targets = work.targets.get(told.doc.path, ())
    for index in told.item.mentions if told.item else ():
        node = work.nodes.get(targets[index].id) if targets[index].kind == "entity" else None
        if node is not None and node.kind in ("person", "org"):
            who.append((node.id, ""))
        elif node is not None and node.kind == "place":
            place = place or node.id
    return who, place


def _part_of(work: Work, ident: str, told: Told) -> str:
    if not told.event.part_of:
        return ""
    place = told.doc.at(f"{told.key}.part_of" if told.key else "part_of")
    found = work.refer(told.event.part_of, "event", place)
    if found == ident:
        work.say("V02", f"the event '{ident}' cannot be a part of itself", place, "take part_of out")
        return ""
    return found


def _causes(work: Work, ident: str, told: Told) -> list[str]:
    found = []
    for index, typed in enumerate(told.event.because):
        place = told.doc.at(f"{told.key}.because.{index}" if told.key else f"because.{index}")
        cause = work.refer(typed, "event", place)
        if cause == ident:
            work.say("V02", f"the event '{ident}' cannot be its own cause", place, "take it out of because")
        elif cause:
            found.append(cause)
    return found
