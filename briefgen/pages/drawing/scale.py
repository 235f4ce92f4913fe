"""Days to places on a line, and the years to write below it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from briefgen import dates
from briefgen.dates import MAX_DAY, MIN_DAY, Date

WIDTH = 720
MARGIN = 12


class Scale(NamedTuple):
    """A line from one day to another, :data:`WIDTH` units long."""

    first: int
    last: int

    def x(self, day: int) -> float:
        """The place of a day."""
        span = max(self.last - self.first, 1)
        inside = min(max(day, self.first), self.last)
        return round(MARGIN + (inside - self.first) / span * (WIDTH - 2 * MARGIN), 1)

    def years(self, most: int = 9) -> Iterator[tuple[int, float]]:
        """Years to write, and where each begins."""
        start, end = _year(self.first), _year(self.last)
        step = next(size for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if (end - start) / size <= most)
        for year in range(math.ceil(start / step) * step, end + 1, step):
            day = dates.from_day(year, 1, 1)
            if self.first <= day <= self.last:
                yield year, self.x(day)


def scale(days: list[int]) -> Scale | None:
    """A line that holds all days and begins and ends with a little air; None without any."""
    known = [day for day in days if day not in (MIN_DAY, MAX_DAY)]
    if not known:
        return None
    first, last = min(known), max(known)
    air = max((last - first) // 40, 20)
    return Scale(first - air, last + air)


def ends(date: Date) -> tuple[int, int]:
    """First and last day; an open end is the other one."""
    first = date.latest if date.earliest == MIN_DAY else date.earliest
    last = date.earliest if date.latest == MAX_DAY else date.latest
    return first, last


def axis(line: Scale, height: int) -> str:
    """Thin lines and the years below them."""
    parts = []
    for year, x in line.years():
        parts.append(f'<path class="tick" d="M{x} 4V{height - 18}"/>')
        at, anchor = (x - 3, "end") if x > WIDTH - 40 else (x + 3, "start")
        parts.append(
            f'<text class="year-word" x="{round(at, 1)}" y="{height - 5}" text-anchor="{anchor}">{year}</text>'
        )
    return "".join(parts)


def _year(day: int) -> int:
    return int(dates.iso_day(day).rsplit("-", 2)[0])
