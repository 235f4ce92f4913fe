"""Output paths of pages, from permalink patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from briefgen.reading.segments import UnsafePathError, join

__all__ = ["UnsafePathError", "folded", "folder", "join", "relative"]

_TOKEN: Final = re.compile(r"\{(\w+)\}")


def folder(pattern: str, tokens: Mapping[str, str]) -> str:
    """The output folder of a page, ``2024/08/slug/``, from a permalink pattern. Raises UnsafePathError.

    Slugs of other systems come with their letters encoded (``%C3%BCber``); they are decoded once, then judged.
    """
    filled = _TOKEN.sub(lambda match: unquote(tokens.get(match[1], ""), errors="surrogateescape"), pattern)
    return join(filled.removeprefix("/").removesuffix("/").split("/")) + "/" if filled.strip("/") else ""


def folded(path: str) -> str:
    """The form in which two paths are the same on some disk."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def relative(here: str, there: str) -> str:
    """The link from one output path to another; works from a sub-path and from a disk."""
    return "../" * here.count("/") + there
