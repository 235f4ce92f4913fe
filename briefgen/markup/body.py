"""A Markdown body to facts and HTML with slots."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from briefgen.diagnostics import Diagnostic, Place
from briefgen.markup import addresses, inline, links, notes
from briefgen.markup.blocks import block
from briefgen.markup.collect import Collector
from briefgen.markup.dispatch import Texts
from briefgen.markup.emphasis import emphasis
from briefgen.markup.html import Html
from briefgen.markup.lines import Blocks
from briefgen.markup.passes import run
from briefgen.markup.render import render_blocks
from briefgen.markup.rules import RULES
from briefgen.markup.text import NESTING, Words, count
from briefgen.model import Body
from briefgen.settings import MarkdownSettings

MAX_NESTING: Final = 100


def parse_body(
    text: str, *, path: str, first_line: int, settings: MarkdownSettings, timezone: str
) -> tuple[Body, tuple[Diagnostic, ...]]:
    """Facts and HTML of a body that begins on ``first_line`` of ``path``; no input raises."""
    parser, inner = _parsers(settings.html, settings.typographer)
    found = Collector(path, first_line, text.split("\n"), timezone)
    env: dict[str, Any] = {"collector": found, "labels": settings.labels}
    env["words"] = Words(inner, env)
    tokens: list[Token] = []
    try:
        tokens = parser.parse(text, env)
    except RecursionError:
        found.say("B09", "Markdown is nested too deeply here to be read", (first_line, 1, 0))
    if "deep" in env:
        _judge_depth(found, tokens)
    html = render_blocks(parser, tokens, env)
    body = Body(
        html=html,
        mentions=tuple(found.mentions),
        sentences=tuple(found.sentences),
        citations=tuple(found.citations),
        quotes=tuple(quote for quote in found.quotes if quote is not None),
        claims=tuple(found.claims),
        timelines=tuple(found.timelines),
        annotations=tuple(found.annotations),
        corrections=tuple(found.corrections),
        headings=tuple(found.headings),
        links=tuple(found.links),
        pictures=tuple(found.pictures),
        anchors=tuple(found.anchors),
        words=count(" ".join(found.texts)),
    )
    env.clear()  # it holds what holds it, and nothing else ends that while many files are read
    return body, tuple(found.found)


def _judge_depth(found: Collector, tokens: list[Token]) -> None:
    if max([token.level for token in tokens], default=0) >= MAX_NESTING - 1:
        deepest = max(tokens, key=lambda token: token.level)
        line = (deepest.map[0] if deepest.map else 0) + found.first_line
        message = f"Markdown nested deeper than {MAX_NESTING} levels"
        found.found.append(Diagnostic("B09", message, Place(found.path, line, 1)))


@lru_cache(maxsize=8)
def _parsers(html: bool, typographer: bool) -> tuple[MarkdownIt, MarkdownIt]:  # noqa: FBT001 - a cache key
    """A parser for blocks and one for their text, for each set of settings: one costs as much as a short brief."""
    parser, inner = (_plain_parser(html, typographer, depth) for depth in (MAX_NESTING, NESTING))
    parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    alternatives: Any = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "briefgen_block", block, alternatives)
    parser.inline.ruler.before("link", "briefgen_bracket", inline.bracket)
    parser.inline.ruler.before("link", "briefgen_note", notes.inline_note)
    parser.core.ruler.at("normalize", _normalize)
    parser.core.ruler.at("inline", run)
    parser.core.ruler.at("text_join", _join)
    parser.inline.ruler.at("emphasis", emphasis)
    links.setup(parser)
    notes.setup(parser)
    for name, rule in RULES.items():
        parser.add_render_rule(name, rule)
    # The rules are all there: from here on, each is asked only where it can begin.
    parser.inline, parser.block = Texts(parser.inline), Blocks(parser.block)
    inner.inline, inner.renderer = parser.inline, parser.renderer
    return parser, inner


def _normalize(state: StateCore) -> None:
    """The parser's rule, where the text asks for it; it makes two copies of it."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _join(state: StateCore) -> None:
    """The parser's rule, where there can be something to join: what was escaped is in tokens of its own."""
    if "\\" in state.src or "&" in state.src:
        text_join(state)


def _plain_parser(html: bool, typographer: bool, depth: int) -> MarkdownIt:  # noqa: FBT001 - a cache key
    options = {"html": html, "typographer": typographer, "maxNesting": depth, "store_labels": True}
    parser = MarkdownIt("commonmark", options, renderer_cls=Html).enable(["table", "strikethrough"])
    addresses.setup(parser)
    return parser.enable(["replacements", "smartquotes"]) if typographer else parser
