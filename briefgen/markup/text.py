"""The text of one block: its inline content, and in which sentence each mention stands."""

from __future__ import annotations

from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefgen.markup.collect import Collector
from briefgen.markup.dispatch import Texts
from briefgen.markup.nested import plain
from briefgen.markup.notes import hoist
from briefgen.markup.prose import prose
from briefgen.markup.sentences import note_sentences
from briefgen.markup.states import piece

NESTING: Final = 20
"""Brackets within brackets, as markdown-it has it for CommonMark: deeper ones cost time without end, and nobody reads
them.
"""


def count(text: str) -> int:
    """How many words ``text.split()`` gives."""
    # The space is the only blank that counts as printable, so here spaces can be counted and no word need be made.
    line = text.replace("\n", " ")
    if line.isprintable() and "  " not in line and line == line.strip():
        return line.count(" ") + 1 if line else 0
    return len(text.split())


class Words:
    """Reads inline text for one body; ``parser`` is the one for inline text."""

    def __init__(self, parser: MarkdownIt, env: dict[str, Any]) -> None:
        self.parser, self.env = parser, env
        assert isinstance(parser.inline, Texts)
        self.texts: Final = parser.inline
        self.usual: Final = not parser.options["typographer"]
        """Whether signs stay as they are typed; else they are gone over when the text has been read."""

    def read(self, found: Collector, text: str) -> list[Token]:
        """Inline tokens of a text on which the collector stands; mentions in it learn their sentence."""
        if self.texts.plain(text):
            return [piece("text", "", 0, text)] if text else []
        known = prose(found, text, running=True) if self.usual else None
        if known is not None:
            return known
        before = len(found.mentions)
        children = self.fragment(text)
        if len(found.mentions) > before:
            note_sentences(found, plain(children))
        return children

    def fragment(self, text: str) -> list[Token]:
        """Inline tokens of a text that is no running text: mentions in it stand in no sentence."""
        children = self.texts.parse(text, self.parser, self.env, [])
        linked = "](" in text or "<" in text or "references" in self.env
        return hoist(children) if linked else children

    def html(self, tokens: list[Token]) -> str:
        """Inline tokens as HTML with slots."""
        return str(self.parser.renderer.render(tokens, self.parser.options, self.env))
