"""Make only the files that would come out differently: verifying traces with early cutoff.

For each unit (a page, a feed) the store knows what it asked, what print each answer had, and which files it made.
A unit is made again when an answer has another print now, when it is new, or when its files are not what was published.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple, Protocol

import msgspec

from briefgen.engine.jobs import Tell, map_chunks, silent, workers
from briefgen.engine.store import Store
from briefgen.pages.reader import Key, Reader, frozen, number
from briefgen.pages.recall import bare
from briefgen.pages.site import Unit


class Trace(msgspec.Struct, frozen=True, array_like=True):
    """What one unit asked and made."""

    asked: bytes
    """Numbers of its questions, 64 bits each."""
    files: list[tuple[str, str]]
    """Output path and digest of each file."""


class Made(msgspec.Struct, frozen=True, array_like=True):
    """What a worker hands over: traces by unit, and the questions that are new to it with their prints."""

    traces: dict[str, Trace]
    answers: list[tuple[Key, bytes]]
    recalled: dict[str, bytes]
    """What units that show a document were answered, and nodes without their bodies; see :func:`recall`."""


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


_ELSEWHERE: Final = ("body", "node")
_UNDER_WAY: Final = "under way"
_MOST: Final = 1 << 20
"""Bytes: of a unit that was answered more than this nothing is remembered but the prints."""
_TRACE: Final = msgspec.msgpack.Decoder(Trace).decode
_MADE: Final = msgspec.msgpack.Decoder(Made).decode
_ANSWERS: Final = msgspec.msgpack.Decoder(list[tuple[Key, bytes]]).decode


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
    traces = _traces(store)
    answers = _answers(store)
    changed = changes(reader, answers)
    reasons = [why for unit in units if (why := stale(unit, traces.get(unit.name), changed, published))]
    wanted = {reason.unit for reason in reasons}
    todo = [unit for unit in units if unit.name in wanted]
    fresh: dict[str, Trace] = {}
    known = dict(answers)
    for key in changed.values():
        del known[key]
    _begin(store)
    for chunk in map_chunks(Worker(reader, sink), todo, workers(jobs, len(todo)), store.reopen):
        made = _MADE(chunk)
        fresh.update(made.traces)
        store.aside.put("answers", made.recalled)
        tell("made", len(fresh), len(todo))
        known.update((frozen(key), value) for key, value in made.answers)
    names = {unit.name for unit in units}
    kept = {name: fresh.get(name) or traces[name] for name in names}
    _remember(store, fresh, traces.keys() - names, known if fresh or known.keys() != answers.keys() else None)
    return Site({path: digest for trace in kept.values() for path, digest in trace.files}, tuple(reasons))


def changes(reader: Reader, answers: Mapping[Key, bytes]) -> dict[int, Key]:
    """The questions whose answer is another one now, by their numbers."""
    return {number: key for number, (key, now) in reader.prints(answers).items() if answers[key] != now}


def stale(unit: Unit, trace: Trace | None, changed: Mapping[int, Key], published: Mapping[str, str]) -> Reason | None:
    """Why a unit has to be made, or None when what it made still stands."""
    if trace is None:
        return Reason(unit.name, "new")
    if changed:
        for number in array("Q", trace.asked):
            if number in changed:
                return Reason(unit.name, "answer", changed[number])
    if any(published.get(path) != digest for path, digest in trace.files):
        return Reason(unit.name, "damaged")
    return None


class Worker:
    """Makes units and says what they asked; each process has its own after forking."""

    def __init__(self, reader: Reader, sink: Sink) -> None:
        self.reader, self.sink = reader, sink
        self.told: dict[int, Key] = {}
        """Every question so far by its number."""

    def __call__(self, units: Sequence[Unit]) -> bytes:
        """The :class:`Made` of some units, encoded."""
        traces, asked = {}, {}
        for unit in units:
            self.reader.begin()
            files = [(one.path, self.sink.put(one.path, one.data)) for one in unit.make()]
            asked[unit.name] = self.reader.asked
            traces[unit.name] = Trace(array("Q", self.reader.asked).tobytes(), files)
        new = list(islice(self.reader.memo, len(self.told), None))
        self.told.update((self.reader.memo[key][0], key) for key in new)
        recalled = {f"{key[1]}:{key[2]}": bare(self.reader.memo[key][1]) for key in new if key[0] == "node"}
        for name, numbers in asked.items():
            recalled.update(self._recalled(name, [self.told[one] for one in numbers]))
        return msgspec.msgpack.encode(Made(traces, [(key, self.reader.print(key)) for key in new], recalled))

    def _recalled(self, name: str, keys: Sequence[Key]) -> dict[str, bytes]:
        """What a unit was answered, if it shows a document; not its node and body, which are remembered elsewhere."""
        if not any(key[0] in _ELSEWHERE for key in keys):
            return {}
        asked = [(key, self.reader.encoded(key)) for key in keys if key[0] not in _ELSEWHERE]
        return {f"/{name}": msgspec.msgpack.encode(asked)} if sum(len(data) for _, data in asked) <= _MOST else {}


def recall(store: Store, unit: str) -> dict[Key, bytes] | None:
    """Question and encoded answer of everything that a unit asked; None when it is not remembered."""
    try:
        known = b"" if store.aside.get("notes", _UNDER_WAY) is not None else store.aside.get("answers", f"/{unit}")
        return recall_all(known or b"")
    except (msgspec.DecodeError, ValueError):
        return None


def recall_all(row: bytes) -> dict[Key, bytes]:
    """What is remembered of one unit. Raises DecodeError."""
    return {frozen(key): value for key, value in _ANSWERS(row)}


def again(store: Store, units: Sequence[Unit], reader: Reader, sink: Sink) -> dict[str, str]:
    """Make some units again and remember what they asked; path and digest of their files."""
    made = _MADE(Worker(reader, sink)(units))
    newer = {**_newer(store), **{frozen(key): value for key, value in made.answers}}
    store.put("notes", {"newer": msgspec.msgpack.encode(list(newer.items()))})
    _begin(store)
    store.aside.put("answers", made.recalled)
    _remember(store, made.traces, (), None)
    return dict(file for trace in made.traces.values() for file in trace.files)


def holding(store: Store, questions: Sequence[Key]) -> dict[str, list[Key]]:
    """The units that asked one of some questions, with those that they asked."""
    wanted = {number(key): key for key in questions}
    found = {}
    rows = store.holding("traces", [one.to_bytes(8, sys.byteorder) for one in wanted])
    for name, trace in _decoded(rows.items(), _TRACE):
        asked = [wanted[one] for one in array("Q", trace.asked) if one in wanted]
        found.update({name: asked} if asked else {})
    return found


def _traces(store: Store) -> dict[str, Trace]:
    return dict(_decoded(store.all("traces").items(), _TRACE))


def _decoded(rows: Iterable[tuple[str, bytes]], decode: Callable[[bytes], Trace]) -> Iterable[tuple[str, Trace]]:
    for name, value in rows:
        try:
            yield name, decode(value)
        except (msgspec.DecodeError, ValueError):
            continue


def _answers(store: Store) -> dict[Key, bytes]:
    try:
        known = {frozen(key): value for key, value in _ANSWERS(store.get("notes", "answers") or b"\x90")}
    except (msgspec.DecodeError, ValueError):
        store.drop("traces", list(store.all("traces")))
        return {}
    return {**known, **_newer(store)}


def _newer(store: Store) -> dict[Key, bytes]:
    """Prints that pages made since all of them were written down."""
    try:
        return {frozen(key): value for key, value in _ANSWERS(store.get("notes", "newer") or b"\x90")}
    except (msgspec.DecodeError, ValueError):
        return {}


def _begin(store: Store) -> None:
    """What units are answered is written down while others are made, and holds only when all is written down."""
    if store.aside.get("notes", _UNDER_WAY) is not None:
        store.aside.drop("answers", list(store.aside.all("answers")))
    store.aside.put("notes", {_UNDER_WAY: b""})
    store.aside.commit()


def _remember(
    store: Store, fresh: Mapping[str, Trace], gone: Iterable[str], answers: Mapping[Key, bytes] | None
) -> None:
    store.put("traces", {name: msgspec.msgpack.encode(trace) for name, trace in fresh.items()})
    store.drop("traces", gone)
    store.aside.drop("answers", [f"/{name}" for name in gone])
    if answers is not None:
        store.put("notes", {"answers": msgspec.msgpack.encode(list(answers.items()))})
        store.drop("notes", ["newer"])
    store.commit()
    store.aside.drop("notes", [_UNDER_WAY])
    store.aside.commit()


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
