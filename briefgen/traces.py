"""What pages asked and were answered, kept between builds.

A trace has the numbers of the questions that a unit asked, and the files that it made. For each question there is the
print of its answer, which tells whether a unit still stands; and the answer itself, from which a page can be made again
without the graph. Each process writes what it is told while it makes some units on a :class:`Sheet`. Sheets are
numbered, and where two of them tell of one thing the later one holds. Those of one build are kept all or none.
"""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Final, Self

import msgspec

from briefgen.engine.store import Store
from briefgen.pages.reader import PRINT, Key, digest, frozen

_FORGOTTEN: Final = b""
"""In the place of a trace or a print that holds no more."""
_TABLES: Final = ("traces", "questions", "prints", "answers")
_WORN: Final = 10_000
"""So many prints may be out of date, whatever the number of those that hold."""
_WHOLE: Final = "whole"
"""Under which name it is noted how many prints were written when nothing was known: each process writes its own."""

_PACKED: Final = msgspec.msgpack.Encoder().encode
_KEY: Final = msgspec.msgpack.Decoder().decode
_PAIR: Final = msgspec.msgpack.Decoder(tuple[Any, bytes]).decode
_TRACES: Final = msgspec.msgpack.Decoder(dict[str, bytes]).decode
_PRINTS: Final = msgspec.msgpack.Decoder(list[bytes]).decode
_QUESTIONS: Final = msgspec.msgpack.Decoder(tuple[bytes, bytes]).decode


class Trace(msgspec.Struct, frozen=True, array_like=True):
    """What one unit asked and made."""

    asked: bytes
    """Numbers of its questions, 64 bits each."""
    files: list[tuple[str, str]]
    """Output path and digest of each file."""

    @property
    def numbers(self) -> array[int]:
        """The numbers of its questions."""
        return array("Q", self.asked)


_TRACE: Final = msgspec.msgpack.Decoder(Trace).decode


class Sheet:
    """What one process was told while it made some units."""

    def __init__(self) -> None:
        self.traces: dict[str, bytes] = {}
        self.numbers, self.ends = array("Q"), array("I")
        """Of each question that is new to the process its number, and where its answer ends among the answers."""
        self.prints: list[bytes] = []
        """Of each the print of the answer, and then the question itself, encoded."""
        self.answers = bytearray()

    def tell(self, number: int, question: bytes, answer: bytes, *, kept: bool) -> None:
        """A question and its answer, both encoded; ``kept``: more than its print is to be remembered."""
        self.numbers.append(number)
        self.prints.append(digest(answer) + question)
        if kept:
            self.answers += _PACKED((msgspec.Raw(question), answer))
        self.ends.append(len(self.answers))

    def trace(self, unit: str, asked: Iterable[int], files: list[tuple[str, str]]) -> None:
        """What a unit asked and made."""
        self.traces[unit] = _PACKED(Trace(array("Q", asked).tobytes(), files))

    def rows(self) -> dict[str, bytes]:
        """The sheet as it is kept, by table."""
        questions = (self.numbers.tobytes(), self.ends.tobytes())
        written = (_PACKED(self.traces), _PACKED(questions), _PACKED(self.prints), bytes(self.answers))
        return dict(zip(_TABLES, written, strict=True))


class Writing:
    """Sheets that are added to those that are kept: all of them when this ends well, else none."""

    def __init__(self, store: Store, *, whole: bool = False) -> None:
        """``whole``: nothing is known yet."""
        self.store, self.whole, self.written = store.aside, whole, 0
        self.next = self.store.count("traces")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            if self.whole:
                self.store.put("notes", {_WHOLE: b"%d" % self.written})
            self.store.commit()
        else:
            self.store.undo()

    def add(self, rows: Mapping[str, bytes], prints: int) -> None:
        """Keep a sheet, which has so many prints."""
        for table, row in rows.items():
            self.store.put(table, {_name(self.next): row})
        self.next += 1
        self.written += prints

    def forget(self, units: Iterable[str], numbers: Collection[int]) -> None:
        """From here on nothing is known of some units and some questions."""
        sheet = Sheet()
        sheet.traces = dict.fromkeys(units, _FORGOTTEN)
        sheet.numbers, sheet.ends = array("Q", numbers), array("I", bytes(4 * len(numbers)))
        sheet.prints = [_FORGOTTEN] * len(numbers)
        if sheet.traces or numbers:
            self.add(sheet.rows(), len(numbers))


