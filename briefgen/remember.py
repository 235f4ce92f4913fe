"""Parsing with a memory: a file is parsed again only when its bytes, its settings or the code have changed."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from briefgen.diagnostics import Diagnostic
from briefgen.engine.fingerprint import digest_of
from briefgen.engine.jobs import Tell, map_chunks, silent, workers
from briefgen.engine.store import Store
from briefgen.markup.parse import parse
from briefgen.model import Document, Parsed, Passages
from briefgen.model.passages import with_words, without_words
from briefgen.reading.load import MAX_BYTES, SourceFile, read_known
from briefgen.settings import Settings
from briefgen.sharing import Sharing

_YOUNG: Final = 50_000_000
"""Nanoseconds: a file changed this shortly before it was looked at may change again within the same tick."""

Stat = tuple[int, int, int, int]
"""Size, modification time, change time, inode."""


class Stamp(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a file without reading it."""

    stat: Stat
    seen: int
    """Nanoseconds since 1970 when it was read."""
    key: str
    """Digest of everything its parse depends on."""


class Work(NamedTuple):
    """What parsing needs beside the file."""

    root: Path
    settings: Settings
    salt: str
    keys: Mapping[str, str]
    """Key of the remembered parse by path."""
    seen: int


class Facts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file says to the rest of the site."""

    parsed: Parsed
    """Without the HTML of its body, and without the words that :mod:`briefgen.model.passages` holds."""
    words: bytes = b""
    """Those, encoded."""

    @property
    def document(self) -> Document | None:
        """The one document of a file, with its words; None for a file of none or several."""
        return with_words(self.parsed.documents[0], self.words) if len(self.parsed.documents) == 1 else None


class Done(msgspec.Struct, frozen=True, array_like=True):
    """One file as a worker hands it over."""

    path: str
    stamp: Stamp
    facts: bytes
    """:class:`Facts`, encoded; empty when the remembered parse still holds."""
    body: bytes
    """HTML, in UTF-8."""


_PLACES: Final = re.compile(rb'"(?:line|column|end|words)":\d+,?')
_JSON: Final = msgspec.json.Encoder().encode
_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(Facts).decode
_STAMP: Final = msgspec.msgpack.Decoder(Stamp).decode
_DONE: Final = msgspec.msgpack.Decoder(list[Done]).decode


class Held:
    """What a caller that looks again and again keeps in memory, so that it need not be read from the store."""

    def __init__(self) -> None:
        self.parsed: dict[str, Parsed] = {}
        self.passages = Passages()
        self.keys: dict[str, str] = {}
        """The digest of everything that each parse depends on."""

    def facts(self, path: str) -> Facts | None:
        """What a file says, as far as it is known."""
        parsed = self.parsed.get(path)
        return Facts(parsed, self.passages.packed(path)) if parsed is not None else None


def parse_files(
    root: Path,
    files: Sequence[SourceFile],
    settings: Settings,
    store: Store,
    seen: int,
    jobs: int | None = None,
    tell: Tell = silent,
    held: Held | None = None,
    meanwhile: Iterator[None] = iter(()),
) -> list[Parsed]:
    """Every file parsed on its own, in the order given; bodies are left in the store (see :func:`body`).

    ``seen`` is the time of this look at the disk, in nanoseconds since 1970. ``held`` is brought up to date.
    ``meanwhile``: see :func:`briefgen.engine.jobs.map_chunks`.
    """
    held = held or Held()
    stamps = _stamps(store)
    stats = {file.path: stat(root, file.path) for file in files}
    unsure = [file for file in files if not _trusted(stamps.get(file.path), stats[file.path])]
    keys = {path: one.key for path, one in stamps.items()}
    old = {path for path, parsed in held.parsed.items() if held.keys.get(path) == keys.get(path, "")}
    taken = _Taken(files, held.passages.later())
    work = Work(root, settings, _salt(settings), keys, seen)
    parser, read = _Parser(work), 0
    for chunk in map_chunks(parser, unsure, workers(jobs, len(unsure)), meanwhile=meanwhile):
        done = _DONE(chunk)
        read += len(done)
        tell("read", read, len(unsure))
        _remember(store, done)
        for one in done:
            own = parser.own.pop(one.path, None)
            if one.facts:
                taken.add(one.path, own if own is not None else _DECODE(one.facts))
        keys |= {taken.paths[one.path]: one.stamp.key for one in done}
    gone = stamps.keys() - stats.keys()
    taken.drop(held.parsed.keys() - stats.keys())
    for table in ("stamps", "facts", "bodies"):
        store.drop(table, gone)
    store.commit()
    known = {path: held.parsed[path] for path in old} | taken.parsed
    if len(known) < len(files):
        known |= _recalled(store, stats.keys() - known.keys(), taken)
    held.parsed = {file.path: known.get(file.path) or taken.add(file.path, _again(work, store, file)) for file in files}
    held.keys, held.passages = keys, taken.passages
    return list(held.parsed.values())


class _Taken:
    """What files say, as it is taken in."""

    def __init__(self, files: Sequence[SourceFile], passages: Passages) -> None:
        self.passages, self.sharing = passages, Sharing()
        self.parsed: dict[str, Parsed] = {}
        self.paths = {file.path: file.path for file in files}
        """Each path as one text, for all that are equal."""
        self.sharing.seen.update(self.paths)

    def add(self, path: str, facts: Facts) -> Parsed:
        """Take in a file; its facts."""
        path = self.paths[path]
        self.passages.put(path, facts.words)
        parsed = self.parsed[path] = self.sharing(facts.parsed)
        return parsed

    def drop(self, paths: AbstractSet[str]) -> None:
        """Files that are there no more."""
        for path in paths:
            self.passages.drop(path)


class Bodies:
    """The HTML of bodies, read from the store when a page is made; parsed again where the store lost one."""

    def __init__(
        self,
        root: Path,
        files: Sequence[SourceFile],
        settings: Settings,
        store: Store,
        keys: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``keys``: see :class:`Held`."""
        self.work = Work(root, settings, "", {}, 0)
        self.files, self.store, self.keys = {file.path: file for file in files}, store, keys

    def __call__(self, path: str) -> str:
        """The body of a content file, with its slots."""
        known = (self.store.shadow or {}).get(("bodies", path)) or self.store.get("bodies", path)
        if known is None:
            known = parse_one(self.work, self.files[path]).body
        return html(known)

    def mark(self, path: str) -> str:
        """What tells one state of a file from every other; empty where that is not known."""
        return self.keys.get(path, "")


