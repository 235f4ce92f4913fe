"""Records to paste where one is missing."""

from __future__ import annotations

import re
from typing import Final

from briefgen.reading.slugs import slugify

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9 .()'-]*[A-Za-z0-9.)]\Z")
_WORDS: Final = {"true", "false", "null", "yes", "no", "on", "off"}


def stub(typed: str, kind: str = "") -> str:
    """A record with the id and the name that were typed; ``kind`` is entity (or empty), event or story."""
    ident = _ident(typed)
    name = _quoted(typed.replace("-", " ").title() if ident == typed else typed)
    if kind == "story":
        return f"---\nid: {ident}\ntitle: {name}\nstatus: open\n---\n"
    if kind == "event":
        return f"- id: {ident}\n  name: {name}\n  date: \n"
    kinds = "person   # or org, office, place, document, topic, term"
    return f'- id: {ident}\n  kind: {kinds}\n  name: {name}\n  gloss: ""\n'


def _ident(typed: str) -> str:
    """An id of the letters that ids may have."""
    ident = "".join(c for c in slugify(typed) if c.isascii()).strip("-")
    return ident if ident[:1].isalpha() else f"x-{ident}".rstrip("-")


def _quoted(text: str) -> str:
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
