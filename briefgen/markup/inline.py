"""Inline constructs: mentions, citations, notes, marked claims and quotes. Each rule looks at one first character."""

from __future__ import annotations

import difflib
import re
from typing import Final

from markdown_it.rules_inline import StateInline

from briefgen import dates
from briefgen.markup.collect import Collector
from briefgen.model import Citation, Cite, ClaimUse, Mention, Quote

MENTION: Final = re.compile(r"\[\[([^\[\]|\n\\]+)(?:\\?\|((?:[^\[\]\n]|\[(?!\[)[^\[\]\n]*\])*))?\]\]")
CITATION: Final = re.compile(r"\[(@[\w-][^\[\]\n]*)\](?![(\[])")
_CITE: Final = re.compile(r"@([\w][\w:./-]*|[\w-]+)(?:,\s+(.+))?\Z", re.DOTALL)
_LINKED: Final = re.compile(r"\[[^\[\]\n]{0,300}(\[\[[^\[\]\n]{1,300}\]\])[^\[\]\n]{0,300}\]\([^()\s@]")
_STRICT: Final = re.compile(r"\(@([^()\n]+)\)")
_ATTRS: Final = re.compile(r"\{([^{}\n]*)\}")
_ATTR: Final = re.compile(r"\s*([\w-]+)(?:=(?:\"([^\"]*)\"|([^\s\"{}]+)))?(?=\s|\Z)")
_SPAN_KEYS: Final = {"quote": ("by", "src"), "claim": ("claim",)}


def collector(state: StateInline) -> Collector:
    """The collector of the body that is being parsed."""
    found = state.env["collector"]
    assert isinstance(found, Collector)
    return found


def attributes(text: str) -> list[tuple[str, str]] | None:
    """``a=b c="d e"`` as pairs, or None when it is not that."""
    pairs, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _ATTR.match(text, at)
        if match is None:
            return None
        pairs.append((match[1], match[2] if match[2] is not None else match[3] or ""))
        at = match.end()
    return pairs


