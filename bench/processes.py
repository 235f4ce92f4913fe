"""Commands run to their end, and what they and their children use."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.results import Run

PROC = Path("/proc")
EVERY = 0.05
"""Seconds between two looks at memory."""
LIMIT = 1800.0
"""Seconds after which a command has failed."""


class Failure(Exception):
    """A tool did not do what is to be measured."""


def start(command: Sequence[str], folder: Path, extra: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own; what it says goes to ``log``. Python tools may keep their bytecode."""
    env = {**os.environ, "NO_COLOR": "1", **extra}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    with log.open("ab") as said:
        return subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )


def run(command: Sequence[str], folder: Path, extra: Mapping[str, str], log: Path, *, look: bool = False) -> Run:
    """Run a command and measure it; raises Failure when it fails.

    ``look`` at memory only where time is not compared: looking takes time.
    """
    begun = time.perf_counter()
    process = start(command, folder, extra, log)
    late = threading.Timer(LIMIT, os.killpg, (process.pid, signal.SIGKILL))
    late.start()
    memory = Memory(process.pid) if look else None
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    late.cancel()
    peak = memory.end() if memory else None
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
        raise Failure(f"{' '.join(command)} ended with {process.returncode}\n{tail}")
    return Run(round(wall, 4), round(used.ru_utime + used.ru_stime, 4), round(used.ru_maxrss / 1024, 1), peak)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and its children."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Memory(threading.Thread):
    """Looks at the memory of a session again and again."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.peak, self.over = session, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self.over.wait(EVERY):
            self.peak = max(self.peak, together(self.session))

    def end(self) -> float | None:
        """Peak MB; None where the system does not tell."""
        self.over.set()
        self.join()
        return round(self.peak, 1) if PROC.is_dir() else None


def together(session: int) -> float:
    """MB of all processes of a session; what several share is counted once (PSS)."""
    total = 0
    for process in members(session):
        with contextlib.suppress(OSError, StopIteration):
            lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def busy(session: int) -> float:
    """Seconds of CPU that the processes of a session have used."""
    ticks = sum(int(fields[11]) + int(fields[12]) for fields in map(_fields, members(session)) if fields)
    return ticks / os.sysconf("SC_CLK_TCK")


def members(session: int) -> Iterator[Path]:
    """Folders below /proc of the processes of a session."""
    for process in PROC.glob("[0-9]*"):
        fields = _fields(process)
        if fields and int(fields[3]) == session:
            yield process


def _fields(process: Path) -> list[str]:
    """Fields of ``stat`` after the name of the command; nothing when the process is gone."""
    try:
        return (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
