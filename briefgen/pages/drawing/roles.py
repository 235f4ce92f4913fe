"""The roles of a person, or the holders of an office, as bars over the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from briefgen.dates import Date
from briefgen.pages.drawing.scale import axis, scale

_ROW: Final = 30
_LONGEST: Final = 46
"""A longer name is cut: it stands in full in the list beside the drawing."""
MOST: Final = 24
"""Of more spans the last ones are drawn."""


class Span(NamedTuple):
    """A name and the time it stands for; no end means that it lasts."""

    name: str
    start: Date | None
    end: Date | None
    acting: bool = False


def roles(spans: Sequence[Span], today: int, label: str) -> Markup:
    """SVG with a bar for each span that has a beginning, a row for each name; empty when there are fewer than two."""
    known = [span for span in spans if span.start is not None][-MOST:]
    line = scale([day for span in known for day in _days(span, today)])
    if line is None or len(known) < 2:
        return Markup()
    rows = {name: row for row, name in enumerate(dict.fromkeys(span.name for span in known))}
    height = len(rows) * _ROW + 26
    parts = [axis(line, height)]
    for name, row in rows.items():
        shown = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        parts.append(f'<text class="name" x="0" y="{row * _ROW + 12}">{escape(shown)}</text>')
    for span in known:
        first, last = _days(span, today)
        x = line.x(first)
        width = round(max(line.x(last) - x, 0.6), 2)
        state = " acting" if span.acting else ""
        y = rows[span.name] * _ROW + 18
        parts.append(f'<rect class="mark{state}" x="{x}%" y="{y}" width="{width}%" height="7"/>')
    return Markup(  # noqa: S704 - numbers and escaped names
        f'<svg class="overview" height="{height}" width="100%" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def _days(span: Span, today: int) -> tuple[int, int]:
    assert span.start is not None
    last = span.end.latest if span.end is not None else max(today, span.start.latest)
    return span.start.earliest, max(last, span.start.earliest)
