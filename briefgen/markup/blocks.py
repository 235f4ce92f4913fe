"""The block rule ``::: name {attrs}`` ... ``:::``, and what each block may say."""

from __future__ import annotations

import re
from typing import Final

from markdown_it.rules_block import StateBlock

from briefgen.diagnostics import did_you_mean
from briefgen.markup.attributes import attributes
from briefgen.markup.collect import Collector

NAMES: Final = {
    "timeline": ("title", "id"),
    "claim": ("id", "status", "by", "src"),
    "aside": ("title",),
    "annotate": ("of", "title"),
    "correction": ("date", "kind"),
}
_OPEN: Final = re.compile(r"(:{3,})[ \t]*+([A-Za-z][\w-]*)?[ \t]*+(\{.*\})?[ \t]*+\Z")


def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """One block with its inner Markdown as ``block_open`` ... ``block_close``."""
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(":::", first) or state.is_code_block(start):
        return False
    match = _OPEN.match(state.src[first : state.eMarks[start]])
    if match is None or not match[2]:
        return False
    if silent:
        return True
    found = state.env["collector"]
    name, given = _judge(found, match, start)
    last, closed = _closing(state, start, end)
    if not closed:
        found.say(
            "B04", f"the block ::: {match[2]} is not closed", _span(found, start, match[0]), "close it with a line :::"
        )
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    token = state.push("block_open", "", 1)
    token.map, token.info, token.meta = [start, last], name, dict(given)
    state.md.block.tokenize(state, start + 1, last)
    state.push("block_close", "", -1).info = name
    state.parentType, state.lineMax = old_parent, old_max
    state.line = last + (1 if closed else 0)
    return True


def _closing(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """The line of the closing fence (or the end) and whether there is one."""
    depth = 0
    line = start
    while (line := line + 1) < end:
        begin = state.bMarks[line] + state.tShift[line]
        if not state.src.startswith(":::", begin):
            if begin < state.eMarks[line] and state.sCount[line] < state.blkIndent:
                return line, False
            continue
        match = _OPEN.match(state.src[begin : state.eMarks[line]])
        if match is None:
            continue
        if match[2]:
            depth += 1
        elif depth:
            depth -= 1
        else:
            return line, True
    return end, False


def _span(found: Collector, line: int, text: str) -> tuple[int, int, int]:
    column = found.lines[line].find(text.strip()) + 1 if line < len(found.lines) else 1
    return line + found.first_line, max(column, 1), max(column, 1) + len(text.strip())


def _judge(found: Collector, match: re.Match[str], line: int) -> tuple[str, list[tuple[str, str]]]:
    """The name and the attributes that count; what is wrong with them is reported."""
    where = _span(found, line, match[0])
    name = match[2]
    if name not in NAMES:
        hint = did_you_mean(name, NAMES, 0.5) or "there are " + ", ".join(NAMES)
        found.say("B02", f"there is no block ::: {name}", where, hint)
        return "", []
    pairs = attributes(match[3][1:-1]) if match[3] else []
    if pairs is None:
        found.say("B03", "the attributes of this block cannot be read", where, 'write {title="A few words" id=name}')
        return name, []
    for key, _ in pairs:
        if key not in NAMES[name]:
            hint = did_you_mean(key, NAMES[name], 0.5) or "it has " + ", ".join(NAMES[name])
            found.say("B03", f"::: {name} has no attribute {key}", where, hint)
    return name, [(key, value) for key, value in pairs if key in NAMES[name]]
