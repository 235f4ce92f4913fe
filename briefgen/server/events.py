"""Events of the file system as hints: something changed, perhaps here. What really changed is read from the files."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from watchdog.events import DirModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from briefgen.server.sight import FOLDERS, links

_TEMPORARY: Final = re.compile(r"(?:\.#.*|#.*#|.*~|.*\.sw[a-z]|4913|\.goutputstream-.*|.*\.tmp|.*___jb_\w+___)\Z")
_UNREAD: Final = ("opened", "closed_no_write")
_TELLS_ENDS: Final = sys.platform == "linux"
"""Whether the system tells when a file that was written is closed."""


class Events(FileSystemEventHandler):
    """Hands site-relative paths to ``hint``, or None where it cannot say which."""

    def __init__(self, root: Path, config: str, hint: Callable[[str | None], None]) -> None:
        self.root, self.config, self.hint = root, config, hint
        self.observer: BaseObserver = Observer()
        self.watched: dict[str, tuple[int, ObservedWatch]] = {}
        """Folder -> its inode and its watch."""
        self.aliases: dict[str, set[str]] = {}
        self.guard = threading.Lock()
        self.writing: set[str] = set()
        """Files that were written to and not closed since."""

    def start(self) -> None:
        """Begin. Raises OSError when the system refuses."""
        try:
            self.follow()
            self.observer.start()
        except OSError:
            self.observer.unschedule_all()
            raise

    def stop(self) -> None:
        """End."""
        self.observer.stop()

    def unfinished(self) -> bool:
        """Whether a write has begun and not ended; asked once, so that one that never ends is not waited for again."""
        with self.guard:
            writing, self.writing = self.writing, set()
        return bool(writing)

    def follow(self) -> None:
        """Watch the site's folder, and whole those below it that exist by now; folders, as editors replace files."""
        self.aliases = links(self.root)
        wanted = {str(self.root): False}
        wanted |= {str(self.root / name): True for name in FOLDERS if (self.root / name).is_dir()}
        inside = tuple(folder + os.sep for folder, whole in wanted.items() if whole)
        for real in self.aliases:
            folder = real if os.path.isdir(real) else os.path.dirname(real)
            if not (folder + os.sep).startswith(inside) and _within(folder, self.root):
                wanted.setdefault(folder, os.path.isdir(real))
        for folder in self.watched.keys() - wanted.keys():
            self.observer.unschedule(self.watched.pop(folder)[1])
        for folder, whole in wanted.items():
            inode = os.stat(folder).st_ino
            if folder in self.watched and self.watched[folder][0] != inode:  # deleted and made again
                self.observer.unschedule(self.watched.pop(folder)[1])
            if folder not in self.watched:
                self.watched[folder] = (inode, self.observer.schedule(self, folder, recursive=whole))

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take an event of the file system as a hint."""
        if event.event_type in _UNREAD or isinstance(event, DirModifiedEvent):
            return
        for path in {os.fsdecode(event.src_path), os.fsdecode(event.dest_path)} - {""}:
            if _TELLS_ENDS and not event.is_directory:
                with self.guard:
                    (self.writing.add if event.event_type in ("created", "modified") else self.writing.discard)(path)
            self._consider(path, folder=event.is_directory)

    def _consider(self, path: str, *, folder: bool) -> None:
        for alias in self.aliases.get(path, ()):
            self.hint(alias)
        if any(path.startswith(real + os.sep) for real in self.aliases):
            self.hint(None)
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        if relative.split("/")[0] not in FOLDERS and relative != self.config:
            return
        if not _TEMPORARY.match(os.path.basename(path)):
            self.hint(None if folder else relative)


def _within(folder: str, root: Path) -> bool:
    return (os.path.realpath(folder) + os.sep).startswith(os.path.realpath(root) + os.sep)
