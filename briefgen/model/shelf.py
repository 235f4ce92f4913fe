"""What all files say, as rows of bytes: records of a large site, and of every site the words that its pages show.

Words (sentences with mentions, quotes, headings) are most of what a site says and the least of what linking asks. They
are read when somebody shows them. So are the records of all but the first files of a large site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

import msgspec
from msgspec.structs import force_setattr

from briefgen.diagnostics import Place
from briefgen.model.body import Body
from briefgen.model.document import Document, Parsed
from briefgen.model.front import AnyMeta
from briefgen.model.prose import Prose, read_sentences, read_words, with_words, words_of
from briefgen.model.rows import Rows


class Facts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file says to the rest of the site."""

    parsed: Parsed
    """Without the HTML of its body, and without the words of :class:`Prose`."""
    words: bytes = b""
    """Those, encoded."""

    @property
    def document(self) -> Document | None:
        """The one document of a file, with its words; None for a file of none or several."""
        return with_words(self.parsed.documents[0], self.words) if len(self.parsed.documents) == 1 else None


class _Words(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The second of the same, which is read without the first."""

    parsed: msgspec.Raw
    words: bytes = b""


class _Lent(msgspec.Struct, frozen=True, gc=False):
    """A document of which nothing was read yet."""

    meta: msgspec.Raw
    body: msgspec.Raw = msgspec.Raw(b"\x80")
    handles: tuple[str, ...] = ()


class _LentFile(msgspec.Struct, frozen=True, gc=False):
    """What a :class:`Parsed` has of documents."""

    documents: tuple[_Lent, ...] = ()


class _LentFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """:class:`Facts` of which nothing was read yet."""

    parsed: _LentFile
    words: bytes = b""


_ENCODE: Final = msgspec.msgpack.Encoder().encode
_LENT: Final = msgspec.msgpack.Decoder(_LentFacts).decode
_META: Final = msgspec.msgpack.Decoder(AnyMeta).decode
_BODY: Final = msgspec.msgpack.Decoder(Body).decode
_FACTS: Final = msgspec.msgpack.Decoder(Facts).decode
_WORDS: Final = msgspec.msgpack.Decoder(_Words).decode
KEPT: Final = 1 << 14
"""The records of so many files are held. Those of a larger site are read when they are asked for, again and again."""
_LAST: Final = 4
_WASTE: Final = 2
"""So many times as long as what is asked of them the rows may become by edits before they are written anew."""


class Shelf:
    """What many files say. No row is ever changed: later states share them with earlier ones."""

    def __init__(self, folder: str | None = None, most: int = KEPT) -> None:
        """``folder`` is where a file may be for what is too long for memory; of ``most`` files records are held."""
        self.folder, self.most = folder, most
        self.kept: dict[str, Parsed] = {}
        """The records of the first files that were taken in."""
        self._rows = Rows(folder)
        """Of each file its :class:`Facts`, encoded; of one whose records are held only the words."""
        self._places: dict[str, int] = {}
        """Path of a file to where its row is."""
        self._wanted = 0
        """Bytes of rows that are those of a file."""
        self._last: dict[str, _Parts] = {}
        """By path documents that were asked for a moment ago."""

    def later(self, folder: str | None = None, most: int = KEPT) -> Shelf:
        """The same, to be brought up to date; this state stays as it is. See :meth:`__init__` for the arguments."""
        new = Shelf(folder, most)
        new.kept = self.kept.copy()
        if self._wanted * _WASTE < self._rows.bytes:
            for path, place in self._places.items():
                new._add(path, self._rows.at(place))
        else:
            new._rows, new._places, new._wanted = self._rows, self._places.copy(), self._wanted
        return new

    def put(self, path: str, row: bytes, facts: Facts | None = None, *, sure: bool = False) -> None:
        """Take in a file, of which ``row`` has the :class:`Facts`, encoded; they may be at hand too.

        What was lent is lent on: somebody may hold its document. Raises msgspec.DecodeError for a row that has none;
        one that is ``sure`` to have them is not looked at.
        """
        held = not self.lends(path) and (path in self.kept or len(self.kept) < self.most)
        if facts is None and (held or not sure):
            facts = _FACTS(row)
        self.drop(path)
        if held and facts is not None:
            self.kept[path] = facts.parsed
            row = _ENCODE((None, facts.words))
        self._add(path, row)

    def _add(self, path: str, row: bytes | bytearray) -> None:
        self._places[path] = self._rows.add(row)
        self._wanted += len(row)

    def drop(self, path: str) -> None:
        """Forget a file."""
        if path in self._places:
            self._wanted -= len(self._row(path))
            del self._places[path]
            self.kept.pop(path, None)
            self._last.pop(path, None)

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def lends(self, path: str) -> bool:
        """Whether the records of a file are here and not held."""
        return path in self._places and path not in self.kept

    def parsed(self, path: str) -> Parsed:
        """The records of a file, without their words. Raises KeyError, and msgspec.DecodeError for a damaged row."""
        known = self.kept.get(path)
        if known is None:
            known = _FACTS(self._row(path)).parsed
            for record in (known, *known.documents):
                force_setattr(record, "path", path)  # one text for all: most are kept in many places
        return known

    def lent(self, path: str) -> _Parts:
        """The one document of a file whose records are not held, to be read. Raises as :meth:`parsed` does."""
        known = self._last.get(path)
        if known is None:
            if len(self._last) >= _LAST:
                self._last.clear()
            known = self._last[path] = _Parts(_LENT(self._row(path)))
        return known

    def facts(self, path: str) -> Facts:
        """What a file says. Raises as :meth:`parsed` does."""
        return Facts(self.parsed(path), self._words(path))

    def of(self, document: AnyDocument) -> Prose:
        """The words of a document, wherever they are."""
        words = self._words(document.path)
        return read_words(words) if words else words_of(document.body)

    def sentence(self, document: AnyDocument, index: int) -> str:
        """One sentence of a document."""
        words = self._words(document.path) if isinstance(document, Document) else self.lent(document.path).words
        return read_sentences(words)[index] if words else document.body.sentences[index]

    def whole(self, document: AnyDocument) -> Document:
        """A document with its words in their places."""
        words = self._words(document.path)
        known = document if isinstance(document, Document) else document.document
        return with_words(known, words)

    def _row(self, path: str) -> bytes | bytearray:
        return self._rows.at(self._places[path])

    def _words(self, path: str) -> bytes:
        if path not in self._places:
            return b""
        lent = self._last.get(path)
        return lent.words if lent is not None else _WORDS(self._row(path)).words


class _Parts:
    """A document that was asked for a moment ago, and what was read of it."""

    def __init__(self, facts: _LentFacts) -> None:
        self.lent, self.words = facts.parsed.documents[0], facts.words

    @cached_property
    def meta(self) -> AnyMeta:
        """Its front matter."""
        meta: AnyMeta = _META(self.lent.meta)
        return meta

    @cached_property
    def body(self) -> Body:
        """Its body, without its words."""
        return _BODY(self.lent.body)


class Parses:
    """What each of some files says, read when it is asked for."""

    def __init__(
        self, shelf: Shelf, paths: Sequence[str], met: Callable[[Parsed], None] = lambda _: None
    ) -> None:
        """``paths`` are those of the files, in their order; ``met`` is told of each when all are gone over."""
        self.shelf, self.paths, self.met = shelf, paths, met

    def __iter__(self) -> Iterator[Parsed]:
        for path in self.paths:
            one = self.shelf.parsed(path)
            self.met(one)
            yield one

    def data(self) -> Iterator[Parsed]:
        """Those of data files."""
        return (self.shelf.parsed(path) for path in self.paths if not path.endswith(".md"))


class Shelved:
    """A document that is read from a shelf when it is asked for more than its name: there may be very many."""

    __slots__ = ("id", "key", "kind", "path", "shelf")

    def __init__(self, shelf: Shelf, path: str, kind: str, ident: str) -> None:
        self.shelf, self.path, self.kind, self.id, self.key = shelf, path, kind, ident, ""

    @property
    def document(self) -> Document:
        """The document. Raises as :meth:`Shelf.parsed` does."""
        return self.shelf.parsed(self.path).documents[0]

    @property
    def meta(self) -> AnyMeta:
        """Its front matter. Raises as :meth:`Shelf.parsed` does."""
        return self.shelf.lent(self.path).meta

    @property
    def body(self) -> Body:
        """Its body, without its words. Raises as :meth:`Shelf.parsed` does."""
        return self.shelf.lent(self.path).body

    @property
    def handles(self) -> tuple[str, ...]:
        """See :attr:`Document.handles`. Raises as :meth:`Shelf.parsed` does."""
        return self.shelf.lent(self.path).lent.handles

    def at(self, key: str) -> Place:
        """The place of a front matter value by its dotted path."""
        return Place(self.path, key=key)


AnyDocument = Document | Shelved
