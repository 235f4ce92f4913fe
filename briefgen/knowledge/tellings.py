"""Collect every place that tells of an event: shared records, front matter of briefs, items of timelines."""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from briefgen.dates import Date
from briefgen.diagnostics import Place
from briefgen.knowledge.text import language_of, plain
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument, Brief, Event, Item, TimelineBlock
from briefgen.reading.slugs import anonymous_id, slugify

_ID: Final = re.compile(r"[a-z][a-z0-9-]*\Z")


class Told(NamedTuple):
    """One place that tells of an event."""

    id: str
    event: Event
    """As told here; for an item its text is the name."""
    doc: AnyDocument
    as_of: Date | None
    """When it was told, as far as that is known."""
    key: str = ""
    """Dotted key within the front matter; empty for an item and for a record of its own."""
    item: Item | None = None
    anchor: str = ""
    own_page: bool = True

    def inside(self, key: str) -> str:
        """The dotted key of a value of this telling within its file."""
        return f"{self.key}.{key}" if self.key else key

    @property
    def place(self) -> Place:
        """Where its date stands."""
        if self.item is not None:
            return Place(self.doc.path, self.item.line, self.item.column)
        return self.doc.at(f"{self.key}.date" if self.key and self.event.date else self.key or "date")

    @property
    def html(self) -> str:
        """What is told here, as inline HTML with slots of its document."""
        if self.item is not None:
            return self.item.html
        return html.escape(self.event.summary or self.event.name or "", quote=False)


_ENTRIES: Final = 1 << 20
"""More than one document can have of entries and of items together."""
_ITEMS: Final = 1 << 19
"""The number of a document's first item; an entry of its front matter has its place and one, a record of its own 0."""


