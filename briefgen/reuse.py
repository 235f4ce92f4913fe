"""Make only the files that would come out differently: verifying traces with early cutoff.

For each unit (a page, a feed) the store knows what it asked, what print each answer had, and which files it made.
A unit is made again when an answer has another print now, when it is new, or when its files are not what was published.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from briefgen import traces
from briefgen.engine.jobs import Tell, map_chunks, silent, workers
from briefgen.engine.store import Store
from briefgen.pages.reader import ONCE, PRINT, Key, Reader, encoded, number
from briefgen.pages.site import Unit
from briefgen.traces import Sheet, Trace


class Reason(NamedTuple):
    """Why a unit is made."""

    unit: str
    why: str
    """new, damaged, or answer."""
    question: Key = ()

    def __str__(self) -> str:
        """A sentence for ``--explain``."""
        if self.why == "new":
            return f"/{self.unit}: it has not been made before"
        if self.why == "damaged":
            return f"/{self.unit}: the published file is missing or has been changed by hand"
        return f"/{self.unit}: {_sentence(self.question)}"


class Site(NamedTuple):
    """What came of making a site."""

    digests: dict[str, str]
    """Every file of the units, and its digest."""
    reasons: tuple[Reason, ...]


class Sink(Protocol):
    """Where files go; safe to use from several processes."""

    def put(self, path: str, data: bytes) -> str:
        """Take a file; its digest."""
        ...


MOST: Final = 1 << 14
"""Bytes: of a longer answer nothing is remembered but its print; a node may be longer."""
_HELD: Final = 1 << 16
"""With more answers than this a process begins anew to ask: what is held does not grow with the site."""
_NUMBERED: Final = 1 << 17
"""So many questions later, or twice as many, a process has forgotten that it handed one over and nobody asked again."""
_MANY: Final = 1 << 15
"""With more units than this a process remembers half of these, so that memory does not grow with the site."""
_LIGHT: Final = 16
"""So many answers are compared in the time in which one unit is made."""


def make_files(
    units: Sequence[Unit],
    reader: Reader,
    store: Store,
    published: Mapping[str, str],
    sink: Sink,
    jobs: int | None = None,
    tell: Tell = silent,
) -> Site:
    """Make what is stale, into ``sink``; remember what was asked."""
    before, known = traces.kept(store)
    changed = changes(reader, known, jobs, store.reopen)
    reasons = [why for unit in units if (why := stale(unit, before.get(unit.name), changed, published))]
    wanted = {reason.unit for reason in reasons}
    todo = [unit for unit in units if unit.name in wanted]
    gone = before.keys() - {unit.name for unit in units}
    digests = dict(
        file for name, one in before.items() if name not in wanted and name not in gone for file in one.files
    )
    whole, done = not before, 0
    del before, known, wanted
    store.hold()
    worker = Worker(reader, sink, _NUMBERED if len(todo) <= _MANY else _NUMBERED // 2)
    with traces.Writing(store, whole=whole) as writing:
        writing.forget(sorted(gone), sorted(changed))
        for chunk in map_chunks(worker, todo, workers(jobs, len(todo)), store.reopen):
            made = _MADE(chunk)
            digests.update(made.files)
            writing.add(made.told, made.prints)
            done += made.units
            tell("made", done, len(todo))
    return Site(digests, tuple(reasons))


def changes(
    reader: Reader,
    known: Mapping[int, bytes],
    jobs: int | None = None,
    start: Callable[[], None] = lambda: None,
) -> dict[int, Key]:
    """The questions whose answer is another one now, by their numbers; ``start`` is called in each process."""

    def other(some: Sequence[tuple[int, bytes]]) -> bytes:
        keys = ((number, traces.key_of(one), one[:PRINT]) for number, one in some)
        return array("Q", [number for number, key, old in keys if reader.print(key) != old]).tobytes()

    found = array("Q")
    for part in map_chunks(other, list(known.items()), workers(jobs, len(known) // _LIGHT), start, _LIGHT):
        found.frombytes(part)
    return {number: traces.key_of(known[number]) for number in found}


def stale(unit: Unit, trace: Trace | None, changed: Mapping[int, Key], published: Mapping[str, str]) -> Reason | None:
    """Why a unit has to be made, or None when what it made still stands."""
    if trace is None:
        return Reason(unit.name, "new")
    asked = [changed[number] for number in trace.numbers if number in changed] if changed else []
    if asked:
        # That a node has changed says the least: any change to its file is one.
        return Reason(unit.name, "answer", min(asked, key=lambda key: key[0] == "node"))
    if any(published.get(path) != digest for path, digest in trace.files):
        return Reason(unit.name, "damaged")
    return None


class Made(msgspec.Struct, frozen=True, array_like=True):
    """Some units, as they are handed over."""

    units: int
    files: dict[str, str]
    """Output path and digest of each file."""
    told: dict[str, bytes]
    """The rows of a sheet (see :mod:`briefgen.traces`)."""
    prints: int
    """How many it has."""


_MADE: Final = msgspec.msgpack.Decoder(Made).decode


class Worker:
    """Makes units and says what they asked; each process has its own after forking."""

    def __init__(self, reader: Reader, sink: Sink, numbered: int | None = None) -> None:
        """``numbered`` stands in the place of :data:`_NUMBERED`."""
        self.reader, self.sink = reader, sink
        self.numbered = _NUMBERED if numbered is None else numbered
        self.numbers: dict[Key, int] = {}
        """Of the questions whose answers were handed over and need not be again."""
        self.earlier: dict[Key, int] = {}
        """Those that were asked before all of these."""

    def __call__(self, units: Sequence[Unit]) -> bytes:
        """The :class:`Made` of some units, encoded."""
        return msgspec.msgpack.encode(self.make(units))

    def make(self, units: Sequence[Unit]) -> Made:
        """Make some units."""
        if len(self.reader.memo) > _HELD:
            self.reader.forget()
        if len(self.numbers) > self.numbered:
            self.earlier, self.numbers = self.numbers, {}
        sheet, numbers, earlier = Sheet(), self.numbers, self.earlier
        found: dict[str, str] = {}
        for unit in units:
            self.reader.begin()
            self.reader.let_go()
            files = [(one.path, self.sink.put(one.path, one.data)) for one in unit.files()]
            asked = []
            for key in self.reader.asked:
                known = numbers.get(key)
                if known is None:
                    known = earlier.get(key) or self._tell(sheet, key)
                    if key[0] not in ONCE:
                        numbers[key] = known
                asked.append(known)
            sheet.trace(unit.name, asked, files)
            found.update(files)
        return Made(len(units), found, sheet.rows(), len(sheet.prints))

    def _tell(self, sheet: Sheet, key: Key) -> int:
        """Hand over what a question was answered; its number."""
        packed, answer = encoded(key), self.reader.encoded(key)
        asked = number(packed)
        most = 4 * MOST if key[0] == "node" else MOST
        sheet.tell(asked, packed, answer, kept=key[0] != "body" and len(answer) <= most)
        return asked


def again(store: Store, units: Sequence[Unit], reader: Reader, sink: Sink) -> dict[str, str]:
    """Make some units again and remember what they asked; path and digest of their files."""
    made = Worker(reader, sink).make(units)
    with traces.Writing(store) as writing:
        writing.add(made.told, made.prints)
    return made.files


def _sentence(key: Key) -> str:
    name, *args = key
    what = ", ".join(str(arg) for arg in args)
    said = {
        "node": "what is known of {} has changed",
        "body": "the text of {} has changed",
        "template": "the template {} has changed",
        "setting": "the setting {} has changed",
        "catalogue": "the words of the language {} have changed",
        "url": "the address of {} has changed",
        "page": "its place in the plan has changed",
    }.get(str(name), f"the answer to {name}({{}}) has changed")
    return said.format(what)
