"""Whether a mention's target is meant as a date; decided by its shape alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

_WORDS = (
    r"(?:early|mid|late|c\.?|ca\.?|circa|about|since|until|after|before|spring|summer|autumn|fall|winter|[qh][1-4])"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DIGITS = r"(?:[0-9]{4}|[0-9]{3}x|[0-9]{2}xx)(?![0-9a-pruvy])"
_SHAPE: Final = (
    rf"\s*(?:{_WORDS}(?:\s+|-|(?<=\.)))*"
    rf"(?:[\[{{?~%.,/+\-]*(?=[0-9/.\-]*{_DIGITS}|[0-9]{{8}}(?![0-9]))[0-9x?~%][0-9xtzqws\s\[\]{{}}?~%.,:/+–−-]*"
    rf"|(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\.?\s+(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+)?[0-9]{{4}})"
)


@cache
def _shape() -> re.Pattern[str]:
    """Compiling it takes a millisecond, and few sites ask."""
    return re.compile(_SHAPE, re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=8_192)
def looks_like_date(text: str) -> bool:
    """Whether a writer would mean a date by this text, right or wrong.

    True for everything :func:`parse` reads and for what is close to it (``10/05/2023``, ``May 2023``), so that
    the writer is told about the date and not about an unknown name.
    """
    return len(text) <= 80 and _shape().fullmatch(text) is not None
