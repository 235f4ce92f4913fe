"""What plans, lists and lines ask of each of many things: little, so that few of them need be made whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import msgspec

from briefgen.dates import Date
from briefgen.model import AnyDocument, Brief, Correction, Document, Entity, Record, Shelved, Source

_ENCODE: Final = msgspec.msgpack.Encoder().encode


class Places(Protocol):
    """Where each of many things stands among all."""

    def __getitem__(self, ident: str) -> int: ...


class BriefOutline(msgspec.Struct, frozen=True, gc=False):
    """What is asked of each brief of a site; the rest only its own page asks."""

    key: str
    id: str
    slug: str
    doc: AnyDocument
    meta: Brief
    """Front matter with folder defaults applied, perhaps without its timeline; title and date are never None."""
    stories: tuple[str, ...]
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    """Entity ids."""
    dateline: str
    """Entity id, or plain text."""
    speakers: tuple[str, ...]
    """Of each quote the entity that said it, or empty."""
    entities: tuple[str, ...]
    """Who appears: people and organisations first, then places and the rest, each by first appearance."""
    events: tuple[str, ...]
    """Ids of events from front matter and blocks, in date order."""
    block_events: tuple[tuple[str, ...], ...]
    """For each timeline block the ids of its items' events, in the written order."""
    sources: tuple[tuple[str, Source], ...]
    """(key, source) in order of first citation, then those declared and not cited."""
    claims: tuple[str, ...]
    """Ids of the claims it uses or declares."""
    corrections: tuple[Correction, ...]
    """Front matter and blocks together, newest first."""


class BriefHead(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What lists show of each brief."""

    title: str
    date: Date
    summary: str
    type: str
    lang: str
    stories: tuple[str, ...]


class EventOutline(msgspec.Struct, frozen=True, gc=False):
    """What is asked of each event of a site."""

    id: str
    name: str
    """Its id when it has none."""
    date: Date
    status: str
    who: tuple[str, ...]
    """Ids of those who took part."""
    own_page: bool
    brief: str
    """Key of the brief that tells of it first; empty when a record of its own does."""
    oldest: str
    """Key of the oldest brief that tells of it, or empty."""
    newest: str
    """Key of the newest brief that tells of it or mentions it, or empty."""
    anchor: str
    planned: bool
    redirect_from: tuple[str, ...]
    doc: Document | None
    """The file of its own, if it has one."""


class EntityOutline(Record, frozen=True, kw_only=True):
    """What is asked of each entity of a site: who it is, and how long the lists on its page are."""

    id: str
    kind: str
    name: str
    sort_name: str
    slug: str
    entity: Entity
    doc: Document | None
    author: bool
    """Some brief names it as its author."""
    mentions: int
    briefs: int
    unmentioned: int
    """How many of its briefs no mention names."""
    authored: int
    events: int
    quotes: int


class _EventRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An :class:`EventOutline` as bytes: numbers stand for briefs."""

    name: str
    date: Date
    status: str
    who: tuple[str, ...]
    own_page: bool
    brief: int
    oldest: int
    newest: int
    anchor: str
    planned: bool
    redirect_from: tuple[str, ...]


class EventCodec:
    """Outlines of events as bytes and back."""

    def __init__(self, briefs: Sequence[str], numbers: Mapping[str, int]) -> None:
        """``briefs`` are the keys of all, with the number of each."""
        self.briefs, self.numbers = (*briefs, ""), {**numbers, "": -1}
        self.read = msgspec.msgpack.Decoder(_EventRow).decode

    def pack(self, one: EventOutline) -> bytes:
        """An outline as bytes; none for one that has a file of its own."""
        if one.doc is not None:
            return b""
        brief, oldest, newest = self.numbers[one.brief], self.numbers[one.oldest], self.numbers[one.newest]
        told = (one.name, one.date, one.status, one.who, one.own_page, brief, oldest, newest)
        return _ENCODE((*told, one.anchor, one.planned, one.redirect_from))

    def unpack(self, ident: str, row: bytes | bytearray) -> EventOutline:
        """The outline of an event."""
        one, keys = self.read(row), self.briefs
        return EventOutline(
            ident,
            one.name,
            one.date,
            one.status,
            one.who,
            one.own_page,
            keys[one.brief],
            keys[one.oldest],
            keys[one.newest],
            one.anchor,
            one.planned,
            one.redirect_from,
            None,
        )


class _BriefRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A :class:`BriefOutline` as bytes: numbers stand for events."""

    id: str
    slug: str
    meta: Brief
    stories: tuple[str, ...]
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    dateline: str
    speakers: tuple[str, ...]
    entities: tuple[str, ...]
    events: tuple[int, ...]
    block_events: tuple[tuple[int, ...], ...]
    sources: tuple[tuple[str, Source], ...]
    claims: tuple[str, ...]
    corrections: tuple[Correction, ...]


_HEAD: Final = msgspec.msgpack.Decoder(BriefHead).decode


class BriefCodec:
    """Outlines and heads of briefs on a shelf as bytes and back."""

    def __init__(
        self, docs: Sequence[AnyDocument], numbers: Mapping[str, int], events: Sequence[str], places: Places
    ) -> None:
        """``docs`` of all briefs with the number of each; ``events`` are the ids of all with the place of each."""
        self.docs, self.numbers, self.events, self.places = docs, numbers, events, places
        self.read = msgspec.msgpack.Decoder(_BriefRow).decode

    def lent(self, key: str) -> bool:
        """Whether the document of a brief is on a shelf."""
        return isinstance(self.docs[self.numbers[key]], Shelved)

    @staticmethod
    def pack_head(one: BriefHead) -> bytes:
        """A head as bytes."""
        return _ENCODE(one)

    @staticmethod
    def unpack_head(_: str, row: bytes | bytearray) -> BriefHead:
        """The head of a brief."""
        head: BriefHead = _HEAD(row)
        return head

    def pack(self, one: BriefOutline) -> bytes:
        """An outline as bytes; none for one whose document is held anyhow."""
        if not self.lent(one.key):
            return b""
        meta = msgspec.structs.replace(one.meta, timeline=())
        events, place = one.events, self.places.__getitem__
        blocks = [[place(ident) for ident in block] for block in one.block_events]
        who = (one.stories, one.topics, one.authors, one.dateline, one.speakers, one.entities)
        rest = (one.sources, one.claims, one.corrections)
        return _ENCODE((one.id, one.slug, meta, *who, list(map(place, events)), blocks, *rest))

    def unpack(self, key: str, row: bytes | bytearray) -> BriefOutline:
        """The outline of a brief."""
        one, ident = self.read(row), self.events.__getitem__
        return BriefOutline(
            key,
            one.id,
            one.slug,
            self.docs[self.numbers[key]],
            one.meta,
            one.stories,
            one.topics,
            one.authors,
            one.dateline,
            one.speakers,
            one.entities,
            tuple([ident(place) for place in one.events]),
            tuple([tuple([ident(place) for place in block]) for block in one.block_events]),
            one.sources,
            one.claims,
            one.corrections,
        )
