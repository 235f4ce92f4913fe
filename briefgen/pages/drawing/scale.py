"""Days to places on a line, and the years and months to write below it.

Places are per cent of the width: a drawing stretches with its column while its words and marks keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from briefgen import dates
from briefgen.dates import MAX_DAY, MIN_DAY, Date

WIDTH: Final = 100
MARGIN: Final = 1


class Scale(NamedTuple):
    """A line from one day to another, :data:`WIDTH` per cent long."""

    first: int
    last: int

    def x(self, day: int) -> float:
        """The place of a day."""
        span = max(self.last - self.first, 1)
        inside = min(max(day, self.first), self.last)
        return round(MARGIN + (inside - self.first) / span * (WIDTH - 2 * MARGIN), 2)

    def years(self, most: int = 8) -> Iterator[tuple[int, float]]:
        """Years to write, and where each begins."""
        start, end = _year(self.first), _year(self.last)
        step = next(size for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if (end - start) / size <= most)
        for year in range(math.ceil(start / step) * step, end + 1, step):
            day = dates.from_day(year, 1, 1)
            if self.first <= day <= self.last:
                yield year, self.x(day)

    def months(self) -> Iterator[float]:
        """Where each month begins that no year begins with; nothing for a line too long to show them."""
        if self.last - self.first > 3 * 366:
            return
        for year in range(_year(self.first), _year(self.last) + 1):
            for month in range(2, 13):
                day = dates.from_day(year, month, 1)
                if self.first <= day <= self.last:
                    yield self.x(day)


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
    """A line with the years below it, and short strokes for months."""
    base = height - 18
    parts = [f'<line class="axis" x1="0" x2="100%" y1="{base}" y2="{base}"/>']
    parts += [f'<line class="tick" x1="{x}%" x2="{x}%" y1="{base}" y2="{base + 4}"/>' for x in line.months()]
    years = list(line.years())
    if not years or years[0][1] > 15:
        parts.append(f'<text x="0" y="{height - 3}">{_year(line.first)}</text>')
    for year, x in years:
        parts.append(f'<line class="tick" x1="{x}%" x2="{x}%" y1="0" y2="{base + 6}"/>')
        side = ' dx="-4" text-anchor="end"' if x > 92 else ' dx="4"'
        parts.append(f'<text x="{x}%" y="{height - 3}"{side}>{year}</text>')
    return "".join(parts)


def _year(day: int) -> int:
    return int(dates.iso_day(day).rsplit("-", 2)[0])
