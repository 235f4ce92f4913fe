"""Links and images: the parser's own rules, with the place of each noted and its address judged while it is at hand."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.autolink import autolink
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.link import link
from markdown_it.token import Token

from briefgen.markup.addresses import HOST
from briefgen.markup.collect import Collector, Span
from briefgen.markup.html import escape
from briefgen.markup.nested import collector
from briefgen.markup.pairs import unpaired
from briefgen.markup.states import Line, piece
from briefgen.model import Link, Picture

Rule = Callable[[StateInline, bool], bool]
Where = Callable[[], Span]
"""Gives the place of an address when there is something to say of it, which is seldom."""
WORDS: Final = "say in the brackets what it shows"
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED: Final = (
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "news", "nntp", "irc", "ircs", "xmpp", "matrix",
    "geo", "webcal", "magnet", "gopher", "gemini",
)  # fmt: skip
"""Schemes of links: none of them runs anything in a page."""
_PICTURES: Final = ("http", "https")
_SQUEEZED: Final = re.compile(r"[\x00-\x20\x7f]|%(?:[01][0-9A-Fa-f]|20|7[Ff])")
"""What a browser may pass over in front of or within a scheme, as it stands or encoded."""
SIMPLE: Final = re.compile(
    rf"\[(?P<label>[^\n!&*<\[\\\]^_`~]+)\]\((?P<href>{HOST}(?:/[A-Za-z0-9;/?:@=+$,\-_.!~*'#]*)?)\)"
)
_WRITTEN: Final = re.compile(r"\s*(?:<([^<>\n]*)>|(\S*))")
_DEFINED: Final = re.compile(r"\]:\s*<?([^\s>]+)")


def simple(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """A link of plain words to a plain address on the web, read by one look; there is nothing to say of it."""
    if silent or not isinstance(state, Line):
        return False
    match = SIMPLE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    level = state.level
    state.add(
        piece("link_open", "a", 1, "", level, False, {"href": match["href"]}),
        piece("text", "", 0, match["label"], level + 1),
        piece("link_close", "a", -1, "", level),
    )
    state.pos = match.end()
    return True


def _image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """The parser's rule; it reads the alternative text as a text of its own, which begins behind ``![``."""
    if silent or state.src[state.pos] != "!":
        return image(state, silent)
    found = collector(state)
    before = found.base, found.inside
    found.base, found.inside = found.base + state.pos + 2, "the alternative text of an image"
    try:
        return image(state, silent)
    finally:
        found.base, found.inside = before


def _watching(rule: Rule, judge: Callable[[Collector, Token, Where], None], kind: str, sign: str, bracket: int) -> Rule:
    def watch(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
        pos, count = state.pos, len(state.tokens)
        if state.src[pos] != sign or (bracket >= 0 and unpaired(state, pos + bracket)):
            return False
        if not rule(state, silent):
            return False
        if not silent:
            token = next(one for one in state.tokens[count:] if one.type == kind)
            judge(collector(state), token, lambda: _defined(state, token) or _address(state, pos))
        return True

    return watch


def _address(state: StateInline, start: int) -> Span:
    """The place of an address in the text from ``start`` to the parser's position; else of the whole of it."""
    written = state.src[start : state.pos]
    at = written.rfind("](") + 2
    if at < 2:
        return collector(state).span(start, len(written))
    shown = _WRITTEN.match(written, at, len(written) - 1)
    assert shown is not None
    group = 1 if shown[1] is not None else 2
    return collector(state).span(start + shown.start(group), len(shown[group]))


def _defined(state: StateInline, token: Token) -> Span | None:
    """The place of the address in a definition ``[label]: address``, when the link was written with a label."""
    label = token.meta.get("label")
    if label is None:
        return None
    found, line = collector(state), state.env["references"][label]["map"][0]
    raw = found.lines[line] if line < len(found.lines) else ""
    shown = _DEFINED.search(raw)
    return found.line_span(line, shown[1] if shown else "")


def _judge_link(found: Collector, token: Token, where: Where) -> None:
    href = str(token.attrGet("href") or "")
    verdict = _judge(found, href, "a link", where)
    if verdict == "refused":
        token.attrSet("href", "#")
    elif verdict == "local" or href.startswith("#"):
        line, column, end = where()
        found.links.append(Link(href=href, line=line, column=column, end=end))
        if verdict == "local":
            token.attrSet("href", f"\0l{len(found.links) - 1}\0")


def _judge_image(found: Collector, token: Token, where: Where) -> None:
    src = str(token.attrGet("src") or "")
    children = token.children or []
    alt = _words(children)
    verdict = _judge(found, src, "an image", where)
    token.attrSet("alt", alt)
    if verdict == "local":
        line, column, end = where()
        found.pictures.append(Picture(src=src, alt=alt, line=line, column=column, end=end))
        token.attrSet("src", f"\0i{len(found.pictures) - 1}\0")
    elif verdict == "refused":
        token.attrSet("src", "")
    if not alt.strip() and verdict == "final":
        found.say("A06", "this image from elsewhere has no alternative text", where(), WORDS)


def _words(tokens: Sequence[Token]) -> str:
    """The plain words of an alternative text."""
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type in ("text", "text_special", "code_inline", "image"):
            parts.append(_words(token.children) if token.children else token.content)
    return "".join(parts)


def _judge(found: Collector, url: str, what: str, where: Where) -> str:
    """``final``, ``local`` (within the site), or ``refused`` when the scheme is not allowed (which is reported)."""
    if url.startswith(("https://", "http://")):
        return "final"
    squeezed = _SQUEEZED.sub("", html.unescape(url))
    match = _SCHEME.match(squeezed)
    if match is None:
        return "final" if squeezed.startswith(("#", "//")) or not squeezed else "local"
    if match[1].lower() in (_PICTURES if what == "an image" else _ALLOWED):
        return "final"
    message = f"{what} cannot begin with {match[1].lower()}:"
    found.say("B10", message, where(), "write an http, https, mailto or tel address")
    return "refused"


def _render_image(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    attrs = tokens[index].attrs
    title = f' title="{escape(str(attrs["title"]))}"' if attrs.get("title") else ""
    src, alt = escape(str(attrs["src"])), escape(str(attrs["alt"]))
    return f'<img src="{src}" alt="{alt}"{title} loading="lazy">'


def setup(parser: MarkdownIt) -> None:
    """Put our watch over a parser's links, images and addresses in angle brackets."""
    parser.inline.ruler.at("link", _watching(link, _judge_link, "link_open", "[", 0))
    parser.inline.ruler.at("image", _watching(_image, _judge_image, "image", "!", 1))
    parser.inline.ruler.at("autolink", _watching(autolink, _judge_link, "link_open", "<", -1))
    parser.add_render_rule("image", _render_image)
