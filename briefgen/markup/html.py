"""Tokens to HTML. Most tokens always give the same text or only their own; the rest goes by rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_BLOCK_ENDS: Final = {
    "paragraph_close": "</p>\n", "list_item_close": "</li>\n", "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n", "tr_close": "</tr>\n", "th_close": "</th>\n", "td_close": "</td>\n",
}  # fmt: skip
_MARKS: Final = {
    "em_open": "<em>", "em_close": "</em>", "strong_open": "<strong>", "strong_close": "</strong>",
    "link_close": "</a>", "s_open": "<s>", "s_close": "</s>",
}  # fmt: skip


class Html(RendererHTML):
    """Gives what the parser's own renderer gives."""

    def render(self, tokens: Sequence[Token], options: Any, env: Any) -> str:
        """Blocks with their text, or the tokens of a text."""
        out: list[str] = []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                if token.children:
                    out.append(self.renderInline(token.children, options, env))
            elif kind in _BLOCK_ENDS and token.block:
                if not token.hidden:
                    out.append(_BLOCK_ENDS[kind])
            else:
                out.append(self._one(tokens, index, options, env))
        return "".join(out)

    def renderInline(self, tokens: Sequence[Token], options: Any, env: Any) -> str:  # noqa: N802 - the parser's name
        """The tokens of a text."""
        out: list[str] = []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                out.append(escapeHtml(token.content))
            elif kind == "slot":
                out.append(token.meta["slot"])
            elif kind in _MARKS and not token.attrs:
                out.append(_MARKS[kind])
            else:
                out.append(self._one(tokens, index, options, env))
        return "".join(out)

    def _one(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        """A token by its rule, or as a tag."""
        rule = self.rules.get(tokens[index].type)
        shown = rule(tokens, index, options, env) if rule else self.renderToken(tokens, index, options, env)
        return str(shown)