def bracket(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """Everything of ours that begins with ``[``."""
    src, pos = state.src, state.pos
    if src[pos] != "[":
        return False
    following = src[pos + 1 : pos + 2]
    if following == "[":
        return _mention(state, silent)
    if following == "@":
        return _citation(state, silent)
    if following == "^":
        return _note_reference(state, silent)
    if not silent and "[[" in src:
        _judge_link(state)
    return ("(@" in src or "]{" in src) and _span(state, silent)


def _judge_link(state: StateInline) -> None:
    """A mention in the text of a link makes the link fall apart without a word: say it."""
    match = _LINKED.match(state.src, state.pos)
    if match is not None:
        where = collector(state).spot(state.src, match.start(1), match[1])
        hint = "close the link before it, or write plain text"
        collector(state).say("B05", "a mention cannot stand inside the text of a link", where, hint)


def inline_note(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """``^[text of the note]``."""
    src, pos = state.src, state.pos
    if not src.startswith("^[", pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, pos + 1)
    if end < 0:
        return False
    if not silent:
        found = collector(state)
        label = f"^{len(found.notes)}"
        children = state.md.inline.parse(src[pos + 2 : end], state.md, state.env, [])
        found.notes[label] = ("inline", children)
        state.push("note_ref", "", 0).meta = {"label": label}
    state.pos = end + 1
    return True


def _note_reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    match = re.compile(r"\[\^([^\]\s]+)\]").match(state.src, state.pos)
    if match is None:
        return False
    if f":{match[1]}" not in state.env.get("footnotes", {}).get("refs", {}):
        if not silent:
            where = collector(state).spot(state.src, state.pos, match[0])
            collector(state).say("B11", f"the note {match[0]} has no definition", where, f"add a line {match[0]}: text")
        return False
    if not silent:
        state.push("note_ref", "", 0).meta = {"label": match[1]}
    state.pos = match.end()
    return True


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    match = CITATION.match(state.src, state.pos)
    if match is None or (state.pos == 0 and state.src[match.end() : match.end() + 1] == ":"):
        return False
    cites = parse_cites(match[1])
    if not cites:
        return False
    if not silent:
        index = add_citation(collector(state), state.src, state.pos, match[0], cites)
        state.push("slot", "", 0).meta = {"slot": f"\0s{index}\0"}
    state.pos = match.end()
    return True


def parse_cites(text: str) -> tuple[Cite, ...]:
    """``@key, para. 2; @key2`` as records; empty when it is not that."""
    cites = []
    for part in text.split(";"):
        match = _CITE.match(part.strip())
        if match is None:
            return ()
        cites.append(Cite(key=match[1], locator=(match[2] or "").strip()))
    return tuple(cites)


def add_citation(found: Collector, src: str, pos: int, snippet: str, cites: tuple[Cite, ...]) -> int:
    """Remember a citation and give its index."""
    line, column, end = found.spot(src, pos, snippet)
    found.citations.append(Citation(cites=cites, line=line, column=column, end=end))
    return len(found.citations) - 1


def _mention(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    match = MENTION.match(state.src, state.pos)
    if match is None or not match[1].strip():
        return False
    if not silent:
        _push_mention(state, match[0], match[1], (match[2] or "").strip().rstrip("\\"))
    state.pos = match.end()
    return True


def _push_mention(state: StateInline, snippet: str, target: str, label: str) -> None:
    found = collector(state)
    where = found.spot(state.src, state.pos, snippet)
    if state.linkLevel > 0:
        found.say(
            "B05",
            "a mention cannot stand inside the text of a link",
            where,
            "close the link before it, or write plain text",
        )
        state.push("text", "", 0).content = label or target
        return
    html, text = "", ""
    if label:
        tokens = state.md.inline.parse(label, state.md, {**state.env}, [])
        html = state.md.renderer.render(tokens, state.md.options, state.env)
        text = re.sub(r"<[^>]*>", "", html)
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    index = add_mention(found, target, html, text, where)
    token = state.push("slot", "", 0)
    token.meta = {"slot": f"\0m{index}\0", "mention": index}


def add_mention(found: Collector, target: str, html: str, text: str, where: tuple[int, int, int]) -> int:
    """Remember a mention and give its index."""
    target, _, asof = target.strip().rpartition("@") if "@" in target.strip()[1:] else (target.strip(), "", "")
    target, asof = target.strip(), asof.strip()
    date = None
    if dates.looks_like_date(target):
        date = found.date(target, where, 2)
    line, column, end = where
    found.mentions.append(
        Mention(
            target=target,
            label=html,
            text=text,
            asof=asof,
            line=line,
            column=column,
            end=end,
            date=date,
            quote=found.quote,
            item=found.item,
        )
    )
    return len(found.mentions) - 1


def _span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    src, pos = state.src, state.pos
    close = state.md.helpers.parseLinkLabel(state, pos)
    if close < 0:
        return False
    strict = _STRICT.match(src, close + 1)
    if strict is not None:
        if not silent:
            _push_mention(state, src[pos : strict.end()], strict[1], src[pos + 1 : close])
        state.pos = strict.end()
        return True
    braces = _ATTRS.match(src, close + 1)
    pairs = attributes(braces[1]) if braces else None
    if not braces or not pairs:
        return False
    name = pairs[0][0]
    if name not in _SPAN_KEYS:
        near = difflib.get_close_matches(name, _SPAN_KEYS, n=1, cutoff=0.7)
        if near and not silent:
            where = collector(state).spot(src, pos, src[pos : braces.end()])
            collector(state).say("B03", f"unknown attribute {name}", where, f"did you mean {near[0]}?")
        return False
    if not silent:
        _push_span(state, close, braces.end(), dict(pairs))
    state.pos = braces.end()
    return True


def _push_span(state: StateInline, close: int, end: int, given: dict[str, str]) -> None:
    found, src, pos = collector(state), state.src, state.pos
    where = found.spot(src, pos, src[pos:end])
    kind = "quote" if "quote" in given else "claim"
    for key in given:
        if key not in (kind, *_SPAN_KEYS[kind]):
            found.say("B03", f"{kind} has no attribute {key}", where, "it has " + " and ".join(_SPAN_KEYS[kind]))
    inner = src[pos + 1 : close]
    index = len(found.quotes)
    if kind == "quote":
        inner = inner.strip().strip('"“”„«»')
        found.quotes.append(None)
        found.quote, before = index, found.quote
    children = state.md.inline.parse(inner, state.md, state.env, [])
    text = plain(children)
    if kind == "quote":
        found.quote = before
        anchor = found.anchor(f"quote-{index + 1}")
        html = state.md.renderer.render(children, state.md.options, state.env)
        sources = tuple(part for part in given.get("src", "").replace(";", ",").split(",") if part)
        found.quotes[index] = Quote(
            anchor=anchor,
            html=html,
            text=text,
            inline=True,
            who=given.get("by", ""),
            sources=sources,
            line=where[0],
            column=where[1],
        )
        opening, closing = f'<q class="said" id="{anchor}">', f"</q>\0q{index}\0"
    else:
        anchor = found.anchor(f"claim-{given['claim'] or 'here'}")
        found.claims.append(
            ClaimUse(key=given["claim"], anchor=anchor, text=text, line=where[0], column=where[1], end=where[2])
        )
        opening, closing = f'<span class="claim" id="{anchor}">', f"</span>\0k{len(found.claims) - 1}\0"
    state.push("slot", "", 0).meta = {"slot": opening}
    state.tokens.extend(children)
    state.push("slot", "", 0).meta = {"slot": closing}


def plain(tokens: list) -> str:  # type: ignore[type-arg]  # tokens of the parser
    """Plain text of inline tokens; mentions stay as slots until their names are known."""
    parts = []
    for token in tokens:
        if token.type == "slot":
            slot = token.meta["slot"]
            parts.append(slot if slot.startswith("\0m") else "")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type in ("text", "code_inline") or token.type == "image":
            parts.append(token.content)
    return "".join(parts)
