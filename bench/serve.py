"""From a save to the new page in a browser: ``python bench/serve.py SITE`` serves a copy of a site and edits it.

Prints the milliseconds from the end of a write until the page that is open has its new bytes: the news is awaited on
the event stream as a browser does, then the page is asked for. SITE is a folder with content/briefs and
content/entities; it is copied, and its cache is warmed by one build first.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import quote

SAVES = 50
OTHERS = 10
NOW = "2026-06-01"


class Server:
    """``briefgen serve`` in a process of its own, and one open page."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "briefgen", "-C", str(root), "serve", "-p", "0", "--now", NOW]
        begun = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self.process.stdout is not None
        while "Serving" not in (line := self.process.stdout.readline()):
            if not line:
                sys.exit("the server ended")
        self.ready = time.perf_counter() - begun
        self.port = int(line.split("localhost:")[1].split("/")[0])
        self.events: socket.socket | None = None

    def page(self, address: str) -> str:
        """A page as it is now."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", quote(address))
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def open(self, address: str) -> str:
        """Open a page: its text, and from now on its news."""
        text = self.page(address)
        if self.events is not None:
            self.events.close()
        self.events = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        path = quote(address.lstrip("/") + "index.html")
        asked = f"GET /_briefgen/events?path={path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n"
        self.events.sendall(asked.encode())
        self.news()
        return text

    def news(self) -> None:
        """Wait for the next message on the event stream."""
        assert self.events is not None
        got = b""
        while b"data:" not in got:
            got += self.events.recv(65536)

    def save(self, change: Callable[[], object], address: str, there: Callable[[str], bool]) -> float:
        """Milliseconds from a change until a page shows it."""
        change()
        begun = time.perf_counter()
        self.news()
        while not there(self.page(address)):
            self.news()
        return (time.perf_counter() - begun) * 1000

    def cpu(self, seconds: float) -> float:
        """Percent of one core used while nothing happens."""
        def used() -> float:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

        before = used()
        time.sleep(seconds)
        return (used() - before) / seconds * 100

    def memory(self) -> int:
        """Peak memory in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


def tell(what: str, times: list[float]) -> None:
    """One line of figures."""
    middle, worst = statistics.median(times), max(times)
    print(f"{what:34} median {middle:7.1f} ms   worst {worst:7.1f} ms   of {len(times)}", flush=True)


def bodies(server: Server, brief: Path, address: str) -> list[float]:
    """Saves of a body."""
    text = brief.read_text(encoding="utf-8")
    times = []
    server.open(address)
    for number in range(SAVES):
        def change(number: int = number) -> None:
            brief.write_text(f"{text}\nSentence {number} of this bench.\n", encoding="utf-8")

        times.append(server.save(change, address, lambda page, n=number: f"Sentence {n} of" in page))
    return times


def briefs(server: Server, brief: Path, person: str) -> dict[str, list[float]]:
    """A brief that is added, retitled, and deleted, seen on the page of a person it mentions."""
    new = brief.with_name("2026-05-05-made-by-the-bench.md")
    address = f"/2026/05/{new.stem[11:]}/"
    times: dict[str, list[float]] = {"a brief added": [], "a title changed": [], "a brief deleted": []}
    text = "---\ntitle: {}\ndate: 2026-05-05\n---\n\nHere is [[" + person + "]].\n"
    for number in range(OTHERS):
        server.open("/")
        add = partial(new.write_text, text.format("One"), encoding="utf-8")
        times["a brief added"].append(server.save(add, "/", lambda page: address[1:] in page))
        server.open(address)
        title = f"Other {number}"
        change = partial(new.write_text, text.format(title), encoding="utf-8")
        times["a title changed"].append(server.save(change, address, lambda page, title=title: title in page))
        server.open("/")
        times["a brief deleted"].append(server.save(new.unlink, "/", lambda page: address[1:] not in page))
    return times


def names(server: Server, file: Path, ident: str, brief_address: str) -> list[float]:
    """The name of a person with some twenty mentions, changed."""
    times = []
    text = file.read_text(encoding="utf-8")
    server.open(brief_address)
    for number in range(OTHERS):
        name = f"Renamed Number {number}"

        def change(name: str = name) -> None:
            head, mark, tail = text.partition(f"{ident}\n") if file.suffix == ".yaml" else ("", "", text)
            first, label, rest = tail.partition("name: ")
            file.write_text(head + mark + first + label + name + "\n" + rest.partition("\n")[2], encoding="utf-8")

        times.append(server.save(change, brief_address, lambda page, n=name: n in page))
    return times


def address_of(brief: Path) -> str:
    """Where a brief with a date and a slug of its own stands."""
    text = brief.read_text(encoding="utf-8")
    year, month = re.findall(r"^date: (\d{4})-(\d\d)", text, re.MULTILINE)[0]
    slug = re.findall(r"^slug: (.+)$", text, re.MULTILINE)
    return f"/{year}/{month}/{slug[0] if slug else brief.stem[11:]}/"


def mentioned(root: Path, wanted: int) -> tuple[str, Path]:
    """An entity that about so many briefs mention, and one of those."""
    found: dict[str, list[Path]] = {}
    for path in sorted((root / "content/briefs").rglob("*.md")):
        for ident in set(re.findall(r"\[\[([a-z0-9-]+)", path.read_text(encoding="utf-8"))):
            found.setdefault(ident, []).append(path)
    ident = min(found, key=lambda one: (abs(len(found[one]) - wanted), one))
    return ident, found[ident][0]


def main(site: Path) -> None:
    """Copy the site, warm its cache, serve it, edit it, print."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        shutil.copytree(site, root, ignore=shutil.ignore_patterns(".briefgen", "site"))
        command = [sys.executable, "-m", "briefgen", "-C", str(root), "build", "--now", NOW]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        time.sleep(0.2)
        server = Server(root)
        print(f"{'ready on a warm cache':34} {server.ready:.2f} s", flush=True)
        ident, brief = mentioned(root, 20)
        address = address_of(brief)
        tell("a body saved", bodies(server, brief, address))
        for what, times in briefs(server, brief, ident).items():
            tell(what, times)
        files = [path for path in (root / "content/entities").rglob("*") if path.is_file()]
        file = next(path for path in files if f"id: {ident}\n" in path.read_text(encoding="utf-8"))
        tell("an entity with 20 mentions renamed", names(server, file, ident, address))
        print(f"{'idle':34} {server.cpu(10):.2f} % of a core; peak memory {server.memory()} MB")
        server.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
