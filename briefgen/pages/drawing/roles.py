"""The roles of a person, or the holders of an office, as bars over the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from briefgen.dates import Date
from briefgen.pages.drawing.scale import MARGIN, WIDTH, axis, scale

_ROW = 26


class Span(NamedTuple):
    """A name and the time it stands for; no end means that it lasts."""

    name: str
    start: Date | None
    end: Date | None
    acting: bool = False


def roles(spans: Sequence[Span], today: int, label: str) -> Markup:
    """SVG with a bar for each span that has a beginning; empty when there are fewer than two."""
    known = [span for span in spans if span.start is not None]
    days = [day for span in known for day in _days(span, today)]
    line = scale(days)
    if line is None or len(known) < 2:
        return Markup()
    height = len(known) * _ROW + 24
    parts = [axis(line, height)]
    for row, span in enumerate(known):
        first, last = _days(span, today)
        x, end, y = line.x(first), line.x(last), row * _ROW
        state = " acting" if span.acting else " open" if span.end is None else ""
        parts.append(f'<rect class="mark{state}" x="{x}" y="{y + 15}" width="{round(max(end - x, 3), 1)}" height="7"/>')
        if x > WIDTH * 0.6:
            parts.append(f'<text x="{WIDTH - MARGIN}" y="{y + 11}" text-anchor="end">{escape(span.name)}</text>')
        else:
            parts.append(f'<text x="{x}" y="{y + 11}">{escape(span.name)}</text>')
    return Markup(  # noqa: S704 - numbers and escaped names
        f'<svg class="overview" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )


def _days(span: Span, today: int) -> tuple[int, int]:
    assert span.start is not None
    last = span.end.latest if span.end is not None else max(today, span.start.latest)
    return span.start.earliest, max(last, span.start.earliest)
