"""Files beside content that pages lead to or show: each is published beside its page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from briefgen.knowledge.graph import Graph
from briefgen.knowledge.links import resolve_path
from briefgen.model import AnyDocument
from briefgen.pages.plan import Plan


def attachments(graph: Graph, plan: Plan) -> tuple[tuple[str, str], ...]:
    """(file beside content, output path) for every one that a page uses; it stands beside the page."""
    files = graph.files
    leading = {(doc.kind, doc.path if doc.kind == "brief" else doc.id): doc for doc in graph.leading}
    found: dict[tuple[str, str], None] = {}
    for page in plan.pages if leading else ():
        doc = leading.get(("entity" if page.kind == "author" else page.kind, page.id)) if page.number == 1 else None
        if doc is None:
            continue
        for href in _hrefs(doc):
            path = attachment(files, doc.path, href.partition("#")[0])
            if path:
                found[(path, posixpath.dirname(page.path) + "/" + posixpath.basename(path))] = None
    return tuple(found)


def _hrefs(doc: AnyDocument) -> Iterator[str]:
    """Everything a document leads to or shows by a path."""
    yield from (link.href for link in doc.body.links)
    yield from (picture.src for picture in doc.body.pictures)
    image = getattr(doc.meta, "image", None)
    if image is not None and ":" not in image.src.partition("/")[0]:
        yield image.src


def attachment(content: Mapping[str, Any], here: str, href: str) -> str:
    """The attachment beside content that a link means, or an empty text. Its existence was judged by linking."""
    if not href or href.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(here), href.partition("?")[0]))
    known = resolve_path(content, frozenset((path,)), here, href)
    return (
        known
        if known == path and path not in content and not path.endswith(".md") and path.startswith("content/")
        else ""
    )
