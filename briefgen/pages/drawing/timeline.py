"""An overview above a timeline: spans as bars, imprecise dates with soft edges, what is planned as outlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from briefgen.pages.cards import EventCard
from briefgen.pages.drawing.scale import WIDTH, Scale, axis, ends, scale

FEWEST: Final = 4
"""With fewer events a drawing says less than the list."""
MOST: Final = 90
"""With more events their number per stretch of time is drawn."""
_LANE: Final = 12
_SOFT: Final = ("range", "month", "season", "quarter", "third", "year", "decade", "century")


def timeline(events: Sequence[EventCard], today: int, label: str) -> Markup:
    """SVG of some events; empty for few. ``today`` is a day number, or 0 when it is not to be marked."""
    line = scale([day for event in events for day in ends(event.date)] + ([today] if today else []))
    if line is None or len(events) < FEWEST:
        return Markup()
    body, lanes = _columns(events, line) if len(events) > MOST else _bars(events, line)
    height = lanes * _LANE + 34
    mark = f'<path class="today" d="M{line.x(today)} 2V{height - 18}"/>' if today else ""
    return Markup(  # noqa: S704 - numbers and an escaped label
        f'<svg class="overview" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">'
        f"{axis(line, height)}{mark}{body}</svg>"
    )


def _bars(events: Sequence[EventCard], line: Scale) -> tuple[str, int]:
    """A mark for each event, in as few lanes as hold them without touching."""
    free: list[float] = []
    parts = []
    for event in sorted(events, key=lambda one: ends(one.date)):
        first, last = ends(event.date)
        start, end = line.x(first), max(line.x(last + 1), line.x(first) + 7)
        lane = next((number for number, until in enumerate(free) if until + 3 <= start), len(free))
        free[lane : lane + 1] = [end]
        parts.append(_mark(event, start, end, 8 + lane * _LANE))
    return "".join(parts), len(free)


def _mark(event: EventCard, start: float, end: float, y: float) -> str:
    date = event.date
    state = " planned" if event.planned else " alleged" if event.status == "alleged" else ""
    name = f"<title>{escape(event.name)}</title>"
    width = round(end - start, 1)
    if width <= 7 and not (date.open_start or date.open_end):
        return f'<circle class="mark{state}" cx="{round(start + 3.5, 1)}" cy="{y + 3.5}" r="3.5">{name}</circle>'
    soft = not date.lasts and (date.precision in _SOFT or date.approximate or date.open_end or date.open_start)
    if not soft:
        return f'<rect class="mark{state}" x="{start}" y="{y}" width="{width}" height="7" rx="1">{name}</rect>'
    # Edges fade in steps, so that no gradient needs an id of its own on the page.
    inner = round(max(width * 0.5, 1), 1)
    middle = round(max(width * 0.75, 1), 1)
    return (
        f'<g class="soft{state}">{name}'
        f'<rect x="{start}" y="{y}" width="{width}" height="7" rx="3"/>'
        f'<rect x="{round(start + (width - middle) / 2, 1)}" y="{y}" width="{middle}" height="7" rx="3"/>'
        f'<rect x="{round(start + (width - inner) / 2, 1)}" y="{y}" width="{inner}" height="7" rx="3"/></g>'
    )


def _columns(events: Sequence[EventCard], line: Scale) -> tuple[str, int]:
    """How many events begin in each of sixty stretches."""
    count = Counter(int((line.x(ends(event.date)[0])) // (WIDTH / 60)) for event in events)
    most, lanes = max(count.values()), 5
    parts = []
    for column, number in sorted(count.items()):
        height = round(number / most * lanes * _LANE, 1)
        x = round(column * WIDTH / 60, 1)
        y = round(8 + lanes * _LANE - height, 1)
        parts.append(f'<rect class="mark" x="{x}" y="{y}" width="10" height="{height}"/>')
    return "".join(parts), lanes
