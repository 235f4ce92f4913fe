"""What is gathered while one body is parsed. Lives for one file; leaves as frozen records."""

from __future__ import annotations

from markdown_it.token import Token

from briefgen import dates
from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.markup.ground import Ground, cell_column
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
from briefgen.reading.slugs import slugify

Span = tuple[int, int, int]
"""Line, column, and the column after the last character, as an editor counts them (from 1)."""


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
        self.texts: list[str] = []
        """The text of each block that is shown."""
        self.titled = False
        """There is a heading of the first level, which is that of the page."""
        self.anchors: dict[str, None] = {}
        self.notes: dict[str, list[Token]] = {}
        """Tokens of each note that has been read, by its label."""
        self.note_numbers: dict[str, int] = {}
        """Numbers of the notes referred to, in the order of their first reference."""
        self.quote = -1
        self.item: tuple[int, int] | None = None
        self.inside = ""
        """Words for text that can hold no link: the label of a mention, the alternative text of an image."""
        self.base = 0
        """Where the text being parsed begins in the text of its block."""
        self._standing = ("", 0)
        self._ground: Ground | None = None
        """Made of the above when the first place is asked for: many a text has nothing to place."""
        self._row = (-1, 0)
        self._next: dict[str, int] = {}

    def stand(self, content: str, line: int, *, cell: bool = False) -> None:
        """The text of this block is parsed next; ``line`` counts from 0 in the body."""
        self.base = 0
        if not cell:
            self._ground, self._standing = None, (content, line)
            return
        raw = self.lines[line] if line < len(self.lines) else ""
        column, end = cell_column(raw, content, self._row[1] if self._row[0] == line else 0)
        self._row = (line, end)
        self._ground = Ground(content, line, column)

    def span(self, start: int, length: int) -> Span:
        """The place in the file of so many characters of the text that is being parsed; at most to the line's end."""
        if self._ground is None:
            self._ground = Ground(*self._standing)
        line, column, left = self._ground.place(self.lines, self.base + start)
        return line + self.first_line, column + 1, column + 1 + min(length, left)

    def line_span(self, line: int, text: str = "") -> Span:
        """The place of a line of the body (counted from 0), or of a text on it."""
        raw = self.lines[line] if line < len(self.lines) else ""
        text = text.strip() or raw.strip()
        column = max(raw.find(text), 0) + 1
        return line + self.first_line, column, column + len(text)

    def say(self, code: str, message: str, where: Span, hint: str = "", first: tuple[Span, str] | None = None) -> None:
        """Report something at a place of the file, and the other place it has to do with."""
        notes = (Note(Place(self.path, *first[0]), first[1]),) if first else ()
        self.found.append(Diagnostic(code, message, Place(self.path, *where), hint, notes))

    def anchor(self, wanted: str) -> str:
        """An id attribute that is unique in this body."""
        base = slugify(wanted) or "section"
        name, number = base, self._next.get(base, 1)
        while name in self.anchors:
            number += 1
            name = f"{base}-{number}"
        self._next[base] = number
        self.anchors[name] = None
        return name

    def date(self, text: str, where: Span, offset: int = 0) -> dates.Date | None:
        """Parse a date in the text, or report it with the caret inside the span."""
        try:
            return dates.parse(text, self.timezone)
        except dates.DateError as error:
            line, column, _ = where
            start = column + offset + error.start
            hint = f"did you mean {error.suggestion}?" if error.suggestion else ""
            self.say("D08", error.message, (line, start, max(start + 1, column + offset + error.end)), hint)
            return None
