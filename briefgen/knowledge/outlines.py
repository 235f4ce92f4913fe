"""What plans, lists and lines ask of each of many things: little, so that few of them need be made whole."""

from __future__ import annotations

from typing import Protocol

import msgspec

from briefgen.dates import Date
from briefgen.model import Brief, Correction, Document, Entity, Record, Source


class BriefOutline(msgspec.Struct, frozen=True, gc=False):
    """What is asked of each brief of a site; the rest only its own page asks."""

    key: str
    id: str
    slug: str
    doc: Document
    meta: Brief
    """Front matter with folder defaults applied; title and date are never None."""
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


class EventOutline(Protocol):
    """What is asked of each event of a site."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str:
        """Its id when it has none."""

    @property
    def date(self) -> Date: ...

    @property
    def status(self) -> str: ...

    @property
    def who(self) -> tuple[str, ...]:
        """Ids of those who took part."""

    @property
    def own_page(self) -> bool: ...

    @property
    def brief(self) -> str:
        """Key of the brief that tells of it first; empty when a record of its own does."""

    @property
    def oldest(self) -> str:
        """Key of the oldest brief that tells of it, or empty."""

    @property
    def newest(self) -> str:
        """Key of the newest brief that tells of it or mentions it, or empty."""

    @property
    def anchor(self) -> str: ...

    @property
    def planned(self) -> bool: ...

    @property
    def redirect_from(self) -> tuple[str, ...]: ...

    @property
    def doc(self) -> Document | None:
        """The file of its own, if it has one."""


class WholeOutline(msgspec.Struct, frozen=True, gc=False):
    """The outline of an event that more than one place tells of, or a file of its own; see :class:`EventOutline`."""

    id: str
    name: str
    date: Date
    status: str
    who: tuple[str, ...]
    own_page: bool
    brief: str
    oldest: str
    newest: str
    anchor: str
    planned: bool
    redirect_from: tuple[str, ...]
    doc: Document | None


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
