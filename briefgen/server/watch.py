"""When to look at the site again: after a burst of hints has ended, when time alone changes it, or at intervals."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from briefgen.server.events import Events
from briefgen.server.sight import Sight, differences, look

QUIET: Final = 0.003
"""Seconds without an event after which a lone save is taken in; it grows while events keep coming."""
LONGEST_QUIET: Final = 0.08
LONGEST_WAIT: Final = 0.5
UNFINISHED: Final = 0.06
"""Seconds to wait for the end of a write that has begun."""
POLL: Final = 0.5
"""Seconds between looks when polling; more where a look takes long."""
DOUBT: Final = 1.0
"""Seconds after which folders that came or went are looked over once more: an event of a new folder may get lost."""
LONGEST_SLEEP: Final = 60.0
"""Seconds; a machine that slept does not know how long."""


class Watcher:
    """Collects hints and hands them over, one batch at a time, to ``rebuild`` in a thread of its own."""

    def __init__(
        self,
        root: Path,
        config: str,
        rebuild: Callable[[Collection[str] | None], None],
        *,
        poll: bool,
        until: Callable[[], float],
    ) -> None:
        self.root, self.config, self.rebuild, self.until = root, config, rebuild, until
        """``until``: seconds since 1970 at which time alone may change the site."""
        self.events = None if poll else Events(root, config, self.hint)
        self.guard = threading.Lock()
        self.hints: set[str] = set()
        self.everything = False
        self.doubtful = False
        self.changed, self.idle = threading.Event(), threading.Event()
        self.idle.set()
        self.stopped = False
        self.seen: Sight = {}
        self.slowness = POLL

    def start(self) -> str:
        """Begin to watch; a sentence when it has to be by polling though that was not asked for."""
        said = ""
        if self.events is not None:
            try:
                self.events.start()
            except OSError as error:
                said = f"the system cannot watch so many files ({error.strerror}); looking for changes every while"
                self.events = None
        self._see()
        threading.Thread(target=self._run, name="briefgen-rebuild", daemon=True).start()
        return said

    def stop(self) -> None:
        """End both threads."""
        self.stopped = True
        self.changed.set()
        if self.events is not None:
            self.events.stop()

    def hint(self, path: str | None) -> None:
        """Something may have changed: a site-relative file, or None for anything."""
        with self.guard:
            if path is None:
                self.everything = self.doubtful = True
            else:
                self.hints.add(path)
            self.idle.clear()
            self.changed.set()

    def _run(self) -> None:
        while True:
            while not self.changed.wait(self._patience()):
                self._look()
            if self.stopped:
                return
            self._settle()
            with self.guard:
                hints = None if self.everything else frozenset(self.hints)
                self.everything, self.hints = False, set()
                self.changed.clear()
            if hints is None and self.events is not None:
                with contextlib.suppress(OSError, KeyError):  # a folder that goes while we look; its event follows
                    self.events.follow()
                self._see()
            self.rebuild(hints)
            with self.guard:
                if not self.changed.is_set():
                    self.idle.set()

    def _patience(self) -> float:
        """Seconds until something is to be done without a hint."""
        if self.events is None:
            return self.slowness
        ahead = self.until() - time.time()
        return DOUBT if self.doubtful else max(0.0, min(ahead, LONGEST_SLEEP))

    def _look(self) -> None:
        """Without a hint: has time come, and is anything other than it was?"""
        if time.time() >= self.until():
            self.hint(None)
        elif self.events is None or self.doubtful:
            before = self.seen
            self._see()
            for path in differences(before, self.seen):
                self.hint(path)
        self.doubtful = False

    def _see(self) -> None:
        begun = time.perf_counter()
        self.seen = look(self.root, self.config)
        self.slowness = max(POLL, 20 * (time.perf_counter() - begun))

    def _settle(self) -> None:
        """Wait for the end of a burst: not long after one save, longer while they keep coming."""
        if self.events is None:
            return
        begun, quiet = time.monotonic(), QUIET
        while time.monotonic() - begun < LONGEST_WAIT:
            self.changed.clear()
            unfinished = self.events.unfinished()
            if not self.changed.wait(max(quiet, UNFINISHED) if unfinished else quiet):
                return
            if self.stopped:
                return
            quiet = min(quiet * 2, LONGEST_QUIET)


NEVER: Final = math.inf
"""For a site that time does not change."""
