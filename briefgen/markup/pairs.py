"""Which square brackets of a long text have a partner.

The parser looks for the partner of each bracket by reading on to the end; where none has one, that costs the square of
the text. A long text is therefore looked through once, and a bracket without a partner is no link, note or mark.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it.rules_inline import StateInline

_LONG: Final = 2_000
"""Characters of a text from which looking it through once is cheaper."""
_HIDDEN: Final = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|<[A-Za-z/!?][^<>]*>", re.DOTALL)
"""Where a bracket is no bracket: behind a backslash, in code, in a tag or an address."""
_BRACKET: Final = re.compile(r"[\[\]]")


def unpaired(state: StateInline, pos: int) -> bool:
    """Whether the bracket at ``pos`` certainly has no partner."""
    if len(state.src) < _LONG:
        return False
    known: dict[str, frozenset[int]] = state.env.setdefault("unpaired", {})
    if state.src not in known:
        known[state.src] = _unpaired(state.src)
    return pos in known[state.src]


def _unpaired(src: str) -> frozenset[int]:
    shown = _HIDDEN.sub(lambda match: " " * len(match[0]), src)
    waiting: list[int] = []
    for match in _BRACKET.finditer(shown):
        if match[0] == "[":
            waiting.append(match.start())
        elif waiting:
            waiting.pop()
    return frozenset(waiting)
