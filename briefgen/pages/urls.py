"""Output paths: made by one function, from segments, and refused rather than repaired."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE)
_TOKEN: Final = re.compile(r"\{(\w+)\}")


class UnsafePathError(ValueError):
    """A path that must not be written; the message says which part is wrong."""


def folder(pattern: str, tokens: Mapping[str, str]) -> str:
    """The output folder of a page, ``2024/08/slug/``, from a permalink pattern. Raises UnsafePathError."""
    filled = _TOKEN.sub(lambda match: tokens.get(match[1], ""), pattern)
    return join(filled.strip("/").split("/")) + "/" if filled.strip("/") else ""


def join(segments: list[str]) -> str:
    """Segments as one relative path in NFC. Raises UnsafePathError."""
    for segment in segments:
        problem = _problem(segment)
        if problem:
            raise UnsafePathError(f"'{''.join(c if c.isprintable() else '?' for c in segment)[:60]}' {problem}")
    return unicodedata.normalize("NFC", "/".join(segments))


def _problem(segment: str) -> str:
    if not segment.strip(". "):
        return "cannot be a part of a path"
    if "/" in segment or "\\" in segment or any(not c.isprintable() or c in '<>:"|?*' for c in segment):
        return "holds a character that a path cannot have"
    if _RESERVED.match(segment) or segment[-1] in ". ":
        return "is a name that some systems reserve"
    return "is longer than 200 bytes" if len(segment.encode()) > 200 else ""


def folded(path: str) -> str:
    """The form in which two paths are the same on some disk."""
    return unicodedata.normalize("NFC", path).casefold()


def relative(here: str, there: str) -> str:
    """The link from one output path to another; works from a sub-path and from a disk."""
    return "../" * here.count("/") + there
