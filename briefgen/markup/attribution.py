"""``— who, to audience in place, date (mode) [@cite]``: the line that gives a quote its speaker."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from briefgen import dates

_DASH: Final = re.compile(r"(?:—|--(?!-))[ \t]*")
_CITE: Final = re.compile(r"\s*(\[@[^\[\]\n]+\])\s*\Z")
_MODE: Final = re.compile(r"\s*\((verbatim|paraphrase|translation)\)\s*\Z")
_LINKED_DATE: Final = re.compile(r",\s*\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]\s*\Z")


class Attribution(NamedTuple):
    """The parts as typed; empty where not given."""

    who: str
    to: str = ""
    place: str = ""
    date: str = ""
    mode: str = ""
    cite: str = ""


def opens(text: str) -> bool:
    """Whether a paragraph is an attribution."""
    return _DASH.match(text) is not None


def split(text: str) -> Attribution:
    """Take an attribution apart, from its end to its beginning."""
    rest = _DASH.sub("", " ".join(text.split("\n")).strip(), count=1)
    cite = mode = date = place = to = ""
    if match := _CITE.search(rest):
        rest, cite = rest[: match.start()], match[1]
    if match := _MODE.search(rest):
        rest, mode = rest[: match.start()], match[1]
    if (match := _LINKED_DATE.search(rest)) and dates.looks_like_date(match[1]):
        rest, date = rest[: match.start()], match[1].strip()
    elif (head := rest.rpartition(","))[1] and dates.looks_like_date(head[2].strip()):
        rest, date = head[0], head[2].strip()
    if " in " in rest:
        rest, _, place = rest.rpartition(" in ")
    if ", to " in rest:
        rest, _, to = rest.partition(", to ")
    return Attribution(rest.strip().rstrip(","), to.strip(), place.strip().rstrip(","), date, mode, cite)
