"""Which files of a folder are ours, and what the last build changed.

``briefgen.json`` lies in the published folder itself, so that it outlives any cache. What changed lies in the cache
folder: the published site must not depend on what was there before.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from pathlib import Path
from typing import Final

NAME: Final = "briefgen.json"
CHANGED: Final = "changed.json"


def read_manifest(output: Path) -> dict[str, str]:
    """Path to SHA-256 of every file an earlier build wrote; empty when there is none or it cannot be read."""
    try:
        data = json.loads((output / NAME).read_bytes())
        files = data["files"]
        return {
            path: str(digest)
            for path, digest in files.items()
            if path and path[0] != "/" and "\\" not in path and "\0" not in path
            if ".." not in path or ".." not in path.split("/")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def manifest(digests: Mapping[str, str]) -> bytes:
    """The text of a manifest."""
    lines = (f"{encode_basestring(path)}: {encode_basestring(digest)}" for path, digest in sorted(digests.items()))
    files = "{\n" + ",\n".join(lines) + "\n}" if digests else "{}"
    return f'{{\n"files": {files},\n"version": 1\n}}\n'.encode("utf-8", "surrogateescape")


def tell(cache: Path, written: Iterable[str], removed: Iterable[str]) -> None:
    """Leave word of what changes, for purging caches; a cache folder that takes no word stops no build."""
    text = json.dumps({"written": list(written), "removed": list(removed)}, ensure_ascii=False, indent=1) + "\n"
    with contextlib.suppress(OSError):
        file = cache / CHANGED
        if not file.exists() or file.read_text(encoding="utf-8", errors="replace") != text:
            aside = cache / f"{CHANGED}.new"
            aside.write_text(text, encoding="utf-8", errors="surrogateescape")
            aside.replace(file)
