"""``briefgen serve``: the pieces put together, from the first build to the last interrupt."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from briefgen.build import Options, failing, source
from briefgen.engine.lock import LockedError
from briefgen.live import Live, Refreshed
from briefgen.pages.theme import ThemeError
from briefgen.project import ConfigError, open_project
from briefgen.server.app import Site, app
from briefgen.server.hub import Hub
from briefgen.server.problems import problems
from briefgen.server.watch import Watcher

_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_TRIES: Final = 20
_PATIENCE: Final = 5.0
"""Seconds that a request waits for a rebuild under way."""


Report = Callable[[Refreshed | Exception], None]
"""Told after each rebuild: what it came to, or what kept it from beginning."""


class ServeError(RuntimeError):
    """The server cannot start; the message is one plain sentence."""


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

    def __init__(self, root: Path, options: Options, report: Report) -> None:
        self.root, self.report = root, report
        self.live = Live(root, options)
        self.hub = Hub()
        self.last: Refreshed | None = None
        self.stopped = ""
        self.again: Callable[[], None] = lambda: None
        """Ask for another look at everything."""

    def rebuild(self, hints: set[str] | None) -> None:
        """Take in what changed, and tell the terminal and the browsers."""
        before = self.broken()
        try:
            done = self.live.refresh(hints)
        except (ConfigError, ThemeError, LockedError, OSError) as error:
            self.stopped = str(error)
            self.report(error)
            self.hub.tell({"broken": True})
            if isinstance(error, LockedError | OSError):  # a file that was being replaced, another build: it passes
                threading.Timer(0.5, self.again).start()
            return
        quiet = (
            self.last is not None
            and done.ok
            and not done.changed
            and not before
            and done.findings == self.last.findings
        )
        self.last, self.stopped = done, ""
        if not quiet:
            self.report(done)
        self.hub.tell(self.news(done))

    def news(self, done: Refreshed) -> dict[str, Any]:
        """What browsers are told."""
        if not done.ok:
            return {"broken": True}
        paths = sorted(done.changed)
        css = bool(paths) and all(path.endswith(".css") for path in paths)
        return {"changed": paths[:2000], "css": css, "moved": dict(done.moved)}

    def broken(self) -> bool:
        """Whether the newest version is not what is shown."""
        return bool(self.stopped) or (self.last is not None and failing(self.last.findings, strict=False))

    def problems(self) -> list[dict[str, Any]]:
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

    listener, port = _listen(wish)
    base = urlsplit(options.base_url or open_project(root, options.config)[0].settings.base_url).path or "/"
    address = f"http://{'localhost' if wish.host in _LOOPBACK else wish.host}:{port}"
    session = Session(root, options._replace(base_url=address + base), report)
    watcher = Watcher(root, options.config or "briefgen.yaml", session.rebuild, poll=wish.poll, ignore=root / "site")
    session.again = lambda: watcher.hint(None)
    said = watcher.start()
    session.rebuild(None)
    for line in (said, f"Serving {address}{base} (press Ctrl+C to stop)"):
        if line:
            say(line)
    site = Site(
        session.live,
        session.hub,
        base,
        session.problems,
        lambda: session.live.good is not None,
        lambda: _settled(watcher),
        reload=wish.reload,
    )
    if wish.browser:
        threading.Timer(0.3, webbrowser.open, (address + base,)).start()
    config = uvicorn.Config(
        app(site, _hosts(wish, port)),
        log_level="error",
        http="h11",
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
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        watcher.stop()


def _settled(watcher: Watcher) -> None:
    watcher.idle.wait(_PATIENCE)


def _hosts(wish: Wish, port: int) -> frozenset[str]:
    """The Host headers that name this server."""
    names = {*_LOOPBACK, *(name.lower() for name in wish.allow)}
    return frozenset({f"{name}:{port}" for name in names} | (names if port == 80 else set()))


def _listen(wish: Wish) -> tuple[socket.socket, int]:
    """A listening socket and its port; without a port asked for, the next free one from 8000."""
    host = wish.host.strip("[]")
    if not _is_loopback(host) and not wish.allow:
        message = f"--host {wish.host} lets other machines in; name the address they will use with --allow-host"
        raise ServeError(message)
    first = 8000 if wish.port is None else wish.port
    for port in range(first, first + (_TRIES if wish.port is None else 1)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
            continue
        return listener, int(listener.getsockname()[1])
    raise ServeError(f"port {first} on {wish.host} cannot be used: {reason.lower()}; choose another with --port")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
