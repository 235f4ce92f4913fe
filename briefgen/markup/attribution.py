"""``— who, to audience in place, date (mode) [@cite]``: the line that gives a quote its speaker."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from briefgen import dates

_DASH: Final = re.compile(r"(?:—|--(?!-))[ \t]*")
_GAP: Final = r"(?:(?<!\s)\s+)?"
"""Blanks, looked at once: a pattern that may begin anywhere in a row of blanks costs the square of the row."""
_CITE: Final = re.compile(_GAP + r"(\[@[^\[\]\n]+\])\s*\Z")
_MODE: Final = re.compile(_GAP + r"\((verbatim|paraphrase|translation)\)\s*\Z")
_LINKED_DATE: Final = re.compile(r",\s*\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]\s*\Z")


class Part(NamedTuple):
    """A part as typed, and where it begins in the attribution."""

    text: str = ""
    start: int = 0


class Attribution(NamedTuple):
    """The parts; empty where not given."""

    who: Part
    to: Part = Part()
    place: Part = Part()
    date: Part = Part()
    mode: str = ""
    cite: Part = Part()


def opens(text: str) -> bool:
    """Whether a paragraph is an attribution."""
    return _DASH.match(text) is not None


def split(text: str) -> Attribution:
    """Take an attribution apart, from its end to its beginning."""
    text = text.replace("\n", " ").rstrip()
    dash = _DASH.match(text)
    start, end = dash.end() if dash else 0, len(text)
    mode, cite, date, place, to = "", Part(), Part(), Part(), Part()
    # What a part ends with is looked at first: most attributions have few of them.
    if text.endswith("]", start, end) and (match := _CITE.search(text, start, end)):
        cite, end = Part(match[1], match.start(1)), match.start()
    if text.endswith(")", start, end) and (match := _MODE.search(text, start, end)):
        mode, end = match[1], match.start()
    linked = text.endswith("]]", start, end) and _LINKED_DATE.search(text, start, end)
    if linked and dates.looks_like_date(linked[1]):
        date, end = _part(text, linked.start(1), linked.end(1)), linked.start()
    elif (comma := text.rfind(",", start, end)) >= 0 and dates.looks_like_date(text[comma + 1 : end].strip()):
        date, end = _part(text, comma + 1, end), comma
    if (at := text.rfind(" in ", start, end)) >= 0:
        place, end = _part(text, at + 4, end), at
    if (at := text.find(", to ", start, end)) >= 0:
        to, end = _part(text, at + 5, end), at
    return Attribution(_part(text, start, end), to, place, date, mode, cite)


def _part(text: str, start: int, end: int) -> Part:
    """A part without the blanks and the comma around it."""
    kept = text[start:end].rstrip().rstrip(",").rstrip()
    return Part(kept.lstrip(), start + len(kept) - len(kept.lstrip()))
