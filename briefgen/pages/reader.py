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
from markupsafe import Markup

Key = tuple[Any, ...]
"""The name of a question and its arguments: texts, numbers, and tuples of them."""

PRINT: Final = 8
"""Bytes of a print."""
ABSENT: Final = b"\0absent\0"
_LONG: Final = 600
"""Bytes."""
_LARGE: Final = frozenset(("node", "mentions", "unmentioned"))
"""Questions whose answers may be as long as the archive, and are for the pages of one thing."""
ONCE: Final = frozenset(("page", "body"))
"""Questions that nearly every one of its kind only one unit asks."""
_FEW: Final = 3
_NEVER: Final = object()
"""In the place of the answer to what nobody asked yet."""
_PACKED: Final = msgspec.msgpack.Encoder(enc_hook=str).encode


class Reader:
    """Questions by name, their answers remembered, and who asked what."""

    def __init__(self, questions: Mapping[str, Callable[..., Any]]) -> None:
        self.questions = dict(questions)
        self.forms: dict[str, Callable[[Any], bytes]] = {}
        """By question how its answers are encoded, where that is not as they are."""
        self.prints: dict[str, Callable[..., bytes]] = {}
        """By question what stands for its answers where they need not be asked for; empty when that is not known."""
        self.memo: dict[Key, Any] = {}
        self.asked: dict[Key, None] = {}
        """The questions asked since :meth:`begin`."""
        self.large: list[Key] = []
        """The questions answered in ``memo`` whose answers are large, and perhaps others."""

    def begin(self) -> None:
        """From here on a new page asks."""
        self.asked = {}

    def ask(self, *key: Any) -> Any:
        """The answer to a question. What answering it asks in turn is covered by its answer and not written down."""
        known = self.memo.get(key, _NEVER)
        if known is _NEVER:
            outer, self.asked = self.asked, {}
            if key[0] in _LARGE:
                self.large.append(key)
            try:
                known = self.memo[key] = self.questions[str(key[0])](*key[1:])
            finally:
                self.asked = outer
        self.asked[key] = None
        return known

    def asking(self, *head: Any) -> Callable[..., Any]:
        """One question as a function, for templates; ``head`` is its name and the first of its arguments."""
        memo = self.memo

        def ask(*args: Any) -> Any:
            key = head + args
            known = memo.get(key, _NEVER)
            if known is _NEVER:
                return self.ask(*key)
            self.asked[key] = None
            return known

        return ask

    def let_go(self) -> None:
        """Hold few large answers: the pages of one thing follow one another, and then nobody asks for it again."""
        for key in self.large[:-_FEW]:
            self.memo.pop(key, None)
        del self.large[:-_FEW]

    def renew(self, questions: Mapping[str, Callable[..., Any]]) -> None:
        """Other knowledge stands behind the door now: forget every answer."""
        self.questions.update(questions)
        self.forget()

    def forget(self) -> None:
        """Forget every answer."""
        self.memo.clear()
        self.large.clear()

    def same(self, key: Key, value: object) -> bool:
        """Whether the answer to a question is (still) this one."""
        try:
            return bool(self.ask(*key) == value)
        except Exception:  # noqa: BLE001 - whatever it is, a page that still asks this will meet it
            return False

    def again(self, which: Callable[[Key], bool]) -> set[Key]:
        """Ask some questions again; those that have another answer now."""
        old = {key: self.memo.pop(key) for key in list(self.memo) if which(key)}
        return {key for key, value in old.items() if not self.same(key, value)}

    def print(self, key: Key) -> bytes:
        """A short print of an answer as it is now: equal prints, equal answers."""
        try:
            return digest(self.encoded(key))
        except Exception:  # noqa: BLE001 - whatever it is, a page that still asks this will meet it
            return ABSENT

    def encoded(self, key: Key) -> bytes:
        """The answer to a question as MessagePack, or what stands for it: equal bytes, equal answers.

        A long one, and one for which nobody else will ask, is not held any longer.
        """
        known, stands = self.memo.get(key, _NEVER), self.prints.get(key[0])
        data = stands(*key[1:]) if stands is not None else b""
        data = data or self.forms.get(key[0], _PACKED)(self.ask(*key) if known is _NEVER else known)
        if len(data) > _LONG or key[0] in ONCE:
            self.memo.pop(key, None)
        return data


def digest(data: bytes) -> bytes:
    """A short print of some bytes."""
    return hashlib.blake2b(data, digest_size=PRINT).digest()


def encoded(key: Key) -> bytes:
    """A question as MessagePack."""
    return _PACKED(key)


def number(packed: bytes) -> int:
    """The number of an encoded question, the same in every process."""
    return int.from_bytes(digest(packed), "little")


def frozen(key: Any) -> Any:
    """A key as it was before it was written down: lists are tuples again."""
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


class Items:
    """``items`` in templates: the macros of the theme's ``items.html``, each written out once for the same arguments.

    What a macro gave is an answer like any other, so that a page stands as long as its items do.
    """

    def __init__(self, reader: Reader, language: str) -> None:
        self._reader, self._language = reader, language

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        """A macro as a function."""
        if name.startswith("_"):
            raise AttributeError(name)
        made: Callable[..., Markup] = self._reader.asking("item", self._language, name)
        self.__dict__[name] = made
        return made


def public(view: object) -> dict[str, Callable[..., Any]]:
    """The questions a view answers: its public methods."""
    names = [
        name
        for name in dir(type(view))
        if not name.startswith(("_", "stand_before", "let_go")) and callable(getattr(type(view), name))
    ]
    return {name: getattr(view, name) for name in names}
