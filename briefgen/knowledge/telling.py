"""Collect every place that tells of an event: shared records, front matter, timeline items."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from briefgen.diagnostics import Place
from briefgen.knowledge.events import Told, anonymous_id
from briefgen.knowledge.graph import Telling
from briefgen.model import Brief, Document, Event, Item

if TYPE_CHECKING:
    from briefgen.knowledge.link import Work


def tell_all(work: Work) -> None:
    """Fill ``work.told``: shared records first, then briefs from the oldest on."""
    for doc in work.records.by_kind["event"]:
        assert isinstance(doc.meta, Event)
        _add(work, _told(work, doc.id, doc.meta, doc, "", brief=False))
    for doc in reversed(work.briefs()):
        assert isinstance(doc.meta, Brief)
        for index, entry in enumerate(doc.meta.timeline):
            if isinstance(entry, Event):
                ident = entry.id or anonymous_id(entry.date, entry.name or "") if entry.date else entry.id
                if not ident or (entry.date is None and ident not in work.told):
                    work.say("M03", "this event has no date", doc.at(f"timeline.{index}"), "add date: to it")
                    continue
                _add(work, _told(work, ident, entry, doc, f"timeline.{index}", brief=True))
        for number, block in enumerate(doc.body.timelines):
            for position, item in enumerate(block.items):
                if item.date is not None:
                    _add(work, _from_item(work, doc, number, position, item))


def _add(work: Work, told: Told) -> None:
    work.told.setdefault(told.id, []).append(told)


def _told(work: Work, ident: str, event: Event, doc: Document, key: str, *, brief: bool) -> Told:
    who = []
    for index, participant in enumerate(event.who):
        person = work.names.entity(participant.id)
        if person:
            who.append((person, participant.part))
        else:
            near = work.names.suggest(participant.id)
            where = doc.at(f"{key}.who.{index}" if key else f"who.{index}")
            work.say("M09", f"no entity is called '{participant.id}'", where, f"did you mean {near}?" if near else "")
    place = work.names.entity(event.place) or event.place if event.place else ""
    text = html.escape(event.summary or event.name or "", quote=False)
    meta = doc.meta
    as_of = event.as_of or (meta.date if isinstance(meta, Brief) else None)
    telling = Telling(
        brief=doc.path if brief else "",
        place=doc.at(f"{key}.date" if key else "date"),
        html=text,
        date=event.date,
        status=event.status or "",
    )
    return Told(ident, event, telling, tuple(who), place, as_of, not brief or bool(event.id), None if brief else doc)


def _from_item(work: Work, doc: Document, block: int, position: int, item: Item) -> Told:
    assert item.date is not None
    targets = work.targets.get(doc.path, ())
    who, place = [], ""
    for index in item.mentions:
        target = targets[index]
        node = work.nodes.get(target.id) if target.kind == "entity" else None
        if node is not None and node.kind in ("person", "org"):
            who.append((node.id, ""))
        elif node is not None and node.kind == "place":
            place = place or node.id
    text = plain_text(work, doc, item.text)
    ident = item.id or anonymous_id(item.date, text)
    keys = tuple(c.key for i in item.citations for c in doc.body.citations[i].cites)
    event = Event(id=ident, name=text.rstrip("."), date=item.date, status=item.status or None, sources=keys)
    anchor = f"{doc.body.timelines[block].anchor}-{position + 1}"
    where = Place(doc.path, item.line, item.column)
    telling = Telling(brief=doc.path, place=where, html=item.html, date=item.date, status=item.status, anchor=anchor)
    meta = doc.meta
    assert isinstance(meta, Brief)
    return Told(ident, event, telling, tuple(dict.fromkeys(who)), place, meta.date, bool(item.id))


def plain_text(work: Work, doc: Document, text: str) -> str:
    """A text with slots of mentions as a reader sees it."""
    if "\0" not in text:
        return text
    targets = work.targets.get(doc.path, ())
    parts = text.split("\0")
    for place in range(1, len(parts), 2):
        index = int(parts[place][1:])
        mention = doc.body.mentions[index]
        shown = mention.text
        if not shown and index < len(targets):
            target = targets[index]
            shown = target.label or mention.target
            if target.kind == "date" and target.at is not None:
                from briefgen.dates import show

                shown = show(target.at, work.settings.language)
        parts[place] = shown
    return "".join(parts).replace(" .", ".").replace(" ,", ",")
