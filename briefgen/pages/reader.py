"""The one door from pages to knowledge: every question a page asks goes through it and is written down.

A page is made from the answers it was given and from nothing else. So the list of its questions, with a print of each
answer, is all that decides whether an old page still stands (a verifying trace; comemo and Shake do the same).
That there is no answer is an answer too: a person who is created later changes the pages that asked for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

Key = tuple[Any, ...]
"""The name of a question and its arguments: texts, numbers, and tuples of them."""

ABSENT: Final = b"absent"
_PACKED: Final = msgspec.msgpack.Encoder(enc_hook=str).encode


class Reader:
    """Questions by name, their answers remembered, and who asked what."""

    def __init__(self, questions: Mapping[str, Callable[..., Any]]) -> None:
        self.questions = dict(questions)
        self.memo: dict[Key, tuple[int, Any]] = {}
        self.asked: set[int] = set()
        """Numbers of the questions asked since :meth:`begin`."""

    def begin(self) -> None:
        """From here on a new page asks."""
        self.asked = set()

    def ask(self, *key: Any) -> Any:
        """The answer to a question. What answering it asks in turn is covered by its answer and not written down."""
        known = self.memo.get(key)
        if known is None:
            outer, self.asked = self.asked, set()
            try:
                known = self.memo[key] = (number(key), self.questions[str(key[0])](*key[1:]))
            finally:
                self.asked = outer
        self.asked.add(known[0])
        return known[1]

    def asking(self, name: str) -> Callable[..., Any]:
        """One question as a function, for templates."""
        memo = self.memo

        def ask(*args: Any) -> Any:
            known = memo.get((name, *args))
            if known is None:
                return self.ask(name, *args)
            self.asked.add(known[0])
            return known[1]

        return ask

    def renew(self, questions: Mapping[str, Callable[..., Any]]) -> None:
        """Other knowledge stands behind the door now: forget every answer."""
        self.questions.update(questions)
        self.memo.clear()

    def same(self, key: Key, value: object) -> bool:
        """Whether the answer to a question is (still) this one."""
        try:
            return bool(self.ask(*key) == value)
        except (KeyError, IndexError, AttributeError, TypeError):
            return False

    def again(self, which: Callable[[Key], bool]) -> set[int]:
        """Ask some questions again; the numbers of those that have another answer now."""
        old = {key: self.memo.pop(key) for key in list(self.memo) if which(key)}
        return {known[0] for key, known in old.items() if not self.same(key, known[1])}

    def prints(self, known: Iterable[Key] | None = None) -> dict[int, tuple[Key, bytes]]:
        """Number -> question and print of its answer, for those given or all that were asked."""
        keys = list(self.memo) if known is None else known
        return {number(key): (key, self.print(key)) for key in keys}

    def print(self, key: Key) -> bytes:
        """A short print of an answer as it is now: equal prints, equal answers."""
        known = self.memo.get(key)
        if known is None:
            try:
                self.ask(*key)
            except (KeyError, IndexError, AttributeError, TypeError):
                return ABSENT
            known = self.memo[key]
        return hashlib.blake2b(_PACKED(known[1]), digest_size=8).digest()

    def encoded(self, key: Key) -> bytes:
        """The answer to a question that was asked, as MessagePack."""
        return _PACKED(self.memo[key][1])


def number(key: Key) -> int:
    """The number of a question, the same in every process."""
    return int.from_bytes(hashlib.blake2b(_PACKED(key), digest_size=8).digest(), "little")


def frozen(key: Any) -> Any:
    """A key as it was before it was written as JSON: lists are tuples again."""
    return tuple(frozen(part) for part in key) if isinstance(key, list | tuple) else key


class Asked:
    """An object whose attributes are questions: ``settings.title`` asks ``("setting", "title")``."""

    __slots__ = ("_ask", "_name")

    def __init__(self, reader: Reader, name: str) -> None:
        self._ask, self._name = reader.ask, name

    def __getattr__(self, attribute: str) -> Any:
        """The answer; an attribute that is not there is asked for too, and fails as it would on the thing itself."""
        return self._ask(self._name, attribute)


class Site:
    """``site`` in templates: each public method of a view of the graph, written down when it is called."""

    def __init__(self, reader: Reader, names: Iterable[str]) -> None:
        for name in names:
            setattr(self, name, reader.asking(name))


def public(view: object) -> dict[str, Callable[..., Any]]:
    """The questions a view answers: its public methods."""
    names = [
        name
        for name in dir(type(view))
        if not name.startswith(("_", "stand_before")) and callable(getattr(type(view), name))
    ]
    return {name: getattr(view, name) for name in names}
