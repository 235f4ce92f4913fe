"""The items of a ``::: timeline``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ID: Final = re.compile(r"\s*\{#([^{}\s]*)\}\s*\Z")
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


def split_item(content: str) -> RawItem | None:
    """Take an item apart; None when it is neither dated nor a mention."""
    ident = ""
    if match := _ID.search(content):
        content, ident = content[: match.start()], match[1]
    content = content.strip()
    if not ident and (match := _MENTION.match(content)):
        return RawItem(event=match[1].strip(), text=(match[2] or "").strip())
    status = ""
    if match := _STATUS.match(content):
        content, status = content[match.end() :], match[1]
    match = _DATED.match(content)
    if match is None:
        return None
    return RawItem(id=ident, status=status, date=(match[1] or match[2]).strip(), text=match[3].strip())
