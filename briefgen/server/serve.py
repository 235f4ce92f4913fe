"""A plain development server: build, serve the last good site on loopback, rebuild when something changes."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from briefgen.build import Options, Result, build

SETTLE = 0.06
"""Seconds of quiet after the last event before a rebuild, so that one save is one build."""


def serve(
    root: Path, options: Options, host: str, port: int, report: Callable[[Result], None], *, browser: bool, poll: bool
) -> None:
    """Build, then serve until interrupted. ``report`` is called after every build."""
    import uvicorn

    options = options._replace(output=options.output or root / ".briefgen" / "served", base_url="")
    report(build(root, options))
    changed = threading.Event()
    threading.Thread(target=_rebuild, args=(root, options, changed, report), daemon=True).start()
    observer = (PollingObserver if poll else Observer)()
    observer.schedule(_Hint(root, changed), str(root), recursive=True)
    observer.start()
    if browser:
        threading.Timer(0.5, webbrowser.open, (f"http://{host}:{port}/",)).start()
    try:
        uvicorn.run(app(options.output or root, host), host=host, port=port, log_level="warning")
    finally:
        observer.stop()


def app(folder: Path, host: str) -> Starlette:
    """The site in ``folder`` as static hosting would serve it; only for requests that name a loopback host."""
    hosts = ["localhost", "127.0.0.1", "[::1]", host]
    folder.mkdir(parents=True, exist_ok=True)
    files = StaticFiles(directory=folder, html=True, follow_symlink=False)
    return Starlette(routes=[Mount("/", files)], middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)])


class _Hint(FileSystemEventHandler):
    """An event only says "look again"."""

    def __init__(self, root: Path, changed: threading.Event) -> None:
        self.watched = tuple(str(root / name) for name in ("content", "static", "themes", "briefgen.yaml"))
        self.changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write"):
            return
        paths = (str(event.src_path), str(getattr(event, "dest_path", "")))
        if any(path.startswith(self.watched) for path in paths if path):
            self.changed.set()


def _rebuild(root: Path, options: Options, changed: threading.Event, report: Callable[[Result], None]) -> None:
    while True:
        changed.wait()
        while changed.is_set():
            changed.clear()
            threading.Event().wait(SETTLE)
        try:
            report(build(root, options))
        except Exception as error:  # noqa: BLE001 - whatever stops one build must not stop the server
            report_failure(error)


def report_failure(error: Exception) -> None:
    """Say in the log why a rebuild did not happen."""
    import logging

    logging.getLogger("briefgen").error("%s", error)
