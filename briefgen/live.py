"""A site held in memory for a writer at work: what changed is parsed, linked and rendered, and nothing else.

Content digests are the truth; hints from the file system only say where to look first. While the newest state has an
error, the last good one stays.
"""

from __future__ import annotations

import gc
import math
import os
import threading
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from briefgen import parsing, remember
from briefgen.copies import Copy, copies_of, pictures_of
from briefgen.diagnostics import Diagnostic
from briefgen.engine.fingerprint import digest_of
from briefgen.engine.lock import lock
from briefgen.engine.store import CACHE, open_store, without_gc
from briefgen.findings import Finding, failing, judge
from briefgen.knowledge.graph import Graph
from briefgen.model import Document
from briefgen.outputs import machine_units
from briefgen.pages import site as pages
from briefgen.pages.addresses import judge_paths
from briefgen.pages.plan import PagePlan, Plan, address
from briefgen.pages.reader import Key
from briefgen.pages.theme import load_theme
from briefgen.reading.load import SourceFile
from briefgen.understand import Options, understand

_PLAIN: Final = (".css", ".js", ".mjs", ".woff2")
"""Endings of files that nothing but pages' addresses depends on; a text may be what quotes are checked against."""
_TABLES: Final = {
    "brief": ("briefs", "brief_outlines"),
    "entity": ("entities", "entity_outlines"),
    "story": ("stories",),
    "event": ("events", "outlines"),
    "page": ("pages",),
}


class Refreshed(NamedTuple):
    """What one look at the disk came to."""

    ok: bool
    """No finding fails the build: the site shown is the newest one."""
    findings: tuple[Finding, ...]
    changed: frozenset[str]
    """Output paths looked at before that are other now, or gone."""
    moved: Mapping[str, str]
    """Output paths of what has another address now."""
    everything: bool
    """Anything may have changed, not only what was looked at."""
    seconds: float


class Made(NamedTuple):
    """A file as it was rendered, and what it asked."""

    data: bytes
    asked: frozenset[Key]


class Good(NamedTuple):
    """The last state without errors."""

    writer: pages.PageWriter
    units: Mapping[str, pages.Unit]
    copies: Mapping[str, Copy]
    theme: str
    """Print of the theme's files."""


