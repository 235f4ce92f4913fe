"""Blocks to HTML with slots: notes after the block that names them, blocks of ours turned into slots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefgen.diagnostics import did_you_mean
from briefgen.markup.collect import Collector
from briefgen.markup.nested import plain
from briefgen.markup.notes import aside, referred, take_definitions
from briefgen.model import Annotation, ClaimUse, CorrectionBlock, Pair
from briefgen.reading.schema import CLAIM_STATUSES

Tokens = Sequence[Token]
_OURS: Final = frozenset(("block_open", "blockquote_open"))
"""Blocks that may have to be read apart from what stands around them."""


def render_blocks(parser: MarkdownIt, tokens: list[Token], env: dict[str, Any]) -> str:
    """All top-level blocks, each followed by the notes it refers to."""
    found: Collector = env["collector"]
    env["shift"] = found.titled
    if "footnote_reference_open" in [token.type for token in tokens]:
        tokens = take_definitions(found, tokens)
    return _with_notes(parser, found, tokens, env) if found.note_numbers else _without_notes(parser, tokens, env)


def _with_notes(parser: MarkdownIt, found: Collector, tokens: list[Token], env: dict[str, Any]) -> str:
    parts: list[str] = []
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            some = tokens[start : index + 1]
            parts.append(_group(parser, some, env))
            parts += _pending(parser, found, env, referred(some))
            start = index + 1
    return "".join(parts)


def _without_notes(parser: MarkdownIt, tokens: list[Token], env: dict[str, Any]) -> str:
    """Only blocks that hold one of ours are gone into."""
    parts: list[str] = []
    start = 0
    for index in [at for at, token in enumerate(tokens) if token.type in _OURS]:
        if index < start:
            continue
        # Anchors are given in the order of the text: what stands above a block of ours comes before it.
        begin = end = index
        while tokens[begin].level:
            begin -= 1
        while tokens[end].level or tokens[end].nesting >= 0:
            end += 1
        parts.append(parser.renderer.render(tokens[start:begin], parser.options, env))
        parts.append(_group(parser, tokens[begin : end + 1], env))
        start = end + 1
    parts.append(parser.renderer.render(tokens[start:], parser.options, env))
    return "".join(parts)


def _group(parser: MarkdownIt, tokens: list[Token], env: dict[str, Any]) -> str:
    """One block; blocks whose inside is not shown as it stands are made into slots first."""
    found: Collector = env["collector"]
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = index
        if token.type == "block_open" and token.info in ("annotate", "correction", "claim"):
            end = _close(tokens, index)
            inner = tokens[index + 1 : end]
            out += _MAKERS[token.info](parser, found, token, inner, env)
        elif token.type == "blockquote_open" and token.meta.get("quote", -1) >= 0:
            end = _quote_end(tokens, index)
            _fill_quote(parser, found, tokens[index + 1 : end], token.meta["quote"], env)
            quote = found.quotes[token.meta["quote"]]
            assert quote is not None
            out += [token, _raw(quote.html), tokens[end]]
        else:
            out.append(token)
        index = end + 1
    return str(parser.renderer.render(out, parser.options, env))


def _close(tokens: Tokens, start: int, kind: str = "block") -> int:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].type == f"{kind}_open") - (tokens[index].type == f"{kind}_close")
        if depth == 0:
            return index
    return len(tokens) - 1


def _quote_end(tokens: Tokens, start: int) -> int:
    return _close(tokens, start, "blockquote")


def _fill_quote(parser: MarkdownIt, found: Collector, inner: list[Token], index: int, env: dict[str, Any]) -> None:
    quote = found.quotes[index]
    if quote is not None:
        text = " ".join(plain(token.children or []) for token in inner if token.type == "inline")
        found.quotes[index] = msgspec.structs.replace(quote, html=_group(parser, inner, env), text=text)


def _pending(parser: MarkdownIt, found: Collector, env: dict[str, Any], labels: Iterable[str]) -> Iterator[str]:
    """Notes as they stand behind the block that refers to them, each with those that it refers to itself."""
    waiting = list(labels)
    while waiting:
        label = waiting.pop(0)
        # A definition within a timeline is told there and shown nowhere.
        tokens = found.notes.get(label, [])
        yield aside(found, label, _group(parser, tokens, env))
        waiting[:0] = referred(tokens)


def _raw(text: str) -> Token:
    token = Token("slot_block", "", 0)
    token.meta = {"slot": text}
    return token


def _where(found: Collector, token: Token) -> int:
    return (token.map[0] if token.map else 0) + found.first_line


def _annotate(
    parser: MarkdownIt, found: Collector, token: Token, inner: list[Token], env: dict[str, Any]
) -> list[Token]:
    pairs, index = [], 0
    while index < len(inner):
        if inner[index].type != "blockquote_open":
            index += 1
            continue
        end = _quote_end(inner, index)
        following = next(
            (
                i
                for i in range(end + 1, len(inner))
                if inner[i].type == "blockquote_open" and inner[i].level == inner[index].level
            ),
            len(inner),
        )
        passage = inner[index + 1 : end]
        text = " ".join(plain(one.children or []) for one in passage if one.type == "inline")
        pairs.append(
            Pair(quote=_group(parser, passage, env), text=text, comment=_group(parser, inner[end + 1 : following], env))
        )
        index = following
    line = _where(found, token)
    if not token.meta.get("of") or not pairs:
        message = "::: annotate needs of=<source> and at least one quoted passage with its comment"
        found.say("B03", message, found.line_span(line - found.first_line))
    found.annotations.append(
        Annotation(of=token.meta.get("of", ""), title=token.meta.get("title", ""), pairs=tuple(pairs), line=line)
    )
    return [_raw(f"\0a{len(found.annotations) - 1}\0")]


def _correction(
    parser: MarkdownIt, found: Collector, token: Token, inner: list[Token], env: dict[str, Any]
) -> list[Token]:
    line = _where(found, token)
    given = token.meta
    kinds = ("correction", "clarification", "update", "retraction")
    if given.get("kind", "correction") not in kinds:
        where = found.line_span(line - found.first_line, given["kind"])
        found.say("M04", f"kind cannot be '{given['kind']}'", where, f"one of {', '.join(kinds)}")
    where = found.line_span(line - found.first_line, given.get("date", ""))
    date = found.date(given["date"], where) if given.get("date") else None
    body = _group(parser, inner, env)
    anchor = found.anchor(f"correction-{len(found.corrections) + 1}")
    text = " ".join(plain(one.children or []) for one in inner if one.type == "inline")
    found.corrections.append(
        CorrectionBlock(anchor=anchor, date=date, kind=given.get("kind", "correction"), html=body, text=text, line=line)
    )
    head = f'<div class="correction" id="{anchor}">\0x{len(found.corrections) - 1}\0'
    return [_raw(f"{head}{body}</div>\n")]


def _claim(parser: MarkdownIt, found: Collector, token: Token, inner: list[Token], env: dict[str, Any]) -> list[Token]:
    given, line = token.meta, _where(found, token)
    if given.get("status", "reported") not in CLAIM_STATUSES:
        hint = did_you_mean(given["status"], CLAIM_STATUSES, 0.6) or "one of " + ", ".join(CLAIM_STATUSES)
        where = found.line_span(line - found.first_line, given["status"])
        found.say("M04", f"status cannot be '{given['status']}'", where, hint)
    first = next((one for one in inner if one.type == "inline"), None)
    anchor = found.anchor(f"claim-{given.get('id') or len(found.claims) + 1}")
    sources = tuple(part.strip() for part in given.get("src", "").replace(";", ",").split(",") if part.strip())
    found.claims.append(
        ClaimUse(
            key=given.get("id", ""),
            anchor=anchor,
            text=plain(first.children or []) if first else "",
            block=True,
            status=given.get("status", ""),
            by=given.get("by", ""),
            sources=sources,
            line=line,
            column=1,
            end=0,
        )
    )
    body = _group(parser, inner, env).replace("<p>", '<p class="claim-text">', 1)
    return [_raw(f'<div class="claim-box" id="{anchor}">\0k{len(found.claims) - 1}\0{body}</div>\n')]


_MAKERS: Final[Mapping[str, Callable[..., list[Token]]]] = {
    "annotate": _annotate,
    "correction": _correction,
    "claim": _claim,
}
