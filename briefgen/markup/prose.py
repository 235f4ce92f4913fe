"""Text as people write it, read in one pass: words, mentions, citations, links to the web, and words between stars.

The parser makes tokens of a text, which are then gone over for its HTML, for its plain words and for its sentences.
Most texts hold nothing but what is found here by one pattern: those are one token that has its HTML and its words.
"""

from __future__ import annotations

import re
from itertools import repeat
from typing import Final, NamedTuple

from markdown_it.token import Token

from briefgen.markup.collect import Collector
from briefgen.markup.emphasis import BEFORE, PAIR, pair
from briefgen.markup.html import escape
from briefgen.markup.inline import CITATION, Known, add_citation, add_known, anywhere, parse_cites
from briefgen.markup.links import SIMPLE
from briefgen.markup.sentences import sentences_of
from briefgen.markup.states import piece
from briefgen.model import Cite

_PART: Final = re.compile(
    r"(?P<text>[^&*<\[\\\]^_`~]+)"
    r"|(?P<mention>\[\[[^\[\]|\n\\]+(?:\|[^\[\]\n\\]*)?\]\])(?!\()"
    rf"|(?!\[@){SIMPLE.pattern}"
    rf"|(?<![^{BEFORE}]){PAIR.pattern}"
    rf"|{CITATION.pattern}"
    r"|(?P<other>.)",
    re.DOTALL,
)
"""Each as its own rule reads it; ``other`` begins what it takes the parser to read."""
_BREAK: Final = re.compile(r"[ \t]\n|\n[ \t]")
"""A line's end with blanks, which may mean something."""


class _Read(NamedTuple):
    """A text, and what it names with the place of each: where it begins, and its length."""

    html: str
    plain: str
    mentions: list[tuple[Known, int, int]]
    citations: list[tuple[tuple[Cite, ...], int, int]]


def prose(found: Collector, text: str, *, running: bool) -> list[Token] | None:
    """A text as one token; None, and nothing found, for one that holds anything else. Mentions in ``running`` text
    learn their sentence. Strong words at the very start keep tokens of their own: they may be a label of the site.
    """
    # An image, a definition, or blanks around a line's end.
    if ("!" in text and "![" in text) or text.startswith("[@") or ("\n" in text and _BREAK.search(text)):
        return None
    label = PAIR.match(text) if text.startswith("**") else None
    read = _read(text, label.end() if label else 0, len(found.mentions), len(found.citations))
    if read is None:
        return None
    said = label["words"] + read.plain if label else read.plain
    sentences = sentences_of(found, said) if running and read.mentions else repeat(-1)
    for (known, start, length), sentence in zip(read.mentions, sentences, strict=False):
        add_known(found, known, found.span(start, length), sentence)
    for cites, start, length in read.citations:
        add_citation(found, found.span(start, length), cites)
    rest = piece("slot", "", 0, meta={"slot": read.html, "text": read.plain})
    return [*pair(label, 0), rest] if label else [rest]


def _read(text: str, start: int, mention: int, citation: int) -> _Read | None:
    """The text from ``start`` on, whose first mention and first citation will have these indexes."""
    shown: list[str] = []
    said: list[str] = []
    mentions: list[tuple[Known, int, int]] = []
    citations: list[tuple[tuple[Cite, ...], int, int]] = []
    # No other sign of HTML can stand in these parts.
    show = escape if '"' in text or ">" in text else str
    for part in _PART.finditer(text, start):
        kind = part.lastgroup
        if kind == "text":
            words = part[0]
            said.append(words)
            shown.append(show(words))
        elif kind == "mention" and (known := anywhere(part[0])):
            slot = f"\0m{mention + len(mentions)}\0"
            mentions.append((known, part.start(), len(part[0])))
            said.append(slot)
            shown.append(slot)
        elif kind == "href":
            said.append(part["label"])
            shown.append(f'<a href="{part["href"]}">{show(part["label"])}</a>')
        elif kind == "words":
            name = "em" if len(part["stars"]) == 1 else "strong"
            said.append(part["words"])
            shown.append(f"<{name}>{show(part['words'])}</{name}>")
        elif kind == "cites" and (cites := parse_cites(part["cites"])):
            shown.append(f"\0s{citation + len(citations)}\0")
            citations.append((cites, part.start(), len(part[0])))
        else:
            return None
    return _Read("".join(shown), "".join(said).replace("\n", " "), mentions, citations)
