"""Parts of an output path: judged, and refused rather than repaired. The one place that makes such paths."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_FORBIDDEN: Final = frozenset('/\\<>:"|?*%')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE)

_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9-]{4,199}\Z")
"""What most parts are; the names that Windows reserves are shorter."""


class UnsafePathError(ValueError):
    """A path that must not be written; the message says which part is wrong."""


def join(segments: Sequence[str]) -> str:
    """Segments as one relative path in NFC. Raises UnsafePathError."""
    for segment in segments:
        problem = _problem(segment)
        if problem and not segment:
            raise UnsafePathError(problem)
        if problem:
            shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in segment)
            raise UnsafePathError(f"'{shown if len(shown) <= 60 else shown[:59] + '…'}' {problem}")
    return unicodedata.normalize("NFC", "/".join(segments))


def is_safe(segment: str) -> bool:
    """Whether a segment may be a part of a path."""
    return not _problem(segment)


def _problem(segment: str) -> str:
    if _PLAIN.match(segment):
        return ""
    if not segment:
        return "it has an empty part"
    if not segment.strip(". "):
        return "cannot be a part of a path"
    if not segment.isprintable() or not _FORBIDDEN.isdisjoint(segment):
        wrong = next(c for c in segment if not c.isprintable() or c in _FORBIDDEN)
        return f"holds {wrong if wrong.isprintable() else f'U+{ord(wrong):04X}'}, which a path cannot have"
    if _RESERVED.match(segment):
        return "is a name that Windows reserves"
    if segment[-1] in ". ":
        return f"ends with a {'dot' if segment[-1] == '.' else 'space'}"
    return "is longer than 200 bytes" if len(segment.encode("utf-8", "surrogatepass")) > 200 else ""
