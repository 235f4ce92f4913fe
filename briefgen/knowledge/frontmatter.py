"""Published briefs as linking goes over them: what all are asked is at hand, the rest of those on a shelf is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from briefgen.model import AnyDocument, Brief, Document, Event


class Head(msgspec.Struct, frozen=True, gc=False):
    """What is asked of every brief, and whether there is more to ask of it."""

    title: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    translation_of: str
    named: bool
    """Some event that it tells of has an id of its own."""
    tells: bool
    """It has a timeline, in its front matter or its text."""
    claims: bool
    checked: bool
    """Words of it may have to stand in the text of a source."""
    leads: bool
    """It leads to something by a path, or shows a picture."""


def head_of(doc: Document, share: Callable[[Any, Any], Any]) -> Head:
    """The head of a brief; ``share`` gives for a value the first one that was equal to it."""
    meta, body = doc.meta, doc.body
    assert isinstance(meta, Brief)
    blocks = body.timelines
    return Head(
        meta.title or doc.id,
        share(meta.authors, meta.authors),
        share(meta.topics, meta.topics),
        meta.translation_of,
        any(isinstance(entry, Event) and entry.id for entry in meta.timeline)
        or any(item.id for block in blocks for item in block.items),
        bool(meta.timeline or blocks),
        bool(meta.claims or body.claims),
        bool(body.annotations or meta.sources or any(quote.mode == "verbatim" for quote in body.quotes)),
        bool(body.links or body.pictures or meta.image is not None),
    )


class Briefs:
    """Published briefs, newest first, each with its front matter as linking knows it."""

    def __init__(self, documents: Sequence[AnyDocument], heads: Sequence[Head]) -> None:
        self.documents, self.heads = documents, heads
        self._given: dict[str, Brief] = {}
        """What is other than in the document itself, where that is held."""
        self._finish: Callable[[Brief], Brief] = lambda meta: meta

    def headed(self) -> Iterator[tuple[AnyDocument, Head]]:
        """Each with its head."""
        return zip(self.documents, self.heads, strict=True)

    def oldest(self, wanted: Callable[[Head], bool]) -> Iterator[tuple[AnyDocument, Brief]]:
        """Those that are wanted, the oldest first."""
        pairs = zip(reversed(self.documents), reversed(self.heads), strict=True)
        return ((doc, self.meta(doc)) for doc, head in pairs if wanted(head))

    def newest(self, wanted: Callable[[Head], bool]) -> Iterator[tuple[AnyDocument, Brief]]:
        """Those that are wanted, the newest first."""
        return ((doc, self.meta(doc)) for doc, head in self.headed() if wanted(head))

    def finish(self, how: Callable[[Brief], Brief]) -> None:
        """From here on front matter is what this makes of it; a record that it leaves as it is it gives back."""
        self._finish = how
        for doc in self.documents:
            if isinstance(doc, Document):
                assert isinstance(doc.meta, Brief)
                meta = how(doc.meta)
                if meta is not doc.meta:
                    self._given[doc.path] = meta

    def meta(self, doc: AnyDocument) -> Brief:
        """The front matter of a brief."""
        meta = doc.meta
        assert isinstance(meta, Brief)
        return self._given.get(doc.path, meta) if isinstance(doc, Document) else self._finish(meta)

    def rest(self) -> None:
        """Linking is done: nobody goes over all of them any more."""
        self.documents, self.heads = (), ()


def read(doc: AnyDocument) -> Document:
    """A document to be asked much of at once, without its words."""
    if isinstance(doc, Document):
        return doc
    return Document(path=doc.path, kind=doc.kind, id=doc.id, meta=doc.meta, body=doc.body, handles=doc.handles)


def plainly(doc: AnyDocument) -> Document:
    """A document itself, wherever it is."""
    return doc if isinstance(doc, Document) else doc.document
