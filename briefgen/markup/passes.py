"""The core rule that parses the text of every block, knowing in which of our constructs it stands."""

from __future__ import annotations

from typing import Any

import msgspec
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from briefgen.markup import attribution, inline
from briefgen.markup.collect import Collector, sentence_around
from briefgen.markup.items import split_item
from briefgen.model import Item, Quote, TimelineBlock


def run(state: StateCore) -> None:
    """Parse inline content; take attributions and timelines out of the stream and remember them."""
    found: Collector = state.env["collector"]
    lines = _attributions(state.tokens)
    quotes: list[int] = []
    keep: list[Token] = []
    skip_until = -1
    for index, token in enumerate(state.tokens):
        if index <= skip_until:
            continue
        if token.map:
            found.block_line = token.map[0]
        if token.type == "block_open" and token.info == "timeline":
            skip_until = _matching(state.tokens, index)
            keep.append(_timeline(state, found, token, state.tokens[index + 1 : skip_until]))
            continue
        if token.type == "blockquote_open":
            quotes.append(_open_quote(found, token, index in lines))
        elif token.type == "blockquote_close":
            token.meta = {"quote": quotes.pop()} if quotes else {}
        found.quote = next((quote for quote in reversed(quotes) if quote >= 0), -1)
        if lines.get(index, index) != index:
            _attribute(state, found, state.tokens[index + 1], found.quote)
            skip_until = index + 2
            continue
        keep.append(token)
        if token.type == "inline":
            parse_inline(state, found, token, cell=state.tokens[index - 1].type in ("td_open", "th_open"))
    found.quote = -1
    state.tokens = keep


def parse_inline(state: StateCore, found: Collector, token: Token, *, cell: bool = False) -> None:
    """Parse one block's text; note for each mention in which sentence it stands."""
    before = len(found.mentions)
    token.children = state.md.inline.parse(token.content, state.md, state.env, [])
    if cell and token.content.count("[[") > token.content.count("]]"):
        where = found.spot(token.content, 0, token.content)
        found.say("B06", "a | in a mention splits the cell of a table", where, "write \\| or [label](@target)")
    if len(found.mentions) > before:
        text = inline.plain(token.children)
        known: dict[str, int] = {}
        for index in range(before, len(found.mentions)):
            offset = text.find(f"\0m{index}\0")
            sentence = sentence_around(text, offset) if offset >= 0 else ""
            if sentence and sentence not in known:
                known[sentence] = len(found.sentences)
                found.sentences.append(sentence)
            if sentence:
                found.mentions[index] = msgspec.structs.replace(found.mentions[index], sentence=known[sentence])


def _matching(tokens: list[Token], start: int) -> int:
    depth = 0
    for index in range(start, len(tokens)):
        depth += (tokens[index].type == "block_open") - (tokens[index].type == "block_close")
        if depth == 0:
            return index
    return len(tokens) - 1


def _attributions(tokens: list[Token]) -> dict[int, int]:
    """Index of each attribution's paragraph, and of its blockquote, to the blockquote's index."""
    stack: list[int] = []
    lines: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            stack.append(index)
        elif token.type == "blockquote_close" and stack:
            start = stack.pop()
            last = tokens[index - 2]
            if index - start > 3 and tokens[index - 1].type == "paragraph_close" and attribution.opens(last.content):
                lines[index - 3] = start
                lines[start] = start
    return lines


def _open_quote(found: Collector, token: Token, attributed: bool) -> int:  # noqa: FBT001 - private, one caller
    if not attributed:
        token.meta = {"quote": -1}
        return -1
    found.quotes.append(None)
    token.meta = {"quote": len(found.quotes) - 1}
    return len(found.quotes) - 1


def _fragment(state: StateCore, text: str) -> str:
    """Inline Markdown to HTML with slots."""
    children = state.md.inline.parse(text, state.md, state.env, [])
    return str(state.md.renderer.render(children, state.md.options, state.env))


def _attribute(state: StateCore, found: Collector, token: Token, index: int) -> None:
    """Fill in the quote whose attribution this is."""
    raw = attribution.split(token.content)
    line, column, end = found.spot(token.content, 0, token.content)
    who, mention = raw.who, -1
    if match := inline.MENTION.fullmatch(raw.who):
        html = _fragment(state, match[2]) if match[2] else ""
        mention = inline.add_mention(found, match[1], html, match[2] or "", found.spot(token.content, 0, match[0]))
        who = found.mentions[mention].target
    date = found.date(raw.date, (line, column, end), max(token.content.find(raw.date), 0)) if raw.date else None
    citation, sources = -1, tuple[str, ...]()
    if raw.cite and (cites := inline.parse_cites(raw.cite[1:-1])):
        citation = inline.add_citation(found, token.content, 0, raw.cite, cites)
        sources = tuple(cite.key for cite in cites)
    if not raw.who:
        found.say(
            "B08", "this attribution names nobody", (line, column, end), "write — [[who]], to audience in place, date"
        )
    found.quotes[index] = Quote(
        anchor=found.anchor(f"quote-{index + 1}"),
        html="",
        text="",
        who=who,
        who_mention=mention,
        to=_fragment(state, raw.to) if raw.to else "",
        place=_fragment(state, raw.place) if raw.place else "",
        date=date,
        mode=raw.mode,
        citation=citation,
        sources=sources,
        line=line,
        column=column,
    )


def _timeline(state: StateCore, found: Collector, opening: Token, inner: list[Token]) -> Token:
    """Turn the list inside a timeline into items, and the whole into one slot."""
    given: dict[str, Any] = opening.meta
    number = len(found.timelines)
    items: list[Item] = []
    for token in inner:
        if token.map:
            found.block_line = token.map[0]
        if token.type == "inline":
            item = _item(state, found, token, (number, len(items)))
            if item is not None:
                items.append(item)
        elif token.type in (
            "fence",
            "code_block",
            "heading_open",
            "table_open",
            "html_block",
            "block_open",
            "blockquote_open",
        ):
            where = (found.block_line + found.first_line, 1, 0)
            found.say("B07", "a timeline holds only a list of items", where, "write - date: what happened")
    line = (opening.map[0] if opening.map else 0) + found.first_line
    anchor = found.anchor(given.get("id") or f"timeline-{number + 1}")
    found.timelines.append(TimelineBlock(title=given.get("title", ""), anchor=anchor, items=tuple(items), line=line))
    token = Token("slot_block", "", 0)
    token.meta = {"slot": f"\0t{number}\0"}
    return token


def _item(state: StateCore, found: Collector, token: Token, number: tuple[int, int]) -> Item | None:
    raw = split_item(token.content)
    where = found.spot(token.content, 0, token.content)
    if raw is None:
        hint = "write - 2023-05: text, or - [[event]]"
        found.say("B07", "this item begins with neither a date and a colon nor a mention", where, hint)
        return None
    date = found.date(raw.date, where, max(token.content.split("\n")[0].find(raw.date), 0)) if raw.date else None
    if raw.date and date is None:
        return None
    mentions, citations = len(found.mentions), len(found.citations)
    found.item = number
    child = Token("inline", "", 0)
    child.content, child.map = raw.text, token.map
    parse_inline(state, found, child)
    found.item = None
    html = state.md.renderer.render(child.children or [], state.md.options, state.env)
    return Item(
        event=raw.event,
        id=raw.id,
        status=raw.status,
        date=date,
        html=html,
        text=inline.plain(child.children or []),
        mentions=tuple(range(mentions, len(found.mentions))),
        citations=tuple(range(citations, len(found.citations))),
        line=where[0],
        column=where[1],
    )
