"""Inline constructs that begin with ``[``: mentions and citations here, the others in modules of their own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from markdown_it.rules_inline import StateInline

from briefgen import dates
from briefgen.markup import links, notes, spans
from briefgen.markup.collect import Collector, Span
from briefgen.markup.html import escape
from briefgen.markup.nested import PLAIN, collector, label_of
from briefgen.model import Citation, Cite, Mention

MENTION: Final = re.compile(r"\[\[([^\[\]|\n\\]+)(?:\\?\|([^\[\]\n]*(?:\[(?!\[)[^\[\]\n]*\][^\[\]\n]*)*))?\]\]")
CITATION: Final = re.compile(r"\[(?P<cites>@[\w-][^\[\]\n]*)\](?![(\[])")
_CITE: Final = re.compile(r"@([\w][\w:./-]*|[\w-]+)(?:,\s+(.+))?\Z", re.DOTALL)
_LINKED: Final = re.compile(
    r"\[[^\[\]\n]{0,300}(\[\[[^\[\]\n]{1,300}\]\]|\[[@^][^\[\]\n]{1,300}\])[^\[\]\n]{0,300}\]\([^()\s@]"
)
_BROKEN: Final = re.compile(r"\[\[(?:\s*(?:\|[^\[\]\n]{0,80})?\]\]|[\w\"'“][^\[\]\n]{0,80})")


def bracket(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    """Everything of ours that begins with ``[``."""
    src, pos = state.src, state.pos
    if src[pos] != "[":
        return False
    following = src[pos + 1 : pos + 2]
    if following == "[":
        return _mention(state, silent)
    if following == "@":
        return _citation(state, silent)
    if following == "^":
        return notes.reference(state, silent)
    return links.simple(state, silent) or spans.span(state, silent, _push_mention, _judge_link)


def _judge_link(state: StateInline) -> None:
    """What begins with a bracket makes the link around it fall apart without a word: say it."""
    match = _LINKED.match(state.src, state.pos)
    if match is not None:
        where = collector(state).span(match.start(1), len(match[1]))
        what = {"[[": "a mention", "[@": "a citation", "[^": "a note"}[match[1][:2]]
        hint = "close the link before it, or write plain text"
        collector(state).say("B05", f"{what} cannot stand inside the text of a link", where, hint)


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    match = CITATION.match(state.src, state.pos)
    if match is None or (state.pos == 0 and state.src[match.end() : match.end() + 1] == ":"):
        return False
    cites = parse_cites(match[1])
    if not cites:
        return False
    if not silent:
        index = add_citation(collector(state), collector(state).span(state.pos, len(match[0])), cites)
        state.push("slot", "", 0).meta = {"slot": f"\0s{index}\0", "cites": True}
    state.pos = match.end()
    return True


def parse_cites(text: str) -> tuple[Cite, ...]:
    """``@key, para. 2; @key2`` as records; empty when it is not that."""
    cites = []
    for part in text.split(";"):
        match = _CITE.match(part.strip())
        if match is None:
            return ()
        cites.append(Cite(key=match[1], locator=(match[2] or "").strip()))
    return tuple(cites)


def add_citation(found: Collector, where: Span, cites: tuple[Cite, ...]) -> int:
    """Remember a citation and give its index."""
    line, column, end = where
    found.citations.append(Citation(cites=cites, line=line, column=column, end=end))
    return len(found.citations) - 1


_ADDRESS: Final = re.compile(r"\((?:[A-Za-z][A-Za-z0-9+.-]*:|[/#]|\.\.?/)[^\s()]*\)")
"""``[[1]](#fn1)`` is a link that shows brackets: what follows is an address, not words in parentheses."""


def _mention(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's signature
    match = MENTION.match(state.src, state.pos)
    if match is None or not match[1].strip():
        if not silent:
            _judge_broken(state)
        return False
    if state.src.startswith("(", match.end()) and _ADDRESS.match(state.src, match.end()):
        return False
    known, found = anywhere(match[0]), collector(state)
    if known is not None and not silent and state.linkLevel == 0 and not found.inside:
        where = found.span(state.pos, match.end() - state.pos)
        _push_slot(state, add_known(found, known, where))
    elif not silent:
        label = match.span(2) if match[2] is not None else (match.end(), match.end())
        _push_mention(state, match.end(), match[1], label)
    state.pos = match.end()
    return True


def _judge_broken(state: StateInline) -> None:
    """Two brackets that begin a name and nothing closes; ``[[map](url)]`` is Markdown, and ``[[1]]`` is a mention."""
    match = _BROKEN.match(state.src, state.pos)
    after = state.src[match.end() : match.end() + 1] if match else "]"
    if match is None or (after in ("[", "]") and not match[0].endswith("]]")):
        return
    where = collector(state).span(state.pos, len(match[0]))
    message = "this mention names nothing" if match[0].endswith("]]") else "this mention is not closed on its line"
    collector(state).say("B01", message, where, "write [[target]] or [[target|label]], or \\[[ for the brackets")


def _push_mention(state: StateInline, end: int, target: str, label: tuple[int, int]) -> None:
    """A mention from the parser's position to ``end``; ``label`` is where its label begins and ends."""
    found = collector(state)
    where = found.span(state.pos, end - state.pos)
    start, stop = label
    written = state.src[start:stop]
    stop -= len(written) - len(written.rstrip().rstrip("\\").rstrip())
    start += len(written) - len(written.lstrip())
    if state.linkLevel > 0 or found.inside:
        inside = found.inside or "the text of a link"
        found.say("B05", f"a mention cannot stand inside {inside}", where, "close it before, or write plain text")
        state.push("text", "", 0).content = state.src[start:stop] or target
        return
    html, text = label_of(state, start, stop) if stop > start else ("", "")
    _push_slot(state, add_mention(found, target, html, text, where))


def _push_slot(state: StateInline, index: int) -> None:
    slot = f"\0m{index}\0"
    state.push("slot", "", 0).meta = {"slot": slot, "text": slot, "mention": index}


Known = tuple[str, str, str, str, bool]
"""Target, as-of, label (HTML and plain) of a mention, and whether its target reads as a date."""


@lru_cache(maxsize=16_384)
def anywhere(written: str) -> Known | None:
    """What a mention says, if that is the same wherever it stands.

    None for one that names nothing or whose label has to be parsed. The same few names stand in most briefs.
    """
    match = MENTION.match(written)
    assert match is not None
    label, (target, asof) = (match[2] or "").strip(), _target(match[1])
    if not target or not (label == "" or PLAIN.match(label)):
        return None
    return target, asof, escape(label), label, dates.looks_like_date(target)


def add_mention(found: Collector, target: str, html: str, text: str, where: Span) -> int:
    """Remember a mention and give its index."""
    target, asof = _target(target)
    return add_known(found, (target, asof, html, text, dates.looks_like_date(target)), where)


def _target(written: str) -> tuple[str, str]:
    """Target and as-of."""
    written = written.strip()
    target, _, asof = written.rpartition("@") if "@" in written[1:] else (written, "", "")
    return target.strip(), asof.strip()


def add_known(found: Collector, known: Known, where: Span, sentence: int = -1) -> int:
    """Remember a mention of which all is known, and give its index."""
    target, asof, html, text, dated = known
    date = found.date(target, where, 2) if dated else None
    line, column, end = where
    mention = Mention(
        target=target, label=html, text=text, asof=asof, line=line, column=column, end=end, sentence=sentence,
        date=date, quote=found.quote, item=found.item,
    )  # fmt: skip
    found.mentions.append(mention)
    return len(found.mentions) - 1
