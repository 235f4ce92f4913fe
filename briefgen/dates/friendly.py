"""The words a writer may use instead of EDTF, and the spans: intervals ``A/B`` and ranges ``[A..B]``.

Every form becomes canonical EDTF; the table of forms is ``tests/spec/dates.md``.
All functions take the whole text with a 0-based half-open span, so that an error points into the whole.
"""

from __future__ import annotations

import re
from typing import Final

from briefgen.dates.days import to_ymd, year_text
from briefgen.dates.edtf import COARSENESS, Single, read
from briefgen.dates.record import MAX_DAY, MIN_DAY, Date, DateError, UnreadableError

_WORD: Final = re.compile(
    r"(?P<word>[A-Za-z]+[1-4]?\.?)[ \t]*(?:(?<=[.])|[ \t]|(?<=[Dd])-)[ \t]*(?P<rest>.+)", re.DOTALL
)
_DECADE: Final = re.compile(r"([0-9]{3})0s")
_YEAR: Final = re.compile(r"-?[0-9]{4}")

ABOUT: Final = frozenset({"c", "c.", "ca", "ca.", "circa", "about"})
UNITS: Final = {
    "spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24,
    "q1": 33, "q2": 34, "q3": 35, "q4": 36,
}  # fmt: skip
"""Words before a year, and their EDTF numbers."""
STRETCHES: Final = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "h1": (1, 6), "h2": (7, 12)}
"""Words before a year, and the months they stand for: some time in them."""


def split_word(text: str, start: int, end: int) -> tuple[str, int]:
    """The leading word in lower case and where the rest starts; an empty word when there is none."""
    found = _WORD.match(text, start, end)
    return (found["word"].lower(), found.start("rest")) if found else ("", start)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def single(text: str, start: int, end: int) -> Single:
    """One date that is no span: EDTF, ``c. X``, ``2020s``, ``spring 2023``, ``Q1 2023``."""
    start, end = trim(text, start, end)
    if start < end and text[start].isalpha():
        word, rest = split_word(text, start, end)
        if word in ABOUT:
            return _about(single(text, rest, end))
        if word in UNITS:
            if _YEAR.fullmatch(text, rest, end) is None:
                raise UnreadableError(f"'{word}' is followed by a year", text, rest, end)
            return _again(f"{text[rest:end]}-{UNITS[word]}")
    decade = _DECADE.fullmatch(text, start, end)
    if decade:
        return _again(f"{decade[1]}X")
    return read(text, start, end)


def _again(edtf: str) -> Single:
    """Read a text made here."""
    return read(edtf, 0, len(edtf))


def _about(known: Single) -> Single:
    """The same date, approximate."""
    if known.approximate:
        return known
    if not known.uncertain:
        return known._replace(edtf=known.edtf + "~", approximate=True)
    plain = re.sub(r"[?]", "", known.edtf)
    return _again(plain + "%")


def interval(text: str, start: int, end: int) -> Date:
    """``A/B``: lasts from A to B. An end may be open (``..``) or unknown (empty), not both."""
    middle = text.index("/", start, end)
    left, right = trim(text, start, middle), trim(text, middle + 1, end)
    bare = [text[slice(*span)] in ("", "..") for span in (left, right)]
    if all(bare):
        raise DateError("an interval needs a date at one end at least", text, start, end)
    first = None if bare[0] else single(text, *left)
    last = None if bare[1] else single(text, *right)
    edtf = f"{first.edtf if first else text[slice(*left)]}/{last.edtf if last else text[slice(*right)]}"
    if first and last and first.earliest > last.latest:
        message = "the interval ends before it begins"
        raise DateError(message, text, left[0], right[1], f"{last.edtf}/{first.edtf}")
    return _span(edtf, first, last, text[start:end], lasts=True)


def some_time(text: str, start: int, end: int, written: str) -> Date:
    """``A..B``, ``A..``, ``..B``: a point, some time between A and B. The span is without brackets."""
    middle = text.index("..", start, end)
    left, right = trim(text, start, middle), trim(text, middle + 2, end)
    if left[0] == left[1] and right[0] == right[1]:
        raise DateError("a range needs a date at one end at least", text, start, end)
    first = single(text, *left) if left[0] < left[1] else None
    last = single(text, *right) if right[0] < right[1] else None
    if first and last and first.earliest > last.latest:
        message = "the range ends before it begins"
        raise DateError(message, text, left[0], right[1], f"{last.edtf}..{first.edtf}")
    edtf = f"[{first.edtf if first else ''}..{last.edtf if last else ''}]"
    return _span(edtf, first, last, written, lasts=False)


def _span(edtf: str, first: Single | None, last: Single | None, written: str, *, lasts: bool) -> Date:
    """The record that reaches from one date to another; None for an end that is not known."""
    ends = [one for one in (first, last) if one]
    coarsest = max((one.precision for one in ends), key=COARSENESS.index)
    return Date(
        edtf,
        first.earliest if first else MIN_DAY,
        last.latest if last else MAX_DAY,
        coarsest if lasts else "range",
        lasts=lasts,
        approximate=any(one.approximate for one in ends),
        uncertain=any(one.uncertain for one in ends),
        open_start=first is None,
        open_end=last is None,
        as_written=written if written != edtf else "",
    )


def worded(text: str, start: int, end: int) -> Date | None:
    """A form that begins with a word and is more than a single date; None when it is none of them."""
    word, rest = split_word(text, start, end)
    written = text[start:end]
    if word in STRETCHES:
        if _YEAR.fullmatch(text, rest, end) is None:
            raise UnreadableError(f"'{word}' is followed by a year", text, rest, end)
        first, last = STRETCHES[word]
        year = text[rest:end]
        months = f"{year}-{first:02d}..{year}-{last:02d}"
        return some_time(months, 0, len(months), written)
    if word in ("since", "until"):
        one = single(text, rest, end)
        since = word == "since"
        edtf = f"{one.edtf}/.." if since else f"../{one.edtf}"
        return _span(edtf, one if since else None, None if since else one, written, lasts=True)
    if word in ("after", "before"):
        return _beside(text, rest, end, written, 1 if word == "after" else -1)
    return None


def _beside(text: str, start: int, end: int, written: str, way: int) -> Date:
    """``after X`` (way 1) or ``before X`` (way -1), both without X itself."""
    one = single(text, start, end)
    day = one.latest + 1 if way > 0 else one.earliest - 1
    near = name_unit(day, one.precision)
    if near is None:
        raise DateError("years run from -9999 to 9999", text, start, end)
    beside = _again(near + qualifier(one))
    edtf = f"[{beside.edtf}..]" if way > 0 else f"[..{beside.edtf}]"
    return _span(edtf, beside if way > 0 else None, None if way > 0 else beside, written, lasts=False)


def qualifier(known: Single | Date) -> str:
    """The sign for what is not sure about a date: ``~``, ``?``, ``%`` or nothing."""
    if known.approximate:
        return "%" if known.uncertain else "~"
    return "?" if known.uncertain else ""


def name_unit(day: int, precision: str) -> str | None:
    """The day, month or year a day number lies in, whichever the precision calls for; None beyond the calendar."""
    year, month, number = to_ymd(day)
    if not -9999 <= year <= 9999:
        return None
    if precision == "day":
        return f"{year_text(year)}-{month:02d}-{number:02d}"
    if precision in ("month", "season", "quarter", "third"):
        return f"{year_text(year)}-{month:02d}"
    return year_text(year)
