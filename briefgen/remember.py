"""Parsing with a memory: a file is parsed again only when its bytes, its settings or the code have changed."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from briefgen.engine.jobs import Tell, map_chunks, silent, workers
from briefgen.engine.store import Store
from briefgen.model import Facts, Parses, Shelf
from briefgen.model.shelf import KEPT
from briefgen.parsing import PRINT, Done, Parser, Stamp, Work, html, parse_one, stat, work
from briefgen.reading.load import SourceFile
from briefgen.settings import Settings
from briefgen.sharing import Sharing

_YOUNG: Final = 50_000_000
"""Nanoseconds: a file changed this shortly before it was looked at may change again within the same tick."""

_PLACES: Final = re.compile(rb'"(?:line|column|end|words)":\d+,?')
_JSON: Final = msgspec.json.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(Facts).decode
_STAMP: Final = msgspec.msgpack.Decoder(Stamp).decode
_DONE: Final = msgspec.msgpack.Decoder(list[Done]).decode


class Held:
    """What a caller that looks again and again keeps in memory, so that it need not be read from the store."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.marks: dict[str, str] = {}
        """What tells one state of each file from every other."""

    def facts(self, path: str) -> Facts | None:
        """What a file says, as far as it is known."""
        return self.shelf.facts(path) if path in self.shelf else None


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
) -> Parses:
    """Every file parsed on its own, in the order of paths; bodies are left in the store (see :class:`Bodies`).

    ``seen`` is the time of this look at the disk, in nanoseconds since 1970. ``held`` is brought up to date.
    ``meanwhile``: see :func:`briefgen.engine.jobs.map_chunks`.
    """
    held = held or Held()
    stamps = _stamps(store)
    unsure = [file for file in files if not _trusted(root, file.path, stamps.get(file.path))]
    taken = _Taken(files, held.shelf.later(str(store.path.parent), KEPT if len(files) <= KEPT else 0))
    marks = {taken.paths[path]: one.mark for path, one in stamps.items() if path in taken.paths}
    taken.drop([path for path in taken.shelf if held.marks.get(path) != marks.get(path, "")])
    how = work(root, settings, seen, stamps)
    parser, read = Parser(how), 0
    for chunk in map_chunks(parser, unsure, workers(jobs, len(unsure)), meanwhile=meanwhile):
        done = _DONE(chunk)
        read += len(done)
        tell("read", read, len(unsure))
        _remember(store, done)
        for one in done:
            own = parser.own.pop(one.path, None)
            if one.facts:
                taken.add(one.path, one.facts, own, sure=True)
        marks |= {taken.paths[one.path]: one.stamp.mark for one in done}
    gone = stamps.keys() - taken.paths.keys()
    for table in ("stamps", "facts", "bodies"):
        store.drop(table, gone)
    store.commit()
    if len(taken.shelf) < len(files):
        _recall(store, taken)
    for file in files:
        if file.path not in taken.shelf:
            taken.add(file.path, _again(how, store, file), sure=True)
    held.marks, held.shelf = marks, taken.shelf
    return Parses(taken.shelf, sorted(taken.paths))


class _Taken:
    """What files say, as it is taken in."""

    def __init__(self, files: Sequence[SourceFile], shelf: Shelf) -> None:
        self.shelf, self.sharing = shelf, Sharing()
        self.paths = {file.path: file.path for file in files}
        """Each path as one text, for all that are equal."""
        self.sharing.seen.update(self.paths)

    def add(self, path: str, row: bytes, facts: Facts | None = None, *, sure: bool = False) -> None:
        """Take in a file. Raises what :meth:`Shelf.put` does."""
        path = self.paths[path]
        self.shelf.put(path, row, facts, sure=sure)
        if path in self.shelf.kept:
            self.sharing(self.shelf.kept[path])

    def drop(self, paths: Iterable[str]) -> None:
        """Files of which something else is known now, or that are there no more."""
        for path in paths:
            self.shelf.drop(path)


class Bodies:
    """The HTML of bodies, read from the store when a page is made; parsed again where the store lost one."""

    def __init__(
        self,
        root: Path,
        files: Sequence[SourceFile],
        settings: Settings,
        store: Store,
        held: Held | None = None,
    ) -> None:
        self.work = work(root, settings, 0)
        self.files, self.store, self.held = files, store, held or Held()

    def __call__(self, path: str) -> str:
        """The body of a content file, with its slots."""
        known = (self.store.shadow or {}).get(("bodies", path)) or self.store.get("bodies", path)
        if known is None:
            known = parse_one(self.work, next(file for file in self.files if file.path == path)).body
        return html(known)

    def mark(self, path: str) -> str:
        """What tells one state of a file from every other; empty where that is not known."""
        return self.held.marks.get(path, "")

    def print(self, path: str) -> bytes:
        """A print of a body; empty where it is not known."""
        return self.mark(path)[-PRINT:].encode()


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


def _remember(store: Store, done: Sequence[Done]) -> None:
    new = [one for one in done if one.facts]
    store.put("facts", {one.path: one.facts for one in new})
    store.put("bodies", {one.path: one.body for one in new})
    store.put("stamps", {one.path: msgspec.msgpack.encode(one.stamp) for one in done})


def _recall(store: Store, taken: _Taken) -> None:
    """Take in what is remembered of files; without those of which the memory turns out to be damaged."""
    for path, value in store.each("facts"):
        if path in taken.paths and path not in taken.shelf:
            with contextlib.suppress(msgspec.DecodeError, ValueError):
                taken.add(path, value)


def _again(how: Work, store: Store, file: SourceFile) -> bytes:
    """A file whose parse was lost."""
    done = parse_one(how._replace(stamps={}), file)
    _remember(store, [done])
    return done.facts


def _stamps(store: Store) -> dict[str, Stamp]:
    found = {}
    for path, value in store.all("stamps").items():
        try:
            found[path] = _STAMP(value)
        except (msgspec.DecodeError, ValueError):
            continue
    return found


def _trusted(root: Path, path: str, stamp: Stamp | None) -> bool:
    """Whether a file need not be read: nothing moved, and it was not young when it was read (git judges so too)."""
    if stamp is None:
        return False
    now = stat(root, path)
    return stamp.stat == now and now[0] >= 0 and max(now[1], now[2]) + _YOUNG < stamp.seen


