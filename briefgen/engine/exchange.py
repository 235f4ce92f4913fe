"""Two folders change places, and what a killed build left is cleared.

The names beside the output folder are the journal: ``-stage`` holds files that were made, ``-next`` a tree under way,
``-old`` the site itself while it is exchanged in two steps. Whoever finds them knows what has to be done.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


def beside(output: Path, name: str) -> Path:
    """The folder of that name beside an output folder."""
    return output.parent / f".{output.name}.briefgen-{name}"


def repair(output: Path) -> None:
    """Clear what a killed build left; take back a two-step exchange that was cut in the middle."""
    old = beside(output, "old")
    if old.is_dir() and not os.path.lexists(output):
        old.rename(output)
    for name in ("old", "next", "stage"):
        remove_tree(beside(output, name))


def remove_tree(folder: Path) -> None:
    """Delete a folder with everything in it, folders without the right to write among them."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        import shutil  # a first build has nothing to delete

        shutil.rmtree(folder, onerror=_again)


def exchange(spare: Path, output: Path) -> None:
    """Put ``spare`` in the place of ``output``, whose old tree is then under one of the names beside it."""
    if not output.exists():
        spare.rename(output)
    elif not swap(spare, output):
        # No exchange in one step here: two renames. Stopped between them, this or the next build takes the first back.
        old = beside(output, "old")
        try:
            output.rename(old)
            spare.rename(output)
        finally:
            if not os.path.lexists(output):
                old.rename(output)


def swap(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux renameat2, macOS renamex_np); False where the system cannot."""
    import ctypes  # a first build has nothing to swap

    libc = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    a, b = os.fsencode(one), os.fsencode(other)
    if libc is not None and hasattr(libc, "renameat2"):
        return bool(libc.renameat2(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE) == 0)
    if libc is not None and hasattr(libc, "renamex_np"):
        return bool(libc.renamex_np(a, b, _RENAME_EXCHANGE) == 0)
    return False


def _again(function: Callable[..., Any], path: str, _: Any) -> None:
    """A folder without the right to write keeps its files: give us the right and try once more."""
    for folder in (os.path.dirname(path), path):
        with contextlib.suppress(OSError):
            if stat.S_ISDIR(os.lstat(folder).st_mode):
                os.chmod(folder, 0o700)
    if function in (os.unlink, os.rmdir):
        function(path)
    else:
        import shutil  # as above

        shutil.rmtree(path)
