"""What linking begins with: documents with their folder defaults, sorted by kind, and what is wrong with each alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from briefgen.dates import Date, parse, sort_key
from briefgen.diagnostics import Diagnostic, Note
from briefgen.knowledge.frontmatter import Head, head_of
from briefgen.knowledge.graph import Held
from briefgen.knowledge.hold import held_back
from briefgen.model import (
    AnyDocument,
    Brief,
    Document,
    Entity,
    Facts,
    Name,
    Page,
    Parsed,
    Parses,
    SharedClaim,
    SharedSource,
    Shelf,
    Shelved,
    Story,
)
from briefgen.reading.front import apply_defaults

_REQUIRED: Final = {
    "brief": ("title", "date"),
    "entity": ("kind", "name"),
    "event": (),
    "story": ("title",),
    "source": ("title",),
    "claim": ("text", "status"),
    "page": ("title",),
}
"""What a record of each kind must say. An event is judged when all that is told of it is known."""

_ANY_DATE: Final = parse("[1000..9998]")
"""Some day or other: every comparison with it says maybe."""

Layers = Sequence[Mapping[str, Any]]
Age = tuple[tuple[int, int, int], str]
"""By what a brief is older or newer than others: its date and its path."""
_ENCODE: Final = msgspec.msgpack.Encoder().encode


class Records:
    """Published documents by kind. Lives while linking."""

    def __init__(self, folder: str | None = None) -> None:
        """``folder`` is where a file may be for documents that are too many for memory."""
        self.by_kind: dict[str, list[AnyDocument]] = {kind: [] for kind in _REQUIRED}
        self.heads: list[Head] = []
        """Of each brief."""
        self.altered = Shelf(folder, 0)
        """Documents whose files are on a shelf and which are other than there."""
        self.held: list[tuple[Held, Document]] = []
        self.broken: list[Document] = []
        """Reported and left out: references to them are not reported again."""
        self.found: list[Diagnostic] = []


def gather(
    parsed: Parses, now: Date, include: frozenset[str], *, stand_in: bool = False
) -> Records:
    """Apply defaults, leave out what is held back, report what is incomplete or said twice.

    ``stand_in``: a brief without a date gets one that contradicts nothing, so that its other faults are told too;
    only for a build that such a brief fails, else it is left out.
    ``parsed`` is in the order of paths. Briefs come newest first, everything else in the order of its files. A brief
    whose file is only lent by the shelf is given as it is lent.
    """
    records, share = Records(parsed.shelf.folder), dict[Any, Any]().setdefault
    ages: list[Age] = []
    defaults = {one.path.rpartition("/")[0]: one.defaults for one in parsed.data() if one.defaults}
    for one in parsed:
        layers = _layers(one.path, defaults) if one.documents else ()
        for document in one.documents:
            fitting = [layer[document.kind] for layer in layers if layer.get(document.kind)]
            full = _with_defaults(document, fitting) if fitting else document
            known = _take(records, full, now, include, stand_in=stand_in)
            if known is not None and known.kind == "brief":
                assert isinstance(known.meta, Brief)
                assert known.meta.date is not None
                ages.append((sort_key(known.meta.date), known.path))
                records.heads.append(head_of(known, share))
                records.by_kind["brief"].append(_lent(records, parsed.shelf, document, known))
            elif known is not None:
                records.by_kind[known.kind].append(known)
    _unique(records)
    briefs = records.by_kind["brief"]
    newest = sorted(range(len(briefs)), key=ages.__getitem__, reverse=True)
    records.by_kind["brief"] = [briefs[number] for number in newest]
    records.heads = [records.heads[number] for number in newest]
    return records


def _lent(records: Records, shelf: Shelf, own: Document, known: Document) -> AnyDocument:
    """A brief as it is held, or lent by a shelf; ``own`` is what its file says."""
    if own.key or not shelf.lends(own.path):
        return known
    if known is not own:
        records.altered.put(own.path, _ENCODE(Facts(Parsed(path=own.path, documents=(known,)))))
    return Shelved(shelf if known is own else records.altered, own.path, known.kind, known.id)


def _layers(path: str, defaults: Mapping[str, Mapping[str, Any]]) -> Layers:
    """The defaults that hold for a file, outermost folder first."""
    if not defaults:
        return ()
    parts = path.split("/")[:-1]
    folders = ("/".join(parts[:size]) for size in range(1, len(parts) + 1))
    return [defaults[folder] for folder in folders if folder in defaults]


def _with_defaults(document: Document, layers: list[dict[str, Any]]) -> Document:
    meta: Any = document.meta
    if isinstance(meta, SharedSource):
        inner: Any = apply_defaults(meta.source, [layer.get("source", {}) for layer in layers])  # type: ignore[arg-type]  # any record will do
        return msgspec.structs.replace(document, meta=msgspec.structs.replace(meta, source=inner))
    if isinstance(meta, SharedClaim):
        inner = apply_defaults(meta.claim, [layer.get("claim", {}) for layer in layers])  # type: ignore[arg-type]  # any record will do
        return msgspec.structs.replace(document, meta=msgspec.structs.replace(meta, claim=inner))
    if isinstance(meta, Brief) and meta.timeline:
        # Events hold a map, so they cannot be compared as members of a set: they are kept out of the merge of lists.
        bare: Any = apply_defaults(msgspec.structs.replace(meta, timeline=()), layers)
        extended = (*bare.timeline, *meta.timeline)
        return msgspec.structs.replace(document, meta=msgspec.structs.replace(bare, timeline=extended), handles=())
    return msgspec.structs.replace(document, meta=apply_defaults(meta, layers))


def _take(
    records: Records, document: Document, now: Date, include: frozenset[str], *, stand_in: bool
) -> Document | None:
    """A document as it is published; None after it was put to those held back, or broken."""
    meta: Any = document.meta
    reason, until = held_back(meta, now, include)
    if reason:
        title = getattr(meta, "title", None) or document.id
        held = Held(key=document.path, id=document.id, title=title, reason=reason, until=until)
        records.held.append((held, document))
        return None
    inner = meta.source if isinstance(meta, SharedSource) else meta.claim if isinstance(meta, SharedClaim) else meta
    missing = [key for key in _REQUIRED[document.kind] if not getattr(inner, key)]
    for key in missing:
        code = "D01" if (document.kind, key) == ("brief", "date") else "M03"
        where = "record" if document.key else "front matter"
        message = f"this {document.kind} has no {key}"
        records.found.append(Diagnostic(code, message, document.at(key), f"add {key}: to the {where}"))
    if document.kind == "brief" and "date" in missing and not stand_in:
        records.broken.append(document)
        return None
    return _completed(document) if missing else document


def _completed(document: Document) -> Document:
    """Stand-ins for what is missing and has been reported, so that one mistake is not told again at each reference."""
    meta: Any = document.meta
    if isinstance(meta, Entity):
        name = meta.name or Name(full=document.id)
        meta = msgspec.structs.replace(meta, kind=meta.kind or "term", name=name)
    elif isinstance(meta, (Brief, Story, Page)):
        meta = msgspec.structs.replace(meta, title=meta.title or document.id)
        if isinstance(meta, Brief) and meta.date is None:
            meta = msgspec.structs.replace(meta, date=_ANY_DATE)
    elif isinstance(meta, SharedSource):
        meta = msgspec.structs.replace(meta, source=msgspec.structs.replace(meta.source, title=document.id))
    return msgspec.structs.replace(document, meta=meta)


def _unique(records: Records) -> None:
    """Refuse an id that two records of one namespace share; briefs may share one among themselves."""
    flat: dict[str, AnyDocument] = {}
    for kind in ("entity", "event", "story", "source", "claim", "page"):
        known = flat if kind in ("entity", "event", "story") else {}
        kept = []
        for document in records.by_kind[kind]:
            first = known.setdefault(document.id, document)
            if first is document:
                kept.append(document)
            else:
                records.found.append(twice(document, first))
        records.by_kind[kind] = kept
    for brief in records.by_kind["brief"]:
        if brief.id in flat:
            records.found.append(twice(brief, flat[brief.id]))


def twice(document: AnyDocument, first: AnyDocument) -> Diagnostic:
    """Two records of one id, with both places."""
    another = "another" if document.kind == first.kind else "an" if first.kind[0] in "aeiou" else "a"
    message = f"the id '{document.id}' is already that of {another} {first.kind}"
    notes = (Note(first.at("id"), "it stands here"),)
    return Diagnostic("M05", message, document.at("id"), "give one of them another id", notes)
