"""Nothing has changed: found out before anything heavy is imported, by one look at what the disk says of every file.

A snapshot is the state of all inputs and of the published tree as one text, and what the build had to say. Equal text,
equal site. It is only ever written by a build that found every input older than its own look at it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

NAME: Final = "snapshot"
_YOUNG: Final = 50_000_000
_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def inputs(root: Path, names: Sequence[str], asked: str) -> str:
    """All that a build depends on, as text; empty where that cannot be told from outside (symlinks, no access).

    ``names`` are files and folders in ``root``; ``asked`` is what the build was asked for.
    """
    try:
        lines = [asked, sys.version]
        lines += [_line(path, os.stat(path)) for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]
        for folder in (_PACKAGE, os.path.join(os.path.dirname(_PACKAGE), "themes")):
            lines += _look(folder)
        for name in names:
            lines += _look(os.path.join(root, name))
    except OSError:
        return ""
    return "\n".join(lines)


def tree(output: Path) -> str:
    """The published tree as text."""
    try:
        return "\n".join(_look(str(output)))
    except OSError:
        return ""


def unchanged(folder: Path, now: str, output: Path) -> list[str] | None:
    """What to say when a site stands as it was published, or None when it has to be looked at."""
    with contextlib.suppress(OSError, ValueError):
        text = (folder / NAME).read_text(encoding="utf-8", errors="surrogateescape")
        until, said, known, published = text.split("\0")
        if now and known == now and time.time() < float(until) and published == tree(output):
            return said.split("\n")
    return None


def keep(folder: Path, before: str, after: str, began: int, until: float, said: Iterable[str], output: Path) -> None:
    """Remember a state; not when inputs moved during the build, or when one is as young as the look at it.

    ``began`` is in nanoseconds, ``until`` (when time alone changes the site) in seconds since 1970.
    """
    forget(folder)
    if not before or before != after:
        return
    newest = max((int(part) for line in before.split("\n") for part in line.split("\t")[2:4]), default=0)
    if newest + _YOUNG > began:
        return
    text = "\0".join((repr(until), "\n".join(said), after, tree(output)))
    with contextlib.suppress(OSError):
        temporary = folder / f"{NAME}.new"
        temporary.write_text(text, encoding="utf-8", errors="surrogateescape")
        temporary.replace(folder / NAME)


def forget(folder: Path) -> None:
    """Trust nothing until the next whole build."""
    with contextlib.suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)


def _look(path: str) -> list[str]:
    """A line for each file below a path: name, size, times, inode. Raises OSError where a symlink is met."""
    if not os.path.isdir(path):
        return [_line(path, os.lstat(path))] if os.path.lexists(path) else [f"{path}: absent"]
    lines = []
    with os.scandir(path) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_symlink():
            raise OSError(entry.path)
        if not entry.is_dir(follow_symlinks=False):
            lines.append(_line(entry.path, entry.stat(follow_symlinks=False)))
        elif entry.name != "__pycache__":
            lines.append(f"{entry.path}/")
            lines += _look(entry.path)
    return lines


def _line(path: str, status: os.stat_result) -> str:
    return f"{path}\t{status.st_size}\t{status.st_mtime_ns}\t{status.st_ctime_ns}\t{status.st_ino}"
