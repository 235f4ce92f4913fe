"""The record of a date, and the error a writer sees when there is none.

Source of the notation: ISO 8601-2:2019, the Extended Date/Time Format (EDTF), levels 0 and 1 and the
parts of level 2 named in :mod:`briefgen.dates.edtf`.
"""

from __future__ import annotations

from typing import Final

import msgspec

MIN_DAY: Final = -9_999_999
"""Day number that stands for "no known beginning"; below every year that can be written."""
MAX_DAY: Final = 9_999_999
"""Day number that stands for "no known end"; above every year that can be written."""


class Date(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known about when something was, is or will be."""

    edtf: str
    """Canonical EDTF."""
    earliest: int
    """First possible day: proleptic Gregorian day number, 0001-01-01 = 1; ``MIN_DAY`` when open."""
    latest: int
    """Last possible day, inclusive; ``MAX_DAY`` when open."""
    precision: str
    """instant, day, month, season, quarter, third, year, decade or century; of an ``A/B`` the coarser of
    its ends; ``range`` for a one-of-a-set range ``[A..B]``."""
    lasts: bool = False
    """``A/B``: goes on from the first day to the last. False: a point somewhere between them."""
    approximate: bool = False
    """``~`` or ``%`` anywhere. The bounds are never widened for it."""
    uncertain: bool = False
    """``?`` or ``%`` anywhere. The bounds are never widened for it."""
    open_start: bool = False
    """No known beginning: ``earliest`` is ``MIN_DAY``."""
    open_end: bool = False
    """No known end: ``latest`` is ``MAX_DAY``."""
    as_written: str = ""
    """What the writer wrote when it differs from ``edtf``, else empty."""
    instant: int | None = None
    """Microseconds since 1970-01-01T00:00Z when ``precision`` is ``instant``, else None. The bounds then
    hold the calendar day as written, in the zone it was written in."""


class DateError(ValueError):
    """A text that is no date; says why, where, and what was probably meant."""

    def __init__(self, message: str, text: str, start: int = 0, end: int | None = None, suggestion: str = "") -> None:
        """Take one plain sentence, the whole text, a 0-based half-open span in it, and a text to write instead."""
        super().__init__(message)
        self.message = message
        self.text = text
        self.end = len(text) if end is None else end
        self.start = min(start, self.end)
        self.suggestion = suggestion

    def __reduce__(self) -> tuple[type[DateError], tuple[str, str, int, int, str]]:
        """Pickle whole, so that a worker process can hand it over."""
        return (DateError, (self.message, self.text, self.start, self.end, self.suggestion))


class UnreadableError(DateError):
    """A text that has not even the shape of a date; :mod:`briefgen.dates.suggest` may know better what it is."""
