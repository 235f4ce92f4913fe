"""The nouns of briefgen: frozen records, a sentence under each field that needs one.

Everything here can be written as JSON and read back (msgspec), so that it can be cached and sent between processes.
``None`` or an empty tuple means "the writer did not say"; folder defaults fill only those.
A ``Ref`` is a text as the writer typed it (an id, a name, an alias); linking resolves it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from briefgen.dates import Date
from briefgen.diagnostics import Diagnostic, Place

Ref = str
"""An id, name or alias as typed, not yet resolved."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all records: frozen, keyword-only, JSON-able."""


# --- Parts of front matter -------------------------------------------------------------------------------------------


class Name(Record, kw_only=True):
    """A person's or thing's name."""

    full: str
    family: str = ""
    given: str = ""
    order: str = ""
    """``family-first``, ``given-first`` or empty (given-first)."""


class Alias(Record, kw_only=True):
    """Another name, possibly only in use for a time."""

    name: str
    start: Date | None = None
    """Written ``from``."""
    end: Date | None = None
    """Written ``to``."""
    lang: str = ""
    note: str = ""


class Image(Record, kw_only=True):
    """A picture with what must be said about it."""

    src: str
    alt: str | None = None
    caption: str = ""
    credit: str = ""
    licence: str = ""


class Source(Record, kw_only=True):
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


class ClaimChange(Record, kw_only=True):
    """One step in a claim's history."""

    date: Date
    status: str
    note: str = ""


class Claim(Record, kw_only=True):
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


class Correction(Record, kw_only=True):
    """What was wrong and what is right."""

    date: Date
    kind: str
    """correction, clarification, update or retraction."""
    was: str = ""
    now: str = ""
    note: str = ""
    by: Ref = ""


class Role(Record, kw_only=True):
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


class Relation(Record, kw_only=True):
    """A tie to another entity."""

    rel: str
    to: Ref
    since: Date | None = None
    until: Date | None = None
    sources: tuple[str, ...] = ()


class Participant(Record, kw_only=True):
    """Somebody's part in an event."""

    id: Ref
    part: str = ""
    """Written ``as``."""


# --- Front matter of each kind ---------------------------------------------------------------------------------------


class Meta(Record, tag_field="record", kw_only=True):
    """What every kind of record may say."""

    id: str = ""
    extra: dict[str, Any] = {}
    """The writer's own keys, untouched."""


class Event(Meta, tag="event", tag_field="record", kw_only=True):
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


class Brief(Meta, tag="brief", tag_field="record", kw_only=True):
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


class Entity(Meta, tag="entity", tag_field="record", kw_only=True):
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


class Story(Meta, tag="story", tag_field="record", kw_only=True):
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


class Page(Meta, tag="page", tag_field="record", kw_only=True):
    """A plain page."""

    title: str | None = None
    summary: str = ""
    slug: str | None = None
    lang: str | None = None
    draft: bool | None = None
    redirect_from: tuple[str, ...] = ()
    template: str | None = None


class SharedSource(Meta, tag="source", tag_field="record", kw_only=True):
    """A source of the shared folder."""

    source: Source


class SharedClaim(Meta, tag="claim", tag_field="record", kw_only=True):
    """A claim of the shared folder."""

    claim: Claim


AnyMeta = Brief | Entity | Event | Story | Page | SharedSource | SharedClaim


# --- What stands in a body -------------------------------------------------------------------------------------------


class Mention(Record, kw_only=True):
    """A link to something known, or a date in prose; slot ``m<index>``."""

    target: str
    """As typed, without as-of and label."""
    label: str = ""
    """HTML of the label; empty for the default label."""
    text: str = ""
    """Plain text of the label; empty for the default label."""
    asof: str = ""
    """A date or an event id as typed after ``@``; empty for the default."""
    line: int
    column: int
    end: int
    sentence: int = -1
    """Index into :attr:`Body.sentences`; -1 when it stands in no running text."""
    date: Date | None = None
    """Set when the target reads as a date (an exact id still wins at linking)."""
    quote: int = -1
    """Index of the quote it stands in (as text or as attribution), or -1."""
    item: tuple[int, int] | None = None
    """(timeline, item) it stands in, or None."""


class Cite(Record, kw_only=True):
    """One key of a citation."""

    key: str
    locator: str = ""
    """HTML-escaped text after the comma."""


class Citation(Record, kw_only=True):
    """``[@key, p. 2; @other]``; slot ``s<index>``."""

    cites: tuple[Cite, ...]
    line: int
    column: int
    end: int