def forget(store: Store) -> None:
    """Forget every trace and every answer."""
    store.aside.clear(_TABLES)


def kept(store: Store) -> tuple[dict[str, Trace], dict[int, bytes]]:
    """The trace of each unit; and by number of each question the print of its answer and the question itself, encoded.

    Nothing, where any of it is damaged, or more is out of date than not.
    """
    prints: dict[int, bytes] = {}
    written = 0
    try:
        rows = zip(*(_rows(store, table) for table in _TABLES[:3]), strict=True)
        told = [(traces, array("Q", _QUESTIONS(questions)[0]), known) for traces, questions, known in rows]
        for _, numbers, known in told:
            prints.update(zip(numbers, _PRINTS(known), strict=True))
            written += len(numbers)
        prints = {number: known for number, known in prints.items() if known}
        if written <= max(len(prints), _noted(store)) * 2 + _WORN:
            return {name: _TRACE(trace) for name, trace in _traces(one[0] for one in told).items()}, prints
    except (msgspec.DecodeError, ValueError):
        pass
    forget(store)
    return {}, {}


def _noted(store: Store) -> int:
    """How many prints were written when nothing was known."""
    return int(store.aside.get("notes", _WHOLE) or 0)


def key_of(known: bytes) -> Key:
    """The question of which this is the print. Raises DecodeError."""
    key: Key = frozen(_KEY(known[PRINT:]))
    return key


def holding(store: Store, questions: Collection[int]) -> dict[str, Trace]:
    """The traces of the units that asked one of some questions; none where anything is damaged."""
    parts = [array("Q", [one]).tobytes() for one in questions]
    try:
        raw = _traces(_rows(store, "traces")).items()
        some = ((name, _TRACE(trace)) for name, trace in raw if any(part in trace for part in parts))
        return {name: trace for name, trace in some if not set(questions).isdisjoint(trace.numbers)}
    except (msgspec.DecodeError, ValueError):
        return {}


class Answers:
    """The answers that were kept, looked up by the numbers of questions. What is damaged is not there."""

    def __init__(self, store: Store) -> None:
        self.store = store.aside
        self.sheets: dict[str, tuple[array[int], array[int]]] = {}
        """By sheet the numbers of its questions, and where each answer ends; the newest first."""
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            for sheet, row in reversed(list(enumerate(_rows(store, "questions")))):
                numbers, ends = _QUESTIONS(row)
                self.sheets[_name(sheet)] = array("Q", numbers), array("I", ends)

    def some(self, numbers: Collection[int]) -> dict[Key, bytes]:
        """Questions and their encoded answers, as far as these are kept."""
        left, found = set(numbers), dict[str, set[int]]()
        answers: dict[Key, bytes] = {}
        for name, (asked, _) in self.sheets.items():
            here = left.intersection(asked)
            if here:
                found[name] = here
                left -= here
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            for name, row in self.store.some("answers", list(found)).items():
                answers.update(self._pairs(name, row, found[name]))
        return answers

    def _pairs(self, name: str, row: bytes, wanted: Iterable[int]) -> Iterator[tuple[Key, bytes]]:
        asked, ends = self.sheets[name]
        for number in wanted:
            at = asked.index(number)
            data = row[ends[at - 1] if at else 0 : ends[at]]
            if data:
                key, answer = _PAIR(data)
                yield frozen(key), answer


def _rows(store: Store, table: str) -> list[bytes]:
    """A row of each sheet, in their order. Raises ValueError where one is missing."""
    rows = store.aside.all(table)
    names = [_name(number) for number in range(len(rows))]
    if rows.keys() != set(names) or len(names) != store.aside.count(table):
        raise ValueError("a sheet is damaged or missing")
    return [rows[name] for name in names]


def _name(number: int) -> str:
    """Under which name a sheet is kept."""
    return f"{number:08x}"


def _traces(rows: Iterable[bytes]) -> dict[str, bytes]:
    traces: dict[str, bytes] = {}
    for row in rows:
        traces.update(_TRACES(row))
    return {name: trace for name, trace in traces.items() if trace}
