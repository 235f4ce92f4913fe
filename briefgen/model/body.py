"""What a Markdown body says."""

from __future__ import annotations

from briefgen.dates import Date
from briefgen.model.base import Record, Ref

# --- What stands in a body -------------------------------------------------------------------------------------------


class Mention(Record, frozen=True, kw_only=True):
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


class Cite(Record, frozen=True, kw_only=True):
    """One key of a citation."""

    key: str
    locator: str = ""
    """HTML-escaped text after the comma."""


class Citation(Record, frozen=True, kw_only=True):
    """``[@key, p. 2; @other]``; slot ``s<index>``."""

    cites: tuple[Cite, ...]
    line: int
    column: int
    end: int


class Quote(Record, frozen=True, kw_only=True):
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


class ClaimUse(Record, frozen=True, kw_only=True):
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


class Item(Record, frozen=True, kw_only=True):
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


class TimelineBlock(Record, frozen=True, kw_only=True):
    """A ``::: timeline``; slot ``t<index>``."""

    title: str = ""
    anchor: str = ""
    items: tuple[Item, ...]
    line: int


class Pair(Record, frozen=True, kw_only=True):
    """A passage of a source and the comment on it."""

    quote: str
    """HTML with slots."""
    text: str
    """The passage as plain text."""
    comment: str
    """HTML with slots."""


class Annotation(Record, frozen=True, kw_only=True):
    """A ``::: annotate``; slot ``a<index>``."""

    of: str
    title: str = ""
    pairs: tuple[Pair, ...]
    line: int


class CorrectionBlock(Record, frozen=True, kw_only=True):
    """A ``::: correction``; its head is slot ``x<index>``."""

    anchor: str
    date: Date | None
    kind: str
    html: str
    text: str
    line: int


class Heading(Record, frozen=True, kw_only=True):
    """A heading of the body, for anchors and contents."""

    level: int
    text: str
    anchor: str


class Link(Record, frozen=True, kw_only=True):
    """A relative link in the body; its href is slot ``l<index>``."""

    href: str
    line: int
    column: int
    end: int


class Picture(Record, frozen=True, kw_only=True):
    """A Markdown image; its src is slot ``i<index>``."""

    src: str
    alt: str
    line: int
    column: int
    end: int


class Body(Record, frozen=True, kw_only=True):
    """What a body says. ``html`` holds slots, ``\\0`` + letter + index + ``\\0``, bound when a page is made."""

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