class Quote(Record, kw_only=True):
    """Words ascribed to a speaker. Its caption is slot ``q<index>``."""

    anchor: str
    """id attribute of its element, ``quote-1``."""
    html: str
    """The quoted words; may hold slots of mentions and citations."""
    text: str
    """The quoted words as plain text."""
    inline: bool = False
    who: Ref = ""
    """The speaker as typed (a mention's target or plain text)."""
    who_mention: int = -1
    """Index of the mention that names the speaker, or -1 for plain text."""
    to: str = ""
    """Audience, HTML that may hold slots."""
    place: str = ""
    """Where, HTML that may hold slots."""
    date: Date | None = None
    mode: str = ""
    """verbatim, paraphrase, translation; empty = reported."""
    citation: int = -1
    """Index of the citation in the attribution, or -1."""
    sources: tuple[str, ...] = ()
    """Citation keys it rests on."""
    line: int
    column: int


class ClaimUse(Record, kw_only=True):
    """A claim marked in the text (slot ``k<index>``, the status marker) or made by a block."""

    key: str
    """Key of a claim, or empty for a claim that the block itself defines without id."""
    anchor: str
    text: str
    """Plain text of the marked words or of the block's first paragraph."""
    block: bool = False
    status: str = ""
    by: Ref = ""
    sources: tuple[str, ...] = ()
    line: int
    column: int
    end: int


class Item(Record, kw_only=True):
    """One item of a ``::: timeline``."""

    event: str = ""
    """Target of a bare mention item; empty for a dated item."""
    id: str = ""
    """From ``{#id}``; empty when the item has none."""
    status: str = ""
    date: Date | None = None
    html: str = ""
    """Inline HTML with slots; for a mention item the text after the dash."""
    text: str = ""
    mentions: tuple[int, ...] = ()
    """Indexes of the mentions inside, in order."""
    citations: tuple[int, ...] = ()
    line: int
    column: int


class TimelineBlock(Record, kw_only=True):
    """A ``::: timeline``; slot ``t<index>``."""

    title: str = ""
    anchor: str = ""
    items: tuple[Item, ...]
    line: int


class Pair(Record, kw_only=True):
    """A passage of a source and the comment on it."""

    quote: str
    """HTML with slots."""
    text: str
    """The passage as plain text."""
    comment: str
    """HTML with slots."""


class Annotation(Record, kw_only=True):
    """A ``::: annotate``; slot ``a<index>``."""

    of: str
    title: str = ""
    pairs: tuple[Pair, ...]
    line: int


class CorrectionBlock(Record, kw_only=True):
    """A ``::: correction``; its head is slot ``x<index>``."""

    anchor: str
    date: Date | None
    kind: str
    html: str
    text: str
    line: int


class Heading(Record, kw_only=True):
    """A heading of the body, for anchors and contents."""

    level: int
    text: str
    anchor: str


class Link(Record, kw_only=True):
    """A relative link in the body; its href is slot ``l<index>``."""

    href: str
    line: int
    column: int
    end: int


class Picture(Record, kw_only=True):
    """A Markdown image; its src is slot ``i<index>``."""

    src: str
    alt: str
    line: int
    column: int
    end: int


class Body(Record, kw_only=True):
    """What a Markdown body says. ``html`` holds slots, ``\\0`` + letter + index + ``\\0``, bound when a page is made."""

    html: str = ""
    mentions: tuple[Mention, ...] = ()
    sentences: tuple[str, ...] = ()
    """Plain text of the sentences in which mentions stand."""
    citations: tuple[Citation, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[ClaimUse, ...] = ()
    timelines: tuple[TimelineBlock, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    corrections: tuple[CorrectionBlock, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    anchors: tuple[str, ...] = ()
    """Every id attribute the body itself sets."""
    words: int = 0


class Document(Record, kw_only=True):
    """One record of one content file: its front matter, judged on its own, and its body."""

    path: str
    """File relative to the site folder, ``content/briefs/2024/2024-08-28-sullivan.md``."""
    key: str = ""
    """Dotted YAML path of the record inside a data file (``3``), empty for a Markdown file."""
    kind: str
    """brief, entity, event, story, source, claim or page: the first folder decides."""
    id: str
    """Given or derived from the stem."""
    meta: AnyMeta
    body: Body = Body()

    def at(self, key: str) -> Place:
        """The place of a front matter value by its dotted path."""
        return Place(self.path, key=f"{self.key}.{key}" if self.key and key else self.key or key)


class Parsed(Record, kw_only=True):
    """What one file gave: documents and findings. Depends on that file alone."""

    path: str
    documents: tuple[Document, ...] = ()
    defaults: dict[str, Any] | None = None
    """The content of a ``_defaults.yaml``, by kind: a partial Meta for each kind it fits."""
    diagnostics: tuple[Diagnostic, ...] = ()
