"""The parser's rules for blocks, each asked only at lines that it can take: see dispatch."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock, code, lheading, paragraph, table
from markdown_it.token import Token

from briefgen.markup.bullets import MARKERS, plain_list
from briefgen.markup.dispatch import by_sign
from briefgen.markup.states import Lines, piece

BlockRule = Callable[[StateBlock, int, int, bool], bool]
_SIGNS: Final = {
    "briefgen_block": ":", "fence": "`~", "blockquote": ">", "hr": "*-_", "list": "*+-0123456789", "footnote_def": "[",
    "reference": "[", "html_block": "<", "heading": "#",
}  # fmt: skip
"""The signs with which a line begins that a rule may take; of tables and of headings with a line below, see there."""
_CHAINS: Final = ("paragraph", "reference", "blockquote", "list")
_WITHIN: Final = 8
"""More levels than the tokens of one block have."""
_CODE: Final = 4
"""Columns by which code is indented."""
_HEADING: Final = re.compile(r"(#{1,6}) ([^#\n]+)\Z")
_UNDER_A_TABLE_HEAD: Final = ("|", "-", ":")


class Blocks(ParserBlock):
    """Reads the lines of a body; takes the place of a parser, with its rules as they are by then."""

    def __init__(self, parser: ParserBlock) -> None:
        self.ruler = _Chains(parser)
        (self.open,) = self.ruler.getRules("")

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - the parser's names
        """Read blocks from one line up to another, or up to where the text is indented less."""
        begins, shifts, ends = state.bMarks, state.tShift, state.eMarks
        deepest, line, parted = state.md.options["maxNesting"], startLine, False
        if state.level >= deepest - _WITHIN:
            state.env["deep"] = True
        while line < endLine:
            while line < state.lineMax and begins[line] + shifts[line] >= ends[line]:
                line += 1
            state.line = line
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = endLine
                break
            self.open(state, line, endLine, False)
            state.tight = not parted
            line = state.line
            # A block may have taken the empty line behind it.
            if line - 1 < endLine and begins[line - 1] + shifts[line - 1] >= ends[line - 1]:
                parted = True
            if line < endLine and begins[line] + shifts[line] >= ends[line]:
                parted = True
                line += 1
                state.line = line

    def parse(self, src: str, md: Any, env: Any, out: list[Token]) -> list[Token] | None:
        """Block tokens of a body; their text is read later."""
        if not src:
            return None
        state = Lines(src, md, env, out)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


class _Chains(Ruler[BlockRule]):
    """Stands where the parser asks for lists of rules: each is one rule that looks at the line, and then asks them."""

    def __init__(self, parser: ParserBlock) -> None:
        super().__init__()
        self.active: Final = parser.ruler.get_active_rules()
        self.chains: Final = {name: [_terminator(parser, name)] for name in _CHAINS} | {"": [_opener(parser)]}

    def getRules(self, chainName: str = "") -> list[BlockRule]:  # noqa: N802, N803 - the parser's names
        return self.chains[chainName]

    def get_active_rules(self) -> list[str]:
        return self.active


def _opener(parser: ParserBlock) -> BlockRule:
    """The rule for every block."""
    rules = by_sign(_SIGNS, parser.ruler.get_active_rules(), parser.ruler.getRules(""))

    def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
        if state.sCount[start] - state.blkIndent >= _CODE:
            return code(state, start, end, silent)
        begin, below = state.bMarks[start] + state.tShift[start], start + 1
        sign = state.src[begin]
        alone = below >= state.lineMax or state.bMarks[below] + state.tShift[below] >= state.eMarks[below]
        if sign in MARKERS and plain_list(state, start, end):
            return True
        if not alone and _table_head_below(state, start) and table(state, start, end, silent):
            return True
        if sign == "#" and plain_heading(state, start):
            return True
        # What begins with two brackets defines nothing.
        for rule in rules.get(sign, ()) if sign != "[" or not state.src.startswith("[[", begin) else ():
            if rule(state, start, end, silent):
                return True
        if alone:
            return _line(state, start)
        return lheading(state, start, end, silent) or paragraph(state, start, end, silent)

    return block


def _terminator(parser: ParserBlock, chain: str) -> BlockRule:
    """The rule for whether a line ends what stands above it."""
    ours = parser.ruler.getRules(chain)
    pairs = zip(parser.ruler.get_active_rules(), parser.ruler.getRules(""), strict=True)
    names = [name for name, rule in pairs if rule in ours]
    rules, tables = by_sign(_SIGNS, names, ours), "table" in names

    def ends(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
        if state.is_code_block(start):
            return False
        begin = state.bMarks[start] + state.tShift[start]
        # The place may be that of an empty line, or behind the text.
        for rule in rules.get(state.src[begin : begin + 1], ()):
            if rule(state, start, end, silent):
                return True
        return tables and start + 1 < end and _table_head_below(state, start) and table(state, start, end, silent)

    return ends


def _table_head_below(state: StateBlock, start: int) -> bool:
    below = start + 1
    begin = state.bMarks[below] + state.tShift[below]
    return state.src[begin : begin + 1] in _UNDER_A_TABLE_HEAD


def plain_heading(state: StateBlock, start: int) -> bool:
    """A heading that has no sign of a heading but those before its text; else nothing."""
    match = _HEADING.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if match is None:
        return False
    signs, where = match[1], [start, start + 1]
    state.line = start + 1
    tag, text, level = f"h{len(signs)}", mdTrim(match[2]), state.level
    state.tokens += (
        piece("heading_open", tag, 1, "", level, True, map=where, markup=signs),
        piece("inline", "", 0, text, level + 1, True, map=where, children=[]),
        piece("heading_close", tag, -1, "", level, True, markup=signs),
    )
    return True


def _line(state: StateBlock, start: int) -> bool:
    """A paragraph of one line."""
    where = [start, start + 1]
    state.line = start + 1
    text, level = mdTrim(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]), state.level
    state.tokens += (
        piece("paragraph_open", "p", 1, "", level, True, map=where),
        piece("inline", "", 0, text, level + 1, True, map=where, children=[]),
        piece("paragraph_close", "p", -1, "", level, True),
    )
    return True
