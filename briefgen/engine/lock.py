"""One build of a site at a time: an advisory lock on a file in the cache folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no fcntl; there the exclusive creation of the file has to do
    fcntl = None  # type: ignore[assignment]  # the name is asked for below


class LockedError(Exception):
    """Another build holds the lock; the message names its process."""


@contextmanager
def lock(folder: Path, *, wait: float = 10.0) -> Iterator[None]:
    """Hold the lock of a cache folder; wait up to ``wait`` seconds for another build, then raise LockedError."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(handle, wait)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, wait: float) -> None:
    if fcntl is None:
        return
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() >= deadline:
                owner = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
                message = f"another build of this site is running (process {owner}); try again when it has ended"
                raise LockedError(message) from error
            time.sleep(0.05)
        else:
            return
