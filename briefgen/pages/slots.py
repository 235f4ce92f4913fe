"""Bind the slots of a body: mentions, citations, captions, markers and blocks become HTML.

What comes out belongs to no page yet: every link inside the site begins with :data:`ROOT`, and the page that shows the
text puts its own way to the root there. So the same words can be shown on any page, and be made once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from briefgen import dates
from briefgen.knowledge.graph import Target
from briefgen.model import Body
from briefgen.pages.directly import invoke

ROOT: Final = "\1"
"""Stands before an output path for the way from the page that shows it to the root of the site."""
_CARDS: Final = {"entity": "who", "event": "event"}
"""Where the page says more of what a mention leads to: the beginning of an id; for previews."""
_INSIDE: Final = re.compile(ROOT + r'([^"#<>\s]*)')
_PICTURE: Final = re.compile(
    r'(<p>)?<img src="\0i(\d+)\0" alt="([^"]*)"(?: title="([^"]*)")? loading="lazy">(?(1)</p>)'
)
_HOLLOW: Final = re.compile(r"\0[^\0]*\0")


@lru_cache(maxsize=1024)
def to(path: str) -> str:
    """A link to an output path, from wherever it will stand."""
    return ROOT + quote(path, safe="/#:@!$&'()*+,;=~-._")


def absolute(base_url: str, text: str) -> str:
    """Text in which every link into the site is absolute and canonical: a folder, not its ``index.html``."""
    return _INSIDE.sub(lambda match: base_url + match[1].removesuffix("index.html"), text)


class Binder(NamedTuple):
    """What is needed to bind the slots of one body."""

    body: Body
    targets: tuple[Target, ...]
    language: str
    url: Callable[[str], str]
    """``kind:id`` to a link, or an empty text."""
    link: Callable[[str], str]
    """A link of the body to a link of the site."""
    macros: Any
    """The theme's ``slots.html``."""
    node: Any
    """The brief, or what else the body belongs to."""

    def fill(self, text: str) -> Markup:
        """HTML with every slot bound."""
        if "\0" not in text:
            return Markup(text)  # noqa: S704 - made by our own renderer, which escapes
        if "\0i" in text:
            text = _PICTURE.sub(self._picture, text)
        parts = text.split("\0")
        for place in range(1, len(parts), 2):
            slot = parts[place]
            parts[place] = self._bind(slot[0], int(slot[1:]))
        return Markup("".join(parts))  # noqa: S704 - made by our own renderer, which escapes

    def _bind(self, letter: str, index: int) -> str:
        body = self.body
        if letter == "m":
            return self._mention(index)
        if letter == "l":
            return html.escape(self.link(body.links[index].href))
        maker = getattr(self.macros, _MACROS[letter])
        records: Any = {
            "s": body.citations,
            "q": body.quotes,
            "k": body.claims,
            "t": body.timelines,
            "a": body.annotations,
            "x": body.corrections,
        }[letter]
        return invoke(maker, (records[index], index, self))

    def _picture(self, found: re.Match[str]) -> str:
        """A picture of the body in the theme's manner; one that stands alone has its title as a caption."""
        alone, index, _, title = found.groups()
        title = html.unescape(title or "")
        return invoke(self.macros.picture, (self.body.pictures[int(index)], title, bool(alone), self))

    def _mention(self, index: int) -> str:
        mention, target = self.body.mentions[index], self.targets[index]
        if target.kind == "date" and target.at is not None:
            return dates.html(target.at, self.language, self.fill(mention.label) if mention.label else None)
        label = str(self.fill(mention.label)) if mention.label else html.escape(target.label)
        address = self.url(f"{target.kind}:{target.id}") if target.kind != "none" else ""
        return f"{_opening(target.kind, target.id, address)}{label}</a>" if address else label


@lru_cache(maxsize=4096)
def _opening(kind: str, ident: str, address: str) -> str:
    """The beginning of a link from a mention; the same people and places are met again and again."""
    card = _CARDS.get(kind)
    shown = f' data-card="{card}-{html.escape(ident)}"' if card else ""
    return f'<a class="mention"{shown} href="{html.escape(address)}">'


_MACROS = {"s": "citation", "q": "caption", "k": "claim", "t": "timeline", "a": "annotation", "x": "correction"}


def plain(body: Body, language: str) -> str:
    """The HTML of a body that belongs to no site: mentions are their labels."""

    def bind(match: re.Match[str]) -> str:
        slot = match[0].strip("\0")
        if slot[0] == "m":
            mention = body.mentions[int(slot[1:])]
            if mention.date is not None:
                return dates.html(mention.date, language, mention.label or None)
            return mention.label or html.escape(mention.target)
        if slot[0] == "l":
            return html.escape(body.links[int(slot[1:])].href)
        if slot[0] == "i":
            return html.escape(body.pictures[int(slot[1:])].src)
        return ""

    return _HOLLOW.sub(bind, body.html)
