"""The knowledge graph: what all published documents say together. Finished when it leaves :func:`link`; never changed.

Keys: a brief is known by its ``key`` (its file path), as two briefs may share an id; everything else by its id.
Lists are in the order in which a reader should see them.
"""

from __future__ import annotations

from collections.abc import Mapping

from briefgen.dates import Date
from briefgen.diagnostics import Place
from briefgen.knowledge.calendar import Calendar
from briefgen.knowledge.office import Holder, RoleAt, RoleSpan
from briefgen.knowledge.outlines import BriefHead, BriefOutline, EntityOutline, EventOutline
from briefgen.model import (
    AnyDocument,
    Brief,
    Claim,
    Correction,
    Document,
    Entity,
    Event,
    Page,
    Record,
    Shelf,
    Source,
    Story,
)
from briefgen.settings import Settings


class Target(Record, frozen=True, kw_only=True):
    """What a reference leads to."""

    kind: str
    """entity, event, story, brief, page, date, or none (unknown and R01 is only a warning: show the label as text)."""
    id: str = ""
    """Id, or a brief's key."""
    at: Date | None = None
    """The date it is seen at: its as-of, else the timeline item's, the quote's, the brief's date."""
    label: str = ""
    """Default label as plain text: an id shows the name, a name or alias as it was typed."""


class Held(Record, frozen=True, kw_only=True):
    """A brief that is left out, and why."""

    key: str
    id: str
    title: str
    reason: str
    """draft, future, embargoed, expired."""
    until: str = ""


class Backlink(Record, frozen=True, kw_only=True):
    """One mention of an entity, event or story in a brief."""

    brief: str
    """Brief key."""
    sentence: str
    """Plain text; empty when it stands in no running text."""
    anchor: str = ""


class Meeting(Record, frozen=True, kw_only=True):
    """Another entity met in the same briefs."""

    entity: str
    count: int
    briefs: tuple[str, ...]


class QuoteRef(Record, frozen=True, kw_only=True):
    """A quote in a brief."""

    brief: str
    index: int
    """Index in the brief's ``doc.body.quotes``."""
    speaker: str = ""
    """Entity id, or empty when the speaker is plain text."""
    role: RoleAt | None = None
    date: Date | None = None


class ClaimRef(Record, frozen=True, kw_only=True):
    """A claim as it stands now, with where it is used."""

    id: str
    """Its key; ``<brief id>--<key>`` for one local to a brief; unique on the site."""
    claim: Claim
    """status is never None here (default unverified)."""
    by: str = ""
    """Entity id or empty."""
    against: str = ""
    brief: str = ""
    """Key of the brief it is local to, or empty for a shared claim."""
    briefs: tuple[str, ...] = ()
    """Keys of the briefs that use it, newest first."""
    about: tuple[str, ...] = ()
    """Entities mentioned in the sentences that use it."""
    sources: tuple[tuple[str, Source], ...] = ()


class Appearance(Record, frozen=True, kw_only=True):
    """An entity in a brief's who's who."""

    entity: str
    at: Date | None = None
    """The date the brief speaks of it at (first mention)."""
    role: RoleAt | None = None
    count: int = 1
    first: int = -1
    """Index of its first mention."""


class Related(Record, frozen=True, kw_only=True):
    """Another brief with the reason."""

    brief: str
    score: int
    shared: tuple[str, ...]
    """Ids of the entities, events or stories both are about, strongest first."""


class BriefNode(Record, frozen=True, kw_only=True):
    """A published brief."""

    key: str
    id: str
    slug: str
    doc: Document
    meta: Brief
    """Front matter with folder defaults applied; title and date are never None."""
    place: Place
    targets: tuple[Target, ...]
    """One for each of ``doc.body.mentions``."""
    stories: tuple[str, ...]
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    """Entity ids."""
    dateline: str
    """Entity id, or plain text."""
    cast: tuple[Appearance, ...]
    """People and organisations first, then places and the rest, each by first appearance."""
    events: tuple[str, ...]
    """Its merged timeline: ids of events from front matter and blocks, in date order."""
    block_events: tuple[tuple[str, ...], ...]
    """For each timeline block the ids of its items' events, in the written order."""
    sources: tuple[tuple[str, Source], ...]
    """(key, source) in order of first citation, then those declared and not cited."""
    claims: tuple[str, ...]
    """Site-unique ids of the claims it uses or declares (see Graph.claims)."""
    claim_uses: tuple[str, ...]
    """For each of ``doc.body.claims`` the id in Graph.claims."""
    quotes: tuple[QuoteRef, ...]
    corrections: tuple[Correction, ...]
    """Front matter and blocks together, newest first."""
    previous: str = ""
    """Key of the previous brief of its first story, or empty."""
    next: str = ""
    translations: tuple[str, ...] = ()
    verified: tuple[int, ...] = ()
    """Indexes of the verbatim quotes that were found in the text of their source."""
    annotated: tuple[bool, ...] = ()
    """For each annotated document whether all its passages were found in its text."""


