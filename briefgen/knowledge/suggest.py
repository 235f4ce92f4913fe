"""The nearest known word to a mistyped one, quickly even among many thousands."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Final

_MOST: Final = 500
"""A site that misses more than this many different words does not wait for guesses."""

_COMMON: Final = 2_000
"""A part of a word that this many words share tells nothing."""

_CLOSE: Final = 0.7


def fold(text: str) -> str:
    """The form in which names are compared: NFC, without case, single spaces."""
    if text.isascii():
        return " ".join(text.split()).lower()
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).split()).casefold())


class Near:
    """Suggestions from a set of words; each word typed wrong is looked up once."""

    def __init__(self, words: Iterable[str]) -> None:
        self._index: dict[str, list[str]] = {}
        for word in dict.fromkeys(words):
            for part in _parts(word):
                self._index.setdefault(part, []).append(word)
        self._answers: dict[str, str] = {}

    def to(self, typed: str) -> str:
        """The word that is most like ``typed``, or an empty text when none is like it."""
        if typed not in self._answers:
            if len(self._answers) >= _MOST:
                return ""
            self._answers[typed] = self._find(typed)
        return self._answers[typed]

    def _find(self, typed: str) -> str:
        folded = fold(typed)
        shared: Counter[str] = Counter()
        for part in _parts(typed):
            words = self._index.get(part, ())
            if len(words) <= _COMMON:
                shared.update(words)
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(folded)
        best, closest = "", _CLOSE
        for word, _ in shared.most_common(24):
            matcher.set_seq1(fold(word))
            if matcher.real_quick_ratio() > closest and (ratio := matcher.ratio()) > closest:
                best, closest = word, ratio
        return best


def _parts(word: str) -> dict[str, None]:
    """Each two letters that follow one another, in their order, so that of equals always the same is found."""
    text = f" {fold(word)} ".replace("-", " ")
    return dict.fromkeys(text[i : i + 2] for i in range(len(text) - 1))
