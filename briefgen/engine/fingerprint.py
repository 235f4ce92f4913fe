"""What the code is: a digest that changes with our sources and with the libraries they stand on."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_LIBRARIES: Final = ("markdown-it-py", "mdit-py-plugins", "Jinja2", "PyYAML", "msgspec", "Babel")


@cache
def code_fingerprint() -> str:
    """Hexadecimal digest of everything that turns content into pages, other than content, theme and settings."""
    from importlib import metadata  # slow to load, and a build after a small edit knows the answer

    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{sys.version_info[:3]}".encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    for path in sorted(_sources(str(_PACKAGE))):
        digest.update(path[len(str(_PACKAGE)) :].encode())
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def digest_of(data: bytes) -> str:
    """Digest of a text or a file; 128 bits, so that chance never makes two equal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _sources(folder: str) -> list[str]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found += _sources(entry.path) if entry.name not in ("__pycache__", "themes") else []
            elif entry.name.endswith((".py", ".po", ".ttf", ".json", ".md", ".yaml")):
                found.append(entry.path)
    return found
