"""Words in square brackets: ``[label](@target)``, ``["words"]{quote ...}``, ``[words]{claim=key}``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markdown_it.rules_inline import StateInline

from briefgen.diagnostics import did_you_mean
from briefgen.markup.attributes import attributes
from briefgen.markup.nested import collector, parse_within, plain, render
from briefgen.markup.pairs import unpaired
from briefgen.model import ClaimUse, Quote

_STRICT: Final = re.compile(r"\(@([^()\n]+)\)")
_ATTRS: Final = re.compile(r"\{([^{}\n]*)\}")
_KEYS: Final = {"quote": ("by", "src"), "claim": ("claim",)}
_OURS: Final = re.compile(r"\{\s*(?:quote|claim)\b")
_MARKS: Final = " \t\"“”„«»'‘’"


def span(
    state: StateInline,
    silent: bool,  # noqa: FBT001 - the parser's signature
    push_mention: Callable[[StateInline, int, str, tuple[int, int]], None],
    judge_link: Callable[[StateInline], None],
) -> bool:
    """Any of them at the parser's position."""
    src, pos = state.src, state.pos
    strict, marked, linked = _signs(state)
    if linked and not silent:
        judge_link(state)
    if not (strict or marked) or unpaired(state, pos):
        return False
    close = state.md.helpers.parseLinkLabel(state, pos)
    if close < 0:
        return False
    match = _STRICT.match(src, close + 1) if strict else None
    if match is not None:
        if not silent:
            push_mention(state, match.end(), match[1], (pos + 1, close))
        state.pos = match.end()
        return True
    braces = _ATTRS.match(src, close + 1) if marked else None
    pairs = attributes(braces[1]) if braces else None
    if braces is not None and pairs is None and _OURS.match(braces[0]) and not silent:
        where = collector(state).span(pos, braces.end() - pos)
        hint = 'write ["words"]{quote by=who src=key} or [words]{claim=key}'
        collector(state).say("B03", "the attributes of these words cannot be read", where, hint)
    if braces is None or not pairs or not _known(state, pairs[0][0], braces.end(), silent=silent):
        return False
    if not silent:
        _push(state, close, braces.end(), pairs)
    state.pos = braces.end()
    return True


def _signs(state: StateInline) -> tuple[bool, bool, bool]:
    """What the text can hold at all: a strict mention, marked words, a mention in a link. Looked for once a text."""
    known: dict[str, tuple[bool, bool, bool]] = state.env.setdefault("signs", {})
    src = state.src
    if src not in known:
        linked = "](" in src and ("[[" in src or "[@" in src or "[^" in src)
        known[src] = ("](@" in src, "]{" in src, linked)
    return known[src]


def _known(state: StateInline, name: str, end: int, *, silent: bool) -> bool:
    """Whether braces that begin with this word are ours; a near miss is told, anything else is the writer's text."""
    if name in _KEYS:
        return True
    near = did_you_mean(name, _KEYS)
    if near and not silent:
        where = collector(state).span(state.pos, end - state.pos)
        collector(state).say("B03", f"unknown attribute {name}", where, near)
    return False


def _push(state: StateInline, close: int, end: int, pairs: list[tuple[str, str]]) -> None:
    found, pos = collector(state), state.pos
    where, given = found.span(pos, end - pos), dict(pairs)
    kind = pairs[0][0]
    wrong = [key for key, _ in pairs if key not in (kind, *_KEYS[kind])]
    for key in wrong:
        hint = did_you_mean(key, _KEYS[kind], 0.6) or "it has " + " and ".join(_KEYS[kind])
        found.say("B03", f"{kind} has no attribute {key}", where, hint)
    if state.linkLevel > 0 or found.inside:
        found.say("B05", f"a {kind} cannot stand inside the text of a link", where, "close the link before it")
    if kind == "claim" and not given["claim"]:
        found.say("B03", "claim needs the key of a claim", where, "write {claim=key}")
    push = _push_quote if kind == "quote" else _push_claim
    push(state, close, given, where)


def _push_quote(state: StateInline, close: int, given: dict[str, str], where: tuple[int, int, int]) -> None:
    """The words said, without their marks: the theme sets those of the language."""
    found = collector(state)
    start, stop = state.pos + 1, close
    while start < stop and state.src[start] in _MARKS:
        start += 1
    while stop > start and state.src[stop - 1] in _MARKS:
        stop -= 1
    index = len(found.quotes)
    found.quotes.append(None)
    found.quote, before = index, found.quote
    children = parse_within(state, start, stop)
    found.quote = before
    anchor = found.anchor(f"quote-{index + 1}")
    sources = tuple(part for part in given.get("src", "").replace(";", ",").split(",") if part)
    found.quotes[index] = Quote(
        anchor=anchor, html=render(state, children), text=plain(children), inline=True, who=given.get("by", ""),
        sources=sources, line=where[0], column=where[1],
    )  # fmt: skip
    state.push("slot", "", 0).meta = {"slot": f'<q class="said" id="{anchor}">'}
    state.tokens.extend(children)
    state.push("slot", "", 0).meta = {"slot": f"</q>\0q{index}\0"}


def _push_claim(state: StateInline, close: int, given: dict[str, str], where: tuple[int, int, int]) -> None:
    found = collector(state)
    children = parse_within(state, state.pos + 1, close)
    anchor = found.anchor(f"claim-{given['claim'] or 'here'}")
    line, column, end = where
    text = plain(children)
    found.claims.append(ClaimUse(key=given["claim"], anchor=anchor, text=text, line=line, column=column, end=end))
    index = len(found.claims) - 1
    state.push("slot", "", 0).meta = {"slot": f'<span class="claim" id="{anchor}">'}
    state.tokens.extend(children)
    state.push("slot", "", 0).meta = {"slot": f"</span>\0k{index}\0"}
