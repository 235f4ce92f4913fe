"""Day numbers of the proleptic Gregorian calendar, for any year from -9999 to 9999.

0001-01-01 is day 1, as in :meth:`datetime.date.toordinal`; year 0 is 1 BCE (ISO 8601), and the calendar
is the Gregorian one throughout, however old the date.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from briefgen.dates.record import MAX_DAY, MIN_DAY

CYCLE_YEARS: Final = 400
"""After this many years the calendar repeats, weekdays included."""
CYCLE_DAYS: Final = 146_097
EPOCH: Final = 719_163
"""Day number of 1970-01-01."""

_BEFORE_MONTH: Final = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_LENGTHS: Final = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Number of days of a month, 1 to 12."""
    return 29 if month == 2 and leap(year) else _LENGTHS[month]


def from_day(year: int, month: int, day: int) -> int:
    """Day number of a calendar day. The parts are taken as valid."""
    past = year - 1
    number = past * 365 + past // 4 - past // 100 + past // 400 + _BEFORE_MONTH[month] + day
    return number + 1 if month > 2 and leap(year) else number


def to_ymd(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    cycles, rest = divmod(number - 1, CYCLE_DAYS)
    found = date.fromordinal(rest + 1)
    return found.year + cycles * CYCLE_YEARS, found.month, found.day


def year_text(year: int) -> str:
    """A year as ISO 8601 writes it: four digits, a minus before them below zero."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def iso_day(n: int) -> str:
    """A day number as ``YYYY-MM-DD`` (``-YYYY-MM-DD`` below year 0); empty for ``MIN_DAY`` and ``MAX_DAY``."""
    if n in (MIN_DAY, MAX_DAY):
        return ""
    year, month, day = to_ymd(n)
    return f"{year_text(year)}-{month:02d}-{day:02d}"
