"""Addresses of links, read by one look where they hold nothing that needs more: nearly all of them do not."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from markdown_it import MarkdownIt, helpers
from markdown_it.common.normalize_url import normalizeLink

HOST: Final = r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}"
"""How an address on the web begins; a host that normalising leaves as it is."""
_NORMAL: Final = re.compile(rf"{HOST}(?:/[A-Za-z0-9;/?:@&=+$,\-_.!~*'()#]*)?\Z")
"""An address that normalising leaves as it is."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9;/?:@=+$,\-_.!~*'#%]+(?=[) \n])")
"""An address without escapes, entities and brackets, up to what ends it."""


class Destination(NamedTuple):
    """An address in the text, as the parser's rules want to have it."""

    ok: bool
    pos: int
    str: str


def normalize(url: str) -> str:
    """An address with everything encoded that has to be."""
    return url if _NORMAL.match(url) else normalizeLink(url)


def destination(text: str, pos: int, maximum: int) -> Any:
    """The address that begins at ``pos``."""
    match = _PLAIN.match(text, pos, maximum)
    return Destination(True, match.end(), match[0]) if match else helpers.parseLinkDestination(text, pos, maximum)


def setup(parser: MarkdownIt) -> None:
    """Let a parser read its addresses so."""
    parser.normalizeLink = normalize  # type: ignore[method-assign] # as the parser's documentation has it
    # Schemes are judged with their place (see links); a link that the parser refused would only stand there as text.
    parser.validateLink = lambda _: True  # type: ignore[assignment, method-assign]
    parser.helpers = SimpleNamespace(  # type: ignore[assignment] # asked for these three only
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkTitle=helpers.parseLinkTitle,
        parseLinkDestination=destination,
    )
