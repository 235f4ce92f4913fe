"""Text within text: the label of a mention, a note, marked words. What stands in it keeps its place in the file."""

from __future__ import annotations

import html
import re
from typing import Final

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefgen.markup.collect import Collector
from briefgen.markup.html import escape

PLAIN: Final = re.compile(r"[^\n!&*<\[\\\]^_`~]+\Z")
"""A text without signs that may mean anything."""
_TAGS: Final = re.compile(r"<[^>]*>")
_NOT_IN_LABELS: Final = frozenset(("link_open", "link_close", "note_ref", "slot"))


def collector(state: StateInline) -> Collector:
    """The collector of the body that is being parsed."""
    found = state.env["collector"]
    assert isinstance(found, Collector)
    return found


def parse_within(state: StateInline, start: int, end: int) -> list[Token]:
    """Inline tokens of a part of the text that is being parsed."""
    found = collector(state)
    before, found.base = found.base, found.base + start
    try:
        return state.md.inline.parse(state.src[start:end], state.md, state.env, [])
    finally:
        found.base = before


def render(state: StateInline, tokens: list[Token]) -> str:
    """Inline tokens as HTML with slots."""
    return str(state.md.renderer.render(tokens, state.md.options, state.env))


def label_of(state: StateInline, start: int, end: int) -> tuple[str, str]:
    """The label of a mention: HTML, and plain text. A link or another mention in it is reported and left out."""
    found = collector(state)
    if PLAIN.match(state.src, start, end):
        words = state.src[start:end]
        return escape(words), words
    before, found.inside = found.inside, "the label of another"
    try:
        tokens = parse_within(state, start, end)
    finally:
        found.inside = before
    kept = [token for token in tokens if token.type not in _NOT_IN_LABELS]
    if len(kept) < len(tokens):
        where = found.span(start, end - start)
        message = "a link, note or citation cannot stand in the label of a mention"
        found.say("B05", message, where, "write plain text, and the rest behind it")
    shown = render(state, kept)
    return shown, html.unescape(_TAGS.sub("", shown))


def plain(tokens: list[Token]) -> str:
    """Plain text of inline tokens; mentions stay as slots until their names are known."""
    parts = []
    for token in tokens:
        if token.type == "slot":
            parts.append(token.meta.get("text") or "")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type in ("text", "text_special", "code_inline", "image"):
            parts.append(token.content)
    return "".join(parts)
