"""The desk of one pass of linking: what is known so far. Nothing outside this folder sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from briefgen.dates import Date
from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.knowledge.frontmatter import Briefs
from briefgen.knowledge.graph import EntityNode, Target
from briefgen.knowledge.names import Names
from briefgen.knowledge.records import Records
from briefgen.knowledge.suggest import Near
from briefgen.model import AnyDocument, Document, Entity, SharedSource, Shelf, Source
from briefgen.settings import Settings

_LAST: Final = 4

class Targets:
    """Of the mentions of each body what they lead to; of one on a shelf it is found out whenever somebody asks."""

    def __init__(self) -> None:
        self.find: Callable[[AnyDocument], tuple[Target, ...]] = lambda _: ()
        self._held: dict[str, tuple[Target, ...]] = {}
        self._last: dict[str, tuple[Target, ...]] = {}

    def put(self, doc: AnyDocument, targets: tuple[Target, ...]) -> None:
        """Take them in as they were found."""
        if isinstance(doc, Document):
            self._held[doc.path] = targets
        elif len(self._last) < _LAST:
            self._last[doc.path] = targets
        else:
            self._last = {doc.path: targets}

    def of(self, doc: AnyDocument) -> tuple[Target, ...]:
        """Those of a body, in their order."""
        known = self._held.get(doc.path) or self._last.get(doc.path)
        if known is None:
            known = self.find(doc)
            if known and doc.kind == "brief":
                self.put(doc, known)
        return known


class Work:
    """Records, names and findings, and what one step of linking leaves for the next."""

    def __init__(
        self, records: Records, settings: Settings, now: Date, files: Collection[str], shelf: Shelf
    ) -> None:
        self.records, self.settings, self.now, self.shelf = records, settings, now, shelf
        self.files = frozenset(files)
        self.names = Names()
        self.found: list[Diagnostic] = records.found
        self.briefs = Briefs(records.by_kind["brief"], records.heads)
        """Published briefs, newest first."""
        self.entities: dict[str, Entity] = {}
        self.docs: dict[str, Document] = {}
        """Documents of entities by their ids; implicit ones have none."""
        self.nodes: dict[str, EntityNode] = {}
        """Entities with their roles, before anything else is known of them."""
        self.event_dates: Mapping[str, Date] = {}
        self.targets = Targets()
        self.sources: dict[str, Source] = {
            doc.id: doc.meta.source for doc in records.by_kind["source"] if isinstance(doc.meta, SharedSource)
        }
        """Shared sources by their keys."""
        self._near_source: Near | None = None

    def rest(self, event_dates: Mapping[str, Date]) -> None:
        """Linking is done: let go of what nothing that is worked out later asks for."""
        self.records, self.event_dates, self.found = Records(), event_dates, []
        self.briefs.rest()

    def say(
        self, code: str, message: str, place: Place, hint: str = "", notes: tuple[Note, ...] = (), stub: str = ""
    ) -> None:
        """Report something."""
        self.found.append(Diagnostic(code, message, place, hint, notes, stub))

    def refer(self, typed: str, kind: str, doc: AnyDocument, key: str, at: Date | None = None) -> str:
        """The id of the thing of a kind that a record names under a dotted key; reported and empty when there is not
        exactly one.
        """
        known = self.names.one(typed, kind, at)
        if known:
            return known
        found = [one for one in self.names.find(typed, at) if one.kind == kind]
        code, place = "R01" if kind == "story" else "M09", doc.at(key)
        wrong = self.names.ambiguous(typed, found, place) if found else self.names.unknown(code, typed, place, kind)
        if wrong is not None:
            self.found.append(wrong)
        return ""

    def maybe(self, typed: str, place: Place, at: Date | None = None) -> str:
        """The entity that a text names, or empty: it may be plain text. Two entities of that name are reported."""
        if not typed:
            return ""
        found = [one for one in self.names.find(typed, at) if one.kind == "entity"]
        if len(found) > 1:
            self.found.append(self.names.ambiguous(typed, found, place))
        return found[0].id if len(found) == 1 else ""

    def source(self, key: str, local: dict[str, Source], place: Place) -> Source | None:
        """The source of a citation key, the brief's own first; an unknown one is reported."""
        source = local.get(key) or self.sources.get(key)
        if source is None:
            if self._near_source is None:
                self._near_source = Near(self.sources)
            near = nearest(key, tuple(local)) or self._near_source.to(key)
            hint = f"did you mean {near}?" if near else "add it under sources: or to a file below content/sources/"
            message = f"there is no source with the key '{key}'"
            self.found.append(Diagnostic("S04", message, place, hint, stub=source_stub(key), about=key))
        return source


def nearest(word: str, known: Sequence[str]) -> str:
    """The nearest of a few words, or an empty text."""
    return Near(known).to(word) if known else ""


def source_stub(key: str) -> str:
    """A source to paste."""
    return f"{key}:\n  title: \n  publisher: \n  kind: \n  date: \n  url: \n"
