"""``{key=value key="a few words"}``: read by our own rules and consumed; none of it reaches the HTML as it stands."""

from __future__ import annotations

import re
from typing import Final

_ATTR: Final = re.compile(r"\s*([\w-]+)(?:=(?:\"([^\"]*)\"|([^\s\"{}]+)))?(?=\s|\Z)")


def attributes(text: str) -> list[tuple[str, str]] | None:
    """``a=b c="d e"`` as pairs, or None when it is not that."""
    pairs, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _ATTR.match(text, at)
        if match is None:
            return None
        pairs.append((match[1], match[2] if match[2] is not None else match[3] or ""))
        at = match.end()
    return pairs
