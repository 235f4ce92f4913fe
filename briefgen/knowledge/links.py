"""Relative links and images: they lead to content files, attachments or static files that exist."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any, Final
from urllib.parse import unquote

from briefgen.diagnostics import Diagnostic, Place
from briefgen.knowledge.graph import Held
from briefgen.knowledge.hold import explain
from briefgen.knowledge.work import Work, nearest
from briefgen.model import AnyDocument, Image

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MADE: Final = ("note-", "source-", "who-", "fn")
"""Anchors that pages make and bodies do not know."""

_PARTS: Final = frozenset(
    ("main", "sources", "timeline", "claims", "who", "corrections", "how", "related", "key-points")
)
"""Parts of pages that the theme gives an id."""

_PAGES: Final = (".html", ".htm", ".xml", ".json", ".ics", ".txt")
"""Endings of what a build makes: such a link is judged when the pages are known."""


class _Files:
    """What a link can lead to."""

    def __init__(self, work: Work) -> None:
        self.content: dict[str, AnyDocument | None] = {}
        for documents in work.records.by_kind.values():
            for doc in documents:
                self.content[_normal(doc.path)] = None if doc.key else doc
        self.held: dict[str, Held] = {_normal(doc.path): held for held, doc in work.records.held}
        self.other = frozenset(_normal(path) for path in work.files)
        self.by_name: dict[str, list[str]] = {}
        for path in sorted((*self.content, *self.other)):
            self.by_name.setdefault(path.rpartition("/")[2].casefold(), []).append(path)


def check_links(work: Work) -> tuple[AnyDocument, ...]:
    """L01 for every link, anchor and image of the published documents that leads nowhere; those that have some."""
    files, found = _Files(work), []
    briefs = (doc for doc, _ in work.briefs.newest(lambda head: head.leads))
    others = chain.from_iterable(docs for kind, docs in work.records.by_kind.items() if kind != "brief")
    for doc in chain(briefs, others):
        body, image = doc.body, getattr(doc.meta, "image", None)
        if body.links or body.pictures or image is not None:
            found.append(doc)
            _check_document(work, files, doc, image)
    return tuple(found)


def _check_document(work: Work, files: _Files, doc: AnyDocument, image: Image | None) -> None:
    for link in doc.body.links:
        _check_link(work, files, doc, link.href, Place(doc.path, link.line, link.column, link.end))
    for picture in doc.body.pictures:
        place = Place(doc.path, picture.line, picture.column, picture.end)
        _check_path(work, files, doc, picture.src, place, "image")
    if image is not None and image.src and not _elsewhere(image.src):
        _check_path(work, files, doc, image.src, doc.at("image.src"), "image")


def _elsewhere(href: str) -> bool:
    return href.startswith("//") or _SCHEME.match(href) is not None


def _check_link(work: Work, files: _Files, doc: AnyDocument, href: str, place: Place) -> None:
    if _elsewhere(href):
        return
    path, _, anchor = href.partition("#")
    if not path.partition("?")[0]:
        _check_anchor(work, doc, unquote(anchor), place, "this page")
        return
    found = _check_path(work, files, doc, path, place, "link")
    other = files.content.get(found)
    if other is not None:
        _check_anchor(work, other, unquote(anchor), place, found)


def _check_anchor(work: Work, doc: AnyDocument, anchor: str, place: Place, where: str) -> None:
    wrong = dead_anchor(doc, anchor, place, where)
    if wrong is not None:
        work.found.append(wrong)


def dead_anchor(doc: AnyDocument, anchor: str, place: Place, where: str) -> Diagnostic | None:
    """The finding when a document has no such anchor; ``where`` is what to call it."""
    if not anchor or anchor in doc.body.anchors or anchor in _PARTS or anchor.startswith(_MADE):
        return None
    near = nearest(anchor, doc.body.anchors)
    hint = f"did you mean #{near}?" if near else "headings are addressed in lower case, with hyphens for spaces"
    return Diagnostic("L01", f"{where} has no heading or place '{anchor}'", place, hint)


def _check_path(work: Work, files: _Files, doc: AnyDocument, href: str, place: Place, what: str) -> str:
    """The content file or other file that a path means; empty after a finding, or for a page's address."""
    if _elsewhere(href):
        return ""
    found = resolve_path(files.content, files.other, doc.path, href)
    if found is not None and not (what == "image" and found not in files.content and found not in files.other):
        return found
    wanted = unquote(href.partition("?")[0])
    held = resolve_path(files.held, (), doc.path, href)
    if held in files.held:
        why, hint = explain(files.held[held])
        title = files.held[held].title
        work.say("L01", f"this {what} leads to the brief '{title}', which is held back: it is {why}", place, hint)
        return ""
    same = files.by_name.get(wanted.rpartition("/")[2].casefold()) or files.by_name.get(
        f"{wanted.rpartition('/')[2].casefold()}.md", []
    )
    near = same[0] if same else ""
    hint = f"did you mean {_relative(doc.path, near)}?" if near else "give the path of a file as seen from this file"
    work.say("L01", f"this {what} leads nowhere: {wanted}", place, hint)
    return ""


def _relative(here: str, there: str) -> str:
    if there.startswith("static/"):
        return there.removeprefix("static")
    return posixpath.relpath(there, posixpath.dirname(here) or ".")


def resolve_path(content: Mapping[str, Any], files: Collection[str], here: str, href: str) -> str | None:
    """The site-relative path that a relative or absolute href means, None when there is no such file.

    The address of a page, ``/2024/`` or ``/feed.xml``, is given back as it is.
    """
    path = _normal(unquote(href.partition("?")[0]))
    if path.startswith("/"):
        normal = posixpath.normpath("/" + path.lstrip("/"))
        for candidate in (f"static{normal}", f"content{normal}", normal[1:]):
            if candidate in files or candidate in content:
                return candidate
        return path if _looks_like_page(path) else None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    for candidate in _candidates(joined, path):
        if candidate in content or candidate in files:
            return candidate
    return None


def _candidates(joined: str, path: str) -> Iterable[str]:
    return (joined,) if path.endswith("/") else (joined, f"{joined}.md")


def _looks_like_page(path: str) -> bool:
    last = path.rpartition("/")[2]
    return "." not in last or last.lower().endswith(_PAGES)


def _normal(path: str) -> str:
    return path if path.isascii() else unicodedata.normalize("NFC", path)
