"""Tokens to HTML. Most tokens always give the same text or only their own; the rest goes by rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_BLOCK_OPENS: Final = {
    "bullet_list_open": "<ul>\n", "ordered_list_open": "<ol>\n", "thead_open": "<thead>\n",
    "tbody_open": "<tbody>\n", "tr_open": "<tr>\n",
}  # fmt: skip
_BLOCK_ENDS: Final = {
    "paragraph_close": "</p>\n", "list_item_close": "</li>\n", "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n", "tr_close": "</tr>\n", "th_close": "</th>\n", "td_close": "</td>\n",
    "thead_close": "</thead>\n", "tbody_close": "</tbody>\n",
}  # fmt: skip
_MARKS: Final = {
    "em_open": "<em>", "em_close": "</em>", "strong_open": "<strong>", "strong_close": "</strong>",
    "link_close": "</a>", "s_open": "<s>", "s_close": "</s>", "softbreak": "\n",
}  # fmt: skip


def escape(text: str) -> str:
    """A text with its signs of HTML written as entities, as the parser does it; most texts have none."""
    return escapeHtml(text) if "&" in text or '"' in text or "<" in text or ">" in text else text


class Html(RendererHTML):
    """Gives what the parser's own renderer gives."""

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        """Blocks with their text, or the tokens of a text."""
        out: list[str] = []
        rules = self.rules
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                children = token.children or ()
                # Most texts are one piece.
                only = children[0] if len(children) == 1 else None
                if only is not None and only.type == "slot":
                    out.append(only.meta["slot"])
                elif only is not None and only.type == "text":
                    out.append(escape(only.content))
                else:
                    out.append(self.renderInline(children, options, env))
            elif kind in rules:
                out.append(rules[kind](tokens, index, options, env))
            elif kind in _BLOCK_ENDS and token.block:
                if not token.hidden:
                    out.append(_BLOCK_ENDS[kind])
            elif kind in _BLOCK_OPENS and not token.attrs and not (index and tokens[index - 1].hidden):
                out.append(_BLOCK_OPENS[kind])
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def renderInline(self, tokens: Sequence[Token], options: Any, env: Any) -> str:  # noqa: N802 - the parser's name
        """The tokens of a text."""
        out: list[str] = []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                out.append(escape(token.content))
            elif kind == "slot":
                out.append(token.meta["slot"])
            elif kind in _MARKS and not token.attrs:
                out.append(_MARKS[kind])
            elif kind == "link_open":
                out.append(f"<a{self.renderAttrs(token)}>")
            elif kind in self.rules:
                out.append(self.rules[kind](tokens, index, options, env))
            else:
                out.append(self.renderToken(tokens, index, options, env))
        return "".join(out)

    def text_special(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002 - a rule
        """A sign that was escaped or written as an entity, in words that are not joined to one text: labels."""
        return escape(tokens[idx].content)

    @staticmethod
    def renderAttrs(token: Token) -> str:  # noqa: N802 - the parser's name
        """The attributes of a tag; their names are ours and the parser's."""
        return "".join([f' {name}="{escape(str(value))}"' for name, value in token.attrs.items()])
