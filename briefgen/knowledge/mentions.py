"""Give every mention of every published body its target and the date it is seen at."""

from __future__ import annotations

from briefgen.dates import Date, DateError, parse
from briefgen.diagnostics import Diagnostic, Place
from briefgen.knowledge.graph import Target
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument, Mention


def resolve_mentions(work: Work) -> None:
    """Find out what every mention leads to, body by body; report those that lead nowhere.

    Those of briefs are found when these are gone over, one by one.
    """
    for kind in ("entity", "story", "event", "page"):
        for doc in work.records.by_kind[kind]:
            if doc.body.mentions:
                work.targets.put(doc, targets_of(work, doc, work.found))


def targets_of(work: Work, doc: AnyDocument, found: list[Diagnostic]) -> tuple[Target, ...]:
    """What each mention of a body leads to; ``found`` takes what is wrong with them."""
    base = work.event_dates.get(doc.id) if doc.kind == "event" else getattr(doc.meta, "date", None)
    return tuple([_resolve(work, doc, one, base, found) for one in doc.body.mentions])


def _resolve(work: Work, doc: AnyDocument, mention: Mention, base: Date | None, found: list[Diagnostic]) -> Target:
    at = base if mention.item is None and mention.quote < 0 else _around(work, doc, mention) or base
    if mention.asof:
        at = _as_of(work, doc, mention, found) or at
    known = work.names.by_id(mention.target, at)
    if known is not None:
        return known
    target, wrong = work.names.target(mention.target, at, mention.date, spot(doc, mention))
    if wrong is not None:
        found.append(wrong)
    return target


def spot(doc: AnyDocument, mention: Mention) -> Place:
    """Where a mention stands."""
    return Place(doc.path, mention.line, mention.column, mention.end)


def _around(work: Work, doc: AnyDocument, mention: Mention) -> Date | None:
    """The date of the timeline's item, else of the quote, that a mention stands in."""
    if mention.item is not None:
        block, position = mention.item
        items = doc.body.timelines[block].items if block < len(doc.body.timelines) else ()
        if position < len(items):
            item = items[position]
            return item.date or work.event_dates.get(work.names.one(item.event, "event"))
    if 0 <= mention.quote < len(doc.body.quotes):
        return doc.body.quotes[mention.quote].date
    return None


def _as_of(work: Work, doc: AnyDocument, mention: Mention, found: list[Diagnostic]) -> Date | None:
    """What stands after ``@``: the id or name of an event, or a date."""
    typed = mention.asof
    event = work.names.one(typed, "event")
    if event or typed in work.names.broken:
        return work.event_dates.get(event)
    try:
        return parse(typed, work.settings.timezone)
    except DateError as error:
        wrong = work.names.unknown("R01", typed, spot(doc, mention), "event")
        if wrong is None:
            return None
        near = f"did you mean {error.suggestion}?" if error.suggestion else ""
        hint = wrong.hint if wrong.hint.startswith("did") else near or "write a date, or the id of an event, after @"
        message = f"'{typed}' after @ is neither a date nor an event"
        found.append(Diagnostic("R01", message, spot(doc, mention), hint))
        return None
