"""What is gathered while one body is parsed. Lives for one file; leaves as frozen records."""

from __future__ import annotations

import re
from typing import Any, Final

from briefgen import dates
from briefgen.diagnostics import Diagnostic, Place
from briefgen.model import (
    Annotation,
    Citation,
    ClaimUse,
    CorrectionBlock,
    Heading,
    Link,
    Mention,
    Picture,
    Quote,
    TimelineBlock,
)
from briefgen.reading.front import slugify

_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|No|St|Gen|Sen|Rep|Gov|Lt|Col|Jr|Sr|vs|etc|e\.g|i\.e|a\.m|p\.m|U\.S|U\.N))\.\Z"
)
_END: Final = re.compile(r"[.!?…。！？]+[\"”’)\]]*(?:\s+|(?<=[。！？]))")


class Collector:
    """Facts and findings of one body, and where the parser stands."""

    def __init__(self, path: str, first_line: int, lines: list[str], timezone: str) -> None:
        self.path, self.first_line, self.lines, self.timezone = path, first_line, lines, timezone
        self.mentions: list[Mention] = []
        self.sentences: list[str] = []
        self.citations: list[Citation] = []
        self.quotes: list[Quote | None] = []
        self.claims: list[ClaimUse] = []
        self.timelines: list[TimelineBlock] = []
        self.annotations: list[Annotation] = []
        self.corrections: list[CorrectionBlock] = []
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.pictures: list[Picture] = []
        self.found: list[Diagnostic] = []
        self.anchors: dict[str, None] = {}
        self.notes: dict[str, Any] = {}
        self.note_numbers: dict[str, int] = {}
        self.pending_notes: list[str] = []
        self.block_line = 0
        self.quote = -1
        self.item: tuple[int, int] | None = None
        self._found: dict[tuple[int, str], int] = {}

    def spot(self, src: str, pos: int, snippet: str) -> tuple[int, int, int]:
        """(line, column, end) in the file of a construct at ``pos`` of the block's text."""
        line = self.block_line + src.count("\n", 0, pos)
        head = snippet.split("\n", 1)[0]
        text = self.lines[line] if line < len(self.lines) else ""
        # The search goes on behind the last one found: looking from the start again would be quadratic.
        column = text.find(head, self._found.get((line, head), -1) + 1)
        self._found[(line, head)] = max(column, self._found.get((line, head), -1))
        column = column if column >= 0 else max(text.find(head), 0)
        return line + self.first_line, column + 1, column + 1 + len(head)

    def say(self, code: str, message: str, where: tuple[int, int, int], hint: str = "") -> None:
        """Report something at (line, column, end) of the file."""
        self.found.append(Diagnostic(code, message, Place(self.path, *where), hint))

    def anchor(self, wanted: str) -> str:
        """An id attribute that is unique in this body."""
        base = slugify(wanted) or "section"
        name, number = base, 1
        while name in self.anchors:
            number += 1
            name = f"{base}-{number}"
        self.anchors[name] = None
        return name

    def date(self, text: str, where: tuple[int, int, int], offset: int = 0) -> dates.Date | None:
        """Parse a date in the text, or report it with the caret inside the span."""
        try:
            return dates.parse(text, self.timezone)
        except dates.DateError as error:
            line, column, _ = where
            start = column + offset + error.start
            hint = f"did you mean {error.suggestion}?" if error.suggestion else ""
            self.say("D08", error.message, (line, start, max(start + 1, column + offset + error.end)), hint)
            return None


def sentence_around(text: str, offset: int) -> str:
    """The sentence of a plain text in which ``offset`` lies."""
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATED.search(text[start : match.start() + 1]):
            continue
        if match.end() > offset:
            return text[start : match.end()].strip()
        start = match.end()
    return text[start:].strip()
