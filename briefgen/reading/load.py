"""Files from the disk: which there are, and their text. The only part of reading that touches the disk."""

from __future__ import annotations

import codecs
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.model import Record

MAX_BYTES: Final = 5 * 1024 * 1024
FOLDERS: Final = {
    "briefs": "brief",
    "entities": "entity",
    "events": "event",
    "stories": "story",
    "sources": "source",
    "claims": "claim",
    "pages": "page",
}
_HOW: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_TEXTS: Final = ("md", "markdown", "yaml", "yml")
_IGNORED: Final = re.compile(r"\.|.*~$|#.*#$|4913$|.*\.(?:sw[a-p]|tmp|bak|orig|rej)$")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

_CONTROL_BYTES: Final = bytes(byte for byte in range(128) if CONTROL.match(chr(byte)))
_LAST_OF_PLANE: Final = b"\xef\xbf"
"""With what the last characters of the basic plane begin, the two that are none among them."""


class SourceFile(Record, frozen=True, kw_only=True):
    """A content file."""

    path: str
    """Site-relative, forward slashes, as the disk spells it."""
    kind: str
    """brief, entity, event, story, source, claim, page; empty for defaults above all kinds."""
    format: str
    """md, yaml or defaults."""


class Tree(Record, frozen=True, kw_only=True):
    """What lies in a site folder, sorted by path."""

    files: tuple[SourceFile, ...] = ()
    attachments: tuple[str, ...] = ()
    static: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def scan(root: Path, *, output: Path | None = None) -> Tree:
    """Look through ``content/`` and ``static/``; ``output`` is never entered."""
    found: list[Diagnostic] = []
    walk = _Walk(root, output, found)
    files, attachments = [], []
    first: dict[str, str] = {}
    for path in walk.files("content"):
        folded = path.casefold()
        if not path.isascii():
            folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        elif folded == path:
            folded = path  # one text for both: there may be very many
        if first.setdefault(folded, path) != path:
            found.append(_twins(path, first[folded]))
        file = classify(path, found)
        if file is not None:
            files.append(file)
        elif path.rpartition(".")[2].lower() not in _TEXTS:
            attachments.append(path)
    return Tree(
        files=tuple(files), attachments=tuple(attachments), static=tuple(walk.files("static")), diagnostics=tuple(found)
    )


def read_bytes(root: Path, path: str, limit: int | None = None) -> bytes | Diagnostic:
    """The bytes of a file, or why they cannot be had; one of more than ``limit`` bytes is not read."""
    return read_known(root, path, limit)[0]


def read_known(root: Path, path: str, limit: int | None = None) -> tuple[bytes | Diagnostic, os.stat_result | None]:
    """The same, and what the disk said of the file when it was opened; nothing of one that cannot be."""
    try:
        handle = os.open(os.path.join(root, path), _HOW)
    except OSError as error:
        return Diagnostic("F05", f"the file cannot be read: {error.strerror}", Place(path)), None
    try:
        status = os.fstat(handle)
        refused = _refused(path, status, limit)
        return (_whole(handle, status.st_size) if refused is None else refused), status
    finally:
        os.close(handle)


def _whole(handle: int, size: int) -> bytes:
    """All of an open file that had this size a moment ago."""
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while data:
        data = os.read(handle, 1 << 20)
        parts.append(data)
    return b"".join(parts)


def _refused(path: str, status: os.stat_result, limit: int | None) -> Diagnostic | None:
    if not stat.S_ISREG(status.st_mode):
        return Diagnostic("F03", "this is not a regular file", Place(path), "put a regular file there, or nothing")
    if limit is not None and status.st_size > limit:
        size = status.st_size / 1024 / 1024
        message = f"the file has {size:.1f} MiB, the limit is {limit // 1024 // 1024} MiB"
        return Diagnostic("F02", message, Place(path), "split it, or put it under static/ if it is not content")
    return None


