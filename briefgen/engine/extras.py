"""Which extras are installed: each is a package that somebody asked for by name, and may be absent."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from importlib.util import find_spec


@cache
def pillow() -> str:
    """The version of Pillow, for pictures; empty without it."""
    return metadata.version("Pillow") if find_spec("PIL") is not None else ""


@cache
def pagefind() -> str:
    """The version of Pagefind, for whole texts; empty when it, or the program it comes with, is not installed."""
    program = find_spec("pagefind_bin") or find_spec("pagefind_bin_extended")
    return metadata.version("pagefind") if program is not None and find_spec("pagefind") is not None else ""
