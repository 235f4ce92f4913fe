"""What the parser's rules write into: its own states, with tokens that are made without looking their arguments over.

A brief is a few hundred tokens, and the parser's own class calls three functions for each.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any, Final, Literal, cast

import msgspec
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Nesting = Literal[-1, 0, 1]


_BLANKS: Final = (" ", "\t")


class Piece(msgspec.Struct):
    """A token with the names of the parser's own, which sees no difference."""

    type: str
    tag: str
    nesting: int
    content: str = ""
    level: int = 0
    block: bool = False
    attrs: dict[str, str | int | float] = {}
    map: list[int] | None = None
    children: list[Token] | None = None
    markup: str = ""
    info: str = ""
    meta: dict[Any, Any] = {}
    hidden: bool = False

    attrSet = Token.attrSet  # noqa: N815 - the names the rules call, here and below
    attrGet = Token.attrGet  # noqa: N815
    attrItems = Token.attrItems  # noqa: N815
    attrJoin = Token.attrJoin  # noqa: N815


piece: Final[Callable[..., Token]] = cast("Any", Piece)
"""Makes a token."""


class Line(StateInline):
    """The text of one block."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._parts: list[str] = []

    @property
    def pending(self) -> str:
        """Plain text that is in no token yet; kept in parts, so that a long row of signs costs no square."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @pending.setter
    def pending(self, value: str) -> None:
        self._parts = [value] if value else []

    def append_pending(self, text: str) -> None:
        """Add plain text."""
        self._parts.append(text)

    def add(self, *tokens: Token) -> None:
        """Add tokens that open and close nothing beyond themselves, behind the text that waits."""
        if self._parts:
            self.pushPending()
        self.pendingLevel = self.level
        self.tokens.extend(tokens)

    def pushPending(self) -> Token:  # noqa: N802 - the parser's name
        token = piece("text", "", 0, "".join(self._parts), self.pendingLevel)
        self.tokens.append(token)
        self._parts = []
        return token

    def push(self, ttype: str, tag: str, nesting: Nesting) -> Token:
        if self._parts:
            self.pushPending()
        meta: dict[str, Any] | None = None
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        token = piece(ttype, tag, nesting, "", self.level)
        if nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
            meta = {"delimiters": self.delimiters}
        self.pendingLevel = self.level
        self.tokens.append(token)
        self.tokens_meta.append(meta)
        return token


class Lines(StateBlock):
    """A body, line by line."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        """Note where each line begins and ends, and how far it is indented, as the parser's own state does."""
        super().__init__("", md, env, tokens)
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()
        marks = list(accumulate([len(line) + 1 for line in lines], initial=0))
        self.src, self.lineMax = src, len(lines)
        self.bMarks, self.eMarks = [*marks[:-1], len(src)], [*[mark - 1 for mark in marks[1:]], len(src)]
        self.tShift, self.sCount, self.bsCount = ([0] * len(marks) for _ in range(3))
        for number, line in enumerate(lines):
            if line[:1] in _BLANKS:
                blanks = line[: len(line) - len(line.lstrip(" \t"))]
                self.tShift[number], self.sCount[number] = len(blanks), len(blanks.expandtabs(4))

    def push(self, ttype: str, tag: str, nesting: Nesting) -> Token:
        if nesting < 0:
            self.level -= 1
        token = piece(ttype, tag, nesting, "", self.level, True)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token
