"""Three-valued comparison of dates.

A point may fall on any day of its bounds; an ``A/B`` fills its bounds, save for an end that is unknown
(``A/``), which may lie anywhere. YES: true of every such reading; NO: of none; MAYBE: of some.
The grain is the calendar day as written; two instants compare in UTC.

A qualified date (``~ ? %``) keeps its bounds, but nothing is called definite within ten of its own units:
what is about 1950 is neither before nor after 1955.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

from briefgen.dates.days import iso_day, to_ymd
from briefgen.dates.parse import parse
from briefgen.dates.record import MAX_DAY, MIN_DAY, Date

_ROOM: Final = {
    "day": 10, "month": 310, "season": 920, "quarter": 920, "third": 1_230,
    "year": 3_660, "decade": 36_600, "century": 366_000, "range": 3_660,
}  # fmt: skip
"""Ten units of each precision, in days."""

_MINUTE: Final = 60_000_000


class Answer(StrEnum):
    """What is known about a question."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


def _reach(d: Date) -> tuple[int, int, int, int]:
    """Earliest and latest first day, earliest and latest last day."""
    room = _ROOM.get(d.precision, 0) if d.approximate or d.uncertain else 0
    first, last = d.earliest - room, d.latest + room
    if not d.lasts:
        return first, last, first, last
    first_by = last if d.edtf[0] == "/" else d.earliest + room
    last_from = first if d.edtf[-1] == "/" else d.latest - room
    return first, first_by, last_from, last


def before(a: Date, b: Date) -> Answer:
    """Whether all of ``a`` lies on days before ``b``; of two instants, whether ``a`` is the earlier."""
    if a.instant is not None and b.instant is not None:
        return Answer.YES if a.instant < b.instant else Answer.NO
    _, _, a_last_from, a_last_by = _reach(a)
    b_first_from, b_first_by, _, _ = _reach(b)
    if a_last_by < b_first_from:
        return Answer.YES
    return Answer.NO if a_last_from >= b_first_by else Answer.MAYBE


def after(a: Date, b: Date) -> Answer:
    """Whether all of ``a`` lies on days after ``b``; of two instants, whether ``a`` is the later."""
    return before(b, a)


def overlaps(a: Date, b: Date) -> Answer:
    """Whether the two share a day; of two instants, whether they are one."""
    earlier, later = before(a, b), before(b, a)
    if Answer.YES in (earlier, later):
        return Answer.NO
    return Answer.MAYBE if Answer.MAYBE in (earlier, later) else Answer.YES


def contains(outer: Date, inner: Date) -> Answer:
    """Whether ``inner`` lies within ``outer``, taken as a stretch of time from its first to its last day."""
    first_from, first_by, last_from, last_by = _reach(inner)
    room = _ROOM.get(outer.precision, 0) if outer.approximate or outer.uncertain else 0
    start_by = outer.latest if outer.edtf[0] == "/" else outer.earliest + room
    end_from = outer.earliest if outer.edtf[-1] == "/" else outer.latest - room
    if start_by <= first_from and last_by <= end_from:
        return Answer.YES
    could = first_by >= outer.earliest - room and last_from <= outer.latest + room
    return Answer.MAYBE if could else Answer.NO


def contradict(a: Date, b: Date) -> bool:
    """Whether the two cannot both be the date of one event.

    A span and a point or span inside or across it do not contradict: one may be the closer account. Instants
    less than a minute apart do not either (seconds are often left out), nor does anything marked uncertain.
    """
    if a.uncertain or b.uncertain:
        return False
    if a.instant is not None and b.instant is not None:
        return abs(a.instant - b.instant) >= _MINUTE
    return Answer.YES in (before(a, b), before(b, a))


def may_be_same(a: Date, b: Date) -> Answer:
    """Whether the two may be the date of one event; YES when both are known to one and the same day or span."""
    if contradict(a, b):
        return Answer.NO
    if a.instant is not None and b.instant is not None:
        return Answer.YES if a.instant == b.instant else Answer.MAYBE
    one, other = _reach(a), _reach(b)
    known = one[0] == one[1] and one[2] == one[3]
    return Answer.YES if known and one == other and a.lasts == b.lasts else Answer.MAYBE


def narrower(a: Date, b: Date) -> Date | None:
    """The one that lies inside the other, ``a`` when they say the same; None when neither does."""
    if a.instant is not None and b.instant is not None and abs(a.instant - b.instant) >= _MINUTE:
        return None
    if (a.earliest, a.latest) == (b.earliest, b.latest):
        return max((a, b), key=_firmness)
    if b.earliest <= a.earliest and a.latest <= b.latest:
        return a
    return b if a.earliest <= b.earliest and b.latest <= a.latest else None


def _firmness(d: Date) -> tuple[bool, bool, bool]:
    """Of two dates with the same bounds the greater says more."""
    return d.instant is not None, not (d.approximate or d.uncertain), d.lasts


def active(start: Date | None, end: Date | None, at: Date) -> Answer:
    """Whether something held from ``start`` to ``end`` (inclusive; None is open) was in force at ``at``.

    YES strictly inside, NO definitely outside, MAYBE otherwise: also on the first and the last day, which two
    holders may share.
    """
    began = _reach(_half(start, 0)) if start else (MIN_DAY, MIN_DAY, 0, 0)
    ended = _reach(_half(end, -1)) if end else (0, 0, MAX_DAY, MAX_DAY)
    first_from, _, _, last_by = _reach(at)
    if last_by < began[0] or first_from > ended[3]:
        return Answer.NO
    inside = (start is None or first_from > began[1]) and (end is None or last_by < ended[2])
    return Answer.YES if inside else Answer.MAYBE


def _half(d: Date, which: int) -> Date:
    """The date an ``A/B`` starts (0) or ends (-1) with, when it is known; any other date as it is."""
    text = d.edtf.split("/")[which] if d.lasts else ""
    return d if text in ("", "..") else parse(text)


def sort_key(d: Date) -> tuple[int, int, int]:
    """What dates sort by: first day, last day, instant (-1 without one)."""
    return d.earliest, d.latest, -1 if d.instant is None else d.instant


def year(d: Date) -> int | None:
    """The one year a date falls in; None when it may be several. A winter counts to the year it begins in."""
    if d.open_start or d.open_end:
        return None
    first = _year(d.earliest)
    if d.latest == d.earliest or first == _year(d.latest) or (d.precision == "season" and not d.lasts):
        return first
    return None


@lru_cache(maxsize=65_536)
def _year(day: int) -> int:
    """Many events happen on one day."""
    return to_ymd(day)[0]


def iso(d: Date) -> str:
    """The first possible day as an ISO date; empty when the start is open."""
    return iso_day(d.earliest)
