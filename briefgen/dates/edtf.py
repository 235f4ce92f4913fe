"""EDTF proper: single dates with their qualifiers, and which days they may stand for.

Read here (ISO 8601-2:2019, EDTF): level 0 and 1 years, months, days, negative years, unspecified digits
(``202X``, ``20XX``, ``2023-XX``, ``2023-05-XX``, ``2023-XX-XX``), seasons 21 to 24; of level 2 quarters (33 to 36),
thirds (37 to 39) and qualification of single parts (``2023-~05``, ``2023?-05``).
Refused: exponential and letter-prefixed years, significant digits, sets, other unspecified digits,
seasons of a hemisphere (25 to 32) and half-years (40, 41).

A season is the northern meteorological one; winter 2023 runs from December 2023 to February 2024.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from briefgen.dates.days import from_day, month_length, year_text
from briefgen.dates.record import Date, DateError, UnreadableError

MONTHS_OF: Final = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12),
}  # fmt: skip
"""First and last month of a season, quarter or third; months above 12 lie in the next year."""

COARSENESS: Final = ("instant", "day", "month", "season", "quarter", "third", "year", "decade", "century", "range")
"""The precisions, finest first."""

MONTH_NAMES: Final = (
    "", "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_Q = "[?~%]?"
_SINGLE: Final = re.compile(
    rf"{_Q}(?P<y>-?[0-9]{{2}}(?:[0-9]{{2}}|[0-9]X|XX)){_Q}"
    rf"(?:-{_Q}(?P<m>[0-9]{{2}}|XX){_Q}(?:-{_Q}(?P<d>[0-9]{{2}}|XX){_Q})?)?"
)


class Single(NamedTuple):
    """One date without a span: its text and what it may stand for."""

    edtf: str
    earliest: int
    latest: int
    precision: str
    approximate: bool
    uncertain: bool

    def date(self, written: str = "") -> Date:
        """The record of this date alone; ``written`` is kept when it differs."""
        kept = written if written != self.edtf else ""
        return Date(
            self.edtf, self.earliest, self.latest, self.precision,
            approximate=self.approximate, uncertain=self.uncertain, as_written=kept,
        )  # fmt: skip


def read(text: str, start: int, end: int) -> Single:
    """Read ``text[start:end]`` as one EDTF date. Raises :class:`DateError` with spans in the whole text."""
    part = text[start:end]
    found = _SINGLE.fullmatch(part)
    if found is None:
        raise UnreadableError(f"'{part}' is not a date" if part else "a date is missing here", text, start, end)
    year, month, day = found["y"], found["m"], found["d"]
    if year == "-0000":
        raise DateError("there is no year -0000; the year before 0001 is 0000", text, start, end, "0000")
    if "X" in year:
        if month is not None:
            at = start + found.start("m")
            raise DateError("a year with unspecified digits stands alone, without a month", text, at, end, year)
        bounds = _digits(year)
    elif month is None or month == "XX":
        if month == "XX" and day not in (None, "XX"):
            raise DateError("a known day needs a known month", text, start + found.start("d"), end, f"{year}-XX")
        number = int(year)
        bounds = (from_day(number, 1, 1), from_day(number, 12, 31), "year")
    else:
        bounds = _within(text, start, found)
    unsure = "%" in part
    return Single(part, *bounds, unsure or "~" in part, unsure or "?" in part)


def _digits(year: str) -> tuple[int, int, str]:
    """Bounds and precision of a year whose last one or two digits are unspecified."""
    first, last = sorted((int(year.replace("X", "0")), int(year.replace("X", "9"))))
    return from_day(first, 1, 1), from_day(last, 12, 31), "century" if year.endswith("XX") else "decade"


def _within(text: str, start: int, found: re.Match[str]) -> tuple[int, int, str]:
    """Bounds and precision of a month, a season or a day of a known year. Raises :class:`DateError`."""
    year, month, day = int(found["y"]), int(found["m"]), found["d"]
    at, stop = start + found.start("m"), start + found.end("m")
    if month in MONTHS_OF:
        if day is not None:
            raise DateError("a season has no days", text, start + found.start("d"), start + found.end("d"))
        return *season(year, month), "season" if month < 33 else "quarter" if month < 37 else "third"
    if not 1 <= month <= 12:
        raise _no_month(text, at, stop, year, month, day)
    length = month_length(year, month)
    if day is None or day == "XX":
        return from_day(year, month, 1), from_day(year, month, length), "month"
    if not 1 <= int(day) <= length:
        at, stop = start + found.start("d"), start + found.end("d")
        message = f"{MONTH_NAMES[month]} {found['y']} has {length} days"
        raise DateError(message, text, at, stop, f"{found['y']}-{found['m']}")
    number = from_day(year, month, int(day))
    return number, number, "day"


def _no_month(text: str, start: int, end: int, year: int, month: int, day: str | None) -> DateError:
    """The error for a two-digit number after the year that is no month and no season read here."""
    y = year_text(year)
    if month in (40, 41):
        half = f"{y}-01..{y}-06" if month == 40 else f"{y}-07..{y}-12"
        return DateError(f"half-years ({month}) are not supported; write the months", text, start, end, half)
    if 25 <= month <= 32 and day is None:
        general = (month - 21) % 4 + 21
        message = f"seasons of a hemisphere ({month}) are not supported; 21 to 24 are the seasons"
        return DateError(message, text, start, end, f"{y}-{general}")
    swapped = day is not None and day != "XX" and 1 <= int(day) <= 12 and 1 <= month <= month_length(year, int(day))
    return DateError(f"there is no month {month:02d}", text, start, end, f"{y}-{day}-{month:02d}" if swapped else "")


def season(year: int, code: int) -> tuple[int, int]:
    """First and last day of a season, quarter or third by its EDTF number."""
    first, last = MONTHS_OF[code]
    ends = year + (last > 12)
    last = (last - 1) % 12 + 1
    return from_day(year, first, 1), from_day(ends, last, month_length(ends, last))
