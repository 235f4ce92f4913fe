"""The core rule that parses the text of every block, knowing in which of our constructs it stands."""

from __future__ import annotations

import re
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from briefgen.markup.collect import Collector
from briefgen.markup.quotes import attribute, attributions, judge_missed
from briefgen.markup.text import Words
from briefgen.markup.timeline import read_timeline

_OURS: Final = frozenset(("block_open", "blockquote_open", "blockquote_close"))
_FENCE: Final = re.compile(r"^[ \t]*(:{3,})[ \t]*$", re.MULTILINE)
_HEADING_ID: Final = re.compile(r"(?:(?<![ \t])[ \t]+)?\{#([^{}\s]+)\}\Z")


def run(state: StateCore) -> None:
    """Parse inline content; take attributions and timelines out of the stream and remember them."""
    found: Collector = state.env["collector"]
    lines, missed = attributions(state.tokens)
    for index in missed:
        judge_missed(found, state.tokens[index])
    state.tokens = _read(found, state.env["words"], lines, state.tokens)
    found.quote = -1


def _read(found: Collector, words: Words, lines: dict[int, int], tokens: list[Token]) -> list[Token]:
    quotes: list[int] = []
    keep: list[Token] = []
    skip_until = -1
    for index, token in enumerate(tokens):
        if index <= skip_until:
            continue
        kind = token.type
        if kind == "inline":
            _inline(found, words, token, tokens[index - 1])
        elif kind == "paragraph_open":
            if lines.get(index, index) != index:
                attribute(found, words, tokens[index + 1], found.quote)
                skip_until = index + 2
                continue
        elif kind not in _OURS:
            pass
        elif kind == "block_open" and token.info == "timeline":
            skip_until = _matching(tokens, index)
            keep.append(read_timeline(found, words, token, tokens[index + 1 : skip_until]))
            continue
        elif kind == "blockquote_open":
            quotes.append(_open_quote(found, token, attributed=index in lines))
            found.quote = next((quote for quote in reversed(quotes) if quote >= 0), -1)
        elif kind == "blockquote_close":
            token.meta = {"quote": quotes.pop()} if quotes else {}
            found.quote = next((quote for quote in reversed(quotes) if quote >= 0), -1)
        keep.append(token)
    return keep


def _inline(found: Collector, words: Words, token: Token, opening: Token) -> None:
    """Parse one block's text."""
    kind, content = opening.type, token.content
    if kind == "heading_open":
        found.titled = found.titled or opening.tag == "h1"
        if match := _HEADING_ID.search(content):
            content = token.content = content[: match.start()]
            opening.meta = {"id": match[1]}
    found.texts.append(content)
    cell = kind in ("td_open", "th_open")
    found.stand(content, token.map[0] if token.map else 0, cell=cell)
    # One sign is found many times faster than three.
    if kind == "paragraph_open" and ":" in content and ":::" in content:
        _judge_fences(found, content)
    said = len(found.found)
    token.children = words.read(found, content)
    if cell and content.count("[[") > content.count("]]"):
        found.found[said:] = [one for one in found.found[said:] if one.code != "B01"]
        where = found.span(0, len(content))
        found.say("B06", "a | in a mention splits the cell of a table", where, "write \\| or [label](@target)")


def _judge_fences(found: Collector, content: str) -> None:
    """A line of colons that closes no block is shown as it stands: it was meant as something else."""
    for match in _FENCE.finditer(content):
        where = found.span(match.start(1), len(match[1]))
        found.say("B12", "this ::: closes no block", where, "take it away, or open a block above it: ::: aside")


def _open_quote(found: Collector, token: Token, *, attributed: bool) -> int:
    if attributed:
        found.quotes.append(None)
    token.meta = {"quote": len(found.quotes) - 1 if attributed else -1}
    return int(token.meta["quote"])


def _matching(tokens: list[Token], start: int) -> int:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].type == "block_open") - (tokens[index].type == "block_close")
        if depth == 0:
            return index
    return len(tokens) - 1
