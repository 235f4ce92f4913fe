"""From what a writer typed to what is meant: ids, dates, names and aliases in their time, path suffixes."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from briefgen import dates
from briefgen.dates import Date
from briefgen.diagnostics import Diagnostic, Place
from briefgen.knowledge.graph import Held, Target


def fold(text: str) -> str:
    """The form in which names are compared."""
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


class Named:
    """One thing under one name."""

    __slots__ = ("end", "id", "kind", "start")

    def __init__(self, kind: str, ident: str, start: Date | None = None, end: Date | None = None) -> None:
        self.kind, self.id, self.start, self.end = kind, ident, start, end


class Names:
    """Everything that can be meant. Filled by linking before the first question is asked, then only read."""

    def __init__(self, held: Iterable[Held], *, lenient: bool) -> None:
        self.lenient = lenient
        self.ids: dict[str, list[Named]] = {}
        self.names: dict[str, list[Named]] = {}
        self.paths: dict[str, list[tuple[str, Named]]] = {}
        self.labels: dict[tuple[str, str], str] = {}
        self.held = {one.id: one for one in held}
        self._suggested: dict[str, str] = {}

    def add(self, kind: str, ident: str, label: str, *, key: str = "", path: str = "") -> None:
        """Make a thing known by its id, its label and its file. ``key`` is what the graph calls it, if not its id."""
        named = Named(kind, key or ident)
        self.ids.setdefault(ident, []).append(named)
        self.labels[(kind, named.id)] = label
        if path:
            stem = path.rpartition(".")[0]
            self.paths.setdefault(stem.rpartition("/")[2], []).append((stem, named))

    def call(self, name: str, kind: str, ident: str, start: Date | None = None, end: Date | None = None) -> None:
        """Make a thing known by another name, possibly only for a time."""
        if name:
            self.names.setdefault(fold(name), []).append(Named(kind, ident, start, end))

    def find(self, typed: str, at: Date | None = None) -> list[Named]:
        """Everything the text can mean, by the first way that finds something."""
        found = self.ids.get(typed)
        if found:
            return found
        found = [one for one in self.names.get(fold(typed), ()) if _in_time(one, at)]
        if found:
            return list({(one.kind, one.id): one for one in found}.values())
        wanted = typed.removesuffix(".md")
        stem = wanted.rpartition("/")[2]
        return [one for path, one in self.paths.get(stem, ()) if path == wanted or path.endswith("/" + wanted)]

    def entity(self, typed: str, at: Date | None = None) -> str:
        """The one entity a text means, or an empty text."""
        found = [one for one in self.find(typed, at) if one.kind == "entity"]
        return found[0].id if len(found) == 1 else ""

    def target(
        self, typed: str, at: Date | None, date: Date | None, place: Place, kind: str = ""
    ) -> tuple[Target, Diagnostic | None]:
        """What a mention leads to; unknown and ambiguous ones come with their finding."""
        found = self.find(typed, at)
        if kind:
            found = [one for one in found if one.kind == kind]
        if len(found) == 1:
            one = found[0]
            label = self.labels[(one.kind, one.id)] if typed in self.ids else typed
            return Target(kind=one.kind, id=one.id, at=at, label=label), None
        if date is not None and not found:
            return Target(kind="date", at=date), None
        unknown = Target(kind="none", at=at, label=typed)
        if found:
            candidates = ", ".join(sorted(f"{one.id} ({self.labels[(one.kind, one.id)]})" for one in found))
            return unknown, Diagnostic(
                "R02", f"'{typed}' can mean {len(found)} things", place, f"write the id of one of: {candidates}"
            )
        return unknown, self._unknown(typed, place)

    def _unknown(self, typed: str, place: Place) -> Diagnostic:
        held = self.held.get(typed)
        if held is not None:
            until = f" until {held.until}" if held.until else ""
            message = f"'{typed}' is a brief that is held back ({held.reason}{until}), so nothing can lead to it"
            return Diagnostic("R01", message, place, "let it in with --drafts, --future or --expired, or wait")
        near = self.suggest(typed)
        hint = f"did you mean {near}?" if near else "add it, for example to a file below content/entities/"
        return Diagnostic("R01", f"nothing is called '{typed}'", place, hint, (), stub(typed))

    def suggest(self, typed: str) -> str:
        """The nearest id or name, or an empty text; remembered, as one mistake is often made many times."""
        if typed not in self._suggested:
            if len(self._suggested) > 200:  # a site that misses half its entities must not wait for guesses
                return ""
            pool = [*self.ids, *self.names]
            match = difflib.get_close_matches(fold(typed), pool, n=1, cutoff=0.75) if len(pool) < 20_000 else []
            near = match[0] if match else ""
            if near and near not in self.ids:
                near = self.names[near][0].id
            self._suggested[typed] = near
        return self._suggested[typed]


def stub(name: str) -> str:
    """A ready entity record to paste."""
    from briefgen.reading.front import slugify

    ident = slugify(name)
    kinds = "person   # or org, office, place, document, topic, term"
    return f'- id: {ident}\n  kind: {kinds}\n  name: {_quoted(name)}\n  gloss: ""\n'


def _quoted(text: str) -> str:
    return (
        text
        if text.replace(" ", "").replace("-", "").isalpha()
        else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def _in_time(one: Named, at: Date | None) -> bool:
    if at is None or (one.start is None and one.end is None):
        return True
    return dates.active(one.start, one.end, at) is not dates.Answer.NO


def circles(parents: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Circles in a relation, each once, as the path around it."""
    state: dict[str, int] = {}
    found: list[list[str]] = []
    for start in parents:
        if start in state:
            continue
        path: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(parents.get(start, ())))]
        state[start] = 1
        path.append(start)
        while stack:
            node, following = stack[-1]
            step = next(following, None)
            if step is None:
                state[node] = 2
                stack.pop()
                path.pop()
            elif state.get(step) == 1:
                found.append([*path[path.index(step) :], step])
            elif step not in state and step in parents:
                state[step] = 1
                path.append(step)
                stack.append((step, iter(parents[step])))
    return found
