"""What plans, lists and lines ask of each of many things: little, so that few of them need be made whole."""

from __future__ import annotations

import msgspec

from briefgen.dates import Date
from briefgen.model import Document, Entity, Record


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
