"""An overview above a timeline: spans as bars, imprecise dates with soft edges, what is planned as outlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from briefgen.dates import MAX_DAY, MIN_DAY
from briefgen.pages.cards import EventCard
from briefgen.pages.drawing.scale import MARGIN, WIDTH, Scale, axis, ends, scale

FEWEST: Final = 4
"""With fewer events a drawing says less than the list."""
MOST: Final = 90
"""With more events their number per stretch of time is drawn."""
_LANE: Final = 11
_DOT: Final = 2.4
"""How much of the line a dot may take: on the narrowest screen its eight pixels are that wide."""
_OPEN: Final = 6
"""How long a date with one open side is drawn."""
_STRETCHES: Final = 60
_SOFT: Final = ("range", "month", "season", "quarter", "third", "year", "decade", "century")


def timeline(events: Sequence[EventCard], today: int, label: str, today_word: str) -> Markup:
    """SVG of some events; empty for few. ``today`` is a day number, or 0 when it is not to be marked."""
    line = scale([day for event in events for day in ends(event.date)] + ([today] if today else []))
    if line is None or len(events) < FEWEST:
        return Markup()
    body, top = _columns(events, line) if len(events) > MOST else _bars(events, line)
    head = 16 if today else 0
    height = top + head + 24
    mark = _today(line.x(today), height - 18, today_word) if today else ""
    return Markup(  # noqa: S704 - numbers and escaped words
        f'<svg class="overview" height="{height}" width="100%" role="img" aria-label="{escape(label)}">'
        f'{axis(line, height)}{mark}<g transform="translate(0 {head})">{body}</g></svg>'
    )


def _today(x: float, base: int, word: str) -> str:
    side = ' text-anchor="end" dx="-5"' if x > 50 else ' dx="5"'
    return (
        f'<line class="today" x1="{x}%" x2="{x}%" y1="0" y2="{base}"/>'
        f'<text class="today-word" x="{x}%" y="10"{side}>{escape(word)}</text>'
    )


def _bars(events: Sequence[EventCard], line: Scale) -> tuple[str, int]:
    """A mark for each event, in as few lanes as hold them without touching, the lowest first; and their height."""
    free: list[float] = []
    places = []
    for event in sorted(events, key=lambda one: ends(one.date)):
        first, last = ends(event.date)
        start, end = line.x(first), line.x(last + 1)
        if event.date.latest == MAX_DAY:
            end = min(start + _OPEN, WIDTH - MARGIN)
        elif event.date.earliest == MIN_DAY:
            start = max(end - _OPEN, MARGIN)
        dot = end - start < _DOT
        until = start + _DOT if dot else end
        lane = next((number for number, taken in enumerate(free) if taken + 0.4 <= start), len(free))
        free[lane : lane + 1] = [until]
        places.append((event, start, 0.0 if dot else round(end - start, 2), lane))
    top = len(free) * _LANE
    return "".join(_mark(*place[:3], top - (place[3] + 1) * _LANE + 2) for place in places), top


def _mark(event: EventCard, start: float, width: float, y: int) -> str:
    """One event as a dot, a bar, or a bar with soft edges."""
    date = event.date
    state = " planned" if event.status == "planned" else " alleged" if event.status == "alleged" else ""
    name = f"<title>{escape(event.name)}</title>"
    if not width:
        return f'<circle class="mark{state}" cx="{start}%" cy="{y + 4}" r="3.6">{name}</circle>'
    soft = not date.lasts and (date.precision in _SOFT or date.approximate or date.open_end or date.open_start)
    if not soft:
        return f'<rect class="mark{state}" x="{start}%" y="{y}" width="{width}%" height="8" rx="1">{name}</rect>'
    # Edges fade in steps, so that no gradient needs an id of its own on the page. A side that is open fades alone.
    steps = []
    for part in (1.0, 0.75, 0.5):
        inner = round(width * part, 2)
        lead = 0.0 if date.latest == MAX_DAY else width - inner if date.earliest == MIN_DAY else (width - inner) / 2
        steps.append(f'<rect x="{round(start + lead, 2)}%" y="{y}" width="{inner}%" height="8" rx="3"/>')
    return f'<g class="soft{state}">{name}{"".join(steps[:1] if state else steps)}</g>'


def _columns(events: Sequence[EventCard], line: Scale) -> tuple[str, int]:
    """How many events begin in each stretch of the line, and the height of the highest column."""
    count = Counter(min(int(line.x(ends(event.date)[0]) * _STRETCHES / WIDTH), _STRETCHES - 1) for event in events)
    most, top = max(count.values()), 56
    parts = []
    for column, number in sorted(count.items()):
        height = round(max(number / most * top, 1.5), 1)
        x = round(column * WIDTH / _STRETCHES, 2)
        parts.append(f'<rect class="mark" x="{x}%" y="{round(top - height + 6, 1)}" width="1.3%" height="{height}"/>')
    return "".join(parts), top
