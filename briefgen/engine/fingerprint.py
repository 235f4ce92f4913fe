"""What the code is: a digest that changes with our sources and with the libraries they stand on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from functools import cache
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_LIBRARIES: Final = ("markdown-it-py", "mdit-py-plugins", "jinja2", "pyyaml", "msgspec", "babel")
"""As the folders with their metadata are named: ``jinja2-3.1.6.dist-info``."""


@cache
def code_fingerprint() -> str:
    """Hexadecimal digest of everything that turns content into pages, other than content, theme and settings."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{sys.version_info[:3]}".encode())
    for version in _versions():
        digest.update(f"{version}\n".encode())
    for path in sorted(_sources(str(_PACKAGE))):
        digest.update(path[len(str(_PACKAGE)) :].encode())
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def digest_of(data: bytes) -> str:
    """Digest of a text or a file; 128 bits, so that chance never makes two equal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _versions() -> list[str]:
    """Names and versions of the libraries, by the names of the folders that installing them left.

    Where these are not to be seen, from their metadata: loading what reads it takes longer than all else here.
    """
    found: dict[str, str] = {}
    for folder in filter(os.path.isdir, sys.path):
        with contextlib.suppress(OSError):
            for name in sorted(os.listdir(folder)):
                library, _, version = name.removesuffix(".dist-info").partition("-")
                if name.endswith(".dist-info"):
                    found.setdefault(library.lower().replace("_", "-"), version)
    if not found.keys() >= set(_LIBRARIES):
        from importlib import metadata

        found = {name: metadata.version(name) for name in _LIBRARIES}
    return [f"{name} {found[name]}" for name in _LIBRARIES]


def _sources(folder: str) -> list[str]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found += _sources(entry.path) if entry.name not in ("__pycache__", "themes") else []
            elif entry.name.endswith((".py", ".po", ".ttf", ".json", ".md", ".yaml")):
                found.append(entry.path)
    return found
