"""Verbatim quotes and annotated passages are looked for in the text of the source they are taken from."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from briefgen.diagnostics import Note, Place
from briefgen.knowledge.work import Work
from briefgen.model import Annotation, AnyDocument, Brief, SharedSource, Source

_QUOTES: Final = str.maketrans("‘’‚‛“”„‟«»‹›–—‒−\u00a0\u202f\u00ad", "''''\"\"\"\"\"\"''----  \0")
_SLOT: Final = re.compile(r"\0[^\0]*\0")
_SPACE: Final = re.compile(r"\s+")


def text_files(document: AnyDocument) -> Iterator[tuple[str, AnyDocument, str]]:
    """(site-relative path, document, dotted key) of every local text copy that a source of a document names."""
    for source, key in _sources(document):
        if source.file:
            yield where(document, source), document, key


def where(document: AnyDocument, source: Source) -> str:
    """The path of a source's text, which is relative to the file that names it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(document.path), source.file))


def check_verbatim(work: Work, texts: Mapping[str, str]) -> dict[str, tuple[tuple[int, ...], tuple[bool, ...]]]:
    """Path of a brief to its quotes and annotations that stand in their source's text; the rest is reported (Q04, S05).

    ``texts`` are the texts of sources by site-relative path.
    """
    plain = {path: normal(text) for path, text in texts.items()}
    shared = {doc.id: doc for doc in work.records.by_kind["source"] if isinstance(doc.meta, SharedSource)}
    for doc in shared.values():
        _check_files(work, doc, texts)
    made = {}
    for doc, meta in work.briefs.newest(lambda head: head.checked):
        _check_files(work, doc, texts)
        if any(quote.mode == "verbatim" for quote in doc.body.quotes) or doc.body.annotations:
            made[doc.path] = _check(work, doc, meta, shared, plain)
    return made


def normal(text: str) -> str:
    """Text without what differs between two copies of the same words: spaces, quotation marks, dashes, composition."""
    text = _SLOT.sub("", unicodedata.normalize("NFC", text)).translate(_QUOTES).replace("\0", "")
    return _SPACE.sub(" ", text).strip()


def _check_files(work: Work, doc: AnyDocument, texts: Mapping[str, str]) -> None:
    for source, key in _sources(doc):
        if source.file and where(doc, source) not in texts:
            message = f"there is no text file {source.file} beside this file"
            work.say("F09", message, doc.at(key), "put the text of the source there, as UTF-8, or take file: out")


def _sources(doc: AnyDocument) -> Iterator[tuple[Source, str]]:
    """Sources that a document declares, with the dotted key of their file."""
    if isinstance(doc.meta, SharedSource):
        yield doc.meta.source, "file"
    elif isinstance(doc.meta, Brief):
        for source in doc.meta.sources:
            yield source, f"sources.{source.id}.file"


def _check(
    work: Work, doc: AnyDocument, meta: Brief, shared: Mapping[str, AnyDocument], plain: Mapping[str, str]
) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    local = {source.id: (doc, source) for source in meta.sources}

    def path_of(key: str) -> str:
        if key in local:
            return where(*local[key]) if local[key][1].file else ""
        other = shared.get(key)
        source = other.meta.source if other is not None and isinstance(other.meta, SharedSource) else None
        return where(other, source) if other is not None and source is not None and source.file else ""

    verified = []
    for index, quote in enumerate(work.shelf.whole(doc).body.quotes):
        if quote.mode != "verbatim":
            continue
        place = Place(doc.path, quote.line, quote.column)
        paths = [path for key in quote.sources if (path := path_of(key)) in plain]
        if not paths:
            work.say("S05", "this verbatim quote cites no source with a text to find it in", place, _ADD)
        elif _found(work, quote.text, paths, plain, place, "quote"):
            verified.append(index)
    return tuple(verified), tuple(_annotation(work, doc, one, path_of, plain) for one in doc.body.annotations)


_ADD: Final = "give the source a file: with its text, or write (paraphrase)"


def _annotation(
    work: Work, doc: AnyDocument, one: Annotation, path_of: Callable[[str], str], plain: Mapping[str, str]
) -> bool:
    """Whether every passage of an annotated document stands in its text."""
    path, place = path_of(one.of), Place(doc.path, one.line, 1)
    if path not in plain:
        message = "these passages are not checked: their source has no text here"
        work.say("S05", message, place, "give the source a file:")
        return False
    found = [_found(work, pair.text, [path], plain, place, "passage") for pair in one.pairs]
    return all(found)


def _found(work: Work, words: str, paths: list[str], plain: Mapping[str, str], place: Place, what: str) -> bool:
    wanted = normal(words).strip('"').strip()
    counts = {path: plain[path].count(wanted) for path in paths}
    if sum(counts.values()) == 1 or not wanted:
        return bool(wanted)
    notes = tuple(Note(Place(path, 1, 1), "the text of the source") for path in paths)
    short = wanted if len(wanted) <= 60 else f"{wanted[:57]}..."
    if sum(counts.values()) > 1:
        work.say("Q04", f'this {what} stands more than once in the text: "{short}"', place, "quote more of it", notes)
    else:
        hint = "copy the words from the text" + (", or write (paraphrase)" if what == "quote" else "")
        work.say("Q04", f'this {what} does not stand in the text of its source: "{short}"', place, hint, notes)
    return False
