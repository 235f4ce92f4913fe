"""The files of a site as a look at the folder shows them: for polling, and after events that may have been lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

FOLDERS: Final = ("content", "static", "themes")
"""What a site is made from, beside its settings."""

Sight = dict[str, tuple[int, int, int, int]]
"""Site-relative path -> size, modification time, change time, inode."""


def look(root: Path, config: str) -> Sight:
    """Every file that the site may be made from."""
    found: Sight = {}
    _file(root / config, config, found)
    for folder in FOLDERS:
        _below(str(root / folder), folder, found, frozenset())
    return found


def differences(before: Sight, after: Sight) -> set[str]:
    """Files that came, went or changed between two looks."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def links(root: Path) -> dict[str, set[str]]:
    """Real path -> the site-relative symlinks that lead to it: a save there tells nothing where the link is."""
    found: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for at, folders, files in os.walk(root / folder):
            for name in (*folders, *files):
                path = os.path.join(at, name)
                if os.path.islink(path):
                    found.setdefault(os.path.realpath(path), set()).add(_relative(root, path))
    return found


def _relative(root: Path, path: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")


def _below(folder: str, name: str, found: Sight, above: frozenset[tuple[int, int]]) -> None:
    try:
        status = os.stat(folder)
        entries = list(os.scandir(folder))
    except OSError:
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for entry in entries:
        path = f"{name}/{entry.name}"
        try:
            if entry.is_dir():
                _below(entry.path, path, found, above | {here})
                continue
        except OSError:
            continue
        _file(Path(entry.path), path, found)


def _file(file: Path, path: str, found: Sight) -> None:
    try:
        status = os.stat(file)
    except OSError:
        return
    found[path] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
