"""The render rules of our blocks and of quotes, headings, labels and tables: tokens to HTML with slots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from markdown_it.token import Token

from briefgen.markup.collect import Collector
from briefgen.markup.html import escape
from briefgen.markup.nested import plain
from briefgen.model import Heading

Tokens = Sequence[Token]

_MENTION: Final = re.compile("\0m([0-9]+)\0")

# --- Render rules: (renderer, tokens, index, options, env) -> html ---------------------------------------------------


def _slot(_: Any, tokens: Tokens, index: int, *__: Any) -> str:
    return str(tokens[index].meta["slot"])


def _block_open(_: Any, tokens: Tokens, index: int, *__: Any) -> str:
    token = tokens[index]
    title = token.meta.get("title", "") if token.info == "aside" else ""
    head = f'<p class="aside-title">{escape(title)}</p>\n' if title else ""
    return f'<aside class="aside">{head}' if token.info == "aside" else "<div>"


def _block_close(_: Any, tokens: Tokens, index: int, *__: Any) -> str:
    return "</aside>\n" if tokens[index].info == "aside" else "</div>\n"


def _blockquote_open(renderer: Any, tokens: Tokens, index: int, options: Any, env: dict[str, Any]) -> str:
    quote = env["collector"].quotes[tokens[index].meta["quote"]] if tokens[index].meta.get("quote", -1) >= 0 else None
    plainly = str(renderer.renderToken(tokens, index, options, env))
    return f'<figure class="quote" id="{quote.anchor}">{plainly}' if quote else plainly


def _blockquote_close(renderer: Any, tokens: Tokens, index: int, options: Any, env: dict[str, Any]) -> str:
    number = tokens[index].meta.get("quote", -1)
    plainly = str(renderer.renderToken(tokens, index, options, env))
    return f"{plainly}\0q{number}\0</figure>\n" if number >= 0 and env["collector"].quotes[number] else plainly


def _heading_open(_: Any, tokens: Tokens, index: int, __: Any, env: dict[str, Any]) -> str:
    found: Collector = env["collector"]
    token = tokens[index]
    level = min(int(token.tag[1]) + (1 if env["shift"] else 0), 6)
    token.tag = f"h{level}"
    text = plain(tokens[index + 1].children or [])
    if "\0" in text:
        text = _MENTION.sub(lambda m: found.mentions[int(m[1])].text or found.mentions[int(m[1])].target, text)
    anchor = found.anchor(token.meta.get("id") or text)
    found.headings.append(Heading(level=level, text=text, anchor=anchor))
    return f'<h{level} id="{escape(anchor)}">'


def _heading_close(_: Any, tokens: Tokens, index: int, __: Any, env: dict[str, Any]) -> str:
    level = min(int(tokens[index].tag[1]) + (1 if env["shift"] else 0), 6)
    return f"</h{level}>\n"


def _paragraph_open(renderer: Any, tokens: Tokens, index: int, options: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    if token.hidden:
        return ""
    children = tokens[index + 1].children or []
    if len(children) >= 3 and "strong_open" in (children[0].type, children[1].type):
        _label(token, children, env)
    after_hidden = index > 0 and tokens[index - 1].hidden
    return str(renderer.renderToken(tokens, index, options, env)) if token.attrs or after_hidden else "<p>"


def _label(token: Token, children: Tokens, env: dict[str, Any]) -> None:
    """Mark a paragraph that begins with one of the site's labels."""
    # An emphasis at the very start leaves an empty text token before it.
    first = [child for child in children[:4] if child.type != "text" or child.content][:3]
    if len(first) == 3 and first[0].type == "strong_open":
        text = first[1].content
        if text.endswith(":") and text.rstrip(":") in env["labels"]:
            first[0].attrSet("class", "label")
            token.attrSet("class", "labelled")


def _item_open(renderer: Any, tokens: Tokens, index: int, options: Any, env: dict[str, Any]) -> str:
    # The text of an item in a close list stands on the item's own line.
    if tokens[index + 1].hidden and not tokens[index - 1].hidden:
        return "<li>"
    return str(renderer.renderToken(tokens, index, options, env))


def _table_open(*_: Any) -> str:
    return '<div class="table-scroll" tabindex="0" role="group"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _cell_open(_: Any, tokens: Tokens, index: int, *__: Any) -> str:
    token = tokens[index]
    style = str(token.attrGet("style") or "").rpartition(":")[2]
    scope = ' scope="col"' if token.tag == "th" else ""
    return f"<{token.tag}{scope}" + (f' class="align-{style}">' if style else ">")


RULES: Final[Mapping[str, Callable[..., str]]] = {
    "slot": _slot,
    "slot_block": _slot,
    "block_open": _block_open,
    "block_close": _block_close,
    "blockquote_open": _blockquote_open,
    "blockquote_close": _blockquote_close,
    "heading_open": _heading_open,
    "heading_close": _heading_close,
    "paragraph_open": _paragraph_open,
    "list_item_open": _item_open,
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _cell_open,
    "td_open": _cell_open,
}
