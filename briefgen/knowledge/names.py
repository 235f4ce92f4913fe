"""From what a writer typed to what is meant: ids, dates, names and aliases in their time, path suffixes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from briefgen import dates
from briefgen.dates import Date
from briefgen.diagnostics import Diagnostic, Place
from briefgen.knowledge.graph import Held, Target
from briefgen.knowledge.hold import explain
from briefgen.knowledge.stubs import stub
from briefgen.knowledge.suggest import Near, fold


class Named(NamedTuple):
    """One thing under one name, perhaps only for a time."""

    kind: str
    id: str
    """What the graph calls it."""
    start: Date | None = None
    end: Date | None = None


class Names:
    """Everything that can be meant. Filled before the first question is asked, then only read."""

    def __init__(self) -> None:
        self.ids: dict[str, tuple[Named, ...]] = {}
        self.broken: set[str] = set()
        """Ids of what is left out because of a mistake that has been reported."""
        self._names: dict[str, list[Named]] = {}
        self._files: list[tuple[str, Named]] = []
        self._paths: dict[str, list[tuple[str, Named]]] | None = None
        """By the last part of a path; worked out when something is known by no other way."""
        self._labels: dict[str, dict[str, str]] = {}
        """By kind and id."""
        self._held: dict[str, tuple[Held, bool]] = {}
        self._near: Near | None = None

    # --- filling ---

    def add(self, kind: str, ident: str, label: str, *, key: str = "", path: str = "") -> None:
        """Make a thing known by its id, its label and its file. ``key`` is what the graph calls it, if not its id."""
        named = Named(kind, key or ident)
        if named not in self.ids.get(ident, ()):
            self.ids[ident] = (*self.ids.get(ident, ()), named)
        self.relabel(kind, named.id, label)
        if path:
            self._files.append((path, named))
            self._paths = None

    def relabel(self, kind: str, ident: str, label: str) -> None:
        """Give a thing the label that its id is shown as."""
        self._labels.setdefault(kind, {})[ident] = label

    def call(self, name: str, kind: str, ident: str, start: Date | None = None, end: Date | None = None) -> None:
        """Make a thing known by another name."""
        folded = fold(name)
        if folded:
            self._names.setdefault(folded, []).append(Named(kind, ident, start, end))

    def hold(self, held: Held, *words: str, event: bool = False) -> None:
        """Remember words that would lead to a brief that is held back, or to an event that only it tells of."""
        for word in words:
            if word:
                self._held.setdefault(fold(word), (held, event))

    # --- asking ---

    def find(self, typed: str, at: Date | None = None) -> Sequence[Named]:
        """Everything a text can mean, by the first way that finds something."""
        found: Sequence[Named] = self.ids.get(typed, ())
        if found:
            return found
        named = self._names.get(fold(typed))
        if named:
            current = {(one.kind, one.id): one for one in named if _in_time(one, at)}
            if current:
                return list(current.values())
        wanted = _path(typed)
        return [
            one
            for path, one in self._by_path().get(wanted.rpartition("/")[2], ())
            if path == wanted or path.endswith("/" + wanted)
        ]

    def _by_path(self) -> dict[str, list[tuple[str, Named]]]:
        if self._paths is None:
            self._paths = {}
            for path, named in self._files:
                stem = _path(path)
                self._paths.setdefault(stem.rpartition("/")[2], []).append((stem, named))
        return self._paths

    def one(self, typed: str, kind: str, at: Date | None = None) -> str:
        """The one thing of a kind that a text means, or an empty text."""
        found = self.ids.get(typed) or self.find(typed, at)
        if len(found) == 1:
            only = found[0]
            return only.id if only.kind == kind else ""
        fitting = [one.id for one in found if one.kind == kind]
        return fitting[0] if len(fitting) == 1 else ""

    def only(self, kind: str) -> dict[str, str]:
        """The ids that mean one thing of a kind and nothing else, to what the graph calls each."""
        return {typed: found[0].id for typed, found in self.ids.items() if len(found) == 1 and found[0].kind == kind}

    def label(self, kind: str, ident: str) -> str:
        """What a thing is called."""
        return self._labels.get(kind, {}).get(ident, ident)

    def shown(self, typed: str) -> str:
        """The default label of a text: an id shows the name, anything else is shown as typed."""
        found = self.ids.get(typed)
        return self.label(found[0].kind, found[0].id) if found else typed

    def by_id(self, typed: str, at: Date | None) -> Target | None:
        """What a mention leads to that is the id of one thing; None for any other."""
        found = self.ids.get(typed)
        if found is None or len(found) != 1:
            return None
        kind, ident = found[0].kind, found[0].id
        return Target(kind=kind, id=ident, at=at, label=self._labels[kind].get(ident, ident))

    def target(self, typed: str, at: Date | None, date: Date | None, place: Place) -> tuple[Target, Diagnostic | None]:
        """What a mention leads to; an unknown or ambiguous one comes with its finding."""
        found = self.ids.get(typed, ())
        if not found:
            if date is not None:
                return Target(kind="date", at=date), None
            found = tuple(self.find(typed, at))
        if len(found) == 1:
            one = found[0]
            by_name = typed not in self.ids and fold(typed) in self._names
            return Target(kind=one.kind, id=one.id, at=at, label=typed if by_name else self.label(*one[:2])), None
        lost = Target(kind="none", at=at, label=typed)
        if found:
            return lost, self.ambiguous(typed, found, place)
        if dates.looks_like_date(typed):
            return lost, None  # a date that cannot be read, which was reported where it was read
        return lost, self.unknown("R01", typed, place)

    def ambiguous(self, typed: str, found: Sequence[Named], place: Place) -> Diagnostic:
        """R02 with everything the text can mean."""
        candidates = ", ".join(sorted(f"{one.id} ({self.label(*one[:2])})" for one in found))
        message = f"'{typed}' can mean {len(found)} things"
        return Diagnostic("R02", message, place, f"write the id or path of one: {candidates}")

    def unknown(self, code: str, typed: str, place: Place, kind: str = "") -> Diagnostic | None:
        """The finding for a text that means nothing (of ``kind``); None when its cause has been reported already."""
        if typed in self.broken:
            return None
        held = self._held.get(fold(typed))
        if held is not None:
            why, hint = explain(held[0])
            told = "is told of only in" if held[1] else "is"
            title = f"the brief '{held[0].title}'"
            return Diagnostic(code, f"'{typed}' {told} {title}, which is held back: it is {why}", place, hint)
        timed = self._names.get(fold(typed))
        if timed and all(one.kind == (kind or one.kind) for one in timed):
            return Diagnostic(code, f"'{typed}' was not a name of anything at that time", place, _times(timed))
        others = [one for one in self.find(typed) if kind and one.kind != kind]
        if others:
            message = f"'{typed}' is {a_kind(others[0].kind)}, and {a_kind(kind)} is wanted here"
            return Diagnostic(code, message, place)
        near = self.near(typed)
        folder = {"event": "content/events/", "story": "content/stories/"}.get(kind, "content/entities/")
        add = f"correct it, or add a record of it below {folder}" if kind != "brief" else "write the id of a brief"
        hint = f"did you mean {near}?" if near else add
        what = f"there is no {kind} called" if kind else "nothing is called"
        paste = "" if kind == "brief" else stub(typed, kind)
        return Diagnostic(code, f"{what} '{typed}'", place, hint, stub=paste, about=typed)

    def near(self, typed: str) -> str:
        """A known id that resembles the text, with the name if it is the name that does; or an empty text."""
        if self._near is None:
            self._near = Near((*self.ids, *self._names))
        word = self._near.to(typed)
        if word in self.ids or not word:
            return word
        one = self._names[word][0]
        return f"{self.label(one.kind, one.id)} ({one.id})"


def _path(text: str) -> str:
    """A path in the form in which paths are compared: NFC, without the ending of a content file."""
    normal = unicodedata.normalize("NFC", text).removeprefix("/")
    return normal.removesuffix(".md").removesuffix(".yaml").removesuffix(".yml")


def _in_time(one: Named, at: Date | None) -> bool:
    if at is None or (one.start is None and one.end is None):
        return True
    return dates.active(one.start, one.end, at) is not dates.Answer.NO


def _times(named: Sequence[Named]) -> str:
    one = named[0]
    bounds = [f"from {one.start.edtf}"] if one.start else []
    bounds += [f"until {one.end.edtf}"] if one.end else []
    return f"it is a name of {one.id} {' '.join(bounds)}".rstrip() + f"; write {one.id}, or give the date after @"


def a_kind(kind: str) -> str:
    """With its article."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
