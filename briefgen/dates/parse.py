"""Text to :class:`Date`: the one entry for everything a writer may write as a date."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from briefgen.dates.days import from_day, month_length
from briefgen.dates.friendly import interval, single, some_time, trim, worded
from briefgen.dates.instant import read_instant
from briefgen.dates.record import Date, DateError

LONGEST: Final = 80
"""No date is longer; what is longer is refused unread, so that no input costs more than this."""

_CLOCK: Final = re.compile(r"[0-9]:[0-9]|[0-9][Tt][0-9]")


@lru_cache(maxsize=65_536)
def parse(text: str, timezone: str = "UTC") -> Date:
    """Read a date: EDTF, a clock time, or one of the friendly forms.

    ``timezone`` is the IANA name of the zone for clock times that name none.
    Raises :class:`DateError` with a caret span and, where one can be guessed, a suggestion.
    """
    known = _plain_day(text)
    if known is not None:
        return known
    try:
        return understand(text, timezone)
    except DateError as error:
        from briefgen.dates.suggest import better

        raise better(error) from None


@lru_cache(maxsize=8_192)
def parse_instant(text: str, timezone: str = "UTC") -> Date:
    """Read a day, or a day with a clock time, and nothing wider.

    Takes ISO 8601, RFC 3339 and YAML's looser ``2017-03-08 2:05:17 -0400``; the zone is the text's own, else
    ``timezone`` (an IANA name). Raises :class:`DateError`.
    """
    found = parse(text, timezone)
    if found.precision not in ("day", "instant") or found.lasts or found.approximate or found.uncertain:
        raise DateError("a full date is needed here, such as 2024-08-28 or 2024-08-28T09:30:00+02:00", text)
    return found


def _plain_day(text: str) -> Date | None:
    """``YYYY-MM-DD`` and nothing else; None for everything the other path must judge."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    year, month, day = text[:4], text[5:7], text[8:]
    if not (year.isdigit() and month.isdigit() and day.isdigit()):
        return None
    y, m, d = int(year), int(month), int(day)
    if not (1 <= m <= 12 and 1 <= d <= month_length(y, m)):
        return None
    number = from_day(y, m, d)
    return Date(text, number, number, "day")


def understand(text: str, timezone: str) -> Date:
    """The forms in turn, told apart by a mark each has. Raises :class:`DateError`."""
    start, end = trim(text, 0, len(text))
    if start == end:
        raise DateError("a date is missing here", text)
    if end - start > LONGEST:
        raise DateError("this is too long for a date", text, start, end)
    if "/" not in text and _CLOCK.search(text):
        found = read_instant(text, timezone)
        if found is not None:
            return found
    if text[start] == "[" and text[end - 1] == "]" and ".." in text and "," not in text:
        return some_time(text, start + 1, end - 1, text[start:end])
    if "/" in text:
        return interval(text, start, end)
    if ".." in text:
        return some_time(text, start, end, text[start:end])
    if text[start].isalpha():
        word = worded(text, start, end)
        if word is not None:
            return word
    return single(text, start, end).date(text[start:end])
