"""Lists as people write them, read in one go: each item on a line of its own, and an empty line behind the last.

The parser reads each item as a document within the document, which is what lists in general need.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from briefgen.markup.states import piece

MARKERS: Final = tuple("-*+0123456789")
_ITEM: Final = re.compile(r"([-*+]|\d{1,9}\.) (?:[^\W\d_]|\d+(?![\d.)])|\[\[|\*\*?[^\W_]|[“”‘’„«»\"'(])")
"""A marker (a number as well, counted from 1), and text with which no other block begins."""
_DEEPEST: Final = 50


def plain_list(state: StateBlock, start: int, end: int) -> bool:
    """The tokens of a list that stands in no other block and is a plain one; else nothing."""
    if state.parentType not in ("root", "container") or state.blkIndent or state.level > _DEEPEST:
        return False
    src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    first = _ITEM.match(src, begins[start]) if not shifts[start] else None
    if first is None or end != state.lineMax:
        return False
    marker, line, tokens = first[1][-1], start, list[Token]()
    if marker == "." and first[1] != "1.":
        return False
    while line < end and begins[line] < ends[line]:
        match = _ITEM.match(src, begins[line], ends[line]) if not shifts[line] else None
        if match is None or match[1][-1] != marker:
            return False
        tokens += _item(mdTrim(src[match.end(1) + 1 : ends[line]]), line, state.level + 1)
        line += 1
    while line < end and begins[line] + shifts[line] >= ends[line]:
        line += 1
    # An indented line would belong to the last item, and another item would part all of them.
    if line < end and (shifts[line] or src[begins[line]] in MARKERS):
        return False
    kind, tag = ("ordered_list", "ol") if marker == "." else ("bullet_list", "ul")
    state.tokens.append(piece(f"{kind}_open", tag, 1, "", state.level, True, map=[start, line]))
    state.tokens += tokens
    state.tokens.append(piece(f"{kind}_close", tag, -1, "", state.level, True))
    state.line = line
    return True


def _item(text: str, line: int, level: int) -> tuple[Token, ...]:
    """The tokens of an item; its paragraph is not shown as one."""
    where = [line, line + 1]
    return (
        piece("list_item_open", "li", 1, "", level, True, map=where),
        piece("paragraph_open", "p", 1, "", level + 1, True, map=where, hidden=True),
        piece("inline", "", 0, text, level + 2, True, map=where, children=[]),
        piece("paragraph_close", "p", -1, "", level + 1, True, hidden=True),
        piece("list_item_close", "li", -1, "", level, True),
    )
