"""The course of a measurement: the tools in turn, round after round, on each corpus."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.builds import builds, checked, floor
from bench.results import Measured, Run, Served, Size
from bench.serving import served
from bench.sites import Corpus, make
from bench.tools import Tool

STEPS = ("cold", "unchanged", "body", "title")
SLOW = 30.0
"""A tool that takes so many seconds is built in the first round only."""


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    rounds: int = 3
    seed: int = 1
    saves: int = 50
    others: int = 10
    memory: bool = True
    server: bool = True
    rest: float = 5.0
    """Seconds of idleness."""


def warm(tools: Sequence[tuple[Tool, str]], work: Path) -> None:
    """Build a small corpus once with each tool, so that none has to compile itself while it is measured."""
    corpus = make(20, 1, work / "warm", [tool for tool, _ in tools])
    for tool, _ in tools:
        builds(tool, corpus, work / "log.txt", steps=("cold",))
        checked(tool, corpus)


def measure(size: int, tools: Sequence[tuple[Tool, str]], wanted: Wanted, work: Path) -> Size:
    """Everything on a corpus of that size, below a folder."""
    begun = time.perf_counter()

    def tell(what: str) -> None:
        sys.stderr.write(f"{time.perf_counter() - begun:6.0f} s  {size:,} briefs: {what}\n")

    tell("the corpus")
    corpus = make(size, wanted.seed, work / str(size), [tool for tool, _ in tools])
    log = work / "log.txt"
    runs: dict[str, list[dict[str, Run]]] = {tool.name: [] for tool, _ in tools}
    output: dict[str, tuple[int, float]] = {}
    floors = []
    for number in range(wanted.rounds):
        for tool, _ in tools:
            if number and runs[tool.name][0]["cold"].wall > SLOW:
                continue
            tell(f"round {number + 1}, {tool.name}")
            runs[tool.name].append(builds(tool, corpus, log, steps=steps_of(tool, size)))
            output[tool.name] = checked(tool, corpus)
        tree = corpus.site(tools[0][0]) / tools[0][0].out
        floors.append(floor(tree, work / "floor"))
    found = {}
    for tool, version in tools:
        tell(f"memory and server, {tool.name}")
        memory = builds(tool, corpus, log, look=True, steps=("cold", "body")) if wanted.memory else {}
        pages, megabytes = output[tool.name]
        steps = {step: [one[step] for one in runs[tool.name] if step in one] for step in STEPS}
        found[tool.name] = Measured(version, pages, megabytes, steps, memory, _served(tool, corpus, wanted, log))
    return Size(size, wanted.seed, found, floors)


def steps_of(tool: Tool, size: int) -> tuple[str, ...]:
    """What is built of a tool: only briefgen is asked for the pages that depend on a title."""
    if tool.name == "briefgen":
        return STEPS
    return STEPS[:3] if size < 10_000 or tool.form == "default" else ("cold", "body")


def _served(tool: Tool, corpus: Corpus, wanted: Wanted, log: Path) -> Served | None:
    """The server of a tool, if it is to be measured; another than ours is asked ten times only, as it may take long."""
    if not wanted.server or not tool.serve:
        return None
    ours = tool.name == "briefgen"
    saves, others = (wanted.saves, wanted.others) if ours else (min(wanted.saves, 10), min(wanted.others, 3))
    return served(tool, corpus, log, saves=saves, others=others, rest=wanted.rest)
