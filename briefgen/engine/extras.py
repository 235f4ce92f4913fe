"""Which extras are installed: each is a package that somebody asked for by name, and may be absent."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec


@cache
def pillow() -> str:
    """The version of Pillow, for pictures; empty without it."""
    if find_spec("PIL") is None:
        return ""
    from PIL import __version__  # not from the metadata: to load what reads that takes a fiftieth of a small build

    return str(__version__)


@cache
def pagefind() -> str:
    """The version of Pagefind, for whole texts; empty when it, or the program it comes with, is not installed."""
    program = find_spec("pagefind_bin") or find_spec("pagefind_bin_extended")
    return _version("pagefind") if program is not None and find_spec("pagefind") is not None else ""


def _version(name: str) -> str:
    from importlib import metadata  # as above

    return metadata.version(name)
