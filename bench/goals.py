"""The goals, and what was reached of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from bench.results import Measured, Report, Size, cpu, wall

LARGE = 10_000


@dataclass(frozen=True)
class Row:
    """One goal on one corpus."""

    what: str
    briefs: int
    goal: str
    """In words."""
    bound: float | None
    """None where the tool that it is compared with was not there."""
    reached: float | None
    """None where it was not measured."""
    unit: str

    @property
    def met(self) -> bool | None:
        """None where nothing can be said."""
        return None if self.bound is None or self.reached is None else self.reached <= self.bound


def rows(report: Report) -> list[Row]:
    """Every goal that was measured."""
    found = [row for size in report.sizes.values() for row in (*_builds(size), *_server(size), *_memory(size))]
    found += growth(report)
    return [row for row in found if row.reached is not None]


def _builds(size: Size) -> list[Row]:
    """Goals of builds on this corpus."""
    ours, hugo, n = size.tools.get("briefgen"), size.tools.get("hugo"), size.briefs
    cold = wall(ours, "cold")
    factors = {LARGE: 0.75, 1_000: 1.0}
    found = []
    if n in factors:
        theirs = wall(hugo, "cold")
        bound = theirs * factors[n] if theirs else None
        found.append(Row("cold build", n, f"{factors[n]} × Hugo", bound, cold, "s"))
    if n == 100:
        found.append(Row("cold build", n, "0.35 s", 0.35, cold, "s"))
    if n == LARGE:
        for step, what, bound in (
            ("unchanged", "nothing changed", 0.2),
            ("body", "one body edited", 0.35),
            ("title", "a title edited", 1.0),
        ):
            found.append(Row(what, n, f"{bound:g} s", bound, wall(ours, step), "s"))
    full = size.tools.get("default theme")
    ratio = page(full) / page(ours) if full and ours else None
    found.append(Row("a page of the default theme against one of the benchmark theme", n, "2.5 ×", 2.5, ratio, "×"))
    return found


def page(tool: Measured) -> float:
    """Seconds of CPU for a page in a cold build."""
    return (cpu(tool, "cold") or 0.0) / tool.pages


def _server(size: Size) -> list[Row]:
    """Goals of the development server, the same for any number of briefs."""
    ours, n = size.tools.get("briefgen"), size.briefs
    if ours is None or ours.served is None:
        return []
    served = ours.served
    saves = served.changes["a body saved"]
    return [
        Row("a body saved, served: median", n, "15 ms", 15, statistics.median(saves), "ms"),
        Row(f"a body saved, served: worst of {len(saves)}", n, "100 ms", 100, max(saves), "ms"),
        *(
            Row(f"{what}, served: median", n, "60 ms", 60, statistics.median(times), "ms")
            for what, times in served.changes.items() if what != "a body saved"
        ),
        Row("the server is ready, warm cache", n, "1 s", 1.0, served.ready, "s"),
        Row("the idle server", n, "1 % of a core", 1.0, served.idle, "%"),
    ]  # fmt: skip


def _memory(size: Size) -> list[Row]:
    """Goals of memory."""
    bounds = {LARGE: 300.0, 100_000: 1000.0}
    ours, n = size.tools.get("briefgen"), size.briefs
    if ours is None or n not in bounds:
        return []
    names: dict[str, Callable[[], float | None]] = {
        "cold": lambda: ours.memory["cold"].pss if "cold" in ours.memory else None,
        "a body edited": lambda: ours.memory["body"].pss if "body" in ours.memory else None,
        "the server": lambda: ours.served.memory if ours.served else None,
    }
    return [
        Row(f"peak memory of all processes: {what}", n, f"{bounds[n]:g} MB", bounds[n], ask(), "MB")
        for what, ask in names.items()
    ]


def growth(report: Report) -> list[Row]:
    """Time per brief of the larger corpora against that of 1,000 briefs."""
    base = report.sizes.get(1_000)
    small = wall(base.tools.get("briefgen"), "cold") if base else None
    if small is None:
        return []
    found = []
    for n, size in report.sizes.items():
        cold = wall(size.tools.get("briefgen"), "cold")
        if n > 1_000 and cold is not None:
            found.append(Row("time per brief against 1,000 briefs", n, "1.2 ×", 1.2, (cold / n) / (small / 1_000), "×"))
    return found
