"""``briefgen list``: what the site holds, as a table, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from briefgen import dates
from briefgen.build import Knowledge, Options, look

Row = dict[str, Any]


def listing(root: Path, what: str, form: str, options: Options) -> str:
    """The rows of ``what`` in the form asked for (table, json, csv), ready to print."""
    rows = list(_ROWS[what](look(root, options)))
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return _csv(rows)
    return _table(rows) if rows else f"No {what}.\n"


def _briefs(known: Knowledge) -> Iterator[Row]:
    for brief in known.graph.brief_outlines.values():
        date = brief.meta.date.edtf if brief.meta.date else ""
        yield {
            "date": date,
            "id": brief.id,
            "title": brief.meta.title,
            "stories": " ".join(brief.stories),
            "file": brief.key,
        }


def _entities(known: Knowledge) -> Iterator[Row]:
    for entity in sorted(known.graph.entity_outlines.values(), key=lambda e: (e.kind, e.id)):
        yield {"kind": entity.kind, "id": entity.id, "name": entity.name, "briefs": entity.briefs}


def _events(known: Knowledge) -> Iterator[Row]:
    for event in known.graph.outlines.values():
        yield {"date": event.date.edtf, "id": event.id, "status": event.status, "name": event.name}


def _stories(known: Knowledge) -> Iterator[Row]:
    for story in known.graph.stories.values():
        yield {"id": story.id, "title": story.story.title, "status": story.story.status, "briefs": len(story.briefs)}


def _held(*reasons: str) -> Callable[[Knowledge], Iterator[Row]]:
    def rows(known: Knowledge) -> Iterator[Row]:
        for held in known.graph.held:
            if held.reason in reasons:
                yield {"reason": held.reason, "until": held.until, "id": held.id, "title": held.title, "file": held.key}

    return rows


def _missing(known: Knowledge) -> Iterator[Row]:
    for one in known.diagnostics:
        if one.code in ("R01", "M09", "S04", "C07"):
            yield {"file": one.place.path, "line": one.place.line, "code": one.code, "message": one.message}


def _mentions(known: Knowledge) -> Iterator[Row]:
    for brief in known.graph.briefs.values():
        for mention, target in zip(brief.doc.body.mentions, brief.targets, strict=True):
            at = dates.show(target.at) if target.at else ""
            yield {"file": brief.key, "line": mention.line, "kind": target.kind, "id": target.id, "as_of": at}


_ROWS: dict[str, Callable[[Knowledge], Iterator[Row]]] = {
    "briefs": _briefs,
    "entities": _entities,
    "events": _events,
    "stories": _stories,
    "drafts": _held("draft"),
    "future": _held("future", "embargoed"),
    "expired": _held("expired"),
    "missing": _missing,
    "mentions": _mentions,
}


def _csv(rows: list[Row]) -> str:
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def _table(rows: list[Row]) -> str:
    heads = list(rows[0])
    cells = [[_plain(row[head]) for head in heads] for row in rows]
    widths = [max(len(line[i]) for line in [heads, *cells]) for i in range(len(heads))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in [heads, *cells]
    ]
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> str:
    return "".join(c if c.isprintable() else " " for c in str("" if value is None else value))
