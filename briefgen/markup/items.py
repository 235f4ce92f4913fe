"""The items of a ``::: timeline``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ID: Final = re.compile(r"(?:(?<!\s)\s+)?\{#([^{}\s]*)\}\s*\Z")
_STATUS: Final = re.compile(r"(happened|planned|cancelled|postponed|alleged),\s+")
_MENTION: Final = re.compile(r"\[\[([^\[\]|@]+)(?:@[^\[\]|]*)?(?:\|[^\[\]]*)?\]\]\s*(?:(?:-|–|—)\s+(.+))?\Z", re.DOTALL)
_DATED: Final = re.compile(
    r"(?:\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]|([^:\[\]]*(?:T\d\d:\d\d(?::\d\d)?[^:\[\]]*(?::\d\d)?)?)):\s+(.+)\Z",
    re.DOTALL,
)


class RawItem(NamedTuple):
    """An item taken apart; ``text`` is still Markdown."""

    event: str = ""
    id: str = ""
    status: str = ""
    date: str = ""
    text: str = ""
    start: int = 0
    """Where the text begins in the item."""


def split_item(content: str) -> RawItem | None:
    """Take an item apart; None when it is neither dated nor a mention."""
    ident = ""
    if match := _ID.search(content):
        content, ident = content[: match.start()], match[1]
    end = len(content.rstrip())
    content = content[:end]
    if not ident and (match := _MENTION.match(content)):
        return RawItem(event=match[1].strip(), text=match[2] or "", start=max(match.start(2), 0))
    status, skipped = "", 0
    if match := _STATUS.match(content):
        content, status, skipped = content[match.end() :], match[1], match.end()
    match = _DATED.match(content)
    if match is None:
        return None
    date, start = (match[1] or match[2]).strip(), skipped + match.start(3)
    return RawItem(id=ident, status=status, date=date, text=match[3], start=start)
