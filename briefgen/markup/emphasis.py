"""``*words*`` and ``**words**`` as people write them, read by one look; anything else is left to the parser.

The parser notes every star and pairs them when the text has been read. Where the stars stand at the edges of plain
words, the first can only open and the second only close, and nothing between them can open or close anything: so the
two are a pair whatever else the text holds.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize
from markdown_it.token import Token

from briefgen.markup.states import Line, piece

PAIR: Final = re.compile(
    r"(?P<stars>\*\*?)"
    r"(?P<words>(?=[^\W_])[^\n!&*<\[\\\]^_`~]*"
    r"(?:(?<=[^\W_])(?=(?P=stars)(?:[ \n.,;:?)]|\Z))|(?<=[.,:;?])(?=(?P=stars)(?:[ \n]|\Z))))"
    r"(?P=stars)"
)
"""Stars, words that begin with a letter or a digit, and the same stars before a blank; also between a letter and a mark
of punctuation.
"""
BEFORE: Final = " \n("
"""Behind one of these, or at the very start."""


def emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """A pair of stars, or what the parser makes of stars and underscores."""
    src, pos = state.src, state.pos
    if silent or (pos > 0 and src[pos - 1] not in BEFORE) or not isinstance(state, Line):
        return tokenize(state, silent)
    match = PAIR.match(src, pos, state.posMax)
    if match is None:
        return tokenize(state, silent)
    state.add(*pair(match, state.level))
    state.pos = match.end()
    return True


def pair(match: re.Match[str], level: int) -> tuple[Token, Token, Token]:
    """The tokens of words between stars."""
    name = "em" if len(match["stars"]) == 1 else "strong"
    return (
        piece(f"{name}_open", name, 1, "", level),
        piece("text", "", 0, match["words"], level + 1),
        piece(f"{name}_close", name, -1, "", level),
    )
