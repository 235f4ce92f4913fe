"""Date to text for readers, at the precision that is known and no finer.

English, German, French, Spanish and Arabic have words of their own; every other locale Babel knows is shown
with its own patterns and neutral signs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from briefgen.dates.days import to_ymd
from briefgen.dates.friendly import name_unit, qualifier
from briefgen.dates.parse import parse
from briefgen.dates.patterns import fill, find_locale, join, pattern, time_text, year_text
from briefgen.dates.record import Date
from briefgen.dates.words import word

if TYPE_CHECKING:
    from babel import Locale

_MONTHS: Final = re.compile(r"\[(-?[0-9]{4})-([0-9]{2})\.\.\1-([0-9]{2})\]")
_STRETCH: Final = {
    ("01", "04"): "early", ("05", "08"): "mid", ("09", "12"): "late", ("01", "06"): "h1", ("07", "12"): "h2",
}  # fmt: skip
_CLOCK: Final = re.compile(r"T([0-9]{2}):([0-9]{2})[0-9:.]*(Z|[+-].*)$")


class Style(NamedTuple):
    """How to show: the locale, weekday names or not, abbreviated months or not."""

    locale: Locale
    weekday: bool = False
    short: bool = False

    def word(self, key: str, precision: str = "") -> str:
        """The template of a key in the locale's language."""
        return word(self.locale.language, key, precision)


@lru_cache(maxsize=65_536)
def show(d: Date, locale: str = "en", *, weekday: bool = False, short: bool = False) -> str:
    """The date for a reader: "27–29 August 2024", "early 2023", "about 1950".

    ``locale`` is a language tag, shown as English when it is unknown. ``weekday`` names the day of the week where
    one day is known, not in spans; ``short`` abbreviates months and leaves out the zone of a clock time. Never raises.
    """
    return "".join(parts(d, Style(find_locale(locale), weekday, short)))


def parts(d: Date, style: Style) -> tuple[str, ...]:
    """The shown text; of a closed interval in three: first date, joint, last date."""
    if d.lasts:
        return _interval(d, style)
    if d.precision == "range":
        return (_range(d, style),)
    return (_qualified(d, style),)


def _qualified(d: Date, style: Style, *, within: bool = False) -> str:
    """A date without a span, with "about" and "possibly"; ``within`` when another preposition precedes it."""
    text = _plain(d, style)
    if _named_decade(d) and (within or d.approximate or d.uncertain):
        text = (style.word("the decade") or "{0}").format(text)
    if d.approximate:
        template = style.word("near") if within else ""
        text = (template or style.word("about", d.precision)).format(text)
    return style.word("possibly").format(text) if d.uncertain else text


def _plain(d: Date, style: Style) -> str:
    """A date without a span, its qualifiers left aside."""
    locale = style.locale
    if d.precision == "day":
        return fill(locale, pattern(locale, "weekday" if style.weekday else "day", short=style.short), d.earliest)
    if d.precision == "instant":
        return _instant(d, style)
    if d.precision in ("year", "month"):
        return fill(locale, pattern(locale, d.precision, short=style.short), d.earliest)
    if _named_decade(d) and style.word("decade"):
        return style.word("decade").format(year_text(locale, d.earliest))
    if d.precision in ("decade", "century"):
        return _between(d.earliest, d.latest, "year", style)
    return _season(d, style)


def _named_decade(d: Date) -> bool:
    """Whether a decade may go by its name: "the 1900s" are ten years to some readers and a hundred to others."""
    return d.precision == "decade" and d.earliest > 0 and to_ymd(d.earliest)[0] % 100 != 0


def _season(d: Date, style: Style) -> str:
    """A season, quarter or third: by its name, else by its months."""
    locale = style.locale
    code = re.sub(r"[?~%]", "", d.edtf)[-2:]
    template = style.word(code)
    if d.precision == "quarter" and (style.short or not template):
        return fill(locale, pattern(locale, "quarter", short=style.short), d.earliest)
    if template:
        return template.format(year_text(locale, d.earliest))
    return _between(d.earliest, d.latest, "month", style)