class Tellings:
    """All tellings, and which event each entry of a brief's timelines is.

    There are more tellings than anything else. So a number stands for each, which says where it is told; what is told
    there is read when somebody asks.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self.docs: list[AnyDocument] = []
        """The documents that tell of events, in the order in which they are told of."""
        self.numbers: dict[str, int] = {}
        """Every event with its number: the place of its first telling among those of all."""
        self.first = array("Q")
        """For each event its first telling: a shared record, else that of the oldest brief."""
        self.others: dict[str, list[int]] = {}
        """Of the few events that are told of more than once the other tellings, briefs from the oldest on."""
        self.tied: set[str] = set()
        """Events of which some telling says that they are parts of others, or why they happened."""
        self.dates: dict[str, Date] = {}
        """The date of each event whose first telling gives name and date."""
        self.blocks: list[AnyDocument] = []
        """The briefs with timelines in their text, the oldest first."""
        self.items: dict[tuple[str, int, int], str] = {}
        """(path, block, item) to the id of the event that the item defines."""
        self.inline: dict[str, list[str]] = {}
        """Path to the ids of the events that its ``timeline:`` tells of, empty for what is no such entry."""
        self._at, self._brief = -1, Brief()
        """The brief whose tellings are asked for, mostly one after the other."""
        self._days: dict[Date, Date] = {}

    def add(self, ident: str, event: Event, entry: int) -> None:
        """Remember one telling by the document that was taken in last, with the number of the entry that tells it."""
        spot = (len(self.docs) - 1) * _ENTRIES + entry
        if self.numbers.setdefault(ident, len(self.first)) == len(self.first):
            self.first.append(spot)
            if event.name and event.date is not None:
                self.dates[ident] = self._days.setdefault(event.date, event.date)
        else:
            self.others.setdefault(ident, []).append(spot)
        if event.part_of or event.because:
            self.tied.add(ident)

    def each(self) -> Iterator[tuple[str, str, Event | None]]:
        """Every event; where front matter tells of it first, with the key of that brief and with what stands there."""
        at, key = -1, ""
        timeline: Sequence[Event | str] = ()
        for ident, number in self.numbers.items():
            doc, entry = divmod(self.first[number], _ENTRIES)
            if not 0 < entry < _ITEMS:
                yield ident, "", None
                continue
            if doc != at:
                at, key, timeline = doc, self.docs[doc].path, self.work.briefs.meta(self.docs[doc]).timeline
            event = timeline[entry - 1]
            yield ident, key, event if isinstance(event, Event) else None

    def of(self, ident: str) -> tuple[Told, ...]:
        """Every telling of an event."""
        spots = (self.first[self.numbers[ident]], *self.others.get(ident, ()))
        return tuple([self._told(ident, spot) for spot in spots])

    def _told(self, ident: str, spot: int) -> Told:
        number, entry = divmod(spot, _ENTRIES)
        doc = self.docs[number]
        if not entry:
            assert isinstance(doc.meta, Event)
            return _shared(doc, doc.meta)
        if number != self._at:
            self._at, self._brief = number, self.work.briefs.meta(doc)
        brief = self._brief
        if entry < _ITEMS:
            event = brief.timeline[entry - 1]
            assert isinstance(event, Event)
            return _of_entry(doc, brief, entry - 1, event, ident)
        for block in doc.body.timelines:
            if entry - _ITEMS < len(block.items):
                return _of_item(self.work, doc, brief, block, entry - _ITEMS, ident)
            entry -= len(block.items)
        raise KeyError(ident)

    def rest(self) -> None:
        """Linking is done: from now on only events are asked of, not entries."""
        self.items, self.inline, self.dates, self._days, self.blocks = {}, {}, {}, {}, []


def collect(work: Work) -> Tellings:
    """Every telling of every event, and the names under which events can be mentioned."""
    told = Tellings(work)
    for doc in work.records.by_kind["event"]:
        if isinstance(doc.meta, Event):
            told.docs.append(doc)
            told.add(doc.id, doc.meta, 0)
    _name_events(work)
    for doc, brief in work.briefs.oldest(lambda head: head.tells):
        told.docs.append(doc)
        if brief.timeline:
            handles = doc.handles
            told.inline[doc.path] = [
                _inline(work, told, doc, handles, index, entry) if isinstance(entry, Event) else ""
                for index, entry in enumerate(brief.timeline)
            ]
        blocks, entry_number = doc.body.timelines, _ITEMS
        if blocks:
            told.blocks.append(doc)
        for number, block in enumerate(blocks):
            for position, item in enumerate(block.items):
                if item.date is not None:
                    ident = _from_item(work, told, doc, brief, block, position, entry_number + position)
                    told.items[(doc.path, number, position)] = ident
            entry_number += len(block.items)
    return told


def _shared(doc: AnyDocument, event: Event) -> Told:
    """A record of its own. What has happened is known from its day on, even when the record does not say so."""
    as_of = event.as_of or (event.date if event.status in (None, "happened", "cancelled") else None)
    return Told(doc.id, event, doc, as_of)


def _name_events(work: Work) -> None:
    """Events that a brief defines by ``{#id}`` or inline can be meant from everywhere."""
    with_slots: list[tuple[AnyDocument, str, str]] = []
    for doc, brief in work.briefs.oldest(lambda head: head.named):
        inline = [(entry.id, entry.name or "") for entry in brief.timeline if isinstance(entry, Event) and entry.id]
        items = [(item.id, item.text) for block in doc.body.timelines for item in block.items if item.id]
        for ident, text in (*inline, *items):
            known = work.names.ids.get(ident, ())
            if known or not _ID.match(ident):
                continue
            work.names.add("event", ident, text or ident)
            with_slots.append((doc, ident, text))
    for doc, ident, text in with_slots:
        label = plain(work.names, doc, text, language_of(doc, work.settings.language)).rstrip(".") or ident
        work.names.relabel("event", ident, label)
        work.names.call(label, "event", ident)


def _usable(work: Work, ident: str, place: Place) -> str:
    """The id an event is given, or empty after it was reported as malformed or taken."""
    if not ident:
        return ""
    if not _ID.match(ident):
        message = f"the id '{ident[:60]}' is not lower-case letters, digits and hyphens that begin with a letter"
        hint = f"did you mean {slugify(ident)}?" if _ID.match(slugify(ident)) else ""
        work.say("M06", message, place, hint)
        return ""
    others = [one for one in work.names.ids.get(ident, ()) if one.kind != "event"]
    if others:
        message = f"the id '{ident}' is already that of another record ({others[0].kind} {others[0].id})"
        work.say("M05", message, place, "give this event another id")
        return ""
    return ident


def _inline(
    work: Work,
    told: Tellings,
    doc: AnyDocument,
    handles: Sequence[str],
    index: int,
    event: Event,
) -> str:
    """Take in an event that front matter tells of; its id, or empty when it was reported."""
    key = _key(index)
    ident = _usable(work, event.id, doc.at(f"{key}.id")) if event.id else ""
    if not ident:
        if event.date is None or not event.name:
            _incomplete(work, doc, key, event)
            return ""
        ident = (handles[index] if handles else "") or anonymous_id(event.date, event.name)
    told.add(ident, event, index + 1)
    return ident


def _of_entry(doc: AnyDocument, brief: Brief, index: int, event: Event, ident: str) -> Told:
    """What an entry of front matter tells of the event that it is."""
    own = bool(event.id) and ident == event.id
    return Told(ident, event, doc, event.as_of or brief.date, _key(index), own_page=own)


@lru_cache(maxsize=1024)
def _key(index: int) -> str:
    """One text for all the entries that stand at this place of a timeline."""
    return f"timeline.{index}"


def _incomplete(work: Work, doc: AnyDocument, key: str, event: Event) -> None:
    for name in [name for name in ("name", "date") if getattr(event, name) is None]:
        hint = f"add {name}: to it, or the id of an event that exists"
        work.say("M03", f"this event has no {name}", doc.at(f"{key}.{name}"), hint)


def _from_item(
    work: Work, told: Tellings, doc: AnyDocument, brief: Brief, block: TimelineBlock, position: int, entry: int
) -> str:
    """Take in an event that an item of a timeline tells of; its id."""
    item = block.items[position]
    assert item.date is not None
    text = plain(work.names, doc, item.text, language_of(doc, work.settings.language))
    ident = _usable(work, item.id, Place(doc.path, item.line, item.column)) or anonymous_id(item.date, text)
    told.add(ident, _of_item(work, doc, brief, block, position, ident).event, entry)
    return ident


def _of_item(work: Work, doc: AnyDocument, brief: Brief, block: TimelineBlock, position: int, ident: str) -> Told:
    """What an item of a timeline tells of the event that it is."""
    item = block.items[position]
    name = plain(work.names, doc, item.text, language_of(doc, work.settings.language)).removesuffix(".")
    keys = tuple(dict.fromkeys(cite.key for i in item.citations for cite in doc.body.citations[i].cites))
    event = Event(id=ident, name=name, date=item.date, status=item.status or None, sources=keys)
    own = bool(item.id) and ident == item.id
    return Told(ident, event, doc, brief.date, "", item, f"{block.anchor}-{position + 1}", own)
