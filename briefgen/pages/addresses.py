"""What is wrong with the addresses of a site: two sources that want one, links to what is not there."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Protocol
from urllib.parse import unquote

from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.engine.manifest import NAME as MANIFEST
from briefgen.knowledge.graph import Graph
from briefgen.knowledge.links import dead_anchor, resolve_path
from briefgen.model import AnyDocument
from briefgen.pages.site import Unit
from briefgen.pages.urls import folded


def collisions(wanted: Iterable[tuple[str, str]]) -> tuple[Diagnostic, ...]:
    """(output path, source) -> findings: two sources of one path, also by case, are an error naming both."""
    first: dict[str, tuple[str, str]] = {}
    found = []
    for path, source in wanted:
        other = first.setdefault(folded(path), (path, source))
        if other != (path, source):
            notes = (Note(Place(other[1]), "the other source"),)
            found.append(
                Diagnostic("U01", f"two sources want the path /{path}", Place(source), "rename one of them", notes)
            )
    return (*found, *_files_and_folders(first))


def _files_and_folders(first: Mapping[str, tuple[str, str]]) -> Iterator[Diagnostic]:
    """A file where another source needs a folder, and a file in the place of our own list."""
    for key in sorted(first):
        end = key.find("/")
        while end >= 0:
            if key[:end] in first:
                path, source = first[key[:end]]
                notes = (Note(Place(first[key][1]), f"this becomes /{first[key][0]}"),)
                message = f"/{path} cannot be a file and a folder at once"
                yield Diagnostic("U01", message, Place(source), "rename one of them", notes)
            end = key.find("/", end + 1)
    if MANIFEST in first:
        message = f"/{MANIFEST} is where briefgen keeps the list of what it wrote"
        yield Diagnostic("U01", message, Place(first[MANIFEST][1]), "rename this file")


class Copied(Protocol):
    """A file that is published as it is."""

    @property
    def path(self) -> str:
        """Output path."""
        ...

    @property
    def source(self) -> str:
        """Where it comes from."""
        ...


def judge_paths(graph: Graph, units: Iterable[Unit], copies: Iterable[Copied]) -> tuple[Diagnostic, ...]:
    """What is wrong with the output paths of a site, and with links to addresses in it."""
    wanted = [*((one.name, one.source) for one in units), *((one.path, one.source) for one in copies)]
    return (*collisions(wanted), *(dead_addresses(graph, dict(wanted)) if graph.leading else ()))


def dead_addresses(graph: Graph, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Links to addresses of the site, ``/people/x/``, at which nothing is published, or not that place (L01).

    ``known`` are the output paths, and where each comes from.
    """
    documents = lru_cache(maxsize=None)(partial(_documents, graph))
    for doc in graph.leading:
        for link in doc.body.links:
            address, _, anchor = link.href.partition("#")
            path = unquote(address.partition("?")[0])
            if not path.startswith("/") or path.startswith("//"):
                continue
            place = Place(doc.path, link.line, link.column, link.end)
            wanted = posixpath.normpath(path).strip("/")
            found = next((one for one in (wanted, f"{wanted}/index.html".lstrip("/")) if one in known), "")
            if found:
                there = documents().get(known[found]) if anchor else None
                wrong = dead_anchor(there, unquote(anchor), place, f"the page {path}") if there is not None else None
                yield from [wrong] if wrong else []
            elif resolve_path(graph.files, frozenset(), doc.path, path) == path:
                near = difflib.get_close_matches(f"{wanted}/index.html", known, n=1, cutoff=0.8)
                hint = f"did you mean /{near[0].removesuffix('index.html')}?" if near else ""
                yield Diagnostic("L01", f"nothing is published at {path}", place, hint, about=path)


def _documents(graph: Graph) -> dict[str, AnyDocument]:
    """The document of each content file that has one page."""
    nodes: list[Any] = [*graph.brief_outlines.values(), *graph.entity_outlines.values(), *graph.stories.values()]
    docs = (node.doc for node in (*nodes, *graph.pages.values()))
    return {doc.path: doc for doc in docs if doc is not None and not doc.key}
