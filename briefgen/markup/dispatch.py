"""The parser's rules for text, each asked only where it can begin.

The parser asks every rule at every sign that may mean something. Each looks at one character first, so a table from
that character to the rules gives the same answers for a fraction of the calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline, fragments_join
from markdown_it.token import Token

from briefgen.markup.states import Line, piece

InlineRule = Callable[[StateInline, bool], bool]
_SIGNS: Final = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_", "briefgen_bracket": "[",
    "briefgen_note": "^", "link": "[", "image": "!", "autolink": "<", "html_inline": "<", "entity": "&",
}  # fmt: skip
"""The signs with which each rule begins; ``]`` ends what others began, so text stops there too."""


class Texts(ParserInline):
    """Reads the text of blocks; takes the place of a parser, with its rules as they are by then."""

    def __init__(self, parser: ParserInline) -> None:
        self.ruler, self.ruler2 = parser.ruler, parser.ruler2
        self.terminator_re = parser.terminator_re
        names, rules = parser.ruler.get_active_rules(), parser.ruler.getRules("")
        self.rules: Final[Mapping[str, tuple[InlineRule, ...]]] = by_sign(_SIGNS, names, rules)
        self.sign: Final = re.compile(f"[{re.escape(''.join(self.rules))}\\]]")
        self.after: Final = self.ruler2.getRules("")

    def plain(self, src: str) -> bool:
        """Whether a text has no sign with which a rule could begin."""
        return self.sign.search(src) is None

    def parse(self, src: str, md: Any, env: Any, tokens: list[Token]) -> list[Token]:
        """Inline tokens of a text."""
        if self.plain(src):
            if src:
                tokens.append(piece("text", "", 0, src))
            return tokens
        state = Line(src, md, env, tokens)
        self.tokenize(state)
        inner = [meta for meta in state.tokens_meta if meta]
        if state.delimiters or any(meta["delimiters"] for meta in inner):
            for rule in self.after:
                rule(state)
        elif inner:
            # Nothing to pair; but what cannot stand within a link is text there, beside other text.
            fragments_join(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        """Read the text from the state's position to its end."""
        src, end, deepest = state.src, state.posMax, state.md.options["maxNesting"]
        search, rules = self.sign.search, self.rules
        while (pos := state.pos) < end:
            found = search(src, pos, end) if state.level < deepest else None
            stop = found.start() if found is not None else end
            if stop > pos:
                state.append_pending(src[pos:stop])
                state.pos = stop
            if stop == end:
                break
            for rule in rules.get(src[stop], ()):
                if rule(state, False):
                    break
            else:
                state.append_pending(src[stop])
                state.pos = stop + 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the parser's name
        """Pass over one token, or over text up to the next sign."""
        pos, known = state.pos, state.cache.get(state.pos)
        if known is not None:
            state.pos = known
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax
        elif not self._skipped(state):
            state.pos += 1
        state.cache[pos] = state.pos

    def _skipped(self, state: StateInline) -> bool:
        found = self.sign.search(state.src, state.pos)
        stop = found.start() if found is not None else state.posMax
        if stop > state.pos:
            state.pos = stop
            return True
        for rule in self.rules.get(state.src[stop], ()):
            state.level += 1
            done = rule(state, True)
            state.level -= 1
            if done:
                return True
        return False


def by_sign(signs: Mapping[str, str], names: list[str], rules: list[Any]) -> dict[str, tuple[Any, ...]]:
    """The rules that may begin with each sign, in their order; a rule without signs is left out."""
    pairs = list(zip(names, rules, strict=True))
    every = {sign for name in names for sign in signs.get(name, "")}
    return {sign: tuple(rule for name, rule in pairs if sign in signs.get(name, "")) for sign in every}