class Live:
    """One site, looked at again and again. Safe to use from several threads."""

    def __init__(self, root: Path, options: Options) -> None:
        self.root, self.options = root, options
        self.lock = threading.RLock()
        self.store = open_store(root)
        self.store.shadow = {}
        self.good: Good | None = None
        self.made: dict[str, Made] = {}
        self.files: dict[str, SourceFile] = {}
        self.beside: frozenset[str] = frozenset()
        """Files that are no content: attachments, static files, texts of sources."""
        self.held = remember.Held()
        """Each file as this site took it in; the cache may know a newer one from a build beside."""
        self.findings: tuple[Finding, ...] = ()
        self.until = math.inf
        """Seconds since 1970 at which time alone may change the site."""
        self.styles, self.assets = "", ""
        """Prints of all style sheets, and of all other files that are no pages."""
        self.sure = False
        """The good state is that of the files as they were at the last look."""

    def refresh(self, hints: Collection[str] | None = None) -> Refreshed:
        """Look at the disk. ``hints``: site-relative files that may have changed and nothing else; None: anything.

        Raises what stops a build at once (settings, theme, another build) and OSError; the last good site stays.
        """
        started = time.perf_counter()
        with self.lock, lock(self.root / CACHE), without_gc():
            self.store.renew()
            sure, self.sure = self.sure, False
            quick = None if hints is None or not sure else self._plain(hints) or self._quick(hints)
            done = quick if quick is not None else self._whole()
            self.sure = done.ok
        return done._replace(seconds=time.perf_counter() - started)

    def get(self, path: str) -> bytes | None:
        """The bytes of an output path of the last good site, or None. Raises ThemeError for a broken template."""
        with self.lock:
            if self.good is None:
                return None
            copy = self.good.copies.get(path)
            if copy is not None:
                data = copy.read(self.root)
                return None if isinstance(data, Diagnostic) else data
            return self._render(self.good, path)

    def has(self, path: str) -> bool:
        """Whether there is such an output path."""
        return self.good is not None and (path in self.good.units or path in self.good.copies)

    def digest(self, path: str) -> str:
        """Digest of a file as it is now; empty when there is none."""
        data = self.get(path)
        return "" if data is None else digest_of(data)

    def _render(self, good: Good, path: str) -> bytes | None:
        made = self.made.get(path)
        if made is None:
            unit = good.units.get(path)
            if unit is None:
                return None
            good.writer.reader.begin()
            data = next(iter(unit.files())).data
            made = self.made[path] = Made(data, frozenset(good.writer.reader.asked))
        return made.data

    # --- The whole site

    def _whole(self) -> Refreshed:
        known = understand(self.root, self.options._replace(jobs=1), self.store, self.held)
        self.files = {file.path: file for file in known.tree.files}
        self.beside = frozenset((*known.tree.attachments, *known.tree.static))
        self.until = known.until if self._by_the_clock() else math.inf
        settings = known.project.settings
        theme = load_theme(self.root, settings.theme)
        plan, planned = pages.plan(known.graph)
        bodies = remember.Bodies(self.root, known.tree.files, settings, self.store)
        gallery = pictures_of(self.root, CACHE, known.tree, known.graph, plan, 1)
        copied = copies_of(known.tree, known.graph, plan, theme, gallery)
        copies = {copy.path: copy for copy in copied}
        before = self.good
        if before is not None and before.theme == theme.print:
            writer = before.writer
            old = dict(writer.reader.memo)
        else:
            writer, old = pages.PageWriter(known.graph, plan, theme, bodies, gallery), None
        units = [*pages.units(plan, writer), *machine_units(writer, known.graph, plan, gallery, known.tree.static)]
        found = (*known.diagnostics, *planned, *gallery.diagnostics, *judge_paths(known.graph, units, copied))
        self.findings = judge(self.root, settings.checks, found)
        if failing(self.findings, strict=False):
            return Refreshed(False, self.findings, frozenset(), {}, everything=False, seconds=0.0)
        moved = {} if before is None else _moved(before.writer, known.graph, plan)
        writer.know(known.graph, plan, bodies, gallery)
        self.store.shadow = {}
        self.good = Good(writer, {unit.name: unit for unit in units}, copies, theme.print)
        changed = self._forget(None if old is None else self._changes(old))
        self._see(copies)
        if before is not None and before.writer is not writer:
            del before
            gc.collect()  # templates stand in circles, and those of the theme before hold all that it knew
        return Refreshed(True, self.findings, frozenset(changed), moved, everything=True, seconds=0.0)

    def _by_the_clock(self) -> bool:
        return not self.options.now and not os.environ.get("SOURCE_DATE_EPOCH", "").isdecimal()

    def _see(self, copies: Mapping[str, Copy]) -> None:
        """Take the prints of files that are published as they are."""
        marks = {True: "", False: ""}
        for path, copy in sorted(copies.items()):
            marks[path.endswith(".css")] += f"{path}\0{_mark(self.root, copy)}\0"
        self.styles, self.assets = digest_of(marks[True].encode()), digest_of(marks[False].encode())

    def _changes(self, old: Mapping[Key, object]) -> set[Key]:
        """The questions that pages looked at before asked, and that have another answer now."""
        assert self.good is not None
        reader = self.good.writer.reader
        wanted = frozenset().union(*(made.asked for made in self.made.values()))
        return {key for key, value in old.items() if key in wanted and not reader.same(key, value)}

    def _forget(self, changed: set[Key] | None) -> set[str]:
        """Drop rendered files that asked a question of ``changed`` (None: all); their paths."""
        assert self.good is not None
        units = self.good.units
        gone = {
            path
            for path, made in self.made.items()
            if changed is None or path not in units or not made.asked.isdisjoint(changed)
        }
        for path in gone:
            del self.made[path]
        return gone

    # --- Only files that are published as they are

    def _plain(self, hints: Collection[str]) -> Refreshed | None:
        """Take in style sheets and their like, which nothing else depends on; None when that is not all."""
        assert self.good is not None
        sources = {copy.source: path for path, copy in self.good.copies.items() if not copy.file}
        if not hints or any(not hint.endswith(_PLAIN) or hint not in sources for hint in hints):
            return None
        copies = dict(self.good.copies)
        if any(hint.startswith("themes/") for hint in hints):
            theme = load_theme(self.root, self.good.writer.theme.name)
            if theme.print != self.good.theme or theme.assets.keys() != self.good.writer.theme.assets.keys():
                return None
            copies.update({path: copies[path]._replace(data=data) for path, data in theme.assets.items()})
        gone = [hint for hint in hints if not hint.startswith("themes/") and not _regular(self.root / hint)]
        if gone:
            return None
        before = (self.styles, self.assets)
        self.good = self.good._replace(copies=copies)
        self._see(copies)
        changed = frozenset(sources[hint] for hint in hints) if before != (self.styles, self.assets) else frozenset()
        return Refreshed(True, self.findings, changed, {}, everything=False, seconds=0.0)

    # --- Only bodies

    def _quick(self, hints: Collection[str]) -> Refreshed | None:
        """Take in bodies that changed in nothing that anything else depends on; None when that is not all."""
        assert self.good is not None
        fresh: list[tuple[Document, parsing.Done]] = []
        settings = self.good.writer.graph.settings
        work = parsing.work(self.root, settings, time.time_ns())
        for path in sorted(set(hints)):
            file, old = self.files.get(path), self.held.facts(path)
            if file is None and self._nothing(path):
                continue
            done = parsing.parse_one(work, file) if file is not None and file.format == "md" else None
            if done is None or old is None or self._told_of(path):
                return None
            new = parsing.facts(done)
            if self.held.marks.get(path) == done.stamp.mark:
                continue
            if not remember.alike(old, new) or len(new.parsed.documents) != 1:
                return None
            fresh.append((new.parsed.documents[0], done))
        return self._take(fresh)

    def _take(self, fresh: list[tuple[Document, parsing.Done]]) -> Refreshed:
        assert self.good is not None
        writer = self.good.writer
        remember.keep(self.store, [done for _, done in fresh])
        self.held.marks.update((done.path, done.stamp.mark) for _, done in fresh)
        self.store.shadow = {}
        graph, names = writer.graph, set[str]()
        for document, done in fresh:
            self.held.shelf.put(done.path, done.facts)
            graph = _with(graph, document)
            names |= {document.path, document.id}
        changed = writer.patch(graph, names) if fresh else set()
        gone = frozenset(self._forget(changed))
        return Refreshed(True, self.findings, gone, {}, everything=False, seconds=0.0)

    def _nothing(self, path: str) -> bool:
        """Whether a file that may have changed is none of the site's, before as now: an editor's, gone again."""
        assert self.good is not None
        if not path.startswith(("content/", "static/")) or os.path.lexists(self.root / path) or path in self.beside:
            return False
        return all(path != copy.source for copy in self.good.copies.values())

    def _told_of(self, path: str) -> bool:
        """Whether a finding has a place in a file: then its line may have moved, and all is judged again."""
        places = (
            place
            for finding in self.findings
            for place in (finding.diagnostic.place, *(note.place for note in finding.diagnostic.notes))
        )
        return any(place.path == path for place in places)


