"""Make only the files that would come out differently: verifying traces with early cutoff.

For each unit (a page, a feed) the store knows what it asked, what print each answer had, and which files it made.
A unit is made again when an answer has another print now, when it is new, or when its files are not what was published.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple, Protocol

import msgspec

from briefgen.engine.jobs import Tell, map_chunks, silent, workers
from briefgen.engine.store import Store
from briefgen.pages.reader import Key, Reader, frozen
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
    known = {key: value for key, value in answers.items() if key not in set(changed.values())}
    for chunk in map_chunks(Worker(reader, sink), todo, workers(jobs, len(todo)), store.reopen):
        made = _MADE(chunk)
        fresh.update(made.traces)
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
        self.told = 0

    def __call__(self, units: Sequence[Unit]) -> bytes:
        """The :class:`Made` of some units, encoded."""
        traces = {}
        for unit in units:
            self.reader.begin()
            files = [(one.path, self.sink.put(one.path, one.data)) for one in unit.make()]
            traces[unit.name] = Trace(array("Q", self.reader.asked).tobytes(), files)
        new = list(islice(self.reader.memo, self.told, None))
        self.told += len(new)
        return msgspec.msgpack.encode(Made(traces, [(key, self.reader.print(key)) for key in new]))


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
        return {frozen(key): value for key, value in _ANSWERS(store.get("notes", "answers") or b"\x90")}
    except (msgspec.DecodeError, ValueError):
        store.drop("traces", list(store.all("traces")))
        return {}


def _remember(
    store: Store, fresh: Mapping[str, Trace], gone: Iterable[str], answers: Mapping[Key, bytes] | None
) -> None:
    store.put("traces", {name: msgspec.msgpack.encode(trace) for name, trace in fresh.items()})
    store.drop("traces", gone)
    if answers is not None:
        store.put("notes", {"answers": msgspec.msgpack.encode(list(answers.items()))})


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