def decode(path: str, data: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """UTF-8 text with LF line ends; a byte order mark is dropped. Broken bytes and control characters are findings."""
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        return "", (_not_utf8(path, data, error),)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(data.translate(None, _CONTROL_BYTES)) == len(data) and _LAST_OF_PLANE not in data:
        return text, ()
    match = CONTROL.search(text)
    if match is None:
        return text, ()
    line, column = _line_column(text, match.start())
    message = f"a control character (U+{ord(match.group()):04X}) stands in the text"
    return CONTROL.sub(" ", text), (Diagnostic("F07", message, Place(path, line, column, column + 1), "delete it"),)


def _line_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    line, column = _line_column(
        data[: error.start].decode("utf-8", "replace"), len(data[: error.start].decode("utf-8", "replace"))
    )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Diagnostic("F01", "the file is UTF-16, not UTF-8", Place(path, 1, 1), "save it as UTF-8")
    message = f"byte {error.start + 1} (0x{data[error.start]:02x}) is not UTF-8"
    return Diagnostic(
        "F01", message, Place(path, line, column, column + 1), "save the file as UTF-8; it may be Latin-1"
    )


def _twins(path: str, other: str) -> Diagnostic:
    """Two names that are one on many disks."""
    how = "by case" if path.casefold() != other.casefold() or path.isascii() else "by how letters are composed"
    how = "by case" if unicodedata.normalize("NFC", path) != unicodedata.normalize("NFC", other) else how
    notes = (Note(Place(other), "the other file"),)
    message = f"the name of this file differs from that of another only {how}"
    return Diagnostic("U01", message, Place(path), "rename one of them", notes)


def classify(path: str, found: list[Diagnostic] | None = None) -> SourceFile | None:
    """What a path below ``content/`` is by its name, None when it is no text of ours; ``found`` is told why not."""
    found = [] if found is None else found
    parts = path.split("/")
    name, kind = parts[-1], FOLDERS.get(parts[1], "") if len(parts) > 2 else ""
    stem, _, ending = name.rpartition(".")
    if ending in ("yaml", "yml") and stem == "_defaults" and (kind or len(parts) == 2):
        return SourceFile(path=path, kind=kind, format="defaults")
    if ending.lower() in _TEXTS and ending not in _TEXTS:
        message = f"files of content end in .{ending.lower()}, in small letters; this one is left out"
        found.append(Diagnostic("F06", message, Place(path), "rename it"))
        return None
    if ending not in _TEXTS:
        return None
    if not kind:
        hint = "move it below one of " + ", ".join(f"content/{folder}/" for folder in FOLDERS)
        found.append(Diagnostic("F06", "this file is in no folder of a known kind and is left out", Place(path), hint))
        return None
    is_text = ending in ("md", "markdown")
    if (is_text and kind in ("source", "claim")) or (not is_text and kind in ("brief", "story", "page")):
        wanted = ".yaml" if is_text else ".md"
        found.append(Diagnostic("F06", f"files of this folder end in {wanted}; this one is left out", Place(path)))
        return None
    return SourceFile(path=path, kind=kind, format="md" if is_text else "yaml")


def _is_text(name: str) -> bool:
    """Whether the bytes of a name are UTF-8; Python keeps others as lone surrogates."""
    return name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)


class _Walk:
    """Files below a folder in a stable order. Symlinks are followed only inside the site, and never in a circle."""

    def __init__(self, root: Path, output: Path | None, found: list[Diagnostic]) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.output = os.path.realpath(output) if output else ""
        self.found = found

    def files(self, folder: str) -> Iterator[str]:
        """Site-relative paths of the regular files below ``folder``."""
        if (self.root / folder).is_dir():
            yield from sorted(self._below(folder, frozenset()), key=lambda p: unicodedata.normalize("NFC", p))

    def _below(self, folder: str, above: frozenset[str]) -> Iterator[str]:
        real = os.path.realpath(self.root / folder)
        if real == self.output:
            return
        if real in above:
            message = "this symlink leads back to a folder that it lies in, and is not followed"
            self.found.append(Diagnostic("F04", message, Place(folder), "take it out"))
            return
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except OSError as error:
            self.found.append(Diagnostic("F05", f"the folder cannot be read: {error.strerror}", Place(folder)))
            return
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if _IGNORED.match(entry.name) and not folder.startswith("static"):
                continue
            if not _is_text(entry.name):
                message = "the name of this file is not UTF-8"
                self.found.append(Diagnostic("F01", message, Place(path), "rename it"))
                continue
            if entry.is_symlink() and not self._stays_inside(path):
                continue
            if entry.is_dir():
                yield from self._below(path, above | {real})
            elif entry.is_file():
                if not os.access(entry.path, os.R_OK):
                    message = "the file cannot be read: Permission denied"
                    self.found.append(Diagnostic("F05", message, Place(path), "give yourself the right to read it"))
                yield path
            elif not entry.is_symlink():
                self.found.append(Diagnostic("F03", "this is not a regular file", Place(path)))

    def _stays_inside(self, path: str) -> bool:
        target = os.path.realpath(self.root / path)
        if target.startswith(self.real_root + os.sep) and os.path.exists(target):
            return True
        message = "this symlink leads out of the site or nowhere and is not followed"
        self.found.append(Diagnostic("F04", message, Place(path), "copy the file into the site"))
        return False
