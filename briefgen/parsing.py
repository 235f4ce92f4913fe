"""One file: read, parsed on its own, and told apart into what linking needs and what a page needs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic
from briefgen.engine.fingerprint import digest_of
from briefgen.markup.parse import parse
from briefgen.model import Facts, Parsed
from briefgen.model.prose import without_words
from briefgen.reading.load import MAX_BYTES, SourceFile, read_known
from briefgen.settings import Settings

PRINT: Final = 32
"""Letters of a digest."""

Stat = tuple[int, int, int, int]
"""Size, modification time, change time, inode."""


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a file without reading it."""

    stat: Stat
    seen: int
    """Nanoseconds since 1970 when it was read."""
    key: str
    """Digest of everything its parse depends on."""
    html: str
    """Digest of the HTML of its body."""

    @property
    def mark(self) -> str:
        """What tells one state of a file from every other; its last :data:`PRINT` letters tell those of its HTML."""
        return self.key + self.html


class Work(NamedTuple):
    """What parsing needs beside the file."""

    root: Path
    settings: Settings
    salt: str
    stamps: Mapping[str, Stamp]
    """What is known of the remembered parses, by path."""
    seen: int


class Done(msgspec.Struct, frozen=True, array_like=True):
    """One file as a worker hands it over."""

    path: str
    stamp: Stamp
    facts: bytes
    """:class:`Facts`, encoded; empty when the remembered parse still holds."""
    body: bytes
    """HTML, in UTF-8."""


_JSON: Final = msgspec.json.Encoder().encode
_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(Facts).decode


class Parser:
    """Parses some files; what this very process parses need not be read back from what it hands over."""

    def __init__(self, work: Work) -> None:
        self.work, self.process = work, os.getpid()
        self.own: dict[str, Facts] = {}

    def __call__(self, files: Sequence[SourceFile]) -> bytes:
        """Files as they are handed over, encoded."""
        done = [_parse(self.work, file) for file in files]
        if os.getpid() == self.process:
            self.own.update((one.path, facts) for one, facts in done if facts is not None)
        return msgspec.msgpack.encode([one for one, _ in done])


def parse_one(work: Work, file: SourceFile) -> Done:
    """Read and parse one file."""
    return _parse(work, file)[0]


def _parse(work: Work, file: SourceFile) -> tuple[Done, Facts | None]:
    """Read and parse one file; what it says is None when what is remembered still holds."""
    data, status = read_known(work.root, file.path, MAX_BYTES)
    now = _stat(status) if status is not None else stat(work.root, file.path)
    if isinstance(data, Diagnostic):
        parsed, key = Parsed(path=file.path, diagnostics=(data,)), ""
    else:
        key = digest_of(f"{work.salt}\0{file.path}\0{file.kind}\0{file.format}\0".encode() + data)
        old = work.stamps.get(file.path)
        if old is not None and old.key == key:
            return Done(file.path, Stamp(now, work.seen, key, old.html), b"", b""), None
        parsed = parse(file.path, file.kind, file.format, data, work.settings.markdown, work.settings.timezone)
    facts, text = apart(parsed)
    body = text.encode("utf-8", "surrogatepass")
    return Done(file.path, Stamp(now, work.seen, key, digest_of(body)), _ENCODE(facts), body), facts


def work(root: Path, settings: Settings, seen: int, stamps: Mapping[str, Stamp] = MappingProxyType({})) -> Work:
    """For parsing files; see :class:`Work`. Without ``stamps`` each is parsed, whatever is remembered."""
    return Work(root, settings, _salt(settings), stamps, seen)


def facts(done: Done) -> Facts:
    """What a file says, without its body."""
    return _DECODE(done.facts)


def html(body: bytes) -> str:
    """A body as it is remembered, as a text."""
    return body.decode("utf-8", "surrogatepass")


def apart(parsed: Parsed) -> tuple[Facts, str]:
    """The facts of a file, and the HTML of its body: facts are needed at once, a body when its page is made."""
    if len(parsed.documents) != 1:
        return Facts(parsed), ""
    document, words = without_words(parsed.documents[0])
    html = document.body.html
    slim = replace(document, body=replace(document.body, html="")) if html else document
    return Facts(replace(parsed, documents=(slim,)), words), html


def stat(root: Path, path: str) -> Stat:
    """What the disk says of a file without reading it."""
    try:
        status = os.stat(os.path.join(root, path))
    except OSError:
        return (-1, 0, 0, 0)
    return _stat(status)


def _stat(status: os.stat_result) -> Stat:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _salt(settings: Settings) -> str:
    """The settings that a parse reads."""
    return _JSON((settings.markdown, settings.timezone)).decode()
