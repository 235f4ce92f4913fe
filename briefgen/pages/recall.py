"""Answers that pages were given, read back: a page whose text alone was edited is made again without the graph.

An answer is remembered as MessagePack; the question says of what type it is. Whatever a page asks beyond what was
remembered of it is :class:`Forgotten`, and then the whole site is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, Final, get_type_hints

import msgspec
from markupsafe import Markup

from briefgen.dates import parse
from briefgen.knowledge.graph import Graph
from briefgen.model import Document
from briefgen.pages.nodes import Texts, unpack
from briefgen.pages.plan import PagePlan, Plan, Urls
from briefgen.pages.queries import Queries
from briefgen.pages.reader import Key
from briefgen.pages.site import PageWriter
from briefgen.pages.theme import Theme
from briefgen.pictures.make import Pictures
from briefgen.settings import Settings

_PLAIN: Final[Mapping[str, Any]] = {
    "page": PagePlan,
    "url": str,
    "link": str,
    "redirect": str,
    "words": str,
    "item": Markup,
}
WORKED_OUT: Final = ("template", "catalogue")
"""Questions that the theme answers."""


class Forgotten(Exception):
    """A page asked something that is not remembered."""


def answer(kind: Any, data: bytes) -> Any:
    """An answer of some type. Raises Forgotten for one that is damaged."""
    try:
        return msgspec.msgpack.decode(data, type=kind, dec_hook=_other)
    except (msgspec.DecodeError, TypeError) as error:
        raise Forgotten(str(error)) from error


def _other(kind: Any, value: Any) -> Any:
    """What MessagePack has no form for: HTML that a template made."""
    return kind(value)


def kind_of(key: Key, more: Mapping[str, Any]) -> Any:
    """The type of the answer to a question; ``more`` has those of questions that only feeds and files ask."""
    name = key[0]
    if name == "setting":
        return get_type_hints(Settings)[key[1]]
    return more.get(name) or _PLAIN.get(name) or _hint(name)


@cache
def _hint(name: str) -> Any:
    function = getattr(Queries, name, None)
    if function is None:
        raise Forgotten(name)
    return get_type_hints(function)["return"]


class Memory:
    """Everything that some pages asked, and the documents and bodies as they are now."""

    def __init__(
        self,
        answers: Mapping[Key, bytes],
        more: Callable[[Key], bytes | None],
        document: Callable[[str], Document | None],
        types: Mapping[str, Any],
    ) -> None:
        """``more`` finds nodes that only answers were made of; ``types`` has those of what only files ask."""
        self.answers, self.more, self.document, self.types = answers, more, document, types

    def __call__(self, *key: Any) -> Any:
        """The answer to a question. Raises Forgotten."""
        if key[0] == "node":
            return self._node(key)
        data = self.answers.get(key)
        if data is None:
            raise Forgotten(key[0])
        return answer(kind_of(key, self.types), data)

    def _node(self, key: Key) -> Any:
        data = self.answers.get(key) or self.more(key)
        if data is None:
            raise Forgotten("node")
        try:
            return unpack(key[1], data, self._document)
        except msgspec.DecodeError as error:
            raise Forgotten(str(error)) from error

    def _document(self, path: str) -> Document:
        document = self.document(path)
        if document is None:
            raise Forgotten(path)
        return document


class _Questions(dict[str, Any]):
    """Every question there may be."""

    def __init__(self, memory: Memory, own: Mapping[str, Any]) -> None:
        super().__init__(own)
        self.memory = memory

    def __missing__(self, name: str) -> Any:
        return partial(self.memory, name)


def writer(theme: Theme, memory: Memory, bodies: Texts) -> PageWriter:
    """A writer of pages that knows nothing but what is remembered."""
    graph = Graph(settings=Settings(), now=parse("0001"))
    one = PageWriter(graph, Plan(pages=(), urls=Urls(), redirects={}), theme, bodies, Pictures({}))
    own = {name: one.reader.questions[name] for name in WORKED_OUT}
    bind = one.reader.questions["words"]
    known = memory.answers
    own["words"] = lambda *of: memory("words", *of) if ("words", *of) in known else bind(*of)
    one.reader.questions = _Questions(memory, {**own, "body": bodies})
    return one
