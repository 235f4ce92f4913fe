"""The published folder is whole: killed builds, readers during builds, two builds at once."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from briefgen.build import build
from briefgen.engine import exchange
from briefgen.live import Live
from sites import DEEP, beside, brief, clean, command, files, options, run, tree, write


class Turns:
    """A site folder that can be of two states, and what a clean build makes of each."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "one"
        write(self.root, files())
        self.states = [files(), {**files(), **self.changes()}]
        self.sites = []
        for number in (1, 0):
            self.become(number)
            self.sites.insert(0, clean(self.root, folder / "clean")[1])
        assert self.sites[0] != self.sites[1]
        build(self.root, options(self.root))
        self.now = 0

    @staticmethod
    def changes() -> dict[str, str]:
        """A word of every page changes, a page is new, a picture of the static folder is other."""
        return {
            "briefgen.yaml": files()["briefgen.yaml"].replace("Test", "Other"),
            "content/briefs/2024-06-07-new.md": brief(6).replace("leave-6", "leave-new"),
            "static/robots-note.txt": "other\n",
        }

    def become(self, number: int) -> None:
        shutil.rmtree(self.root / "content")
        write(self.root, self.states[number])

    def turn(self) -> None:
        self.now = 1 - self.now
        self.become(self.now)


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    return Turns(tmp_path)


