"""What is measured, as it is written to a file and read from it again."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from pathlib import Path

import msgspec


class Run(msgspec.Struct, frozen=True):
    """One command from its start to its end."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all cores, its children included."""
    rss: float
    """MB of the largest single process."""
    pss: float | None = None
    """Peak MB of all its processes together; None when nobody looked."""


class Served(msgspec.Struct, frozen=True):
    """A development server."""

    ready: float
    """Seconds until it shows a page, started on a warm cache."""
    changes: dict[str, list[float]]
    """By kind of change: milliseconds from the save until the page that a reader has open is the new one."""
    idle: float
    """Percent of one core while nothing happens."""
    memory: float
    """MB of all its processes after all changes."""


class Measured(msgspec.Struct, frozen=True):
    """One tool on one corpus."""

    version: str
    pages: int
    megabytes: float
    steps: dict[str, list[Run]]
    """By step: ``cold``, ``unchanged``, ``body``, ``title``; one run a round."""
    memory: dict[str, Run]
    """By step: a run of its own in which memory was looked at. Looking takes time, so the others are not looked at."""
    served: Served | None = None


class Size(msgspec.Struct, frozen=True):
    """All tools on one corpus, in turn."""

    briefs: int
    seed: int
    tools: dict[str, Measured]
    floor: list[float]
    """Seconds of writing briefgen's files from memory, one a round."""


class Report(msgspec.Struct, frozen=True):
    """All corpora."""

    machine: str
    missing: list[str]
    """Tools that were not there."""
    sizes: dict[int, Size]


def load(file: Path) -> Report | None:
    """What an earlier run wrote; None when there is nothing."""
    return msgspec.json.decode(file.read_bytes(), type=Report) if file.exists() else None


def save(file: Path, report: Report) -> None:
    """Write it in lines, so that a change of a figure is a change of a line."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")


def middle(figures: Iterable[float]) -> float | None:
    """The median; None of nothing."""
    known = list(figures)
    return statistics.median(known) if known else None


def wall(tool: Measured | None, step: str) -> float | None:
    """Median seconds of a step."""
    return middle(run.wall for run in tool.steps.get(step, [])) if tool else None


def cpu(tool: Measured | None, step: str) -> float | None:
    """Median seconds of CPU of a step."""
    return middle(run.cpu for run in tool.steps.get(step, [])) if tool else None
