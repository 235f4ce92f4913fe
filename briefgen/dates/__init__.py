"""Dates as journalists know them: to the day, to the year, "early 2023", "after 28 August".

Text goes in through :func:`parse`; a :class:`Date` says what is known and no more; comparisons answer yes, no
or maybe; :func:`show` and :func:`html` give it back to readers at the precision that is known.
"""

from briefgen.dates.compare import (
    Answer,
    active,
    after,
    before,
    contains,
    contradict,
    iso,
    may_be_same,
    narrower,
    overlaps,
    sort_key,
    year,
)
from briefgen.dates.days import from_day, iso_day
from briefgen.dates.instant import midnight_after, today
from briefgen.dates.looks import looks_like_date
from briefgen.dates.markup import html
from briefgen.dates.parse import parse, parse_instant
from briefgen.dates.record import MAX_DAY, MIN_DAY, Date, DateError
from briefgen.dates.show import show

__all__ = [
    "MAX_DAY",
    "MIN_DAY",
    "Answer",
    "Date",
    "DateError",
    "active",
    "after",
    "before",
    "contains",
    "contradict",
    "from_day",
    "html",
    "iso",
    "iso_day",
    "looks_like_date",
    "may_be_same",
    "midnight_after",
    "narrower",
    "overlaps",
    "parse",
    "parse_instant",
    "show",
    "sort_key",
    "today",
    "year",
]
