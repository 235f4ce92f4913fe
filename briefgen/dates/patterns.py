"""Babel's date patterns, for years that Python's own dates cannot hold too.

Babel is imported inside the functions: it costs more than the rest of the package, and most runs that
only read dates never show one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from briefgen.dates.days import CYCLE_YEARS, to_ymd

if TYPE_CHECKING:
    from babel import Locale

_QUOTED: Final = re.compile(r"('[^']*')")
_JOINT: Final = re.compile(r"^(?P<left>.*?)(?P<joint>[\s–—~～〜至-]*)$", re.DOTALL)
_FIELDS: Final = re.compile(r"([A-Za-z])\1*")
_YEAR, _DAY = "\1", "\2"
_CALENDAR_WAY: Final = {"yMMMMd": "yMMMd", "yMMMM": "yMMM"}


@lru_cache(maxsize=256)
def find_locale(tag: str) -> Locale:
    """The locale of a language tag (``pt-BR`` or ``pt_BR``); British English when it is unknown.

    Plain ``en`` is British too: day, month, year is the order most readers of English news can read either way.
    """
    from babel import Locale, UnknownLocaleError

    parts = tag.replace("-", "_").split("_")
    for name in ("_".join(parts), parts[0]):
        try:
            return Locale.parse("en_GB" if name.lower() == "en" else name)
        except (ValueError, TypeError, UnknownLocaleError):
            continue
    return Locale.parse("en_GB")


@lru_cache(maxsize=1024)
def pattern(locale: Locale, kind: str, *, short: bool) -> str:
    """The CLDR pattern for a ``year``, ``month``, ``quarter``, ``day`` or ``weekday`` (a day with its name)."""
    skeletons = locale.datetime_skeletons
    if kind == "day" and not short:
        return str(locale.date_formats["long"].pattern)
    if kind == "weekday" and not short:
        return str(locale.date_formats["full"].pattern)
    names = {"year": ("y", "y"), "month": ("yMMMM", "yMMM"), "quarter": ("yQQQQ", "yQQQ"), "day": ("", "yMMMd")}
    name = names.get(kind, ("", "yMMMEd"))[short]
    plain = {"y": "y", "yMMMM": "MMMM y", "yMMM": "MMM y", "yQQQQ": "QQQQ y", "yQQQ": "QQQ y", "yMMMd": "d MMM y"}
    found = skeletons.get(name)
    return str(found.pattern) if found is not None else plain.get(name, "EEE d MMM y")


def fill(locale: Locale, template: str, day: int) -> str:
    """A CLDR pattern filled with the day of a day number; years below 1 get the era ("44 BC")."""
    year, month, number = to_ymd(day)
    if 1 <= year <= 9999 and (locale.language != "fr" or number > 1):
        form = _of_month(locale, template, month)
        if form:
            return form.replace(_YEAR, str(year)).replace(_DAY, str(number))
    return _filled(locale, template, year, month, number)


@lru_cache(maxsize=4096)
def _of_month(locale: Locale, template: str, month: int) -> str:
    """A pattern filled for a month, but for the day and the year in it; empty when there is more to fill.

    Babel takes a hundredth of a millisecond over a date, and an archive shows each day of many years.
    """
    fields = {found[0] for found in _FIELDS.finditer("".join(_QUOTED.split(template)[::2]))}
    if not all(field in ("d", "y") or field[0] in "MLQq" for field in fields):
        return ""
    form = _outside_quotes(_outside_quotes(template, "y", _YEAR), "d", _DAY)
    return _filled(locale, form, 2000, month, 1)


def _filled(locale: Locale, template: str, year: int, month: int, number: int) -> str:
    from datetime import date

    from babel.dates import parse_pattern

    if not 1 <= year <= 9999:
        era = locale.eras["abbreviated"][0]
        template = _outside_quotes(template, r"y+", f"'{1 - year} {era}'")
        year = year % CYCLE_YEARS + CYCLE_YEARS  # same weekdays, same leap years
    if locale.language == "fr" and number == 1:
        template = _outside_quotes(template, r"\bd\b", "d'er'")
    return parse_pattern(template).apply(date(year, month, number), locale)


def _outside_quotes(template: str, what: str, by: str) -> str:
    """Replace in a CLDR pattern, leaving its quoted literals alone."""
    parts = _QUOTED.split(template)
    return "".join(part if part.startswith("'") else re.sub(what, by, part) for part in parts)


def year_text(locale: Locale, day: int) -> str:
    """The bare number of the year a day lies in, without the word some languages add to it."""
    return fill(locale, "y", day)


def time_text(locale: Locale, hour: int, minute: int) -> str:
    """A clock time as the locale writes it, without seconds."""
    from datetime import time

    from babel.dates import format_time

    return format_time(time(hour, minute), "short", locale=locale)


@lru_cache(maxsize=1024)
def _joined(locale: Locale, kind: str, field: str, *, short: bool) -> tuple[str, str, str] | None:
    """Left pattern, joint and right pattern of an interval whose greatest difference is ``field``."""
    skeleton = {"day": "yMMMMd", "month": "yMMMM", "year": "y"}[kind]
    if short:
        skeleton = _CALENDAR_WAY.get(skeleton, skeleton)
    formats = locale.interval_formats
    pair = formats.get(skeleton, {}).get(field)
    if pair is None and skeleton in _CALENDAR_WAY:
        pair = formats.get(_CALENDAR_WAY[skeleton], {}).get(field)
        pair = pair and [re.sub(r"(?<![ML])(?:M{3}|L{3})(?![ML])", lambda m: m[0] + m[0][0], part) for part in pair]
    if not pair or len(pair) != 2:
        return None
    left = _JOINT.match(pair[0])
    return (left["left"], left["joint"], pair[1]) if left else None


def join(locale: Locale, kind: str, first: int, last: int, *, short: bool) -> tuple[str, str, str] | None:
    """Two days, months or years with what they share written once: ``("27", "–", "29 August 2024")``.

    Takes day numbers; None when the locale has no such pattern or the two are the same.
    """
    one, other = to_ymd(first), to_ymd(last)
    field = "y" if one[0] != other[0] else "M" if one[1] != other[1] else "d"
    parts = _joined(locale, kind, field, short=short)
    if parts is None or one == other:
        return None
    left, right = fill(locale, parts[0], first), fill(locale, parts[2], last)
    joint = parts[1]
    if not joint.strip() or joint.strip() in "–—-":
        joint = " – " if any(sign.isspace() for sign in left) else "–"
    return left, joint, right
