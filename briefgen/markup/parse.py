"""One content file to what it says: pure, and dependent on nothing but its arguments."""

from __future__ import annotations

from briefgen.markup.body import parse_body
from briefgen.model import Brief, Document, Event, Parsed
from briefgen.reading.front import read_data, read_defaults, read_markdown
from briefgen.reading.load import decode
from briefgen.reading.slugs import anonymous_id
from briefgen.settings import MarkdownSettings


def parse(path: str, kind: str, format: str, data: bytes, settings: MarkdownSettings, timezone: str) -> Parsed:  # noqa: A002 - the word of the contract
    """Read a file of ``kind`` in ``format`` (md, yaml, defaults). Every fault is a diagnostic in the result."""
    text, broken = decode(path, data)
    if any(one.code == "F01" for one in broken):
        return Parsed(path=path, diagnostics=broken)
    if format == "defaults":
        parsed = read_defaults(path, text, kind, timezone)
        return Parsed(path=path, defaults=parsed.defaults, diagnostics=(*broken, *parsed.diagnostics))
    if format == "yaml":
        documents, found = read_data(path, text, kind, timezone)
        return Parsed(path=path, documents=documents, diagnostics=(*broken, *found))
    parts = read_markdown(path, text, kind, timezone)
    body, found = parse_body(parts.body, path=path, first_line=parts.body_line, settings=settings, timezone=timezone)
    handles = _handles(parts.meta) if isinstance(parts.meta, Brief) else ()
    document = Document(path=path, kind=kind, id=parts.id, meta=parts.meta, body=body, handles=handles)
    documents = (document,) if parts.id else ()
    return Parsed(path=path, documents=documents, diagnostics=(*broken, *parts.diagnostics, *found))


def _handles(brief: Brief) -> tuple[str, ...]:
    """The ids of the events that front matter tells of without one; worked out here, where several processes work."""
    return tuple(
        [
            anonymous_id(one.date, one.name) if isinstance(one, Event) and one.date and one.name and not one.id else ""
            for one in brief.timeline
        ]
    )
