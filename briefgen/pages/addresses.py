"""What is wrong with the addresses of a site: two sources that want one, links to what is not there."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Collection, Iterable
from typing import Any, Protocol
from urllib.parse import unquote

from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.knowledge.graph import Graph
from briefgen.knowledge.links import resolve_path
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
    return tuple(found)


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
    return (*collisions(wanted), *dead_addresses(graph, {path for path, _ in wanted}))


def dead_addresses(graph: Graph, known: Collection[str]) -> tuple[Diagnostic, ...]:
    """Links to addresses of the site, ``/people/x/``, at which nothing is published (L01)."""
    found = []
    nodes: list[Any] = [*graph.briefs.values(), *graph.entities.values(), *graph.events.values()]
    for node in (*nodes, *graph.stories.values(), *graph.pages.values()):
        for link in node.doc.body.links if node.doc is not None else ():
            path = unquote(link.href.partition("#")[0].partition("?")[0])
            if not path.startswith("/") or path.startswith("//"):
                continue
            wanted = posixpath.normpath(path).strip("/")
            if wanted not in known and f"{wanted}/index.html".lstrip("/") not in known:
                place = Place(node.doc.path, link.line, link.column, link.end)
                near = difflib.get_close_matches(f"{wanted}/index.html", known, n=1, cutoff=0.8)
                hint = f"did you mean /{near[0].removesuffix('index.html')}?" if near else ""
                if resolve_path(dict.fromkeys(graph.files), frozenset(), node.doc.path, path) == path:
                    found.append(Diagnostic("L01", f"nothing is published at {path}", place, hint))
    return tuple(found)
