"""The nouns of briefgen: frozen records, a sentence under each field that needs one.

Everything here can be written as JSON and read back (msgspec), so that it can be cached and sent between processes.
``None`` or an empty tuple means "the writer did not say"; folder defaults fill only those.
A ``Ref`` is a text as the writer typed it (an id, a name, an alias); linking resolves it.
"""

from __future__ import annotations

from briefgen.model.base import Record, Ref
from briefgen.model.body import (
    Annotation,
    Body,
    Citation,
    Cite,
    ClaimUse,
    CorrectionBlock,
    Heading,
    Item,
    Link,
    Mention,
    Pair,
    Picture,
    Quote,
    TimelineBlock,
)
from briefgen.model.document import Document, Parsed
from briefgen.model.front import (
    Alias,
    AnyMeta,
    Brief,
    Claim,
    ClaimChange,
    Correction,
    Entity,
    Event,
    Image,
    Meta,
    Name,
    Page,
    Participant,
    Relation,
    Role,
    SharedClaim,
    SharedSource,
    Source,
    Story,
)
from briefgen.model.prose import Prose
from briefgen.model.rows import Rows
from briefgen.model.shelf import AnyDocument, Facts, Parses, Shelf, Shelved

__all__ = [
    "Alias",
    "Annotation",
    "AnyDocument",
    "AnyMeta",
    "Body",
    "Brief",
    "Citation",
    "Cite",
    "Claim",
    "ClaimChange",
    "ClaimUse",
    "Correction",
    "CorrectionBlock",
    "Document",
    "Entity",
    "Event",
    "Facts",
    "Heading",
    "Image",
    "Item",
    "Link",
    "Mention",
    "Meta",
    "Name",
    "Page",
    "Pair",
    "Parsed",
    "Parses",
    "Participant",
    "Picture",
    "Prose",
    "Quote",
    "Record",
    "Ref",
    "Relation",
    "Role",
    "Rows",
    "SharedClaim",
    "SharedSource",
    "Shelf",
    "Shelved",
    "Source",
    "Story",
    "TimelineBlock",
]
