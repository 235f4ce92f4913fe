"""The last lines of a build: what there is, what was done, what was held back, what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefgen.diagnostics import Severity

if TYPE_CHECKING:
    from briefgen.build import Result


def summary(result: Result, *, quiet: bool = False) -> Iterator[str]:
    """The lines to print after a build; the last one wants the seconds appended."""
    if not result.ok:
        yield f"Nothing was published: {_findings(result)}. The site that was there is untouched."
        return
    if quiet or result.graph is None:
        return
    graph = result.graph
    yield ", ".join(
        (
            _count(len(graph.briefs), "brief"),
            f"{len(graph.entities)} {'entity' if len(graph.entities) == 1 else 'entities'}",
            _count(len(graph.events), "event"),
            f"{len(graph.stories)} {'story' if len(graph.stories) == 1 else 'stories'}",
            _count(result.pages, "page"),
        )
    )
    if result.published is not None:
        done = result.published
        counts = f"{len(done.written)} files written, {done.kept} kept, {len(done.removed)} removed"
        yield f"{counts} in {result.output.name}/"
    held = Counter(one.reason for one in graph.held)
    if held:
        yield "Held back: " + ", ".join(f"{number} {reason}" for reason, number in sorted(held.items()))
    yield f"{_findings(result) or 'No findings'}, "


def _findings(result: Result) -> str:
    found = Counter(finding.severity for finding in result.findings)
    words = [_count(found[level], level.value) for level in (Severity.ERROR, Severity.WARNING) if found[level]]
    if found[Severity.INFO]:
        words.append(_count(found[Severity.INFO], "remark"))
    return ", ".join(words)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
