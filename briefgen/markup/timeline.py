"""``::: timeline``: a list of dated items, read into records. What it holds beside items is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from markdown_it.token import Token

from briefgen.markup.collect import Collector
from briefgen.markup.items import RawItem, split_item
from briefgen.markup.nested import plain
from briefgen.markup.text import Words
from briefgen.model import Item, TimelineBlock

_DEFINITION: Final = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+\[([^\[\]]+)\]:")
_ID: Final = re.compile(r"[a-z][a-z0-9-]*\Z")
_FOREIGN: Final = frozenset(
    ("fence", "code_block", "heading_open", "table_open", "html_block", "block_open", "blockquote_open", "hr")
)
_HOLDS: Final = "a timeline holds only a list of items"
_WRITE: Final = "write - 2023-05: text, or - [[event]]"


def read_timeline(found: Collector, words: Words, opening: Token, inner: Sequence[Token]) -> Token:
    """Turn the list inside a timeline into items, and the whole into one slot."""
    given: dict[str, Any] = opening.meta
    number = len(found.timelines)
    items: list[Item] = []
    for token in _items(found, inner):
        item = _item(found, words, token, (number, len(items)))
        if item is not None:
            items.append(item)
    line = (opening.map[0] if opening.map else 0) + found.first_line
    anchor = found.anchor(given.get("id") or f"timeline-{number + 1}")
    found.timelines.append(TimelineBlock(title=given.get("title", ""), anchor=anchor, items=tuple(items), line=line))
    token = Token("slot_block", "", 0, level=opening.level)
    token.meta = {"slot": f"\0t{number}\0"}
    return token


def _items(found: Collector, inner: Sequence[Token]) -> Iterator[Token]:
    """The text of each item; whatever else stands there is reported."""
    depth, empty, line, skipped = 0, False, 0, -1
    for token in inner:
        if token.map:
            line = token.map[0]
        if token.type == "list_item_open":
            depth, empty = depth + 1, True
        elif token.type == "list_item_close":
            depth -= 1
            if empty:
                _judge_empty(found, line)
            empty = False
        elif token.type == "inline" and depth == 1 and empty:
            empty = False
            yield token
        elif token.type == "inline" and line > skipped:
            found.say("B07", "this text in a timeline belongs to no item", found.line_span(line), _WRITE)
        elif token.type in _FOREIGN and line > skipped:
            found.say("B07", _HOLDS, found.line_span(line), _WRITE)
            skipped, empty = (token.map[1] - 1 if token.map else line), False


def _judge_empty(found: Collector, line: int) -> None:
    raw = found.lines[line] if line < len(found.lines) else ""
    match = _DEFINITION.match(raw)
    if match is None:
        found.say("B07", "this item of a timeline is empty", found.line_span(line), _WRITE)
        return
    message = f"[{match[1]}]: defines a link in Markdown, so this item would vanish"
    found.say("B07", message, found.line_span(line), f"write - {match[1]}: without the brackets")


def _item(found: Collector, words: Words, token: Token, number: tuple[int, int]) -> Item | None:
    content = token.content
    found.stand(content, token.map[0] if token.map else 0)
    where = found.span(0, len(content))
    raw = split_item(content)
    if raw is None:
        found.say("B07", "this item begins with neither a date and a colon nor a mention", where, _WRITE)
        return None
    date = found.date(raw.date, where, max(content.split("\n")[0].find(raw.date), 0)) if raw.date else None
    if raw.date and date is None:
        return None
    _judge_id(found, content, raw)
    mentions, citations = len(found.mentions), len(found.citations)
    found.item, found.base = number, raw.start
    children = words.read(found, raw.text)
    found.item, found.base = None, 0
    return Item(
        event=raw.event,
        id=raw.id,
        status=raw.status,
        date=date,
        html=words.html(children),
        text=plain(children),
        mentions=tuple(range(mentions, len(found.mentions))),
        citations=tuple(range(citations, len(found.citations))),
        line=where[0],
        column=where[1],
    )


def _judge_id(found: Collector, content: str, raw: RawItem) -> None:
    if raw.id and not _ID.match(raw.id):
        at = content.rfind("{#")
        where = found.span(at, len(raw.id) + 3)
        hint = "an id is a lower-case letter, then letters, digits, hyphens"
        found.say("M06", f"'{raw.id}' is not an id", where, hint)
