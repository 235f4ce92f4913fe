"""What plans, lists and lines ask of each of many things: little, so that few of them need be made whole."""

from __future__ import annotations

import msgspec

from briefgen.dates import Date
from briefgen.model import AnyDocument, Brief, Correction, Document, Entity, Record, Source


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
