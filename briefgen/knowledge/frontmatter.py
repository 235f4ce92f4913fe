"""The front matter of published briefs: held for documents that are, read again for those on a shelf."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from briefgen.model import AnyDocument, Brief, Document


class Briefs:
    """Published briefs, newest first, each with its front matter as linking knows it."""

    def __init__(self, documents: Sequence[AnyDocument]) -> None:
        self.documents = documents
        self._given: dict[str, Brief] = {}
        """What is other than in the document itself, where that is held."""
        self._finish: Callable[[Brief], Brief] = lambda meta: meta

    def __iter__(self) -> Iterator[tuple[AnyDocument, Brief]]:
        return self._each(self.documents)

    def __reversed__(self) -> Iterator[tuple[AnyDocument, Brief]]:
        return self._each(reversed(self.documents))

    def _each(self, documents: Iterable[AnyDocument]) -> Iterator[tuple[AnyDocument, Brief]]:
        return ((doc, self.meta(doc)) for doc in documents)

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


def plainly(doc: AnyDocument) -> Document:
    """A document itself, wherever it is."""
    return doc if isinstance(doc, Document) else doc.document
