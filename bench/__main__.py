"""``python -m bench``: measures, prints tables, keeps the figures in a file from which the tables can be made again."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from bench.course import Wanted, measure, warm
from bench.results import Report, load, save
from bench.sites import HERE
from bench.tables import all_tables, insert
from bench.tools import NAMES, TOP, find


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """What is asked for."""
    ask = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    ask.add_argument("--sizes", default="100,1000,10000", help="numbers of briefs (default: %(default)s)")
    ask.add_argument("--tools", default=",".join(NAMES), help="which, briefgen first (default: %(default)s)")
    ask.add_argument("--rounds", type=int, default=3, help="rounds of builds (default: 3)")
    ask.add_argument("--seed", type=int, default=1, help="of the corpus (default: 1)")
    ask.add_argument("--saves", type=int, default=50, help="saves of a body while it is served (default: 50)")
    ask.add_argument("--no-memory", action="store_true", help="leave the runs out in which memory is looked at")
    ask.add_argument("--no-server", action="store_true", help="leave the development servers out")
    ask.add_argument("--python", action="append", default=[], help="a Python in which other tools are installed")
    ask.add_argument("--work", type=Path, help="folder for corpora and output, kept (default: one in memory)")
    ask.add_argument("--results", type=Path, default=HERE / "results.json", help="the figures (default: %(default)s)")
    ask.add_argument("--doc", type=Path, help="put the tables into this file, between its marks")
    ask.add_argument("--tables", action="store_true", help="measure nothing, make the tables again")
    return ask.parse_args(given)


def machine() -> str:
    """The kind of machine, not which."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()}, Python {platform.python_version()}"


def workplace() -> Path:
    """A new folder in memory where there is one, so that no disk is measured."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="briefgen-bench-", dir=memory if os.access(memory, os.W_OK) else None))


def measured(asked: argparse.Namespace) -> Report:
    """Measure what is asked for; a corpus that was measured before is replaced as a whole, others stay."""
    names = asked.tools.split(",")
    tools, missing = find(names, [sys.executable, *asked.python])
    if not tools or tools[0][0].name != "briefgen":
        sys.exit("briefgen has to be the first of the tools")
    for name in missing:
        sys.stderr.write(f"{name} is not there and left out\n")
    old = load(asked.results)
    sizes = dict(old.sizes) if old else {}
    wanted = Wanted(asked.rounds, asked.seed, asked.saves, memory=not asked.no_memory, server=not asked.no_server)
    work = asked.work or workplace()
    work.mkdir(parents=True, exist_ok=True)
    try:
        warm(tools, work)
        for size in map(int, asked.sizes.split(",")):
            sizes[size] = measure(size, tools, wanted, work)
            save(asked.results, Report(machine(), missing, sizes))
    finally:
        if not asked.work:
            shutil.rmtree(work, ignore_errors=True)
    return Report(machine(), missing, sizes)


def main() -> None:
    """Measure, print, and put the tables where they are wanted."""
    asked = arguments()
    report = load(asked.results) if asked.tables else measured(asked)
    if report is None:
        sys.exit(f"there is no {asked.results}")
    text = all_tables(report)
    print(text)
    if asked.doc:
        insert(TOP / asked.doc, text)


if __name__ == "__main__":
    main()
