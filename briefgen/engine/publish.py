"""Publish a tree of files whole: at every moment the folder is wholly the old site or wholly the new one.

The new tree is made beside the old one, sharing every file that has not changed (hard links keep its modification
time), and one exchange of the two folders publishes it. What this program did not write is carried across.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from briefgen.engine.exchange import beside, exchange, remove_tree, repair, swap
from briefgen.engine.manifest import NAME, manifest, read_manifest, tell

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


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

    def __init__(self, output: Path, *, stands: bool = False) -> None:
        self.output = output
        self.ours = read_manifest(output)
        self.published = {path: d for path, d in self.ours.items() if stands or _digest(output / path) == d}
        """Files that are as we wrote them, by path, with their digests; each was asked, not only the manifest."""
        self.stage, self.spare = beside(output, "stage"), beside(output, "next")
        self.first = not os.path.lexists(output)
        """Nothing is published yet: files are written where they will stand."""

    def put(self, path: str, data: bytes) -> str:
        """Take a file of the new site; its digest. Safe to use from several processes."""
        digest = hashlib.sha256(data).hexdigest()
        if self.first:
            _place(f"{self.spare}/{path}", data)
        elif self.published.get(path) != digest:
            _place(f"{self.stage}/{digest}", data)
        return digest

    def read(self, path: str, digest: str) -> bytes:
        """A file that was put, or that stays as it is."""
        if self.first:
            return (self.spare / path).read_bytes()
        stays = self.published.get(path) == digest
        return (self.output / path if stays else self.stage / digest).read_bytes()

    def finish(self, digests: Mapping[str, str], cache: Path | None = None) -> Published:
        """Publish exactly the files of ``digests``; those not put are as they were. ``cache`` is told what changes.

        Raises PublishError when a path is taken by something that is not ours, OSError when the machine refuses;
        in both cases the folder is as it was.
        """
        digests = dict(sorted(digests.items()))
        written = tuple(path for path, digest in digests.items() if self.published.get(path) != digest)
        removed = tuple(sorted(path for path in self.ours if path not in digests and (self.output / path).is_file()))
        done = Published(written, removed, len(digests) - len(written))
        if not written and not removed and self.ours == digests:
            if cache is not None:
                tell(cache, (), ())
            return done
        if cache is not None and self.ours.keys() == digests.keys() and all(path in self.published for path in written):
            tell(cache, written, removed)
            if self._part(digests, written):
                return done
        self._refuse(digests, written)
        try:
            self._make(digests)
            if cache is not None:
                tell(cache, written, removed)
            exchange(self.spare, self.output)
        finally:
            remove_tree(self.spare)
            remove_tree(beside(self.output, "old"))
        return done

    def _part(self, digests: Mapping[str, str], written: Sequence[str]) -> bool:
        """Publish files that stand below one folder by exchanging that folder alone; False where that cannot be done.

        The pages are whole all the while. A build that was killed before the manifest followed is mended by the next.
        """
        folder = os.path.commonpath([path.rpartition("/")[0] for path in written]) + "/"
        spare, there = self.spare, self.output / folder
        if folder == "/" or os.path.realpath(there) != os.path.join(os.path.realpath(self.output), folder[:-1]):
            return False
        try:
            self._fill(spare, {path: digest for path, digest in digests.items() if path.startswith(folder)}, folder)
            self._carry(spare, folder, folder, frozenset(_folders(self.ours)))
            _like(there, spare)
            if not swap(spare, there):
                for path in written:
                    (spare / path[len(folder) :]).replace(self.stage / digests[path])
                return False
            aside = self.stage / NAME
            aside.write_bytes(manifest(digests))
            aside.replace(self.output / NAME)
        finally:
            remove_tree(spare)
        return True

    def _refuse(self, digests: Mapping[str, str], written: Iterable[str]) -> None:
        """Stop before anything that is not ours would be lost."""
        if not os.path.lexists(self.output):
            return
        for path in written:
            file = self.output / path
            if path not in self.ours and os.path.lexists(file) and _digest(file) != digests[path]:
                self._stop(path)
        for folder in _folders(digests):
            file = self.output / folder
            if os.path.lexists(file) and (file.is_symlink() or not file.is_dir()) and folder not in self.ours:
                self._stop(folder)

    def _stop(self, path: str) -> None:
        where = f"{self.output.name}/{path}"
        raise PublishError(f"{where} was not written by briefgen; move it away or choose another output folder")

    def _make(self, digests: Mapping[str, str]) -> None:
        """Make the whole new tree beside the old one."""
        spare = self.spare
        if self.first:
            spare.mkdir(parents=True, exist_ok=True)
        else:
            self._fill(spare, digests, "")
        (spare / NAME).write_bytes(manifest(digests))
        if self.output.is_dir():
            self._carry(spare, "", "", frozenset(_folders(self.ours)))
            _like(self.output, spare)

    def _fill(self, spare: Path, digests: Mapping[str, str], base: str) -> None:
        """Place files in ``spare``, which will stand where ``base`` is (a folder with its slash, or the root)."""
        spare.mkdir(parents=True)
        for folder in _folders(path[len(base) :] for path in digests):
            (spare / folder).mkdir()
        placed: dict[str, str] = {}
        for path, digest in digests.items():
            file = f"{spare}/{path[len(base) :]}"
            if self.published.get(path) == digest:
                _share(self.output / path, file)
            elif digest in placed:
                _write(file, Path(placed[digest]).read_bytes())
            else:
                os.rename(f"{self.stage}/{digest}", file)
                placed[digest] = file

    def _carry(self, spare: Path, base: str, prefix: str, made: frozenset[str]) -> None:
        """Take everything below ``prefix`` that is not ours into the new tree, which will stand where ``base`` is."""
        with os.scandir(self.output / prefix) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if path not in made:
                    (spare / path[len(base) :]).mkdir(parents=True, exist_ok=True)
                self._carry(spare, base, f"{path}/", made)
            elif path not in self.ours and path != NAME and not os.path.lexists(spare / path[len(base) :]):
                (spare / path[len(base) :]).parent.mkdir(parents=True, exist_ok=True)
                _share(Path(entry.path), spare / path[len(base) :])


@contextmanager
def publication(output: Path, *, stands: bool = False) -> Iterator[Publication]:
    """A publication into a folder. Files are made readable for a web server whatever the caller's umask.

    ``stands``: every file was just seen to be as it was written.
    Raises PublishError where the folder can be told at once to be of no use.
    """
    folder = real_output(output)
    repair(folder)
    _judge(output, folder)
    before = os.umask(0o022)
    one = Publication(folder, stands=stands)
    try:
        yield one
    finally:
        os.umask(before)
        remove_tree(one.stage)
        remove_tree(one.spare)


def real_output(output: Path) -> Path:
    """The folder itself where the output is a symlink to one: that is exchanged, and the link stays."""
    return Path(os.path.realpath(output)) if output.is_symlink() else output


def retract(output: Path) -> tuple[str, ...]:
    """Delete from ``output`` what the manifest lists, then folders left empty; return the deleted paths."""
    folder = real_output(output)
    repair(folder)
    ours = sorted(read_manifest(folder))
    gone = []
    for path in [*ours, NAME]:
        file = folder / path
        if file.is_file() and not file.is_symlink() and _inside(folder, file):
            file.unlink()
            gone.append(path)
    for path in reversed(_folders(ours)):
        _remove_empty(folder / path)
    if gone and not output.is_symlink():
        _remove_empty(folder)
    return tuple(gone)


def _judge(output: Path, folder: Path) -> None:
    name = output.name
    if os.path.lexists(folder) and not folder.is_dir():
        raise PublishError(f"{name} is a file where a folder is wanted; move it away or choose another output folder")
    if output.is_symlink() and not folder.exists():
        raise PublishError(f"{name} is a link that leads nowhere; make the folder it names or delete the link")
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise PublishError(f"{name} may not be written (its permissions forbid it); the published site is as it was")
    if os.path.ismount(folder):
        raise PublishError(f"{name} is a mount point and cannot be exchanged; choose a folder inside it with --output")


def _place(path: str, data: bytes) -> None:
    """Write a new file, and the folders above it that are not there: most pages have a folder of their own."""
    folder, _, name = path.rpartition("/")
    try:
        if name == "index.html":
            os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    try:
        _write(path, data)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
        _write(path, data)


def _write(path: str, data: bytes) -> None:
    """Write a file in as few calls of the system as there are."""
    handle = os.open(path, _NEW, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def _digest(file: Path) -> str:
    """Digest of a regular file; empty for anything else."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return ""
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _folders(paths: Iterable[str]) -> Sequence[str]:
    """Every folder on the way to some files, outer ones first."""
    found = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found - {""})


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        folder.rmdir()


def _inside(output: Path, file: Path) -> bool:
    return file.parent.resolve().is_relative_to(output.resolve())


def _share(old: Path, new: Path | str) -> None:
    """The same file under another name; a copy where the disk has no hard links."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        import shutil  # few disks are such

        shutil.copy2(old, new, follow_symlinks=False)


def _like(old: Path, new: Path) -> None:
    """Give a folder the rights and times of another."""
    import shutil  # a first build replaces no folder

    shutil.copystat(old, new)
