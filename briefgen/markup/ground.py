"""Where the text of one block stands in the file: a parser hands on text without its markers, findings need a place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


class Ground:
    """The text of one block (a paragraph, a heading, a cell of a table) over the lines it was taken from."""

    __slots__ = ("_pipes", "_row", "_starts", "content", "first", "from_column")

    def __init__(self, content: str, first: int, from_column: int = -1) -> None:
        """``first`` is the 0-based number of its first line; ``from_column`` that of a cell, else -1."""
        self.content, self.first, self.from_column = content, first, from_column
        self._starts: list[int] | None = None
        self._pipes: list[int] | None = None
        self._row = (-1, 0, 0)
        """The line asked for last: its number in the content, its length, and the column where it begins."""

    def place(self, lines: Sequence[str], offset: int) -> tuple[int, int, int]:
        """(line, column, characters left on the line) of an offset, counted from 0."""
        if self._starts is None:
            self._starts = _all(self.content, "\n", [-1])
        if not 0 <= offset <= len(self.content):
            offset = min(max(offset, 0), len(self.content))
        row = bisect_left(self._starts, offset) - 1
        if row != self._row[0]:
            self._row = self._measure(lines, row)
        _, length, column = self._row
        within = offset - self._starts[row] - 1
        column += within + (self._escapes(offset) if self.from_column >= 0 else 0)
        return self.first + row, max(column, 0), length - within

    def _measure(self, lines: Sequence[str], row: int) -> tuple[int, int, int]:
        assert self._starts is not None
        stop = self._starts[row + 1] if row + 1 < len(self._starts) else len(self.content)
        text = self.content[self._starts[row] + 1 : stop]
        if self.from_column >= 0:
            return row, len(text), self.from_column
        raw = lines[self.first + row] if self.first + row < len(lines) else ""
        kept = text.strip()
        if kept and raw.endswith(text):  # as nearly always; looking for a long text is slow
            return row, len(text), len(raw) - len(text)
        return row, len(text), raw.rfind(kept) - text.find(kept)

    def _escapes(self, offset: int) -> int:
        """The parser took a backslash from each escaped | of a cell: how many before an offset."""
        if self._pipes is None:
            self._pipes = _all(self.content, "|", [])
        return bisect_left(self._pipes, offset)


def _all(text: str, sign: str, found: list[int]) -> list[int]:
    """Adds where a sign stands in a text."""
    at = text.find(sign)
    while at >= 0:
        found.append(at)
        at = text.find(sign, at + 1)
    return found


def cell_column(raw: str, content: str, cursor: int) -> tuple[int, int]:
    """Where the text of a cell begins on its line, and where it ends; cells are looked for in their order."""
    written = content.replace("|", "\\|")
    column = raw.find(written, cursor)
    return (column, column + len(written)) if column >= 0 else (cursor, cursor)
