"""Findings that only follow from others: a writer is told of a mistake once, where it was made.

A title that cannot be read is not missing, and a name is not unknown while the file of its record cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from briefgen.diagnostics import Diagnostic
from briefgen.reading.locate import Source, given

_MISSING: Final = ("M03", "D01", "M06")
_NAMES: Final = ("R01", "M09", "S04", "C07")
_OF_FRONT_MATTER: Final = (*_MISSING, "S04", "S05", "C07", "Q04", "F09")
"""What can be wrong only because front matter could not be read."""
_STRUCTURE: Final = "FYMD"
"""Families of the causes."""


def without_consequences(
    errors: Sequence[Diagnostic], others: Iterable[Diagnostic], source: Callable[[str], Source]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Errors and other findings without those that an error explains. ``source`` opens a file of the site.

    A finding is dropped only for another error that stays, so what is left fails a build just as before.
    """
    causes: dict[str, list[Diagnostic]] = {}
    for one in errors:
        if one.code[0] in _STRUCTURE and (one.code not in _MISSING or one.place.line):
            causes.setdefault(one.place.path, []).append(one)
    if not causes:
        return list(errors), list(others)
    unread = {path for path, found in causes.items() if _unread(found, source(path))}
    words = {path: source(path).text.casefold() for path in sorted(unread) if path.startswith("content/")}

    def follows(one: Diagnostic) -> bool:
        path = one.place.path
        if path in unread and one.code in _OF_FRONT_MATTER:
            return True
        if one.code in _MISSING and path in causes and one.place.key:
            return given(source(path), one.place.key) or _misspelt(one, causes[path])
        if one.code in _NAMES and one.about:
            return any(_says(text, one.about.casefold()) for there, text in words.items() if there != path)
        return False

    return [one for one in errors if not follows(one)], [one for one in others if not follows(one)]


@lru_cache(maxsize=4096)
def _says(text: str, word: str) -> bool:
    """Whether a word stands in a text by itself."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _unread(found: Sequence[Diagnostic], source: Source) -> bool:
    return not source.readable or any(one.code in ("F01", "F02", "F03", "F04", "F05", "Y04") for one in found)


def _misspelt(one: Diagnostic, causes: Sequence[Diagnostic]) -> bool:
    """Whether the key that is missing is there under a name that nearly is its own."""
    key = one.place.key.rpartition(".")[2]
    return any(cause.code == "M01" and cause.hint == f"did you mean {key}?" for cause in causes)