class EntityNode(Record, frozen=True, kw_only=True):
    """An entity and all that is known of it."""

    id: str
    kind: str
    """person, org, office, place, document, topic, term."""
    name: str
    sort_name: str
    slug: str
    entity: Entity
    doc: Document | None = None
    """None when it was created implicitly by its name."""
    targets: tuple[Target, ...] = ()
    """For the mentions in its profile."""
    implicit: bool = False
    author: bool = False
    """Some brief names it as its author."""
    roles: tuple[RoleSpan, ...] = ()
    holders: tuple[Holder, ...] = ()
    """For an office: its holders in order."""
    members: tuple[Holder, ...] = ()
    """For an organisation: people with a role in it, in order."""
    children: tuple[str, ...] = ()
    """Places within it, organisations below it, offices of it."""
    briefs: tuple[str, ...] = ()
    """Briefs it appears in (mentioned, dateline, topic), newest first."""
    authored: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    quotes: tuple[QuoteRef, ...] = ()
    claims_by: tuple[str, ...] = ()
    claims_about: tuple[str, ...] = ()


class Telling(Record, frozen=True, kw_only=True):
    """How one file tells of an event."""

    brief: str
    """Key of the brief, or empty for a shared record."""
    place: Place
    html: str
    """Inline HTML with slots of that brief's body, or escaped text."""
    date: Date | None = None
    status: str = ""
    anchor: str = ""


class EventNode(Record, frozen=True, kw_only=True):
    """An event, merged from all that tell of it."""

    id: str
    slug: str
    event: Event
    """Merged: the narrower date, the newest status (never None), the union of people and sources."""
    date: Date
    who: tuple[tuple[str, str], ...]
    """(entity id, part played)."""
    place: str
    """Entity id, plain text or empty."""
    planned: bool
    """Planned, and its latest day is not past."""
    parts: tuple[str, ...] = ()
    caused: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    part_of: str = ""
    tellings: tuple[Telling, ...] = ()
    briefs: tuple[str, ...] = ()
    """Briefs that tell or mention it, newest first."""
    mentions: tuple[Backlink, ...] = ()
    stories: tuple[str, ...] = ()
    sources: tuple[tuple[str, Source], ...] = ()
    own_page: bool = True
    """False for an item without id: its permalink is an anchor on the brief's page."""
    anchor: str = ""
    """Anchor within the page of its first brief, for an event without a page of its own."""
    doc: Document | None = None
    targets: tuple[Target, ...] = ()


class StoryNode(Record, frozen=True, kw_only=True):
    """A running story."""

    id: str
    slug: str
    story: Story
    doc: Document | None
    targets: tuple[Target, ...] = ()
    briefs: tuple[str, ...] = ()
    """Newest first."""
    events: tuple[str, ...] = ()
    cast: tuple[Appearance, ...] = ()
    claims: tuple[str, ...] = ()
    parent: str = ""
    children: tuple[str, ...] = ()


class SourceNode(Record, frozen=True, kw_only=True):
    """A shared source, or one local to a brief."""

    id: str
    """Its key; ``<brief id>--<key>`` for a local one."""
    source: Source
    publisher: str = ""
    """Entity id or empty."""
    brief: str = ""
    briefs: tuple[str, ...] = ()


class PageNode(Record, frozen=True, kw_only=True):
    """A plain page."""

    id: str
    slug: str
    meta: Page
    doc: Document
    targets: tuple[Target, ...] = ()


Facets = tuple[tuple[str, ...], tuple[str, ...], str]
"""Of an event its stories, who took part, and where: an entity id, plain text or empty."""


class Graph(Record, frozen=True, kw_only=True):
    """All published knowledge. Mappings are in a stable order."""

    settings: Settings
    now: Date
    shelf: Shelf = Shelf()
    """The words of bodies that do not hold their own."""
    briefs: Mapping[str, BriefNode] = {}
    """By key, newest first; each is worked out when its page asks."""
    brief_outlines: Mapping[str, BriefOutline] = {}
    brief_heads: Mapping[str, BriefHead] = {}
    """What lists show of each brief."""
    entities: Mapping[str, EntityNode] = {}
    entity_outlines: dict[str, EntityOutline] = {}
    mentions: Mapping[str, tuple[Backlink, ...]] = {}
    """Where each entity is mentioned, newest brief first; one for each sentence."""
    unmentioned: Mapping[str, tuple[str, ...]] = {}
    """Briefs of each entity that no mention names: all of a topic, those with a place as their dateline."""
    met: Mapping[str, tuple[Meeting, ...]] = {}
    """Whom each person or organisation shares briefs with, at most 30, most frequent first."""
    events: Mapping[str, EventNode] = {}
    """In date order; each is worked out when it is asked for."""
    outlines: Mapping[str, EventOutline] = {}
    """What lists and lines say of each event, in date order."""
    calendar: Calendar = Calendar()
    event_facets: Mapping[str, Facets] = {}
    """By what timelines may be filtered to each event."""
    stories: dict[str, StoryNode] = {}
    sources: dict[str, SourceNode] = {}
    claims: dict[str, ClaimRef] = {}
    pages: dict[str, PageNode] = {}
    held: tuple[Held, ...] = ()
    leading: tuple[AnyDocument, ...] = ()
    """The documents that lead to something by a path or show a picture: few, of a large site."""
    files: dict[str, Target] = {}
    """Content file path to what it became (a file with several records is absent)."""
