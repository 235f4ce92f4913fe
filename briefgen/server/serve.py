"""``briefgen serve``: the pieces put together, from the first build to the last interrupt."""

from __future__ import annotations

import contextlib
import signal
import threading
import webbrowser
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from briefgen.build import Options, failing, source
from briefgen.engine.lock import LockedError
from briefgen.live import Live, Refreshed
from briefgen.pages.theme import ThemeError
from briefgen.project import ConfigError, open_project
from briefgen.server.app import Site, app
from briefgen.server.doors import LOOPBACK, hosts, listen
from briefgen.server.hub import Hub, State
from briefgen.server.problems import Problem, problems
from briefgen.server.watch import Watcher

_PATIENCE: Final = 5.0
"""Seconds that a request waits for a rebuild under way."""


Report = Callable[[Refreshed | Exception], None]
"""Told after each rebuild: what it came to, or what kept it from beginning."""


class Wish(NamedTuple):
    """How to serve."""

    host: str = "127.0.0.1"
    port: int | None = None
    """None: 8000 or the next free one."""
    allow: Sequence[str] = ()
    """Further names under which the server may be asked for."""
    poll: bool = False
    reload: bool = True
    browser: bool = False


class Session:
    """One site being served: what is shown, and what is wrong with the newest version."""

    def __init__(self, root: Path, wish: Wish, options: Options, report: Report) -> None:
        self.root, self.report = root, report
        self.live = Live(root, options)
        self.hub = Hub()
        config = options.config or "briefgen.yaml"
        self.watcher = Watcher(root, config, self.rebuild, poll=wish.poll, until=lambda: self.live.until)
        self.state: State = lambda _: {}
        self.last: Refreshed | None = None
        self.stopped = ""
        self.addresses: dict[str, str] = {}
        """Output path of what has moved -> where to."""

    def rebuild(self, hints: Collection[str] | None) -> None:
        """Take in what changed, and tell the terminal and the browsers."""
        before, last = self.broken(), self.last
        try:
            done = self.live.refresh(hints)
        except (ConfigError, ThemeError, LockedError, OSError) as error:
            self._stop(str(error), error)
            if isinstance(error, LockedError | OSError):  # a file that was being replaced, another build: it passes
                threading.Timer(0.5, self.watcher.hint, (None,)).start()
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the watching; it is told as ours
            self._stop(f"a fault in briefgen itself: {type(error).__name__}: {error}", error)
        else:
            self.last, self.stopped = done, ""
            self.addresses.update(done.moved)
            same = last is not None and done.ok and not done.changed and done.findings == last.findings
            if before or not same:
                self.report(done)
        self.hub.tell(self.state)

    def _stop(self, reason: str, error: Exception) -> None:
        self.stopped = reason
        self.report(error)

    def broken(self) -> bool:
        """Whether the newest version is not what is shown."""
        return bool(self.stopped) or (self.last is not None and failing(self.last.findings, strict=False))

    def whole(self) -> bool:
        """Whether there is a good site to show."""
        return self.live.good is not None

    def settled(self) -> None:
        """Wait until no rebuild is under way, but not for ever."""
        self.watcher.idle.wait(_PATIENCE)

    def moved(self, path: str) -> str:
        """Where a page that was here stands now; empty when nobody knows."""
        seen = {path}
        while (path := self.addresses.get(path, "")) and path not in seen:
            if self.live.has(path):
                return path
            seen.add(path)
        return ""

    def problems(self) -> list[Problem]:
        """What is wrong with the newest version."""
        if not self.broken():
            return []
        findings = self.last.findings if self.last is not None and not self.stopped else ()
        paths = {place.path for one in findings for place in (one.diagnostic.place,)}
        paths |= {note.place.path for one in findings for note in one.diagnostic.notes}
        lines = {path: source(self.root, path).split("\n") for path in paths}
        return problems(findings, lines, self.stopped)


def serve(
    root: Path,
    options: Options,
    wish: Wish,
    say: Callable[[str], None],
    report: Callable[[Refreshed | Exception], None],
) -> None:
    """Build, serve and rebuild until interrupted. Raises ServeError, ConfigError, and OSError for the first start."""
    # Before uvicorn takes the signals over, and when it raises them once more at its end, they mean the same.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _interrupt)
    with contextlib.suppress(KeyboardInterrupt):
        _serve(root, options, wish, say, report)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _serve(root: Path, options: Options, wish: Wish, say: Callable[[str], None], report: Report) -> None:
    import uvicorn

    from briefgen.server.patience import Protocol, Server

    listeners, port = listen(wish.host, wish.port, wish.allow)
    base = urlsplit(options.base_url or open_project(root, options.config)[0].settings.base_url).path or "/"
    base = base.rstrip("/") + "/"
    address = f"http://{'localhost' if wish.host in LOOPBACK else wish.host}:{port}"
    session = Session(root, wish, options._replace(base_url=address + base), report)
    site = Site(session.live, session, session.hub, base, reload=wish.reload)
    session.state = site.state
    said = session.watcher.start()
    session.rebuild(None)
    for line in (said, f"Serving {address}{base} (press Ctrl+C to stop)"):
        if line:
            say(line)
    if wish.browser:
        threading.Timer(0.3, webbrowser.open, (address + base,)).start()
    config = uvicorn.Config(
        app(site, hosts(wish.allow, port)),
        log_level="error",
        http=Protocol,
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=256,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=16_384,
    )
    try:
        Server(config, session.hub.end).run(sockets=listeners)
    finally:
        session.watcher.stop()
