"""Texts to names for addresses and ids."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from briefgen import dates

_ASCII: Final = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
"""What becomes of each ASCII character: its lower case, or a gap."""
_BYTES: Final = _ASCII.encode().ljust(256)
"""The same for bytes, which are gone over in a fraction of the time."""
_GAPS: Final = re.compile(r"[\W_]+")


def slugify(text: str) -> str:
    """Lower case, NFC, letters (any script), digits and combining marks kept, everything else one hyphen."""
    if text.isascii():
        return b"-".join(text.encode().translate(_BYTES).split()).decode()
    folded = unicodedata.normalize("NFC", text).lower()
    words = folded.translate(_ASCII).split()
    if "".join(words).isalnum():
        return "-".join(words)
    return _GAPS.sub(_hyphen, folded).strip("-")


def _hyphen(match: re.Match[str]) -> str:
    """What is neither letter nor digit becomes a hyphen, unless it is a mark that belongs to a letter."""
    if match[0].isascii():
        return "-"
    kept = (c if unicodedata.category(c).startswith("M") else "-" for c in match[0])
    return re.sub(r"-{2,}", "-", "".join(kept))


def anonymous_id(date: dates.Date, text: str) -> str:
    """A stable id for an event that was given none: its date and the beginning of its text."""
    return f"{_date_slug(date.edtf) or dates.iso(date)}-{slugify(text)[:60].strip('-')}".strip("-")


_date_slug: Final = lru_cache(maxsize=4096)(slugify)
"""Many events happen on one day."""
