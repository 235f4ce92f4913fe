"""Margin notes: ``^[text]``, and ``[^label]`` with a definition. Each stands once, behind the block that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefgen.markup.collect import Collector
from briefgen.markup.nested import collector, parse_within, plain
from briefgen.markup.pairs import unpaired
from briefgen.markup.sentences import note_sentences

_REFERENCE: Final = re.compile(r"\[\^([^\[\]\s]{1,200})\]")


def inline_note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """``^[text of the note]``."""
    src, pos = state.src, state.pos
    if not src.startswith("^[", pos) or unpaired(state, pos + 1):
        return False
    end = state.md.helpers.parseLinkLabel(state, pos + 1)
    if end < 0:
        return False
    if not silent:
        found = collector(state)
        label = f"^{len(found.notes)}"
        found.notes[label] = []
        _refer(state, label)
        # The number is taken before the text is read: a note in the text comes after it.
        children = parse_within(state, pos + 2, end)
        note_sentences(found, plain(children))
        text = Token("inline", "", 0)
        text.children = children
        found.notes[label] = [Token("paragraph_open", "p", 1), text, Token("paragraph_close", "p", -1)]
    state.pos = end + 1
    return True


def reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """``[^label]``."""
    match = _REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    if f":{match[1]}" not in state.env.get("footnotes", {}).get("refs", {}):
        if not silent:
            found = collector(state)
            where = found.span(state.pos, len(match[0]))
            found.say("B11", f"the note {match[0]} has no definition", where, f"add a line {match[0]}: text")
        return False
    if not silent:
        _refer(state, match[1])
    state.pos = match.end()
    return True


def _refer(state: StateInline, label: str) -> None:
    numbers = collector(state).note_numbers
    first = label not in numbers
    number = numbers.setdefault(label, len(numbers) + 1)
    state.push("note_ref", "", 0).meta = {"label": label, "number": number, "first": first}


def render_reference(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """The number in the text; the first one is where the note leads back to."""
    meta = tokens[index].meta
    number = meta["number"]
    back = f' id="note-ref-{number}"' if meta["first"] else ""
    return f'<sup class="note-ref"><a href="#note-{number}"{back}>{number}</a></sup>'


def take_definitions(found: Collector, tokens: list[Token]) -> list[Token]:
    """Take the definitions of notes out of the flow, and say which of them nobody sees."""
    keep: list[Token] = []
    seen: dict[str, int] = {}
    open_: list[tuple[str, list[Token]]] = []
    """Definitions under way, and what is in them: one may stand in another."""
    for token in tokens:
        if token.type == "footnote_reference_open":
            open_.append((token.meta["label"], []))
        elif token.type == "footnote_reference_close":
            _define(found, seen, *open_.pop())
        else:
            (open_[-1][1] if open_ else keep).append(token)
    return keep


def _define(found: Collector, seen: dict[str, int], label: str, inner: list[Token]) -> None:
    line = next((token.map[0] for token in inner if token.map), 0)
    where = found.line_span(line, f"[^{label}]:")
    if label in seen:
        first = (found.line_span(seen[label], f"[^{label}]:"), "the first one")
        found.say("B11", f"the note [^{label}] is defined twice; this one is not shown", where, "name it anew", first)
        return
    seen[label] = line
    found.notes[label] = inner
    if label not in found.note_numbers:
        found.say("B11", f"nothing refers to the note [^{label}], so it is not shown", where, f"write [^{label}]")


def referred(tokens: Sequence[Token]) -> list[str]:
    """Labels of the notes whose first reference stands in these tokens."""
    labels: list[str] = []
    for token in tokens:
        if token.type == "note_ref":
            if token.meta["first"]:
                labels.append(token.meta["label"])
        elif token.children and ("^" in token.content or not token.content):
            labels += referred(token.children)
    return labels


def aside(found: Collector, label: str, body: str) -> str:
    """The note as it stands in the flow, with its way back."""
    number = found.note_numbers[label]
    link = f'<a class="note-number" href="#note-ref-{number}">{number}</a> '
    body = body.replace("<p>", f"<p>{link}", 1) if body.startswith("<p>") else f"<p>{link}</p>\n{body}"
    return f'<aside class="note" role="note" id="note-{number}">{body}</aside>\n'


def hoist(children: list[Token]) -> list[Token]:
    """Notes and citations in the text of a link go behind it, an address in it is words: links do not nest."""
    if len(children) < 2 or "link_open" not in [token.type for token in children]:
        return children
    out: list[Token] = []
    held: list[Token] = []
    depth = 0
    for token in children:
        depth += (token.type == "link_open") - (token.type == "link_close")
        if depth - (token.type == "link_open") > 0 and token.type in ("link_open", "link_close"):
            continue
        if depth and (token.type == "note_ref" or token.meta.get("cites")):
            held.append(token)
            continue
        out.append(token)
        if not depth and held:
            out += held
            held = []
    return out + held


def setup(parser: MarkdownIt) -> None:
    """Teach a parser to show them."""
    parser.add_render_rule("note_ref", render_reference)
