"""What was found, in the order and with the severity in which it is told; and what a build came to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec.structs

from briefgen.consequences import without_consequences
from briefgen.diagnostics import Diagnostic, Place, Severity, in_order, severity
from briefgen.reading.load import MAX_BYTES, decode, read_bytes
from briefgen.reading.locate import Source, given, locate, open_source

if TYPE_CHECKING:
    from briefgen.engine.publish import Published
    from briefgen.knowledge.graph import Graph
    from briefgen.reuse import Reason


class Finding(NamedTuple):
    """A diagnostic with the severity that the settings give it."""

    severity: Severity
    diagnostic: Diagnostic


class Result(NamedTuple):
    """What a build came to."""

    findings: tuple[Finding, ...]
    graph: Graph | None
    published: Published | None
    """None when nothing was published."""
    output: Path
    pages: int
    """Pages of the site."""
    seconds: float
    strict: bool = False
    reasons: tuple[Reason, ...] = ()
    """Why each page or file that was rendered was rendered."""
    until: float = 0.0
    """Seconds since 1970 at which time alone may change the site."""

    @property
    def ok(self) -> bool:
        """No finding that fails a build."""
        return not failing(self.findings, strict=self.strict)


def failing(findings: Iterable[Finding], *, strict: bool) -> bool:
    """Whether findings fail a build."""
    levels = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in levels for finding in findings)


def judge(root: Path, checks: dict[str, str], diagnostics: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """Give every diagnostic its line and its severity, in the order in which they are shown.

    What only follows from another mistake is left out.
    """
    wanted = [d for d in diagnostics if severity(d.code, checks) is not Severity.OFF]
    errors = [d for d in wanted if severity(d.code, checks) is Severity.ERROR]
    others = [d for d in wanted if severity(d.code, checks) is not Severity.ERROR]
    files = lru_cache(maxsize=None)(lambda path: open_source(path, source(root, path)))
    errors, others = without_consequences(errors, others, files)
    placed = [_placed(one, files) for one in (*errors, *others)]
    return tuple(Finding(severity(d.code, checks), d) for d in in_order(placed))


def source(root: Path, path: str) -> str:
    """The text of a source file as far as it can be read; for locating and for frames."""
    data = read_bytes(root, path, MAX_BYTES)
    return "" if isinstance(data, Diagnostic) else decode(path, data)[0]


def _places(diagnostic: Diagnostic) -> Sequence[Place]:
    return (diagnostic.place, *(note.place for note in diagnostic.notes))


def _placed(diagnostic: Diagnostic, files: Callable[[str], Source]) -> Diagnostic:
    if all(place.line or not place.key for place in _places(diagnostic)):
        return diagnostic
    notes = tuple(type(n)(_locate(n.place, files), n.text) for n in diagnostic.notes)
    return msgspec.structs.replace(diagnostic, place=_locate(diagnostic.place, files), notes=notes)


def _locate(place: Place, files: Callable[[str], Source]) -> Place:
    """Where a value stands: in its file, else in the folder defaults that gave it."""
    if not place.key or place.line:
        return place
    own = files(place.path)
    if not given(own, place.key):
        key = re.sub(r"^\d+\.", "", place.key)
        folder = place.path.rpartition("/")[0]
        while folder:
            defaults = files(f"{folder}/_defaults.yaml")
            if given(defaults, key):
                return locate(defaults, Place(defaults.path, key=key))
            folder = folder.rpartition("/")[0]
    return locate(own, place)
