"""Events of the file system as hints: something changed, perhaps here. What really changed is read from the files."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from watchdog.events import DirModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

FOLDERS: Final = ("content", "static", "themes")
QUIET: Final = 0.003
"""Seconds without an event after which a lone save is taken in; it grows while events keep coming."""
LONGEST_QUIET: Final = 0.08
LONGEST_WAIT: Final = 0.5
_TEMPORARY: Final = re.compile(r"(?:\.#.*|#.*#|.*~|.*\.sw[a-z]|4913|\.goutputstream-.*|.*\.tmp|.*___jb_\w+___)\Z")


class Watcher(FileSystemEventHandler):
    """Collects hints and hands them over, one batch at a time, to ``rebuild`` in a thread of its own."""

    def __init__(
        self, root: Path, config: str, rebuild: Callable[[set[str] | None], None], *, poll: bool, ignore: Path | None
    ) -> None:
        self.root, self.config, self.rebuild = root, config, rebuild
        self.ignore = str(ignore) + os.sep if ignore is not None else ""
        self.poll = poll
        self.hints: set[str] = set()
        self.everything = False
        self.changed = threading.Event()
        self.idle = threading.Event()
        self.idle.set()
        self.stopped = False
        self.watched: dict[str, object] = {}
        self.observer: BaseObserver = PollingObserver(timeout=0.5) if poll else Observer()

    def start(self) -> str:
        """Begin to watch; a sentence when it has to be by polling though that was not asked for."""
        said = ""
        try:
            self._schedule()
            self.observer.start()
        except OSError as error:
            said = f"the system cannot watch so many files ({error.strerror}); looking for changes every half second"
            self.poll, self.watched = True, {}
            self.observer = PollingObserver(timeout=0.5)
            self._schedule()
            self.observer.start()
        threading.Thread(target=self._run, name="briefgen-rebuild", daemon=True).start()
        return said

    def stop(self) -> None:
        """End both threads."""
        self.stopped = True
        self.changed.set()
        self.observer.stop()

    def hint(self, path: str | None) -> None:
        """Something may have changed: a site-relative file, or None for anything."""
        if path is None:
            self.everything = True
        else:
            self.hints.add(path)
        self.idle.clear()
        self.changed.set()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take an event of the file system as a hint."""
        if event.event_type in ("opened", "closed_no_write") or isinstance(event, DirModifiedEvent):
            return
        for path in {os.fsdecode(event.src_path), os.fsdecode(event.dest_path)} - {""}:
            self._consider(path, folder=event.is_directory)

    def _consider(self, path: str, *, folder: bool) -> None:
        if self.ignore and (path + os.sep).startswith(self.ignore):
            return
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        top, name = relative.split("/")[0], os.path.basename(path)
        if _TEMPORARY.match(name) or (top not in FOLDERS and relative != self.config):
            return
        lone = not folder and top == "content" and relative.endswith(".md")
        self.hint(relative if lone else None)

    def _schedule(self) -> None:
        """Watch the site's folder, and whole those below it that exist by now; folders, as editors replace files."""
        if "" not in self.watched:
            self.watched[""] = self.observer.schedule(self, str(self.root), recursive=False)
        for name in FOLDERS:
            exists = (self.root / name).is_dir()
            if exists and name not in self.watched:
                self.watched[name] = self.observer.schedule(self, str(self.root / name), recursive=True)
            elif not exists and name in self.watched:
                self.observer.unschedule(self.watched.pop(name))  # type: ignore[arg-type]  # what schedule gave

    def _run(self) -> None:
        while True:
            self.changed.wait()
            if self.stopped:
                return
            self._settle()
            hints = None if self.everything else set(self.hints)
            self.everything = False
            self.hints.clear()
            if hints is None:
                with contextlib.suppress(OSError, KeyError):  # a folder that goes while we look; its event follows
                    self._schedule()
            self.rebuild(hints)
            if not self.changed.is_set():
                self.idle.set()

    def _settle(self) -> None:
        """Wait for the end of a burst: not long after one save, longer while they keep coming."""
        begun, quiet = time.monotonic(), QUIET
        while True:
            self.changed.clear()
            if not self.changed.wait(quiet) or time.monotonic() - begun > LONGEST_WAIT:
                self.changed.clear()
                return
            quiet = min(quiet * 2, LONGEST_QUIET)
