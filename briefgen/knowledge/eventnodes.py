"""The nodes of events: merged, with what they lead to and who tells of them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from briefgen.dates import Date
from briefgen.diagnostics import Place
from briefgen.knowledge.backlinks import Backlinks
from briefgen.knowledge.calendar import Calendar
from briefgen.knowledge.events import Ties, status, told_last, told_together, took_part
from briefgen.knowledge.graph import EventNode, Facets, Telling
from briefgen.knowledge.outlines import BriefOutline, EventCodec, EventOutline
from briefgen.knowledge.packed import Packed
from briefgen.knowledge.tellings import Tellings, Told
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument, Brief, Document, Event, Rows, Source

HELD: Final = 1 << 16
"""The outlines of so many events are held as objects; of a site with more they are rows."""
STALE_DAYS: Final = 183
"""A plan without an end is watched for this long after it was last spoken of, or could first come true."""


class EventMaker:
    """Makes what is known of an event when it is asked for. There are many events, and few ask for most of them."""

    def __init__(
        self, work: Work, tellings: Tellings, ties: Ties, briefs: Packed[BriefOutline], links: Backlinks
    ) -> None:
        self.work, self.told, self.briefs, self.links, self.events = work, tellings, briefs, links, ties
        self.part_of, self.because = ties.part_of, ties.because
        self.order = briefs.numbers
        self.named = _named(work, tellings)
        self.listed = _listed(work, tellings)
        self.shared = {*tellings.others, *self.named, *self.listed, *links.spots["event"]}
        """Events that are told of, listed or mentioned in more places than one."""
        self.parts: dict[str, list[str]] = defaultdict(list)
        self.caused: dict[str, list[str]] = defaultdict(list)
        for ident, whole in ties.part_of.items():
            self.parts[whole].append(ident)
        for ident, causes in ties.because.items():
            for cause in causes:
                self.caused[cause].append(ident)
        self._of_entity: dict[str, array[int]] = defaultdict(lambda: array("I"))
        """Where in date order the events stand in which each entity took part, and those that took place there."""
        self.entities = work.names.only("entity")
        codec = EventCodec(briefs.order, briefs.numbers)
        held = HELD if len(tellings.numbers) <= HELD else 0
        self.outlines = Packed(ties.idents, tellings.numbers, codec.pack, codec.unpack, held, Rows(work.shelf.folder))
        """What plans, lists and lines ask of each event, in date order."""
        self.calendar = Calendar(ties.idents)
        for ident, key, event in tellings.each():
            place = ties.order[ident]
            alone = event is not None and ident not in self.shared
            outline = self._plain(ident, key, event, place) if alone and event is not None else None
            outline = outline or self._outline(tellings.of(ident))
            self.outlines.put(ident, outline)
            self.calendar.add(place, outline)

    def of(self, entity: str) -> tuple[str, ...]:
        """The events in which an entity took part, and those that took place there, in date order."""
        return tuple([self.events.idents[place] for place in sorted(self._of_entity.get(entity, ()))])

    def count(self, entity: str) -> int:
        """How many those are."""
        return len(self._of_entity.get(entity, ()))

    def _plain(self, ident: str, key: str, event: Event, place: int) -> EventOutline | None:
        """The outline of an event of which one brief tells in its front matter; None where more has to be looked at."""
        name, date, state, ids = event.name, event.date, event.status or "happened", self.entities
        who = tuple(dict.fromkeys([ids.get(one.id, "") for one in event.who]))
        if not name or date is None or event.place or state == "planned" or "" in who:
            return None
        for entity in who:
            self._of_entity[entity].append(place)
        own = bool(event.id) and ident == event.id
        return EventOutline(ident, name, date, state, who, own, key, key, key, "", False, event.redirect_from, None)

    def _outline(self, told: Sequence[Told]) -> EventOutline:
        first, who = told[0], self._who(told)
        ident, event, date = first.id, first.event, first.event.date
        state = event.status or "happened"
        name, own_page, anchor, brief = event.name or ident, first.own_page, first.anchor, _brief(first)
        oldest = newest = brief
        if date is None or ident in self.shared:
            date, state = self.work.event_dates[ident], status(told)
            name = next((one.event.name for one in told if one.event.name), ident)
            newest = next(iter(self._briefs_of(ident)), "")
            own_page = any(one.own_page for one in told)
            anchor = next((one.anchor for one in told if one.anchor), "")
            tellers = (*map(_brief, told), *(one.brief for one in self.named.get(ident, ())))
            oldest = max(filter(None, tellers), key=self.order.__getitem__, default="")
        planned = state == "planned" and not self._over(date, told, self._briefs_of(ident))
        redirects, doc = event.redirect_from, None if brief else _file(first)
        return EventOutline(
            ident, name, date, state, who, own_page, brief, oldest, newest, anchor, planned, redirects, doc
        )

    def _who(self, told: Sequence[Told]) -> tuple[str, ...]:
        """Who took part in an event, which is taken down for each of them; whom it names in vain is reported."""
        first, ids = told[0], self.entities
        who = dict.fromkeys([ids.get(one.id, "") for one in first.event.who])
        place = first.event.place
        if first.item is not None or place or "" in who or len(told) > 1:
            parts, place = took_part(self.work, told, self.work.event_dates[first.id], report=True)
            who = dict.fromkeys(parts)
        for entity in {**who, place: None} if place else who:
            self._of_entity[entity].append(self.events.order[first.id])
        return tuple(who)

    def node(self, ident: str) -> EventNode:
        """All that is known of an event."""
        work, told, date = self.work, self.told.of(ident), self.outlines[ident].date
        who, place = took_part(work, told, date)
        keys = self._briefs_of(ident)
        doc = _file(told[0])
        event = told_together(ident, date, told)
        return EventNode(
            id=ident,
            slug=ident,
            event=event,
            date=date,
            who=tuple(who.items()),
            place=place,
            planned=event.status == "planned" and not self._over(date, told, keys),
            parts=tuple(self.parts.get(ident, ())),
            caused=tuple(self.caused.get(ident, ())),
            because=self.because.get(ident, ()),
            part_of=self.part_of.get(ident, ""),
            tellings=(*map(_telling, told), *self.named.get(ident, ())),
            briefs=keys,
            mentions=self.links.of("event", ident),
            stories=self._stories(keys),
            sources=self._sources(told),
            own_page=any(one.own_page for one in told),
            anchor=next((one.anchor for one in told if one.anchor), ""),
            doc=doc,
            targets=work.targets.of(doc) if doc is not None else (),
        )

    def facets(self, ident: str) -> Facets:
        """By what a timeline may be filtered to an event; the rest of it is not worked out."""
        who, place = took_part(self.work, self.told.of(ident), self.outlines[ident].date)
        return self._stories(self._briefs_of(ident)), tuple(who), place

    def _stories(self, keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(self.briefs[key].stories for key in keys)))

    def _briefs_of(self, ident: str) -> tuple[str, ...]:
        """The briefs that tell of an event or mention it, newest first."""
        keys = {_brief(one) for one in self.told.of(ident)} - {""}
        keys.update(one.brief for one in self.named.get(ident, ()))
        keys.update(self.listed.get(ident, ()), self.links.keys("event", ident))
        return tuple(keys if len(keys) == 1 else sorted(keys, key=self.order.__getitem__))

    def _over(self, date: Date, told: Sequence[Told], keys: Sequence[str]) -> bool:
        """Whether a plan is past: its last day is, or it has none and nobody has spoken of it for half a year."""
        now = self.work.now.earliest
        if date.latest < now:
            return True
        spoken = [told_last(told), *(self.briefs[key].meta.date for key in keys)]
        last = max((date.latest for date in spoken if date is not None), default=date.earliest)
        return date.open_end and max(last, date.earliest) + STALE_DAYS < now

    def _sources(self, told: Sequence[Told]) -> tuple[tuple[str, Source], ...]:
        """What the tellings rest on; a key is looked up in the brief that cites it."""
        found: dict[str, Source] = {}
        for one in told:
            if one.event.sources:
                local = _local(one.doc, self.briefs)
                for key in one.event.sources:
                    source = local.get(key) or self.work.sources.get(key)
                    if source is not None:
                        found.setdefault(key, source)
        return tuple(found.items())


def _listed(work: Work, tellings: Tellings) -> Mapping[str, list[str]]:
    """Event to the briefs whose front matter only names it."""
    found: dict[str, list[str]] = defaultdict(list)
    for doc in work.briefs.documents:
        for entry in _timeline(doc) if "" in tellings.inline.get(doc.path, ()) else ():
            ident = work.names.one(entry, "event") if isinstance(entry, str) else ""
            if ident:
                found[ident].append(doc.path)
    return found


def _timeline(doc: AnyDocument) -> tuple[Event | str, ...]:
    return doc.meta.timeline if isinstance(doc.meta, Brief) else ()


def _named(work: Work, tellings: Tellings) -> Mapping[str, list[Telling]]:
    """Event to what the items of timelines say of it that only name it, oldest brief first."""
    found: dict[str, list[Telling]] = defaultdict(list)
    for doc in tellings.blocks:
        for block in doc.body.timelines:
            for number, item in enumerate(block.items):
                ident = work.names.one(item.event, "event") if item.date is None else ""
                if ident:
                    place = Place(doc.path, item.line, item.column)
                    found[ident].append(
                        Telling(brief=doc.path, place=place, html=item.html, anchor=f"{block.anchor}-{number + 1}")
                    )
    return found


def _brief(told: Told) -> str:
    """The key of the brief that tells here, or empty."""
    return told.doc.path if told.doc.kind == "brief" else ""


def _file(first: Told) -> Document | None:
    """The Markdown file of an event that has one of its own, which tells of it first."""
    doc = first.doc
    return doc if isinstance(doc, Document) and doc.kind == "event" and not doc.key else None


def _telling(told: Told) -> Telling:
    return Telling(
        brief=_brief(told),
        place=told.place,
        html=told.html,
        date=told.event.date,
        status=told.event.status or "",
        anchor=told.anchor,
    )


def _local(doc: AnyDocument, briefs: Mapping[str, BriefOutline]) -> dict[str, Source]:
    brief = briefs.get(doc.path)
    return {source.id: source for source in brief.meta.sources} if brief is not None else {}
