"""The shapes people write dates in, and how each becomes a date briefgen reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from briefgen.dates.edtf import MONTH_NAMES

_Match = re.Match[str]
_NAMES: Final = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES) if name}
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>[0-9]{4})"


def _other(found: _Match, rewrite: Callable[[_Match], str]) -> str:
    """The rewriting, unless it changes nothing."""
    new = rewrite(found)
    return new if new != found[0] else ""


def _without(_: _Match) -> str:
    """Drop what was found; a space stands for it, so that something is said."""
    return " "


def _named(found: _Match) -> str:
    """``10 May 2023`` as ``2023-05-10``."""
    day = found.groupdict().get("day")
    month = _NAMES[found["month"][:3].lower()]
    return f"{found['year']}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def _named_days(found: _Match) -> str:
    """``27-29 August 2024`` as ``2024-08-27/2024-08-29``."""
    month = f"{found['year']}-{_NAMES[found['month'][:3].lower()]:02d}"
    return f"{month}-{int(found['day']):02d}/{month}-{int(found['last']):02d}"


def _numbers(found: _Match) -> str:
    """``2023-5-1`` or ``2023/05`` with hyphens and two digits."""
    return "-".join(part.zfill(2) for part in re.split("[-/.]", found[0]))


def _day_first(found: _Match) -> str:
    """``27/08/2024`` where the order is certain: dots, a number above 12, or two equal ones; else empty."""
    one, other, year = int(found[1]), int(found[3]), found[4]
    if one <= 12 and other <= 12 and one != other and found[2] != ".":
        return ""
    day, month = (other, one) if other > 12 and found[2] != "." else (one, other)
    return f"{year}-{month:02d}-{day:02d}"


def _rest(found: _Match) -> str:
    """``2024-08-27/29`` with the second date in full."""
    first, last = found[1], found[2]
    return f"{first}/{first[: -len(last)]}{last}" if len(first) in (7, 10) and len(last) in (2, 5) else ""


def _ordinal(found: _Match) -> str:
    """Day 130 of a year."""
    year, number = int(found[1]), int(found[2])
    if not (year >= 1 and 1 <= number <= 366):
        return ""
    day = date(year, 1, 1) + timedelta(days=number - 1)
    return day.isoformat() if day.year == year else ""


def _week(found: _Match) -> str:
    """An ISO week, or a day of one."""
    try:
        first = date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))
        return first.isoformat() if found[3] else f"{first.isoformat()}/{(first + timedelta(days=6)).isoformat()}"
    except (ValueError, OverflowError):
        return ""


def _part_of_month(found: _Match) -> str:
    """``early 2023-05`` as days."""
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}[found[1].lower()]
    month = found[2]
    last = last if last < 31 else 28 if month.endswith("02") else 30 if month[-2:] in ("04", "06", "09", "11") else 31
    return f"{month}-{first:02d}..{month}-{last:02d}"


def _part_of_decade(found: _Match) -> str:
    """``early 2020s`` as years."""
    first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}[found[1].lower()]
    return f"{found[2]}{first}..{found[2]}{last}"


def _era(found: _Match) -> str:
    """``44 BC`` as ``-0043``: ISO 8601 has a year 0."""
    year = int(found[1]) - 1
    return f"-{year:04d}" if year > 0 else "0000" if year == 0 else ""


def _quarter(found: _Match) -> str:
    """``first quarter of 2023`` as ``Q1 2023``."""
    ranks = ("first", "second", "third", "fourth")
    rank = found[1].lower()
    number = ranks.index(rank) + 1 if rank in ranks else int(rank[0])
    kind = "Q" if found[2].lower() == "quarter" else "H"
    return f"{kind}{number} {found[3]}" if number <= (4 if kind == "Q" else 2) else ""


def _years(found: _Match) -> str:
    """``1914-18`` in full, when no more than ten years lie between: else it is more likely a slip in the month."""
    century, first, last = found[1], found[2], found[3]
    return f"{century}{first}/{century}{last}" if 0 < int(last) - int(first) <= 10 else ""


def _hyphen(found: _Match) -> str:
    """Two dates with a hyphen between them as an interval."""
    return f"{found[1]}/{found[2]}"


_ANY: Final = r"([0-9]{4}(?:-[0-9]{2}){0,2})"
_Step = tuple[re.Pattern[str], Callable[[_Match], str], str]


def _mailed(found: _Match) -> str:
    """A date as mail and feeds write it."""
    month = _NAMES.get(found[2].lower(), 0)
    zone = f" {found[5]}" if found[5] and found[5][0] in "+-" else "Z" if found[5] else ""
    return f"{found[3]}-{month:02d}-{int(found[1]):02d} {found[4]}{zone}"


_ZONES: Final = {
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
    "PST": "-08:00", "PDT": "-07:00", "CET": "+01:00", "CEST": "+02:00",
}  # fmt: skip


def _make(shape: str, rewrite: Callable[[_Match], str], message: str) -> _Step:
    return re.compile(shape, re.IGNORECASE), rewrite, message


_NUMBERS_ONLY: Final = "dates are written year, month, day in numbers"
_TWO_DIGITS: Final = "year, month and day are joined by hyphens, month and day in two digits"
STEPS: Final[tuple[_Step, ...]] = (
    _make(
        r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? ([0-9]{1,2}) ([A-Z]{3}) ([0-9]{4}) "
        r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?: ([+-][0-9]{4}|GMT|UTC?))?$",
        _mailed,
        _NUMBERS_ONLY,
    ),
    _make(
        rf"{_DAY}\s*(?:-|to)\s*(?P<last>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\s+{_YEAR}", _named_days, _NUMBERS_ONLY
    ),
    _make(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b", _named, _NUMBERS_ONLY),
    _make(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", _named, _NUMBERS_ONLY),
    _make(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b", _named, _NUMBERS_ONLY),
    _make(rf"\b{_YEAR},?\s+{_MONTH}(?:\s+{_DAY}\b)?", _named, _NUMBERS_ONLY),
    _make(r"^([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})$", _day_first, _NUMBERS_ONLY),
    _make(
        r"^([0-9]{2})([0-9]{2})[-/](1[3-9]|[2-9][0-9])$",
        _years,
        "the years of an interval are written in full, with a slash between them",
    ),
    _make(r"^([0-9]{2})[-/.]([0-9]{4})$", lambda m: f"{m[2]}-{m[1]}", _NUMBERS_ONLY),
    _make(
        r"(?<![0-9-])[0-9]{4}([-/.])[0-9]{1,2}(?:\1[0-9]{1,2})?(?![0-9/.-])", lambda m: _other(m, _numbers), _TWO_DIGITS
    ),
    _make(r"^([0-9]{4})([0-9]{2})([0-9]{2})?$", lambda m: "-".join(filter(None, m.groups())), _TWO_DIGITS),
    _make(
        r"^([0-9]{4}(?:-[0-9]{2}){1,2})/([0-9]{2}(?:-[0-9]{2})?)$",
        _rest,
        "both dates of an interval are written in full",
    ),
    _make(rf"^{_ANY}\s*-\s*{_ANY}$", _hyphen, "two dates with a slash between them are an interval"),
    _make(r"^([0-9]{4})-([0-9]{3})$", _ordinal, "days are counted by month, not through the year"),
    _make(r"^([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?$", _week, "weeks are written as the days they span"),
    _make(r"^(early|mid|late)[ -]+([0-9]{4}-[0-9]{2})$", _part_of_month, "early, mid and late go with a year"),
    _make(r"^(early|mid|late)[ -]+(?:the )?([0-9]{3})0s$", _part_of_decade, "early, mid and late go with a year"),
    _make(
        r"^(?:the )?(first|second|third|fourth|[1-4](?:st|nd|rd|th)) (quarter|half) (?:of )?([0-9]{4})$",
        _quarter,
        "quarters and halves are written like Q1 2023 and H1 2023",
    ),
    _make(r"^([0-9]{4})[- ]?([QH][1-4])$", lambda m: f"{m[2].upper()} {m[1]}", "the quarter comes before the year"),
    _make(
        r"^(?:the )?(spring|summer|autumn|fall|winter) of ([0-9]{4})$", lambda m: f"{m[1]} {m[2]}", "no 'of' is needed"
    ),
    _make(
        r"^([0-9]{4}) (spring|summer|autumn|fall|winter)$",
        lambda m: f"{m[2]} {m[1]}",
        "the season comes before the year",
    ),
    _make(
        r"^(?:from |between )?(\S+) (?:to|until|till|through) (\S+)$",
        _hyphen,
        "two dates with a slash between them are an interval",
    ),
    _make(
        r"^(?:between )?(\S+) (?:and|or) (\S+)$",
        lambda m: f"{m[1]}..{m[2]}",
        "some time between two dates is written with '..'",
    ),
    _make(r"^(early|late)-(?=[0-9])", lambda m: f"{m[1]} ", "a space comes before the year"),
    _make(r"^from (?=[0-9c])", lambda _: "since ", "'since' begins an open interval"),
    _make(r"^(?:till|up to|through|by) (?=[0-9c])", lambda _: "until ", "'until' ends an open interval"),
    _make(
        r"^(?:around|approximately|approx\.?|roughly) (?=[0-9])",
        lambda _: "c. ",
        "an approximate date begins with 'c.'",
    ),
    _make(r"^(?:in|on|at|the|of) (?=[0-9])", _without, "a date stands by itself, without 'in' or 'on'"),
    _make(r"^([0-9]{1,4}) ?(?:BC|BCE|B\.C\.)$", _era, "years before 1 are written with a minus, and there is a year 0"),
    _make(r"^(?:AD|CE) ?([0-9]{4})$|^([0-9]{4}) ?(?:AD|CE)$", lambda m: m[1] or m[2], "the year stands by itself"),
    _make(r"^([0-9]{4})['’]s$|^([0-9]{4})ies$", lambda m: f"{m[1] or m[2]}s", "decades are written like 1990s"),
    _make(
        r"^([0-9]{1,2})(?:st|nd|rd|th) century$", lambda m: f"{int(m[1]) - 1:02d}XX", "centuries are written like 19XX"
    ),
    _make(
        r"\bx{1,2}\b|(?<=[0-9])x{1,2}",
        lambda m: m[0].upper() if m[0].islower() else "",
        "unspecified digits are capital X",
    ),
    _make(r"^\+(?=[0-9])", _without, "a year has no plus sign"),
    _make(r"^[\[{]([^\[\]{},.]+)[\]}]$", lambda m: m[1], "brackets are for ranges, such as [2023-01..2023-04]"),
    _make(
        r"(?<=[0-9]) ?(EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST)$",
        lambda m: _ZONES[m[1].upper()],
        "a zone is written as its distance from UTC, such as -05:00",
    ),
    _make(
        r"(?<=[0-9Tt ])([0-9]{1,2}):([0-9]{2}(?::[0-9]{2})?) ?([AaPp])\.?[Mm]\.?$",
        lambda m: f"{int(m[1]) % 12 + (12 if m[3] in 'Pp' else 0):02d}:{m[2]}",
        "hours run from 00 to 23, without am and pm",
    ),
    _make(r"(?<=[0-9Zz])\[[A-Za-z_/+-]+\]$", _without, "the distance from UTC is enough; the zone's name is left out"),
    _make(r"(?<=[0-9]) ?(?:UTC|GMT)$", lambda _: "Z", "UTC is written Z, other zones like +08:00"),
    _make(
        r"(?<=[0-9]{2}T)([0-9]{2})([0-9]{2})?(?![0-9:])",
        lambda m: f"{m[1]}:{m[2] or '00'}",
        "hours and minutes are joined by a colon",
    ),
)
"""What a text looks like, what to make of it, what to tell the writer; in order, the more special first."""
