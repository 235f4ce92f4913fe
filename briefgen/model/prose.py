"""The words of a body that its page shows, apart from its records: sentences with mentions, quotes and headings."""

from __future__ import annotations

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
_PROSE: Final = msgspec.msgpack.Decoder(Prose).decode
_SENTENCES: Final = msgspec.msgpack.Decoder(_Sentences).decode


def without_words(document: Document) -> tuple[Document, bytes]:
    """A document without these words, and the words, encoded; empty where there are none."""
    body = document.body
    if not body.sentences and not body.quotes and not body.headings:
        return document, b""
    quotes = tuple([replace(quote, html="", text="") for quote in body.quotes])
    slim = replace(body, sentences=(), quotes=quotes, headings=())
    return replace(document, body=slim), _ENCODE(words_of(body))


def with_words(document: Document, words: bytes) -> Document:
    """A document with its words in their places again. Raises msgspec.DecodeError for bytes that are none."""
    return _filled(document, read_words(words)) if words else document


def read_words(words: bytes) -> Prose:
    """Words as they were encoded. Raises msgspec.DecodeError for bytes that are none."""
    return _PROSE(words)


def read_sentences(words: bytes) -> tuple[str, ...]:
    """The sentences of the same; the rest is not read."""
    return _SENTENCES(words).sentences


def words_of(body: Body) -> Prose:
    """The words of a body that holds its own."""
    quotes = tuple([(quote.html, quote.text) for quote in body.quotes])
    return Prose(body.sentences, quotes, tuple([(one.level, one.text, one.anchor) for one in body.headings]))


def _filled(document: Document, prose: Prose) -> Document:
    body = document.body
    pairs = zip(body.quotes, prose.quotes, strict=True)
    quotes = tuple([replace(quote, html=html, text=text) for quote, (html, text) in pairs])
    headings = tuple([Heading(level=level, text=text, anchor=anchor) for level, text, anchor in prose.headings])
    return replace(document, body=replace(body, sentences=prose.sentences, quotes=quotes, headings=headings))
