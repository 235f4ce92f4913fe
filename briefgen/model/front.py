"""What front matter and data files say: frozen records, a sentence under each field that needs one."""

from __future__ import annotations

from typing import Any

from briefgen.dates import Date
from briefgen.model.base import Record, Ref

# --- Parts of front matter -------------------------------------------------------------------------------------------


class Name(Record, frozen=True, kw_only=True):
    """A person's or thing's name."""

    full: str
    family: str = ""
    given: str = ""
    order: str = ""
    """``family-first``, ``given-first`` or empty (given-first)."""


class Alias(Record, frozen=True, kw_only=True):
    """Another name, possibly only in use for a time."""

    name: str
    start: Date | None = None
    """Written ``from``."""
    end: Date | None = None
    """Written ``to``."""
    lang: str = ""
    note: str = ""


class Image(Record, frozen=True, kw_only=True):
    """A picture with what must be said about it."""

    src: str
    alt: str | None = None
    caption: str = ""
    credit: str = ""
    licence: str = ""


class Source(Record, frozen=True, kw_only=True):
    """Something a brief rests on."""

    id: str = ""
    """Its citation key."""
    title: str | None = None
    publisher: Ref = ""
    authors: tuple[str, ...] = ()
    kind: str | None = None
    date: Date | None = None
    url: str = ""
    accessed: Date | None = None
    archived: str = ""
    lang: str = ""
    file: str = ""
    """Local text copy, relative to the file that names it."""
    named: bool | None = None
    why_unnamed: str = ""
    reliability: str = ""
    note: str = ""
    """Private: never published."""


class ClaimChange(Record, frozen=True, kw_only=True):
    """One step in a claim's history."""

    date: Date
    status: str
    note: str = ""


class Claim(Record, frozen=True, kw_only=True):
    """A statement whose truth is tracked."""

    id: str = ""
    text: str | None = None
    status: str | None = None
    by: Ref = ""
    against: Ref = ""
    date: Date | None = None
    as_of: Date | None = None
    review_by: Date | None = None
    sources: tuple[str, ...] = ()
    sources_against: tuple[str, ...] = ()
    history: tuple[ClaimChange, ...] = ()


class Correction(Record, frozen=True, kw_only=True):
    """What was wrong and what is right."""

    date: Date
    kind: str
    """correction, clarification, update or retraction."""
    was: str = ""
    now: str = ""
    note: str = ""
    by: Ref = ""


class Role(Record, frozen=True, kw_only=True):
    """An office held, or a title in an organisation, for a time."""

    office: Ref = ""
    title: str = ""
    org: Ref = ""
    area: Ref = ""
    start: Date | None = None
    """Written ``from``."""
    end: Date | None = None
    """Written ``to``; None = still held."""
    acting: bool = False
    how: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


class Relation(Record, frozen=True, kw_only=True):
    """A tie to another entity."""

    rel: str
    to: Ref
    since: Date | None = None
    until: Date | None = None
    sources: tuple[str, ...] = ()


class Participant(Record, frozen=True, kw_only=True):
    """Somebody's part in an event."""

    id: Ref
    part: str = ""
    """Written ``as``."""


# --- Front matter of each kind ---------------------------------------------------------------------------------------


class Meta(Record, tag_field="record", frozen=True, kw_only=True):
    """What every kind of record may say."""

    id: str = ""
    extra: dict[str, Any] = {}
    """The writer's own keys, untouched."""


class Event(Meta, tag="event", tag_field="record", frozen=True, kw_only=True):
    """Something that happened, or is planned."""

    name: str | None = None
    date: Date | None = None
    place: Ref = ""
    who: tuple[Participant, ...] = ()
    status: str | None = None
    """happened, planned, cancelled, postponed, alleged; None = happened."""
    confidence: str = ""
    part_of: Ref = ""
    because: tuple[Ref, ...] = ()
    as_of: Date | None = None
    summary: str = ""
    sources: tuple[str, ...] = ()
    redirect_from: tuple[str, ...] = ()


class Brief(Meta, tag="brief", tag_field="record", frozen=True, kw_only=True):
    """The front matter of a brief."""

    title: str | None = None
    date: Date | None = None
    updated: Date | None = None
    type: str | None = None
    summary: str | None = None
    key_points: tuple[str, ...] = ()
    story: tuple[Ref, ...] = ()
    topics: tuple[Ref, ...] = ()
    authors: tuple[Ref, ...] = ()
    dateline: Ref = ""
    why: str | None = None
    how: str | None = None
    lang: str | None = None
    image: Image | None = None
    draft: bool | None = None
    embargo: Date | None = None
    expires: Date | None = None
    slug: str | None = None
    redirect_from: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    corrections: tuple[Correction, ...] = ()
    timeline: tuple[Event | str, ...] = ()
    translation_of: Ref = ""
    template: str | None = None
    allow: tuple[str, ...] = ()
    """Checks that this brief is excused from, each ``CODE: reason``."""


class Entity(Meta, tag="entity", tag_field="record", frozen=True, kw_only=True):
    """A person, organisation, office, place, document, topic or term."""

    kind: str | None = None
    name: Name | None = None
    aliases: tuple[Alias, ...] = ()
    gloss: str = ""
    same_as: tuple[str, ...] = ()
    born: Date | None = None
    died: Date | None = None
    founded: Date | None = None
    dissolved: Date | None = None
    image: Image | None = None
    country: Ref = ""
    within: Ref = ""
    geo: tuple[float, float] | None = None
    org: Ref = ""
    short: str = ""
    seats: int | None = None
    area: Ref = ""
    parent: Ref = ""
    cls: str = ""
    """Written ``class``."""
    roles: tuple[Role, ...] = ()
    relations: tuple[Relation, ...] = ()
    slug: str | None = None
    redirect_from: tuple[str, ...] = ()


class Story(Meta, tag="story", tag_field="record", frozen=True, kw_only=True):
    """A running thread of briefs."""

    title: str | None = None
    status: str | None = None
    summary: str = ""
    parent: Ref = ""
    pinned_events: tuple[Ref, ...] = ()
    know: tuple[str, ...] = ()
    dont_know: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    lang: str | None = None
    slug: str | None = None
    redirect_from: tuple[str, ...] = ()


class Page(Meta, tag="page", tag_field="record", frozen=True, kw_only=True):
    """A plain page."""

    title: str | None = None
    summary: str = ""
    slug: str | None = None
    lang: str | None = None
    draft: bool | None = None
    redirect_from: tuple[str, ...] = ()
    template: str | None = None


class SharedSource(Meta, tag="source", tag_field="record", frozen=True, kw_only=True):
    """A source of the shared folder."""

    source: Source


class SharedClaim(Meta, tag="claim", tag_field="record", frozen=True, kw_only=True):
    """A claim of the shared folder."""

    claim: Claim


AnyMeta = Brief | Entity | Event | Story | Page | SharedSource | SharedClaim
