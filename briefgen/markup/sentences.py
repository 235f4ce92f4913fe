"""Sentences of a plain text, so that a mention can be quoted with the words around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from msgspec.structs import replace

from briefgen.markup.collect import Collector

_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|No|St|Gen|Sen|Rep|Gov|Lt|Col|Jr|Sr|vs|etc|e\.g|i\.e|a\.m|p\.m|U\.S|U\.N))\.\Z"
)
_END: Final = re.compile(r"[.!?…。！？](?<![.!?…。！？]{2})[.!?…。！？]*[\"”’)\]]*(?:\s+|(?<=[。！？]))")
"""The first of such signs in a row, and what belongs to it. It begins with a sign: looking back first is slow."""
_DOT: Final = re.compile(r"\.(?<!\.\.)\.*[\"”’)\]]*\s+")
"""The same in a text where sentences end with dots only, which is found faster."""
_OTHER_ENDS: Final = "!?…。！？"
_MENTION: Final = re.compile("\0m([0-9]+)\0")
_LETTERS: Final = 4
_LOOK_BACK: Final = 8
"""Longer than any abbreviation, with the letter before it."""


class Sentences:
    """The sentences of one text, found in one pass."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        ends = _END if any(map(text.__contains__, _OTHER_ENDS)) else _DOT
        for match in ends.finditer(text):
            stop = match.start() + 1
            # A row of letters longer than any abbreviation needs no closer look: most sentences end with one.
            worded = stop > _LETTERS and text[stop - 1 - _LETTERS : stop - 1].isalpha()
            if worded or not _ABBREVIATED.search(text[max(stop - _LOOK_BACK, 0) : stop]):
                self.starts.append(match.end())

    def around(self, offset: int) -> str:
        """The sentence in which an offset lies."""
        row = bisect_right(self.starts, offset) - 1
        stop = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[row] : stop].strip()


def note_sentences(found: Collector, text: str) -> None:
    """Tell the mentions in a text (where each is a slot) in which sentence they stand."""
    indexes = [int(mark[1]) for mark in _MENTION.finditer(text)]
    for index, sentence in zip(indexes, sentences_of(found, text), strict=True):
        found.mentions[index] = replace(found.mentions[index], sentence=sentence)


def sentences_of(found: Collector, text: str) -> list[int]:
    """The sentences in which the mentions of a text stand, as they are noted: an index for each mention."""
    sentences = Sentences(text)
    known: dict[str, int] = {}
    indexes = []
    for mark in _MENTION.finditer(text):
        sentence = sentences.around(mark.start())
        if sentence not in known:
            known[sentence] = len(found.sentences)
            found.sentences.append(sentence)
        indexes.append(known[sentence])
    return indexes