def _instant(d: Date, style: Style) -> str:
    """A day with its clock time in the zone it was written in."""
    day = _plain(Date("", d.earliest, d.latest, "day"), style)
    found = _CLOCK.search(d.edtf)
    if found is None:
        return day
    clock = time_text(style.locale, int(found[1]), int(found[2]))
    zone = "" if style.short else f" {_zone(found[3])}"
    comma = "،" if style.locale.language == "ar" else ","
    return f"{day}{comma} {clock}{zone}"


def _zone(offset: str) -> str:
    """``Z`` as UTC, ``+08:00`` as UTC+8, ``-03:30`` as UTC−3:30."""
    if offset.strip("Z+-0:") == "":
        return "UTC"
    hours, _, minutes = offset[1:].partition(":")
    sign = "−" if offset[0] == "-" else "+"
    return f"UTC{sign}{int(hours)}" + (f":{minutes}" if minutes.strip("0") else "")


def _interval(d: Date, style: Style) -> tuple[str, ...]:
    """``A/B``, with open and unknown ends."""
    left, right = d.edtf.split("/")
    if right in ("", ".."):
        first = parse(left)
        key = "since" if right else "end unknown"
        return (style.word(key, first.precision).format(_qualified(first, style, within=True)),)
    last = parse(right)
    if left in ("", ".."):
        key = "until" if left else "start unknown"
        return (style.word(key, last.precision).format(_qualified(last, style, within=True)),)
    first, style = parse(left), style._replace(weekday=False)
    if first.edtf == last.edtf:
        return (_qualified(first, style),)
    kind = _common(first, last)
    joined = join(style.locale, kind, first.earliest, last.earliest, short=style.short) if kind else None
    return joined or (_qualified(first, style), " – ", _qualified(last, style))


def _range(d: Date, style: Style) -> str:
    """``[A..B]``: some time in it."""
    left, right = d.edtf[1:-1].split("..")
    months = _MONTHS.fullmatch(d.edtf)
    named = style.word(_STRETCH.get((months[2], months[3]), "")) if months else ""
    if named:
        return named.format(year_text(style.locale, d.earliest))
    if not right:
        return _one_sided(parse(left), "after", style)
    if not left:
        return _one_sided(parse(right), "before", style)
    first, last, style = parse(left), parse(right), style._replace(weekday=False)
    if first.edtf == last.edtf:
        return _qualified(first, style)
    kind = _common(first, last)
    if kind:
        return _between(first.earliest, last.earliest, kind, style)
    template = style.word("between", "day" if first.precision == last.precision == "day" else "")
    return template.format(_qualified(first, style, within=True), _qualified(last, style, within=True))


def _one_sided(bound: Date, key: str, style: Style) -> str:
    """``[A..]`` as "after" the day, month or year before A; ``[..B]`` as "before" the one after B."""
    beside = bound.earliest - 1 if key == "after" else bound.latest + 1
    near = name_unit(beside, bound.precision) if bound.precision in ("day", "month", "year") else None
    if near is None:
        template = style.word("or later" if key == "after" else "or earlier")
        return template.format(_qualified(bound, style))
    return style.word(key, bound.precision).format(_qualified(parse(near + qualifier(bound)), style, within=True))


def _between(first: int, last: int, kind: str, style: Style) -> str:
    """Some time between two months, days or years; takes day numbers inside the first and the last of them."""
    joined = join(style.locale, kind, first, last, short=style.short)
    if joined is None:
        form = pattern(style.locale, kind, short=style.short)
        joined = fill(style.locale, form, first), "", fill(style.locale, form, last)
    return style.word("between", kind).format(joined[0], joined[2])


def _common(first: Date, last: Date) -> str:
    """The precision of two plain dates when it is one and the same day, month or year; else empty."""
    plain = not (first.approximate or first.uncertain or last.approximate or last.uncertain)
    same = first.precision == last.precision and first.precision in ("day", "month", "year")
    return first.precision if plain and same and first.earliest > 0 else ""
