"""What linking begins with: documents with their folder defaults, sorted by kind, and what is wrong with each alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from briefgen.dates import Date
from briefgen.diagnostics import Diagnostic, Note
from briefgen.knowledge.graph import Held
from briefgen.model import Brief, Document, Parsed, SharedClaim, SharedSource
from briefgen.reading.front import apply_defaults

_REQUIRED = {
    "brief": ("title", "date"),
    "entity": ("kind", "name"),
    "event": ("name", "date"),
    "story": ("title",),
    "page": ("title",),
    "source": ("title",),
    "claim": ("text", "status"),
}


class Records:
    """Documents by kind, complete and in order. Lives while linking."""

    def __init__(self) -> None:
        self.by_kind: dict[str, list[Document]] = {kind: [] for kind in _REQUIRED}
        self.held: list[Held] = []
        self.found: list[Diagnostic] = []


def gather(parsed: Sequence[Parsed], now: Date, include: frozenset[str]) -> Records:
    """Apply defaults, leave out what is held back, refuse what is incomplete or said twice."""
    records = Records()
    defaults = {one.path.rpartition("/")[0]: one.defaults for one in parsed if one.defaults is not None}
    for one in parsed:
        layers = _layers(one.path, defaults)
        for document in one.documents:
            wanted = [layer[document.kind] for layer in layers if document.kind in layer]
            meta = _with_defaults(document, wanted)
            _take(
                records,
                msgspec.structs.replace(document, meta=meta) if meta is not document.meta else document,
                now,
                include,
            )
    _unique(records)
    return records


def _with_defaults(document: Document, wanted: list[dict[str, Any]]) -> Any:
    if not wanted or document.kind in ("source", "claim"):
        return document.meta
    return apply_defaults(document.meta, wanted)


def _layers(path: str, defaults: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    parts = path.split("/")[:-1]
    folders = ("/".join(parts[:size]) for size in range(1, len(parts) + 1)) if defaults else ()
    return [layer for folder in folders if (layer := defaults.get(folder))]


def _take(records: Records, document: Document, now: Date, include: frozenset[str]) -> None:
    meta: Any = document.meta
    reason, until = held_back(meta, now, include)
    if reason:
        title = getattr(meta, "title", None) or document.id
        records.held.append(Held(key=document.path, id=document.id, title=title, reason=reason, until=until))
        return
    inner = meta.source if isinstance(meta, SharedSource) else meta.claim if isinstance(meta, SharedClaim) else meta
    missing = [key for key in _REQUIRED[document.kind] if getattr(inner, key) is None]
    for key in missing:
        code = "D01" if key == "date" and document.kind == "brief" else "M03"
        hint = f"add {key}: to the {'front matter' if not document.key else 'record'}"
        records.found.append(Diagnostic(code, f"this {document.kind} has no {key}", document.at(key), hint))
    if not missing:
        records.by_kind[document.kind].append(document)


def held_back(meta: Any, now: Date, include: frozenset[str]) -> tuple[str, str]:
    """(reason, until) for a brief or page that is left out; empty texts otherwise."""
    if getattr(meta, "draft", None) and "draft" not in include:
        return "draft", ""
    if not isinstance(meta, Brief):
        return "", ""
    if "future" not in include:
        if meta.embargo is not None and _ahead(meta.embargo, now):
            return "embargoed", meta.embargo.edtf
        if meta.date is not None and _ahead(meta.date, now):
            return "future", meta.date.edtf
    if meta.expires is not None and "expired" not in include and not _ahead(meta.expires, now):
        return "expired", ""
    return "", ""


def _ahead(date: Date, now: Date) -> bool:
    if date.instant is not None and now.instant is not None:
        return date.instant > now.instant
    return date.earliest > now.latest


def _unique(records: Records) -> None:
    """Refuse an id that two records of one namespace share; briefs may share one among themselves."""
    flat: dict[str, Document] = {}
    for kind in ("entity", "event", "story", "source", "claim"):
        known = flat if kind not in ("source", "claim") else {}
        kept = []
        for document in records.by_kind[kind]:
            first = known.setdefault(document.id, document)
            if first is document:
                kept.append(document)
            else:
                records.found.append(_twice(document, first))
        records.by_kind[kind] = kept
    for brief in records.by_kind["brief"]:
        if brief.id in flat:
            records.found.append(_twice(brief, flat[brief.id]))


def _twice(document: Document, first: Document) -> Diagnostic:
    message = f"the id {document.id} is already that of another {first.kind}"
    notes = (Note(first.at("id"), "first used here"),)
    return Diagnostic("M05", message, document.at("id"), "give one of them another id", notes)
