"""One build of a site at a time: an advisory lock on a file in the cache folder."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME: Final = "lock"
_FAR: Final = 1 << 20
"""Windows locks bytes, not files: one far behind the number of the process, which stays readable."""


class LockedError(Exception):
    """Another build holds the lock; the message names its process."""


@contextmanager
def lock(folder: Path, *, wait: float = 10.0) -> Iterator[None]:
    """Hold the lock of a cache folder; wait up to ``wait`` seconds for another build, then raise LockedError."""
    handle = _acquire(folder, time.monotonic() + wait)
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def _acquire(folder: Path, deadline: float) -> int:
    """An open file that is locked, and still the one of that name: a cache may be deleted while one waits."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        handle = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _try(handle)
        except (BlockingIOError, PermissionError) as error:
            if time.monotonic() >= deadline:
                os.lseek(handle, 0, os.SEEK_SET)
                owner = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
                os.close(handle)
                message = f"another build of this site is running (process {owner}); try again when it has ended"
                raise LockedError(message) from error
            time.sleep(0.05)
        else:
            if _same(handle, folder / NAME):
                return handle
        os.close(handle)


def _try(handle: int) -> None:
    """Lock or raise OSError."""
    if sys.platform == "win32":
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False
