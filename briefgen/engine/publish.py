"""Publish a tree of files whole: at every moment the folder is wholly the old site or wholly the new one.

The new tree is made beside the old one, sharing every file that has not changed (hard links keep its modification
time), and one exchange of the two folders publishes it. What this program did not write is carried across.
Which files are ours is told by ``briefgen.json`` in the folder itself, so that it outlives any cache.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

MANIFEST: Final = "briefgen.json"
_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


class PublishError(Exception):
    """The folder cannot be written without losing something that is not ours; the message is one plain sentence."""


class Published(NamedTuple):
    """What a publication changed. Paths are relative to the output folder, sorted."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int

    def unchanged(self) -> Published:
        """What another publication of the same site comes to."""
        return Published((), (), self.kept + len(self.written))


class Publication:
    """One publication under way: what is there, what is put, and the end of it."""

    def __init__(self, output: Path) -> None:
        _remove_leftovers(output)
        self.output = output
        self.published = {p: d for p, d in read_manifest(output).items() if _digest(output / p) == d}
        self.stage = output.parent / f".{output.name}.briefgen-stage"

    def put(self, path: str, data: bytes) -> str:
        """Take a file of the new site; its digest."""
        digest = hashlib.sha256(data).hexdigest()
        if self.published.get(path) != digest:
            file = self.stage / digest
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return digest

    def read(self, path: str, digest: str) -> bytes:
        """A file that was put, or that stays as it is."""
        staged = self.stage / digest
        return (staged if self.published.get(path) != digest else self.output / path).read_bytes()

    def finish(self, digests: Mapping[str, str]) -> Published:
        """Publish exactly the files of ``digests``; those not put are as they were."""
        return publish(self.output, {path: self.read(path, digest) for path, digest in digests.items()})


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


@contextmanager
def publication(output: Path) -> Iterator[Publication]:
    """A publication into a folder."""
    one = Publication(output)
    try:
        yield one
    finally:
        _remove_tree(one.stage)


def publish(output: Path, files: Mapping[str, bytes]) -> Published:
    """Make ``output`` hold exactly ``files`` (relative path to content) beside what is not ours.

    Raises PublishError when a path to be written is taken by a file that is not ours, OSError when the machine refuses;
    in both cases the folder is as it was.
    """
    _remove_leftovers(output)
    ours = read_manifest(output)
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
    written = tuple(path for path in digests if not _unchanged(output, path, files[path], digests[path], ours))
    removed = tuple(sorted(path for path in ours if path not in digests and (output / path).is_file()))
    if not written and not removed and ours == digests:
        return Published((), (), len(digests))
    _refuse_foreign(output, written, files, ours)
    spare = _spare(output)
    try:
        _stage(output, spare, files, frozenset(written), digests, ours)
        _exchange(spare, output)
    finally:
        _remove_tree(spare)
    return Published(written, removed, len(digests) - len(written))


def retract(output: Path) -> tuple[str, ...]:
    """Delete from ``output`` what the manifest lists, then folders left empty; return the deleted paths."""
    ours = sorted(read_manifest(output))
    gone = []
    for path in [*ours, MANIFEST]:
        file = output / path
        if file.is_file() and not file.is_symlink() and _inside(output, file):
            file.unlink()
            gone.append(path)
    for folder in sorted({parent for path in ours for parent in Path(path).parents}, key=lambda p: -len(p.parts)):
        target = output / folder
        if folder != Path() and target.is_dir() and not target.is_symlink() and not any(target.iterdir()):
            target.rmdir()
    return tuple(gone)


def read_manifest(output: Path) -> dict[str, str]:
    """Path to SHA-256 of every file an earlier build wrote; empty when there is none or it cannot be read."""
    try:
        data = json.loads((output / MANIFEST).read_bytes())
        files = data["files"]
        return {str(path): str(digest) for path, digest in files.items() if _safe(str(path))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _safe(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and not path.startswith("/") and "\\" not in path and "\0" not in path and ".." not in parts


def _inside(output: Path, file: Path) -> bool:
    return file.parent.resolve().is_relative_to(output.resolve())


def _unchanged(output: Path, path: str, data: bytes, digest: str, ours: Mapping[str, str]) -> bool:
    """Whether the published file is ours and holds these bytes; the file itself is asked, not only the manifest."""
    if ours.get(path) != digest:
        return False
    file = output / path
    try:
        return not file.is_symlink() and file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _refuse_foreign(
    output: Path, written: tuple[str, ...], files: Mapping[str, bytes], ours: Mapping[str, str]
) -> None:
    for path in written:
        file = output / path
        if path in ours or not os.path.lexists(file):
            continue
        if file.is_file() and not file.is_symlink() and file.read_bytes() == files[path]:
            continue
        message = f"{output.name}/{path} was not written by briefgen; move it away or choose another output folder"
        raise PublishError(message)


def _spare(output: Path) -> Path:
    return output.parent / f".{output.name}.briefgen-next"


def _remove_leftovers(output: Path) -> None:
    """Clear what a killed build left; finish a two-step exchange that was cut in the middle."""
    old = output.parent / f".{output.name}.briefgen-old"
    if old.exists() and not output.exists():
        old.rename(output)
    _remove_tree(old)
    _remove_tree(_spare(output))


def _remove_tree(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _stage(
    output: Path,
    spare: Path,
    files: Mapping[str, bytes],
    written: frozenset[str],
    digests: Mapping[str, str],
    ours: Mapping[str, str],
) -> None:
    """Make the whole new tree in ``spare``."""
    output.parent.mkdir(parents=True, exist_ok=True)
    spare.mkdir()
    made = {""}
    for path in digests:
        folder = path.rpartition("/")[0]
        if folder not in made:
            (spare / folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        if path in written:
            (spare / path).write_bytes(files[path])
        else:
            _share(output / path, spare / path)
    manifest = json.dumps({"version": 1, "files": dict(digests)}, ensure_ascii=False, indent=0, sort_keys=True)
    (spare / MANIFEST).write_text(manifest + "\n", encoding="utf-8")
    if output.is_dir():
        _carry(output, spare, "", ours)
        shutil.copystat(output, spare)


def _share(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        shutil.copy2(old, new, follow_symlinks=False)


def _carry(output: Path, spare: Path, prefix: str, ours: Mapping[str, str]) -> None:
    """Take everything that is not ours from the old tree into the new one."""
    with os.scandir(output / prefix) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                _carry(output, spare, f"{path}/", ours)
            elif path not in ours and path != MANIFEST and not os.path.lexists(spare / path):
                (spare / path).parent.mkdir(parents=True, exist_ok=True)
                _share(Path(entry.path), spare / path)


def _exchange(spare: Path, output: Path) -> None:
    if not output.exists():
        spare.rename(output)
        return
    if not _rename_exchange(spare, output):
        # No atomic exchange here: two renames, and the next build finishes the first if it stopped between them.
        old = output.parent / f".{output.name}.briefgen-old"
        output.rename(old)
        spare.rename(output)
        _remove_tree(old)


def _rename_exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux renameat2, macOS renamex_np); False where the system cannot."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    a, b = os.fsencode(one), os.fsencode(other)
    if libc is not None and hasattr(libc, "renameat2"):
        return bool(libc.renameat2(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE) == 0)
    if libc is not None and hasattr(libc, "renamex_np"):
        return bool(libc.renamex_np(a, b, _RENAME_EXCHANGE) == 0)
    return False