def _with(graph: Graph, document: Document) -> Graph:
    """The graph with one document in the place of an earlier version that said the same."""
    ident = document.path if document.kind == "brief" else document.id
    for table in _TABLES.get(document.kind, ()):
        nodes = getattr(graph, table)
        if ident in nodes:
            node = msgspec.structs.replace(nodes[ident], doc=document)
            graph = msgspec.structs.replace(graph, **{table: nodes | {ident: node}})
    return graph


def _regular(file: Path) -> bool:
    return os.path.isfile(file) and not os.path.islink(file)


def _mark(root: Path, copy: Copy) -> str:
    """What tells one state of a published file from another."""
    return digest_of(copy.data) if copy.data is not None else repr(parsing.stat(root, copy.file or copy.source))


def _moved(before: pages.PageWriter, graph: Graph, plan: Plan) -> dict[str, str]:
    """Old output path to new one of everything that has another address now, also where a file was renamed."""
    now = {path: address(plan.urls, graph, key) for key, path in before.plan.urls.items()}
    found = {path: new for path, new in now.items() if new and new != path}
    here = {page.path for page in plan.pages}
    gone = [page for page in before.plan.pages if page.path not in here and page.kind in _TABLES]
    if gone:
        there = {page.path for page in before.plan.pages}
        new = [(page, _whole(graph, page)) for page in plan.pages if page.path not in there]
        for page in gone:
            document = _whole(before.graph, page)
            like = [one.path for one, other in new if one.kind == page.kind and _same(document, other)]
            found.update({page.path: like[0]} if len(like) == 1 else {})
    return found


def _whole(graph: Graph, page: PagePlan) -> Document | None:
    """The document of a page with all its words but the HTML of its body."""
    document = pages.document(graph, page)
    return graph.shelf.whole(document) if document is not None else None


def _same(old: Document | None, new: Document | None) -> bool:
    """Whether two files are one that was renamed: its head or its text is the same."""
    if old is None or new is None:
        return False
    return old.meta == new.meta or (old.body.words > 0 and old.body == new.body)
