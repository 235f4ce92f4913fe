"""``briefgen new``: begin a brief, entity, event, story or page from its archetype.

An archetype is a content file with ``{title}``, ``{id}`` and ``{date}`` in it. The site's own ``archetypes/KIND.md``
comes before the one that ships with briefgen.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from briefgen.tools import ToolError
from briefgen.tools.init import write_new

FOLDERS: Final[Mapping[str, str]] = {
    "brief": "briefs",
    "entity": "entities",
    "event": "events",
    "story": "stories",
    "page": "pages",
}
"""The content folder of each kind."""

_PLAIN = re.compile(r"[^\W_](?:[\w '’,.()/–—-]*[\w')’.])?")
"""Text that YAML reads as the same string without quotation marks."""

_LONGEST = 200
"""Bytes of a file name; most file systems stop at 255."""


def new(root: Path, kind: str, name: str, today: str) -> Path:
    """Write the file for a new ``kind`` called ``name`` and return its path relative to ``root``.

    ``today`` is an ISO day. Raises ToolError when the name gives no file name or the file exists.
    """
    title = " ".join(name.split())
    if not title or not title.isprintable():
        message = "a name needs letters or digits, and no control characters"
        raise ToolError(message)
    stem = _slug(title, ascii_only=kind in ("entity", "event", "story"))
    path = Path("content", FOLDERS[kind], f"{stem}.md")
    if kind == "brief":
        path = Path("content", "briefs", today[:4], f"{today}-{stem}.md")
    values = {"title": _scalar(title), "id": stem, "date": today}
    text = re.sub(r"\{(title|id|date)\}", lambda found: values[found[1]], _archetype(root, kind))
    write_new(root / path, text)
    return path


def _archetype(root: Path, kind: str) -> str:
    own = root / "archetypes" / f"{kind}.md"
    try:
        if own.is_file():
            return own.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = f"{own.relative_to(root).as_posix()} is not UTF-8 text; save it as UTF-8"
        raise ToolError(message) from None
    return (files("briefgen.tools") / "archetypes" / f"{kind}.md").read_text(encoding="utf-8")


def _slug(title: str, *, ascii_only: bool) -> str:
    """A file name: lower case, words joined by hyphens; of ids only the letters a to z and digits remain."""
    text = unicodedata.normalize("NFC", title).lower()
    if ascii_only:
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", text)))
    while len(slug.encode()) > _LONGEST:
        slug = slug.rpartition("-")[0] or slug[: _LONGEST // 4]
    if not slug or (ascii_only and not slug[0].isalpha()):
        message = f"{title!r} gives no file name; use a letter or a digit"
        if ascii_only:
            message = f"{title!r} gives no id, which begins with a letter from a to z; write the full name in the file"
        raise ToolError(message)
    return slug


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
