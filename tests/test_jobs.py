"""Work shared between processes: every item is done once, whoever is quick; what goes wrong is told here."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import pytest

from briefgen.engine.jobs import CHUNK, JobError, map_chunks

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="cannot fork")
HERE = os.getpid()


def numbers(found: Sequence[bytes]) -> list[int]:
    return sorted(int(one) for data in found for one in data.split())


def written(some: Sequence[int]) -> bytes:
    return " ".join(map(str, some)).encode()


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("items", [0, 1, 7, 33, 1000])
def test_every_item_is_done_once(items: int, count: int):
    assert numbers(list(map_chunks(written, list(range(items)), count))) == list(range(items))


@pytest.mark.parametrize("slow", [True, False])
def test_nobody_waits_for_what_was_only_offered(slow: bool):
    """A process that is slow keeps what it has begun, and the other does the rest; either may be the slow one."""

    def work(some: Sequence[int]) -> bytes:
        here = os.getpid() == HERE
        time.sleep(0.05 if here != slow else 0.002)
        return written([one if here else -one - 1 for one in some])

    done = numbers(list(map_chunks(work, list(range(400)), 2)))

    assert sorted(one if one >= 0 else -one - 1 for one in done) == list(range(400))
    by_others = sum(one < 0 for one in done)
    assert 0 < by_others < 200 if slow else by_others > 200


def test_what_is_left_is_offered_in_smaller_parts():
    """Whoever is quick has little under way when the other is done."""

    def work(some: Sequence[int]) -> bytes:
        here = os.getpid() == HERE
        time.sleep(0.02 if here else 0.0002)
        return b"" if here else written([len(some)])

    sizes = [int(data) for data in map_chunks(work, list(range(2000)), 2) if data]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == CHUNK
    assert sizes[-1] <= CHUNK // 4


@pytest.mark.parametrize("light", [1, 16])
def test_answers_of_any_length_arrive_whole(light: int):
    """Also those that are longer than what a pipe holds."""

    def work(some: Sequence[int]) -> bytes:
        return written(some) + b" " * (3_000_000 if some[0] % 3 == 0 else some[0])

    assert numbers(list(map_chunks(work, list(range(300 * light)), 3, light=light))) == list(range(300 * light))


def test_this_process_does_other_work_first_and_hears_the_others_between_two_steps():
    told: list[str] = []

    def steps() -> Iterator[None]:
        for _ in range(50):
            told.append("step")
            time.sleep(0.002)
            yield

    def work(some: Sequence[int]) -> bytes:
        if os.getpid() == HERE:
            told.append("work")
        return written(some)

    found = []
    for data in map_chunks(work, list(range(400)), 2, meanwhile=steps()):
        found.append(data)
        told.append("heard")

    assert numbers(found) == list(range(400))
    assert told.count("step") == 50
    assert "work" not in told[: told.index("step") + 50]
    assert "heard" in told[: len(told) - told[::-1].index("step")]


def test_alone_a_process_has_no_time_for_other_work():
    def steps() -> Iterator[None]:
        raise AssertionError("nobody else is at work meanwhile")
        yield

    assert numbers(list(map_chunks(written, list(range(40)), 1, meanwhile=steps()))) == list(range(40))


def test_an_exception_in_any_process_is_raised_here():
    def work(some: Sequence[int]) -> bytes:
        if 3 in some:
            raise ValueError("three")
        return written(some)

    with pytest.raises(ValueError, match="three"):
        list(map_chunks(work, list(range(400)), 3))


def test_a_process_that_is_killed_is_told_and_leaves_none_behind():
    def work(some: Sequence[int]) -> bytes:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
        return written(some)

    with pytest.raises(JobError, match="memory"):
        list(map_chunks(work, list(range(400)), 2))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_process_that_has_nothing_left_to_do_is_gone_when_the_next_one_begins():
    for _ in range(20):
        list(map_chunks(written, list(range(400)), 2))
        time.sleep(0.01)
    ended = 0
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, 0)[0]:
            ended += 1

    assert ended <= 2


def blocked() -> set[int]:
    return set(signal.pthread_sigmask(signal.SIG_BLOCK, ()))


@pytest.mark.parametrize(
    "forks",
    [
        "from briefgen.engine.jobs import map_chunks; list(map_chunks(lambda some: b'', list(range(400)), 2))",
        "from briefgen.engine.snapshot import stands_meanwhile; stands_meanwhile('nowhere', 'index.html')",
    ],
)
def test_a_signal_that_comes_while_a_process_forks_is_heard(forks: str):
    """Python runs callbacks of libraries within a fork, and drops what is raised in them."""
    code = (
        "import os, signal, sys\n"
        "def end(*_): raise SystemExit(143)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "os.register_at_fork(before=lambda: os.kill(os.getpid(), signal.SIGTERM))\n"
        "try:\n"
        f"    {forks}\n"
        "finally:\n"
        "    print(signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, ()))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (143, "False\n", "")


def test_a_system_that_forks_no_more_leaves_signals_as_they_were(monkeypatch: pytest.MonkeyPatch):
    def refused() -> int:
        raise OSError(11, "Resource temporarily unavailable")

    before = blocked()
    monkeypatch.setattr(os, "fork", refused)
    with pytest.raises(OSError, match="unavailable"):
        list(map_chunks(written, list(range(400)), 2))

    assert blocked() == before
