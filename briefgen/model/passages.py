"""The words of bodies that pages show, held apart from the records: sentences with mentions, quotes and headings.

They are most of what a site says and the least of what linking asks. So the words of all files stand in one array of
bytes, and those of one file are read when somebody shows them: an archive costs no objects, and forked processes share
the array, as reading it changes nothing.
"""

from __future__ import annotations

import struct
from typing import Final

import msgspec
from msgspec.structs import replace

from briefgen.model.body import Body, Heading
from briefgen.model.document import Document


class Prose(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The words of one body."""

    sentences: tuple[str, ...] = ()
    """See :attr:`Body.sentences`."""
    quotes: tuple[tuple[str, str], ...] = ()
    """HTML and text of each quote."""
    headings: tuple[tuple[int, str, str], ...] = ()
    """Level, text and anchor of each heading."""


class _Sentences(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The first of the same, which is read without the others."""

    sentences: tuple[str, ...] = ()


_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(Prose).decode
_READ: Final = msgspec.msgpack.Decoder(_Sentences).decode
_LENGTH: Final = struct.Struct("<I")
_WASTE: Final = 2
"""So many times as long as what is asked of it the array may become by edits before it is written anew."""


def without_words(document: Document) -> tuple[Document, bytes]:
    """A document without these words, and the words, encoded; empty where there are none."""
    body = document.body
    if not body.sentences and not body.quotes and not body.headings:
        return document, b""
    quotes = tuple([replace(quote, html="", text="") for quote in body.quotes])
    slim = replace(body, sentences=(), quotes=quotes, headings=())
    return replace(document, body=slim), _ENCODE(_words(body))


def with_words(document: Document, words: bytes) -> Document:
    """A document with its words in their places again. Raises msgspec.DecodeError for bytes that are none."""
    return _filled(document, _DECODE(words)) if words else document


def _words(body: Body) -> Prose:
    quotes = tuple([(quote.html, quote.text) for quote in body.quotes])
    return Prose(body.sentences, quotes, tuple([(one.level, one.text, one.anchor) for one in body.headings]))


def _filled(document: Document, prose: Prose) -> Document:
    body = document.body
    pairs = zip(body.quotes, prose.quotes, strict=True)
    quotes = tuple([replace(quote, html=html, text=text) for quote, (html, text) in pairs])
    headings = tuple([Heading(level=level, text=text, anchor=anchor) for level, text, anchor in prose.headings])
    return replace(document, body=replace(body, sentences=prose.sentences, quotes=quotes, headings=headings))


class Passages:
    """The words of many files. Nothing that was taken in is changed: later states share the array with earlier ones."""

    def __init__(self) -> None:
        self._words = bytearray()
        """Of each file the length of its words and the words."""
        self._places: dict[str, int] = {}
        """Path of a file to where its words begin."""
        self._wanted = 0
        """Bytes of the array that are words of a file."""

    def later(self) -> Passages:
        """The same words, to be brought up to date; this state stays as it is."""
        new = Passages()
        if self._wanted * _WASTE < len(self._words):
            for path in self._places:
                new.put(path, self._at(path))
        else:
            new._words, new._places, new._wanted = self._words, self._places.copy(), self._wanted
        return new

    def put(self, path: str, words: bytes | bytearray) -> None:
        """Take in the words of a file as :func:`without_words` gives them."""
        self.drop(path)
        if words:
            self._places[path] = len(self._words)
            self._words += _LENGTH.pack(len(words)) + words
            self._wanted += _LENGTH.size + len(words)

    def drop(self, path: str) -> None:
        """Forget the words of a file."""
        if path in self._places:
            self._wanted -= _LENGTH.size + len(self._at(path))
            del self._places[path]

    def packed(self, path: str) -> bytes:
        """The words of a file as they were taken in."""
        return bytes(self._at(path)) if path in self._places else b""

    def of(self, document: Document) -> Prose:
        """The words of a document, wherever they are."""
        if document.path in self._places:
            return _DECODE(self._at(document.path))
        return _words(document.body)

    def sentence(self, document: Document, index: int) -> str:
        """One sentence of a document."""
        if document.path in self._places:
            return _READ(self._at(document.path)).sentences[index]
        return document.body.sentences[index]

    def whole(self, document: Document) -> Document:
        """A document with its words in their places."""
        return _filled(document, self.of(document)) if document.path in self._places else document

    def _at(self, path: str) -> bytearray:
        start = self._places[path]
        (length,) = _LENGTH.unpack_from(self._words, start)
        return self._words[start + _LENGTH.size : start + _LENGTH.size + length]
