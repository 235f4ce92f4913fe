"""Quotes with a speaker: a blockquote whose last paragraph is an attribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markdown_it.token import Token

from briefgen.markup import attribution, inline
from briefgen.markup.collect import Collector
from briefgen.markup.text import Words
from briefgen.model import Quote

_WRITE: Final = "write — [[who]], to audience in place, date (verbatim) [@source]"


def attributions(tokens: Sequence[Token]) -> tuple[dict[int, int], list[int]]:
    """Index of each attribution's paragraph, and of its blockquote, to the blockquote's index; and the indexes of
    paragraphs that end with a line that was meant as one.
    """
    stack: list[int] = []
    lines: dict[int, int] = {}
    missed: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            stack.append(index)
        elif token.type == "blockquote_close" and stack:
            start = stack.pop()
            if tokens[index - 1].type != "paragraph_close":
                continue
            content = tokens[index - 2].content
            if index - start > 4 and attribution.opens(content):
                lines[index - 3] = start
                lines[start] = start
            elif attribution.opens(content.rpartition("\n")[2]):
                missed.append(index - 2)
    return lines, missed


def judge_missed(found: Collector, token: Token) -> None:
    """A line that begins with a dash right under the quoted words, or alone, gives the quote no speaker."""
    _, broken, last = token.content.rpartition("\n")
    found.stand(token.content, token.map[0] if token.map else 0)
    where = found.span(len(token.content) - len(last), len(last))
    if broken:
        message = "this line is part of the quote, not its attribution"
        found.say("B08", message, where, "put a line with only > before it")
    else:
        found.say("B08", "this attribution has nothing to attribute", where, "write the quoted words above it")


def attribute(found: Collector, words: Words, token: Token, index: int) -> None:
    """Fill in the quote whose attribution this is."""
    content = token.content
    found.stand(content, token.map[0] if token.map else 0)
    raw = attribution.split(content)
    where = found.span(0, len(content))
    who, mention = raw.who.text, -1
    if match := inline.MENTION.fullmatch(who):
        label = _fragment(found, words, match[2], raw.who.start + match.start(2)) if match[2] else ""
        place = found.span(raw.who.start, len(who))
        mention = inline.add_mention(found, match[1], label, match[2] or "", place)
        who = found.mentions[mention].target
    date = found.date(raw.date.text, found.span(raw.date.start, len(raw.date.text))) if raw.date.text else None
    citation, sources = -1, tuple[str, ...]()
    if raw.cite.text and (cites := inline.parse_cites(raw.cite.text[1:-1])):
        citation = inline.add_citation(found, found.span(raw.cite.start, len(raw.cite.text)), cites)
        sources = tuple(cite.key for cite in cites)
    if not who:
        found.say("B08", "this attribution names nobody", where, _WRITE)
    found.quotes[index] = Quote(
        anchor=found.anchor(f"quote-{index + 1}"),
        html="",
        text="",
        who=who,
        who_mention=mention,
        to=_fragment(found, words, raw.to.text, raw.to.start) if raw.to.text else "",
        place=_fragment(found, words, raw.place.text, raw.place.start) if raw.place.text else "",
        date=date,
        mode=raw.mode,
        citation=citation,
        sources=sources,
        line=where[0],
        column=where[1],
    )


def _fragment(found: Collector, words: Words, text: str, start: int) -> str:
    """A part of the attribution as HTML with slots."""
    found.base = start
    shown = words.html(words.fragment(text))
    found.base = 0
    return shown
