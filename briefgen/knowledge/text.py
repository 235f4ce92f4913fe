"""Text with slots as a reader sees it."""

from __future__ import annotations

import re
from typing import Final

from briefgen import dates
from briefgen.knowledge.names import Names
from briefgen.model import AnyDocument

_SLOT: Final = re.compile("\0([a-z])([0-9]+)\0")
_GAP: Final = re.compile(r" +(?=[.,;](?:\s|$))")
"""A citation or note that was taken out leaves a space before the full stop."""


def plain(names: Names, doc: AnyDocument, text: str, language: str) -> str:
    """Mentions become their labels; every other slot goes."""
    if "\0" not in text:
        return text
    mentions = doc.body.mentions

    def shown(slot: re.Match[str]) -> str:
        index = int(slot[2])
        if slot[1] != "m" or index >= len(mentions):
            return ""
        mention = mentions[index]
        if mention.text:
            return mention.text
        if mention.date is not None and mention.target not in names.ids:
            return dates.show(mention.date, language)
        return names.shown(mention.target)

    bound = _SLOT.sub(shown, text)
    return (_GAP.sub("", bound) if " ." in bound or " ," in bound or " ;" in bound else bound).strip()


def language_of(doc: AnyDocument, default: str) -> str:
    """The language of a document."""
    return getattr(doc.meta, "lang", None) or default
