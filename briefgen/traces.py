"""What pages asked and were answered, kept between builds.

A trace has the numbers of the questions that a unit asked, and the files that it made. For each question there is the
print of its answer, which tells whether a unit still stands; and, in a file aside, the answer itself, from which a page
can be made again without the graph.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from briefgen.engine.store import Store
from briefgen.pages.reader import PRINT, Key, encoded, frozen, number


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


class Made(msgspec.Struct, frozen=True, array_like=True):
    """What a worker hands over; the questions are those that are new to it."""

    traces: dict[str, bytes]
    """The encoded trace of each unit."""
    files: dict[str, str]
    """Output path and digest of every file."""
    prints: dict[int, bytes]
    """By number of a question the print of its answer, and the question itself, encoded."""
    answers: dict[str, bytes]
    """By :func:`name_of` question and answer, see :func:`row`; nodes without their bodies, as ``kind:id``."""


_UNDER_WAY: Final = "under way"
MOST: Final = 1 << 14
"""Bytes: of a longer answer nothing is remembered but its print."""
_TRACE: Final = msgspec.msgpack.Decoder(Trace).decode
_PRINTS: Final = msgspec.msgpack.Decoder(dict[int, bytes]).decode
_KEY: Final = msgspec.msgpack.Decoder().decode
_ROW: Final = msgspec.msgpack.Decoder(tuple[Any, bytes]).decode
_PAIR: Final = msgspec.msgpack.Encoder().encode


def name_of(number: int) -> str:
    """Under which name the answer to a question is kept."""
    return f"{number:x}"


def key_of(known: bytes) -> Key:
    """The question of which this is the print. Raises DecodeError."""
    key: Key = frozen(_KEY(known[PRINT:]))
    return key


def traces(store: Store) -> dict[str, Trace]:
    """The traces of all units, by their names."""
    return dict(_decoded(store.all("traces")))


def prints(store: Store) -> dict[int, bytes]:
    """The prints of all answers; none, and no traces, where they are damaged."""
    try:
        known = _PRINTS(store.get("notes", "prints") or b"\x80")
        return {**known, **_newer(store)}
    except (msgspec.DecodeError, ValueError):
        store.drop("traces", list(store.all("traces")))
        return {}


def begin(store: Store) -> None:
    """Answers are written down while units are made, and hold only when all is written down."""
    if store.aside.get("notes", _UNDER_WAY) is not None:
        store.aside.drop("answers", list(store.aside.all("answers")))
    store.aside.put("notes", {_UNDER_WAY: b""})
    store.aside.commit()


def end(store: Store, fresh: Mapping[str, bytes], gone: Iterable[str], known: Mapping[int, bytes] | None) -> None:
    """Write down traces, and which units there are no more; ``known`` are the prints of all answers, if any is new."""
    store.put("traces", fresh)
    store.drop("traces", gone)
    if known is not None:
        store.put("notes", {"prints": msgspec.msgpack.encode(known)})
        store.drop("notes", ["newer"])
    store.commit()
    store.aside.drop("notes", [_UNDER_WAY])
    store.aside.commit()


def add(store: Store, made: Made) -> None:
    """Write down what a few units were answered, made again beside all others."""
    store.put("notes", {"newer": msgspec.msgpack.encode({**_newer(store), **made.prints})})
    begin(store)
    store.aside.put("answers", made.answers)
    end(store, made.traces, (), None)


def forget(store: Store, known: dict[int, bytes], wanted: Iterable[Trace]) -> None:
    """Drop the prints and answers of questions that none of these traces has."""
    asked = set[int]().union(*(trace.numbers for trace in wanted))
    gone = [one for one in known if one not in asked]
    for one in gone:
        del known[one]
    store.aside.drop("answers", map(name_of, gone))


def holding(store: Store, questions: Sequence[Key]) -> dict[str, Trace]:
    """The traces of the units that asked one of some questions."""
    wanted = {number(encoded(key)) for key in questions}
    rows = store.holding("traces", [one.to_bytes(8, sys.byteorder) for one in wanted])
    return {name: trace for name, trace in _decoded(rows) if not wanted.isdisjoint(trace.numbers)}


def row(question: bytes, answer: bytes) -> bytes:
    """How a question and its answer are kept, both encoded."""
    return _PAIR((msgspec.Raw(question), answer))


def pair(data: bytes) -> tuple[Key, bytes]:
    """A question and its encoded answer, from its row. Raises DecodeError."""
    key, answer = _ROW(data)
    return frozen(key), answer


def answers(store: Store, numbers: Collection[int]) -> dict[Key, bytes]:
    """Questions and their encoded answers, where those are remembered; none where the last build did not end."""
    if store.aside.get("notes", _UNDER_WAY) is not None:
        return {}
    try:
        return dict(map(pair, store.aside.some("answers", [name_of(one) for one in numbers]).values()))
    except (msgspec.DecodeError, ValueError):
        return {}


def _decoded(rows: Mapping[str, bytes]) -> Iterator[tuple[str, Trace]]:
    for name, value in rows.items():
        try:
            yield name, _TRACE(value)
        except (msgspec.DecodeError, ValueError):
            continue


def _newer(store: Store) -> dict[int, bytes]:
    """Prints that pages made since all of them were written down. Raises DecodeError."""
    return _PRINTS(store.get("notes", "newer") or b"\x80")
