"""Which pictures a site shows, and what is wrong with them: the graph -> files and findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from briefgen.diagnostics import Diagnostic, Place
from briefgen.knowledge.graph import Graph
from briefgen.knowledge.links import resolve_path
from briefgen.markup.links import WORDS
from briefgen.model import AnyDocument

ENDINGS: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")


class Use(NamedTuple):
    """One place that shows a picture."""

    document: str
    src: str
    place: Place


def uses(graph: Graph, files: Collection[str]) -> dict[str, list[Use]]:
    """Site file of a picture -> where it is shown."""
    known = dict.fromkeys(graph.files)
    found: dict[str, list[Use]] = {}
    for doc in graph.leading:
        for use in _uses(doc):
            path = resolve_path(known, files, doc.path, use.src) if use.src else None
            if path in files:
                found.setdefault(str(path), []).append(use)
    return found


def _uses(doc: AnyDocument) -> Iterator[Use]:
    image = getattr(doc.meta, "image", None)
    if image is not None and "//" not in image.src:
        yield Use(doc.path, image.src, doc.at("image.src"))
    for one in doc.body.pictures:
        yield Use(doc.path, one.src, Place(doc.path, one.line, one.column, one.end))


def judge_words(graph: Graph, files: Collection[str]) -> tuple[Diagnostic, ...]:
    """Pictures without alternative text, and texts that only repeat something (A01, A05, A06)."""
    found: list[Diagnostic] = []
    known = dict.fromkeys(graph.files)
    for doc in graph.leading:
        image = getattr(doc.meta, "image", None)
        if image is not None and image.alt is None:
            hint = 'say what it shows: alt: ..., or alt: "" if it is mere decoration'
            found.append(Diagnostic("A01", "this image has no alternative text", doc.at("image.src"), hint))
        found += _wordless(doc, known, files)
        alts = [(one.alt, one.src, "", Place(doc.path, one.line, one.column, one.end)) for one in doc.body.pictures]
        if image is not None and image.alt:
            alts.append((image.alt, image.src, image.caption, doc.at("image.alt")))
        for alt, src, caption, place in alts:
            said = alt.strip().casefold()
            if said and said in (src.rpartition("/")[2].casefold(), caption.strip().casefold()):
                what = "the caption" if said == caption.strip().casefold() else "the name of the file"
                found.append(Diagnostic("A05", f"the alternative text is {what} again", place, "say what it shows"))
    return tuple(found)


def _wordless(doc: AnyDocument, known: Mapping[str, object], files: Collection[str]) -> Iterator[Diagnostic]:
    """Markdown images without words. Old posts are full of them: only one that the site publishes is an error."""
    for one in doc.body.pictures:
        if one.alt.strip():
            continue
        place = Place(doc.path, one.line, one.column, one.end)
        if resolve_path(known, files, doc.path, one.src) in files:
            yield Diagnostic("A01", "this image has no alternative text", place, WORDS)
        else:
            yield Diagnostic("A06", "this image, which is not here, has no alternative text", place, WORDS)
