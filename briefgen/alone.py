"""A build after only the insides of a few texts were edited: their pages are made from remembered answers.

What a text says to the rest of the site (its facts) is compared with what it said before. Where it is the same, no
other page can differ, and what its own pages were answered still holds: neither the other files nor the graph is
needed. Where anything is not as it should be, the whole site is looked at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from briefgen import parsing, remember, reuse, traces
from briefgen.engine import extras, snapshot
from briefgen.engine.jobs import Tell
from briefgen.engine.lock import lock
from briefgen.engine.publish import Published, publication
from briefgen.engine.snapshot import Snapshot
from briefgen.engine.store import CACHE, Store, open_store, without_gc
from briefgen.model import Document
from briefgen.outputs import ANSWERS, unit_again
from briefgen.pages import recall
from briefgen.pages.reader import Key, encoded, number
from briefgen.pages.site import PageWriter, Unit
from briefgen.pages.theme import load_theme
from briefgen.project import open_project
from briefgen.reading.load import classify
from briefgen.settings import Settings

_KINDS: Final = {"brief": ("brief",), "entity": ("entity", "author")}
"""Kinds of pages that are about a document, where they are not named as it is."""


class Edited(NamedTuple):
    """Texts as they are now."""

    done: tuple[parsing.Done, ...]
    documents: Mapping[str, Document]
    """By path."""


class Site(NamedTuple):
    """A site as it was published, and as its folder still stands but for some texts."""

    root: Path
    config: str | None
    output: Path
    known: Snapshot
    mark: int
    """What tells the snapshot from that of another build."""
    stands: Callable[[], bool]
    """Whether what was published is still there."""


def build(site: Site, before: Mapping[str, tuple[int, ...]], tell: Tell) -> Published | None:
    """Take in edited texts and publish what they change; None where the whole site has to be looked at.

    ``before`` has the texts with what the disk said of them when the site was published (size, times, inode).
    Raises LockedError, ConfigError, ThemeError, PublishError and OSError as any build does.
    """
    root, known = site.root, site.known
    with lock(root / CACHE), without_gc(), open_store(root, known.code) as store:
        if snapshot.mark(root / CACHE) != site.mark or not site.stands():
            return None  # another build came between, or somebody's hand
        settings = open_project(root, site.config)[0].settings
        told_of = any(path in line for path in before for line in known.said)
        edited = None if told_of else _edited(parsing.work(root, settings, time.time_ns()), store, before)
        if edited is None or settings.search.page and settings.search.full and extras.pagefind():
            return None
        tell("read", len(before), len(before))
        snapshot.forget(root / CACHE)
        try:
            return _publish(root, site.output, settings, store, edited, tell)
        except recall.Forgotten:
            return None


def _publish(root: Path, output: Path, settings: Settings, store: Store, edited: Edited, tell: Tell) -> Published:
    """Make the pages of edited texts and publish them. Raises Forgotten."""
    with publication(output, stands=True) as publishing:
        units, writer = _units(root, settings, store, edited)
        made = reuse.again(store, units, writer.reader, publishing)
        remember.keep(store, edited.done)
        tell("made", len(units), len(units))
        return publishing.finish({**publishing.published, **made}, root / CACHE)


def _edited(work: parsing.Work, store: Store, before: Mapping[str, tuple[int, ...]]) -> Edited | None:
    """Read and parse; None when one of the texts says anything else to the rest of the site than it did.

    What is remembered must be what was published: a server may have looked at the file since.
    """
    done, documents = [], {}
    for path, status in before.items():
        file = classify(path)
        one = parsing.parse_one(work, file) if file is not None and file.format == "md" else None
        stamp = remember.stamp(store, path)
        old = remember.recall(store, path) if stamp is not None and stamp.stat == status else None
        if one is None or not one.stamp.key or old is None:
            return None
        new = parsing.facts(one)
        document = new.document
        if document is None or not remember.alike(old, new):
            return None
        done.append(one)
        documents[path] = document
    return Edited(tuple(done), documents)


def _units(root: Path, settings: Settings, store: Store, edited: Edited) -> tuple[list[Unit], PageWriter]:
    """The units that show one of the texts, and their writer. Raises Forgotten."""
    wanted = {number(encoded(key)): key for one in edited.documents.values() for key in _questions(one)}
    held = traces.holding(store, wanted)
    if not held:
        raise recall.Forgotten("units")
    answers = traces.Answers(store)
    known = answers.some({one for trace in held.values() for one in trace.numbers})
    keys = wanted | {number(encoded(key)): key for key in known}
    asked = {name: [keys[one] for one in trace.numbers if one in keys] for name, trace in held.items()}
    memory = recall.Memory(
        known, lambda key: answers.some([number(encoded(key))]).get(key), _documents(store, edited), ANSWERS
    )
    theme = load_theme(root, settings.theme)
    writer = recall.writer(theme, memory, Bodies(store, edited))
    units = [unit_again(writer, name, some) for name, some in sorted(asked.items())]
    if not all(units):
        raise recall.Forgotten("units")
    return [unit for unit in units if unit], writer


def _questions(document: Document) -> list[Key]:
    """The questions whose answers have the text of a document in them, or say where in it something stands."""
    ident = document.path if document.kind == "brief" else document.id
    kinds = _KINDS.get(document.kind, (document.kind,))
    return [("body", document.path), *(("node", kind, ident) for kind in kinds)]


def _documents(store: Store, edited: Edited) -> Callable[[str], Document | None]:
    """Documents by path, as they are now."""

    def document(path: str) -> Document | None:
        known = None if path in edited.documents else remember.recall(store, path)
        return known.document if known is not None else edited.documents.get(path)

    return document


class Bodies:
    """The bodies of all files, of the edited ones as they are now."""

    def __init__(self, store: Store, edited: Edited) -> None:
        self.store, self.edited = store, {one.path: one for one in edited.done}

    def __call__(self, path: str) -> str:
        """The HTML of a body. Raises Forgotten."""
        if path in self.edited:
            return parsing.html(self.edited[path].body)
        known = self.store.get("bodies", path)
        if known is None:
            raise recall.Forgotten(path)
        return parsing.html(known)

    def mark(self, path: str) -> str:
        """What tells one state of a file from every other. Raises Forgotten."""
        return self._stamp(path).mark

    def print(self, path: str) -> bytes:
        """A print of a body. Raises Forgotten."""
        return self._stamp(path).html.encode()

    def _stamp(self, path: str) -> parsing.Stamp:
        done = self.edited.get(path)
        stamp = done.stamp if done is not None else remember.stamp(self.store, path)
        if stamp is None:
            raise recall.Forgotten(path)
        return stamp