@pytest.mark.parametrize(
    ("name", "times"), [("SIGKILL", 200 if DEEP else 5), ("SIGTERM", 50 if DEEP else 2), ("SIGINT", 50 if DEEP else 2)]
)
def test_a_killed_build_leaves_the_old_site_or_the_new_one(turns: Turns, name: str, times: int):
    root, chance = turns.root, random.Random(name)
    old = new = 0
    lasts = 0.0
    for number in range(times):
        turns.turn()
        args = ("--clean",) if number % 4 == 0 else ("--jobs", "2") if number % 4 == 1 else ()
        began = time.perf_counter()
        process = subprocess.Popen(command(root, *args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            process.wait(timeout=chance.uniform(0.0, lasts or 3.0))
        except subprocess.TimeoutExpired:
            process.send_signal(getattr(signal, name))
        _, said = process.communicate()
        if process.returncode == 0:
            took = time.perf_counter() - began
            lasts = min(lasts, took) if lasts else took
        assert "Traceback" not in said or "briefgen" not in said, said
        here = tree(root / "site")
        assert here in turns.sites, f"{name} {number}: torn"
        old, new = old + (here != turns.sites[turns.now]), new + (here == turns.sites[turns.now])

        assert run(root)[0] == 0
        assert tree(root / "site") == turns.sites[turns.now], f"{name} {number}: not repaired"
        assert beside(root) == set()
    assert old + new == times


_LATE = """
import briefgen.__main__ as command

class End(SystemExit):
    code = property(lambda _: (_ for _ in ()).throw(KeyboardInterrupt))

def main(prog_name):
    raise End

command.main = main
command.run()
"""
"""An interrupt that comes when the command has ended and its process has not."""


def test_whoever_interrupts_at_the_last_moment_is_shown_no_traceback():
    done = subprocess.run([sys.executable, "-c", _LATE], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize("step", ["output", "spare", "after"])
def test_an_exchange_in_two_steps_stopped_anywhere_is_taken_back_or_completed(
    turns: Turns, step: str, monkeypatch: pytest.MonkeyPatch
):
    """Where the system cannot exchange folders in one step; stopped as by a kill: nothing is cleared away."""
    root, before = turns.root, tree(turns.root / "site")
    turns.turn()
    rename, done = Path.rename, []

    class Stopped(BaseException):
        pass

    def stopping(self: Path, target: Path) -> Path:
        which = {"site": "output", ".site.briefgen-next": "spare"}.get(self.name, "")
        if done or which == step:
            done.append(which)
            raise Stopped
        result = rename(self, target)
        if which == "spare" and step == "after":
            done.append(which)
            raise Stopped
        return result

    with monkeypatch.context() as patch:
        patch.setattr(exchange, "swap", lambda *_: False)
        patch.setattr(Path, "rename", stopping)
        patch.setattr("briefgen.engine.publish.remove_tree", lambda _: None)
        with pytest.raises(Stopped):
            build(root, options(root))
    assert done
    exchange.repair(root / "site")
    assert tree(root / "site") == (turns.sites[turns.now] if step == "after" else before)
    with monkeypatch.context() as patch:
        patch.setattr(exchange, "swap", lambda *_: False)
        build(root, options(root))

    assert tree(root / "site") == turns.sites[turns.now]
    assert beside(root) == set()


def test_readers_find_every_file_whole_during_builds(turns: Turns):
    root, stop = turns.root, threading.Event()
    counts = {"reads": 0, "passes": 0, "mixed": 0}
    faults: list[str] = []
    shared = sorted(turns.sites[0].keys() & turns.sites[1].keys())

    def read() -> None:
        while not stop.is_set():
            seen = []
            for path in shared:
                counts["reads"] += 1
                try:
                    data = (root / "site" / path).read_bytes()
                except OSError as error:
                    faults.append(f"{path}: {error}")
                    continue
                which = {n for n in (0, 1) if turns.sites[n][path] == data}
                if not which:
                    faults.append(f"{path}: {len(data)} bytes that no state has")
                elif len(which) == 1 and which != set(seen[-1:]):
                    seen += which
            counts["passes"] += 1
            counts["mixed"] += len(seen) > 1

    readers = [threading.Thread(target=read) for _ in range(2)]
    for one in readers:
        one.start()
    builds = 0
    try:
        while builds < 3 or (counts["reads"] < 100_000 and DEEP):
            turns.turn()
            assert run(root)[0] == 0
            builds += 1
    finally:
        stop.set()
        for one in readers:
            one.join()

    assert faults == []
    assert counts["reads"] > 100
    # One exchange of folders falls into at most one pass of each reader.
    assert counts["mixed"] <= 2 * builds, counts


def test_two_builds_at_once_end_in_one_site(turns: Turns):
    for number in range(20 if DEEP else 2):
        turns.turn()
        args = ("--clean",) if number % 3 == 2 else ()
        both = [subprocess.Popen(command(turns.root, *args), stderr=subprocess.PIPE, text=True) for _ in range(2)]
        for one in both:
            _, said = one.communicate()
            refused = one.returncode == 3 and "another build of this site is running" in said
            assert one.returncode == 0 or refused, said

        assert tree(turns.root / "site") == turns.sites[turns.now]
        assert beside(turns.root) == set()


def test_a_build_that_waits_in_vain_names_the_process_that_holds_the_lock(turns: Turns):
    from briefgen.engine.lock import LockedError, lock

    code = "import sys,time,os\nfrom pathlib import Path\nfrom briefgen.engine.lock import lock\n"
    code += "with lock(Path(sys.argv[1])):\n print(os.getpid(), flush=True)\n sys.stdin.read()"
    folder = turns.root / ".briefgen"
    args = [command(turns.root)[0], "-c", code, str(folder)]
    with subprocess.Popen(args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        pid = holder.stdout.readline().strip()
        with pytest.raises(LockedError, match=f"process {pid}"), lock(folder, wait=0.1):
            pass
        holder.communicate("")

    with lock(folder, wait=0.1):
        pass


def test_a_cache_deleted_while_one_waits_does_not_let_two_in(tmp_path: Path):
    from briefgen.engine.lock import LockedError, lock

    with lock(tmp_path / "cache", wait=0.1):
        shutil.rmtree(tmp_path / "cache")
        with lock(tmp_path / "cache", wait=0.1), pytest.raises(LockedError), lock(tmp_path / "cache", wait=0.1):
            pass


@pytest.mark.parametrize("clear", [False, True])
def test_a_build_beside_the_site_in_memory_hides_no_edit_from_it(turns: Turns, clear: bool):
    """The build takes an edit into the cache that both share before the other looks."""
    root = turns.root
    live = Live(root, options(root))
    live.refresh()
    page = "2024/03/brief-3/index.html"
    for number in range(2):
        live.get(page)
        path = "content/briefs/2024-03-05-brief-3.md"
        text = (root / path).read_text(encoding="utf-8")
        (root / path).write_text(text.replace("Plain words", f"Plain words {number}"), encoding="utf-8")
        assert run(root, *(["--clean"] if clear else []))[0] == 0
        live.refresh({path})

        assert live.get(page) == (root / "site" / page).read_bytes()
