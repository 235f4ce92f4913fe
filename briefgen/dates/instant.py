"""Clock times: ISO 8601, RFC 3339 and YAML's looser timestamps, down to microseconds.

A time without a zone is read in the time zone given (an IANA name); where clocks are set back, the first
of the two readings is taken, and where they are set forward, the offset before the change.
The calendar day is kept as written; the instant is counted from 1970-01-01T00:00Z.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from briefgen.dates.days import CYCLE_YEARS, EPOCH, from_day, iso_day, month_length, to_ymd, year_text
from briefgen.dates.record import Date, DateError

_TIME: Final = re.compile(
    r"(?P<y>-?[0-9]{4})-(?P<mo>[0-9]{1,2})-(?P<d>[0-9]{1,2})"
    r"(?:[Tt]|[ \t]+)(?P<h>[0-9]{1,2}):(?P<mi>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,](?P<f>[0-9]+))?)?"
    r"[ \t]*(?P<z>[Zz]|(?P<sign>[+-])(?P<zh>[0-9]{1,2})(?::?(?P<zm>[0-9]{2}))?)?"
)
SECOND: Final = 1_000_000
"""Microseconds in a second."""
DAY: Final = 86_400 * SECOND
"""Microseconds in a day."""


def read_instant(text: str, zone: str) -> Date | None:
    """Read a whole text as a day with a clock time; None when it has no such shape.

    ``zone`` is an IANA name, used when the text names none. Raises :class:`DateError` for impossible parts.
    """
    start = len(text) - len(text.lstrip())
    part = text.strip()
    found = _TIME.fullmatch(part)
    if found is None:
        return None
    year, month, day = int(found["y"]), int(found["mo"]), int(found["d"])
    hour, minute, second = int(found["h"]), int(found["mi"]), int(found["s"] or 0)
    _check(text, start, found)
    micro = int((found["f"] or "0")[:6].ljust(6, "0"))
    offset = _offset(text, start, found)
    clock = ((hour * 60 + minute) * 60 + second) * SECOND + micro
    if offset is None:
        offset = _zone_offset(zone, text, (year, month, day, hour, minute, second))
    number = from_day(year, month, day)
    fraction = f".{micro:06d}".rstrip("0") if micro else ""
    written = _zone_text(found["z"], offset)
    edtf = f"{year_text(year)}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{fraction}{written}"
    instant = (number - EPOCH) * DAY + clock - offset * 60 * SECOND
    return Date(edtf, number, number, "instant", as_written=part if part != edtf else "", instant=instant)


def _check(text: str, start: int, found: re.Match[str]) -> None:
    """Raise :class:`DateError` for the first part that is out of range."""
    month, day = int(found["mo"]), int(found["d"])
    head = text[start : start + found.start("h")]

    def fault(part: str, message: str, suggestion: str = "") -> DateError:
        return DateError(message, text, start + found.start(part), start + found.end(part), suggestion)

    if found["y"] == "-0000":
        raise fault("y", "there is no year -0000; the year before 0001 is 0000")
    if not 1 <= month <= 12:
        raise fault("mo", f"there is no month {found['mo']}")
    if not 1 <= day <= month_length(int(found["y"]), month):
        raise fault("d", f"the month has {month_length(int(found['y']), month)} days")
    if int(found["h"]) == 24 and int(found["mi"]) == 0 and int(found["s"] or 0) == 0:
        following = iso_day(from_day(int(found["y"]), month, day) + 1)
        raise fault(
            "h", "hours run from 00 to 23; midnight begins the next day", f"{following}T00:00:00{found['z'] or ''}"
        )
    if int(found["h"]) > 23:
        raise fault("h", "hours run from 00 to 23")
    if int(found["mi"]) > 59:
        raise fault("mi", "minutes run from 00 to 59")
    if int(found["s"] or 0) > 59:
        suggestion = f"{head}{found['h']}:{found['mi']}:59{found['z'] or ''}" if found["s"] == "60" else ""
        raise fault("s", "seconds run from 00 to 59", suggestion)


def _offset(text: str, start: int, found: re.Match[str]) -> int | None:
    """Minutes east of UTC that the text names, or None. Raises :class:`DateError` beyond 23:59."""
    if found["z"] is None:
        return None
    if found["sign"] is None:
        return 0
    hours, minutes = int(found["zh"]), int(found["zm"] or 0)
    if hours > 23 or minutes > 59:
        message = f"there is no time zone offset {found['z']}"
        raise DateError(message, text, start + found.start("z"), start + found.end("z"))
    return (hours * 60 + minutes) * (-1 if found["sign"] == "-" else 1)


def _zone_text(written: str | None, offset: int) -> str:
    """The zone as EDTF writes it: as written when that is well formed, else ``Z`` or ``+hh:mm``."""
    if written is not None and re.fullmatch(r"Z|[+-][0-9]{2}(?::[0-9]{2})?", written) and written[:3] != "-00":
        return written
    if written is not None and offset == 0 and written[0] == "+":
        return "+00:00"
    if offset == 0:
        return "Z"
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def _zone_offset(zone: str, text: str, at: tuple[int, int, int, int, int, int]) -> int:
    """Minutes east of UTC that a zone keeps at a local time, rounded (old local times have odd seconds)."""
    if zone == "UTC":
        return 0
    known = find_zone(zone)
    if known is None:
        raise DateError(f"'{zone}' is not a time zone that is known here", text)
    year = at[0] if 2 <= at[0] <= 9998 else at[0] % CYCLE_YEARS + CYCLE_YEARS
    shift = datetime(year, *at[1:], tzinfo=known).utcoffset() or timedelta(0)
    return round(shift.total_seconds() / 60)


@lru_cache(maxsize=64)
def find_zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name, or None."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def today(instant_us: int, timezone: str = "UTC") -> Date:
    """The calendar day in a time zone at an instant (microseconds since 1970-01-01T00:00Z).

    Raises :class:`DateError` when the zone is not known.
    """
    zone = find_zone(timezone)
    if zone is None:
        raise DateError(f"'{timezone}' is not a time zone that is known here", timezone)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant_us)
    number = moment.astimezone(zone).toordinal()
    return Date(iso_day(number), number, number, "day")


def midnight_after(number: int, timezone: str = "UTC") -> float:
    """Seconds since 1970-01-01T00:00Z at which the day ``number`` ends in a time zone."""
    year, month, day = to_ymd(number + 1)
    return datetime(year, month, day, tzinfo=find_zone(timezone) or UTC).timestamp()
