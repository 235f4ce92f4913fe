"""The results as tables of Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.goals import rows
from bench.results import Measured, Report, Size, cpu, middle, wall

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
NONE = "–"


def all_tables(report: Report) -> str:
    """Everything, goals first."""
    sizes = [report.sizes[n] for n in sorted(report.sizes)]
    parts = [machine(report), goals(report)]
    parts += [text for size in sizes for text in (f"### {size.briefs:,} briefs", builds(size), servers(size)) if text]
    return "\n\n".join(parts)


def machine(report: Report) -> str:
    """Where it was measured, and with what."""
    versions: dict[str, str] = {}
    for size in report.sizes.values():
        versions |= {name: tool.version for name, tool in size.tools.items() if name != "default theme"}
    said = f"{report.machine}. " + ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
    return said + (f" Not there: {', '.join(report.missing)}." if report.missing else "")


def goals(report: Report) -> str:
    """Goal and result side by side."""
    found = sorted(rows(report), key=lambda row: row.briefs)
    words = {True: "yes", False: "**no**", None: NONE}
    body = []
    for row in found:
        figures = [figure(one, row.unit) for one in (row.bound, row.reached)]
        body.append((row.what, f"{row.briefs:,}", row.goal, *figures, words[row.met]))
    return table(("what", "briefs", "goal", "that is", "reached", "met"), body)


def builds(size: Size) -> str:
    """All tools on one corpus."""
    ours = size.tools.get("briefgen")
    floor = middle(size.floor)
    head = (
        "tool", "cold s", "CPU s", "briefgen takes", "in CPU", "of the floor", "nothing changed s", "body s", "title s",
        "peak MB", "largest MB", "edited MB", "pages", "MB",
    )  # fmt: skip
    body = [(name, *_builds(tool, ours, floor)) for name, tool in size.tools.items()]
    last = f"The floor, writing briefgen's files from memory: {figure(floor, 's')}."
    return table(head, body) + ("\n\n" + last if floor else "")


def _builds(tool: Measured, ours: Measured | None, floor: float | None) -> list[str]:
    """The cells of one tool."""
    cold = wall(tool, "cold")
    seconds = [figure(wall(tool, step)) for step in ("unchanged", "body", "title")]
    peaks = [tool.memory.get("cold"), tool.memory.get("body")]
    together = [f"{run.pss:.0f}" if run and run.pss else NONE for run in peaks]
    single = f"{peaks[0].rss:.0f}" if peaks[0] else NONE
    return [
        figure(cold), figure(cpu(tool, "cold")), times(wall(ours, "cold"), cold),
        times(cpu(ours, "cold"), cpu(tool, "cold")), times(cold, floor), *seconds,
        together[0], single, together[1], f"{tool.pages:,}", f"{tool.megabytes:.1f}",
    ]  # fmt: skip


def servers(size: Size) -> str:
    """The development servers on one corpus; nothing when none was measured."""
    measured = {name: tool.served for name, tool in size.tools.items() if tool.served}
    kinds = list(dict.fromkeys(kind for served in measured.values() for kind in served.changes))
    body = [
        (
            name, figure(served.ready),
            *(_both(served.changes.get(kind, ())) for kind in kinds),
            f"{served.idle:.1f}", f"{served.memory:.0f}",
        )
        for name, served in measured.items()
    ]  # fmt: skip
    if not body:
        return ""
    return "Served, milliseconds: median / worst.\n\n" + table(("server", "ready s", *kinds, "idle %", "MB"), body)


def _both(times: Sequence[float]) -> str:
    """Median and worst."""
    return f"{statistics.median(times):.0f} / {max(times):.0f}" if times else NONE


def times(one: float | None, other: float | None) -> str:
    """How many times another figure a figure is."""
    return f"{figure(one / other)} ×" if one and other else NONE


def figure(value: float | None, unit: str = "") -> str:
    """A figure with as many digits as it is worth."""
    if value is None:
        return NONE
    digits = 0 if abs(value) >= 100 or (unit == "ms" and value >= 10) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}" + (f" {unit}" if unit else "")


def table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A table; all but the first column to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def insert(file: Path, text: str) -> None:
    """Put a text between the two marks of a file."""
    whole = file.read_text(encoding="utf-8")
    before, mark, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{file.name} has no {BEGIN} and {END}")
    file.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
