"""Nothing has changed, or little has: found out before anything heavy is imported, by what the disk says of every file.

A snapshot is the state of all inputs and of the published files as text, and what the build had to say. Equal text,
equal site. It is taken before the inputs are read, so whatever moves while a build lasts is seen by the next one; and
only by a build that found every input older than its own look at it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from briefgen.engine.manifest import NAME as MANIFEST
from briefgen.engine.manifest import read_manifest
from briefgen.engine.signals import signals_wait

NAME: Final = "snapshot"
MOST: Final = 16
"""With more edited files than this a build looks at the whole site."""
_YOUNG: Final = 50_000_000
_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Snapshot(NamedTuple):
    """A site as the last build left it."""

    until: float
    """Seconds since 1970 at which time alone changes the site."""
    said: tuple[str, ...]
    """What the same build would say again, line by line."""
    code: str
    """Fingerprint of the code."""
    inputs: str
    published: str


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


def load(folder: Path) -> Snapshot | None:
    """The snapshot in a cache folder; None when there is none, when it is damaged, or when its time is over."""
    with contextlib.suppress(OSError, ValueError):
        total, data = (folder / NAME).read_bytes().split(b"\0", 1)
        until, said, code, known, published = data.decode("utf-8", "surrogateescape").split("\0")
        if int(total) == zlib.crc32(data) and time.time() < float(until):
            return Snapshot(float(until), tuple(said.split("\n")), code, known, published)
    return None


def mark(folder: Path) -> int:
    """What tells one snapshot from every other: 0 when there is none."""
    try:
        return os.stat(folder / NAME).st_mtime_ns
    except OSError:
        return 0


def stands_meanwhile(output: Path, published: str) -> Callable[[], bool]:
    """Begin to look whether every file of ours is what it was, beside other work; what is given back waits for it."""
    if not hasattr(os, "fork") or "threading" in sys.modules and sys.modules["threading"].active_count() > 1:
        return lambda: stands(output, published)
    with signals_wait() as before:
        child = os.fork()
        if not child:
            done = False
            try:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                done = stands(output, published)
            finally:
                os._exit(0 if done else 1)
    return cache(lambda: os.waitpid(child, 0)[1] == 0)


def stands(output: Path, published: str) -> bool:
    """Whether every file of ours is still what it was. What is not ours may come and go."""
    lines, folder = published.split("\n"), str(output)
    try:
        for line in lines:
            path = line.partition("\t")[0]
            if line != _line(path, os.lstat(f"{folder}/{path}")):
                return False
    except (OSError, ValueError):
        return False
    return True


def edited(root: Path, before: str, now: str) -> dict[str, tuple[int, ...]]:
    """The content files, few, whose insides are all that differs between two states; empty for any other difference.

    Site-relative path to size, times and inode before.
    """
    old, new = before.split("\n"), now.split("\n")
    content = os.path.join(root, "content", "")
    found: dict[str, tuple[int, ...]] = {}
    if len(old) != len(new):
        return {}
    for was, line in zip(old, new, strict=True):
        if was != line:
            path, *status = was.split("\t")
            if len(status) != 4 or not line.startswith(f"{path}\t") or not path.startswith(content):
                return {}
            found[path[len(str(root)) + 1 :]] = tuple(map(int, status))
    return found if len(found) <= MOST else {}


def keep(folder: Path, state: Snapshot, began: int, moved: Iterable[Path] | None = None) -> None:
    """Remember a state; not when an input is as young as the look at it, which began at ``began`` (nanoseconds).

    ``moved``: the inputs that are other than in a snapshot that was kept before, if not all.
    """
    forget(folder)
    lines = state.inputs.split("\n") if moved is None else [_line("", os.lstat(path)) for path in moved]
    newest = max((int(part) for line in lines for part in line.split("\t")[2:4]), default=0)
    if not state.inputs or not state.published or newest + _YOUNG > began:
        return
    text = "\0".join((repr(state.until), "\n".join(state.said), state.code, state.inputs, state.published))
    with contextlib.suppress(OSError):
        temporary = folder / f"{NAME}.new"
        data = text.encode("utf-8", "surrogateescape")
        temporary.write_bytes(b"%d\0%b" % (zlib.crc32(data), data))
        temporary.replace(folder / NAME)


def forget(folder: Path) -> None:
    """Trust nothing until the next whole build."""
    with contextlib.suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)


def tree(output: Path, paths: Iterable[str] | None = None) -> str:
    """What the disk says of every file of ours in the published tree, or of some, as text; empty if it cannot say."""
    wanted, folder = (*read_manifest(output), MANIFEST) if paths is None else paths, str(output)
    try:
        return "\n".join([_line(path, os.lstat(f"{folder}/{path}")) for path in wanted])
    except OSError:
        return ""


def again(published: str, output: Path, paths: Iterable[str]) -> str:
    """A tree as text after some of its files were published anew."""
    fresh = {line.partition("\t")[0]: line for line in tree(output, paths).split("\n")}
    return "\n".join(fresh.get(line.partition("\t")[0], line) for line in published.split("\n"))


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