class _Parser:
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
        if work.keys.get(file.path) == key:
            return Done(file.path, Stamp(now, work.seen, key), b"", b""), None
        parsed = parse(file.path, file.kind, file.format, data, work.settings.markdown, work.settings.timezone)
    facts, body = apart(parsed)
    return Done(file.path, Stamp(now, work.seen, key), _ENCODE(facts), body.encode("utf-8", "surrogatepass")), facts


def work(root: Path, settings: Settings, seen: int) -> Work:
    """For parsing single files, whatever is remembered."""
    return Work(root, settings, _salt(settings), {}, seen)


def facts(done: Done) -> Facts:
    """What a file says, without its body."""
    return _DECODE(done.facts)


def html(body: bytes) -> str:
    """A body as it is remembered, as a text."""
    return body.decode("utf-8", "surrogatepass")


def keep(store: Store, done: Sequence[Done]) -> None:
    """Remember files that were parsed one by one."""
    _remember(store, done)
    store.commit()


def alike(old: Facts, new: Facts) -> bool:
    """Whether two parses of a file say the same to the rest of the site: all but places and the text itself."""
    if old.words != new.words:
        return False
    return _PLACES.sub(b"", _JSON(old.parsed)) == _PLACES.sub(b"", _JSON(new.parsed))


def recall(store: Store, path: str) -> Facts | None:
    """What is remembered of a file, without its body; None when nothing is, or it is damaged."""
    try:
        return _DECODE(store.get("facts", path) or b"")
    except (msgspec.DecodeError, ValueError):
        return None


def stamp(store: Store, path: str) -> Stamp | None:
    """What is known without reading it of a file of which something is remembered."""
    try:
        return _STAMP(store.get("stamps", path) or b"")
    except (msgspec.DecodeError, ValueError):
        return None


def apart(parsed: Parsed) -> tuple[Facts, str]:
    """The facts of a file, and the HTML of its body: facts are needed at once, a body when its page is made."""
    if len(parsed.documents) != 1:
        return Facts(parsed), ""
    document, words = without_words(parsed.documents[0])
    html = document.body.html
    slim = replace(document, body=replace(document.body, html="")) if html else document
    return Facts(replace(parsed, documents=(slim,)), words), html


def _remember(store: Store, done: Sequence[Done]) -> None:
    new = [one for one in done if one.facts]
    store.put("facts", {one.path: one.facts for one in new})
    store.put("bodies", {one.path: one.body for one in new})
    store.put("stamps", {one.path: msgspec.msgpack.encode(one.stamp) for one in done})


def _recalled(store: Store, paths: AbstractSet[str], taken: _Taken) -> dict[str, Parsed]:
    """What is remembered of some files; without those of which the memory turns out to be damaged."""
    found = {}
    for path, value in store.each("facts"):
        if path in paths:
            with contextlib.suppress(msgspec.DecodeError, ValueError):
                found[path] = taken.add(path, _DECODE(value))
    return found


def _again(work: Work, store: Store, file: SourceFile) -> Facts:
    """A file whose parse was lost."""
    done = parse_one(work._replace(keys={}), file)
    _remember(store, [done])
    return _DECODE(done.facts)


def _stamps(store: Store) -> dict[str, Stamp]:
    found = {}
    for path, value in store.all("stamps").items():
        try:
            found[path] = _STAMP(value)
        except (msgspec.DecodeError, ValueError):
            continue
    return found


def stat(root: Path, path: str) -> Stat:
    """What the disk says of a file without reading it."""
    try:
        status = os.stat(os.path.join(root, path))
    except OSError:
        return (-1, 0, 0, 0)
    return _stat(status)


def _stat(status: os.stat_result) -> Stat:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _trusted(stamp: Stamp | None, now: Stat) -> bool:
    """Whether a file need not be read: nothing moved, and it was not young when it was read (git judges so too)."""
    return stamp is not None and stamp.stat == now and now[0] >= 0 and max(now[1], now[2]) + _YOUNG < stamp.seen


def _salt(settings: Settings) -> str:
    """The settings that a parse reads."""
    return _JSON((settings.markdown, settings.timezone)).decode()
