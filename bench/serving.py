"""Development servers: from a save to the moment at which a reader who has the page open gets the new one."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.processes import Failure, busy, end, run, start, together
from bench.results import Served
from bench.sites import Corpus, with_field, with_sentence, write
from bench.tools import Tool

PAUSE = 0.2
"""Seconds between a page and the next save: no writer is faster."""
POLL = 0.005
"""Seconds between two requests for a page, where the server's own news are not listened to."""
LIMIT = 120.0
EVENTS = "_briefgen/events?path="


class Server:
    """A server in processes of its own, and a reader who has one page open."""

    def __init__(self, tool: Tool, site: Path, log: Path) -> None:
        self.tool, self.port = tool, free_port()
        self.news: socket.socket | None = None
        begun = time.perf_counter()
        self.process = start([part.format(port=self.port) for part in tool.serve], site, tool.env, log)
        while not self.page("/"):
            if self.process.poll() is not None or time.perf_counter() - begun > LIMIT:
                self.end()
                raise Failure(f"{' '.join(tool.serve)} does not serve; see {log}")
            time.sleep(POLL)
        self.ready = time.perf_counter() - begun

    def page(self, address: str) -> str:
        """A page as it is now; empty while there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", errors="replace")
            return text if answer.status == 200 else ""
        except (OSError, http.client.HTTPException):  # not yet there, or written just now
            return ""
        finally:
            connection.close()

    def open(self, address: str) -> None:
        """Open a page: from now on its news arrive, as in a browser."""
        self.page(address)
        if self.tool.name != "briefgen":
            return
        if self.news:
            self.news.close()
        self.news = socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT)
        path = address.lstrip("/") + "index.html"
        asked = f"GET /{EVENTS}{path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n"
        self.news.sendall(asked.encode())
        self.wait()

    def wait(self) -> None:
        """Wait for news of the open page, or for a moment where none are listened to."""
        if not self.news:
            time.sleep(POLL)
            return
        got = b""
        while b"data:" not in got:
            new = self.news.recv(65536)
            if not new:
                raise Failure("the server sends no more news")
            got += new

    def change(self, save: Callable[[], object], seen: str, address: str, *, gone: bool = False) -> float:
        """Milliseconds from a save until the page at an address shows a text, or shows it no more."""
        time.sleep(PAUSE)
        begun = time.perf_counter()
        save()
        self.wait()
        while not (page := self.page(address)) or (seen in page) is gone:
            if time.perf_counter() - begun > LIMIT:
                raise Failure(f"{self.tool.name}: a change is not served at {address}")
            self.wait()
        return round((time.perf_counter() - begun) * 1000, 2)

    def idle(self, seconds: float) -> float:
        """Percent of a core used while nothing happens, once the work after the last change is done."""
        before = -1.0
        while busy(self.process.pid) - before > 0.02:
            before = busy(self.process.pid)
            time.sleep(PAUSE * 5)
        before = busy(self.process.pid)
        time.sleep(seconds)
        return round((busy(self.process.pid) - before) / seconds * 100, 2)

    def end(self) -> None:
        """End it."""
        if self.news:
            self.news.close()
        end(self.process)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def served(tool: Tool, corpus: Corpus, log: Path, *, saves: int, others: int, rest: float) -> Served:
    """Serve the site of a tool, which has been built, and change it: so many saves, so many of the other changes."""
    run(tool.build, corpus.site(tool), tool.env, log)
    server = Server(tool, corpus.site(tool), log)
    try:
        changes = {"a body saved": bodies(server, corpus, saves), **briefs(server, corpus, others)}
        if tool.name == "briefgen":
            changes["an entity with 20 mentions renamed"] = names(server, corpus, others)
        idle = server.idle(rest)
        return Served(round(server.ready, 3), changes, idle, round(together(server.process.pid), 1))
    finally:
        server.end()


def bodies(server: Server, corpus: Corpus, count: int) -> list[float]:
    """Saves of a body, after one that does not count."""
    brief = corpus.edited
    file, address = corpus.source(server.tool, brief), f"/briefs/{brief.slug}/"
    text = file.read_text(encoding="utf-8")
    server.open(address)
    times = []
    for number in range(count + 1):
        sentence = f"Sentence {number} of this bench."
        times.append(server.change(partial(write, file, with_sentence(text, sentence)), sentence, address))
    write(file, text)
    return times[1:]


def briefs(server: Server, corpus: Corpus, count: int) -> dict[str, list[float]]:
    """A brief that is added, gets another slug, and is deleted, each seen on the front page."""
    last = corpus.source(server.tool, corpus.briefs[-1])
    file = last.with_name("made-by-the-bench.md")
    text = with_field(last.read_text(encoding="utf-8"), "date", "2025-11-20")
    one, two = (with_field(text, "slug", slug) for slug in ("bench-one", "bench-two"))
    added, renamed, deleted = [], [], []
    server.open("/")
    for _ in range(count):
        added.append(server.change(partial(write, file, one), "bench-one", "/"))
        renamed.append(server.change(partial(write, file, two), "bench-two", "/"))
        deleted.append(server.change(file.unlink, "bench-two", "/", gone=True))
    return {"a brief added": added, "a brief renamed": renamed, "a brief deleted": deleted}


def names(server: Server, corpus: Corpus, count: int) -> list[float]:
    """The name of an entity with some twenty mentions, seen on the page of a brief that mentions it."""
    ident, brief = corpus.mentioned(20)
    file, address = corpus.site(server.tool) / f"content/entities/{ident}.yaml", f"/briefs/{brief.slug}/"
    text = file.read_text(encoding="utf-8")
    server.open(address)
    times = []
    for number in range(count):
        name = f"Renamed {number} of this bench"
        times.append(server.change(partial(write, file, with_field(text, "name", name)), name, address))
    write(file, text)
    return times
