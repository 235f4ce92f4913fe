"""Date to HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Final

from briefgen.dates.parse import parse
from briefgen.dates.patterns import find_locale
from briefgen.dates.record import Date
from briefgen.dates.show import Style, parts

_OFFSET_HOURS: Final = re.compile(r"([+-][0-9]{2})$")
_FRACTION: Final = re.compile(r"(\.[0-9]{3})[0-9]+")


@lru_cache(maxsize=65_536)
def html(d: Date, locale: str = "en", label: str | None = None) -> str:
    """The date as HTML, safe to insert.

    ``<time datetime="2023-05">May 2023</time>`` where HTML's own notation can hold it; an ``A/B`` as two of them in
    ``<span class="date" data-edtf="...">``; what HTML cannot hold ("early 2023") as the span alone.
    ``label`` is HTML already and takes the place of the shown text, in one element.
    """
    machine = _machine(d)
    shown = parts(d, Style(find_locale(locale))) if label is None else (label,)
    texts = tuple(escape(text) for text in shown) if label is None else shown
    if machine:
        extra = "" if d.edtf == machine or d.instant is not None else f' data-edtf="{escape(d.edtf)}"'
        return f'<time datetime="{machine}"{extra}>{"".join(texts)}</time>'
    inner = "".join(texts)
    if len(texts) == 3:
        ends = [_machine(parse(half)) for half in d.edtf.split("/")]
        if all(ends):
            left, right = (f'<time datetime="{end}">{text}</time>' for end, text in zip(ends, texts[::2], strict=True))
            inner = f"{left}{texts[1]}{right}"
    return f'<span class="date" data-edtf="{escape(d.edtf)}">{inner}</span>'


def _machine(d: Date) -> str:
    """The date in HTML's notation for ``datetime``; empty when it cannot hold it (it knows no year below 1)."""
    if d.lasts or d.approximate or d.uncertain or d.earliest < 1:
        return ""
    if d.precision == "instant":
        whole = _OFFSET_HOURS.sub(r"\1:00", d.edtf) if "T" in d.edtf and d.edtf[-3] in "+-" else d.edtf
        return _FRACTION.sub(r"\1", whole)
    length = {"year": 4, "month": 7, "day": 10}.get(d.precision, 0)
    return d.edtf[:length]
