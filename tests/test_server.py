"""The development server: what it serves, what it refuses, and that every save ends on screen."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sites import brief, files, write

NEW = "content/briefs/2024-03-05-brief-3.md"
PAGE = "/2024/03/brief-3/"


class Served:
    """A server in a process of its own, and how to ask it."""

    def __init__(self, root: Path, *args: str) -> None:
        self.root = root
        command = [sys.executable, "-m", "briefgen", "-C", str(root), "serve", "-p", "0", "--now", "2024-09-15", *args]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said: list[str] = []
        assert self.process.stdout is not None
        while "Serving" not in (line := self.process.stdout.readline()):
            assert line, "the server ended: " + "".join(self.said)
            self.said.append(line)
        self.port = int(line.split("localhost:")[1].split("/")[0])

    def get(self, target: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """One request; header names with underscores for hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, target, skip_host="host" in named, skip_accept_encoding=True)
        for name, value in named.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def text(self, target: str) -> str:
        return self.get(target).body.decode()  # type: ignore[attr-defined]

    def shows(self, target: str, wanted: str) -> bool:
        """Whether a page shows something within a few seconds."""
        until = time.monotonic() + 8
        while time.monotonic() < until:
            if wanted in self.text(target):
                return True
            time.sleep(0.01)
        return False

    def raw(self, data: bytes) -> bytes:
        """What the server answers to bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(data)
            connection.settimeout(5)
            parts = b""
            while True:
                try:
                    got = connection.recv(65536)
                except (TimeoutError, ConnectionResetError):
                    return parts
                if not got:
                    return parts
                parts += got

    @contextlib.contextmanager
    def listening(self, page: str) -> Iterator[Callable[[], dict[str, object]]]:
        """What an open page is told, one message a call."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=8) as listener:
            path = page.lstrip("/") + "index.html"
            asked = f"GET /_briefgen/events?path={path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n"
            listener.sendall(asked.encode())
            stream = listener.makefile("rb")

            def news() -> dict[str, object]:
                for line in stream:
                    if line.startswith(b"data:"):
                        return dict(json.loads(line[5:]))
                raise AssertionError("the stream ended")

            yield news

    def end(self, with_signal: int = signal.SIGTERM) -> int:
        """End the server; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
            self.said += self.process.communicate(timeout=10)[0].splitlines(keepends=True)
        return self.process.returncode


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site that nothing changes."""
    root = tmp_path_factory.mktemp("served") / "one"
    write(root, files())
    (root / "static/big.bin").write_bytes(bytes(range(256)) * 40)
    (root / "secret.txt").write_text("secret")
    one = Served(root)
    yield one
    one.end()


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Served]:
    """A site to edit."""
    root = tmp_path / "one"
    write(root, files())
    one = Served(root)
    yield one
    one.end()


# --- As static hosting would -----------------------------------------------------------------------------------------


def test_pages_folders_and_types(served: Served):
    assert "Brief number 8" in served.text("/")
    assert served.get("/about").status == 302
    assert served.get("/about").headers["location"] == "/about/"
    assert served.get("/about/").headers["content-type"] == "text/html; charset=utf-8"
    assert served.get("/assets/style.css").headers["content-type"] == "text/css; charset=utf-8"
    assert served.get("/feed.xml").headers["content-type"] == "application/xml"


def test_what_is_not_there_is_the_page_for_that(served: Served):
    answer = served.get("/nowhere/")

    assert answer.status == 404
    assert "Page not found" in answer.body.decode()  # type: ignore[attr-defined]


def test_ranges(served: Served):
    part = served.get("/big.bin", range="bytes=10-19")

    assert (part.status, part.body) == (206, bytes(range(10, 20)))  # type: ignore[attr-defined]
    assert part.headers["content-range"] == "bytes 10-19/10240"
    assert served.get("/big.bin", range="bytes=-4").body == bytes(range(252, 256))  # type: ignore[attr-defined]
    assert served.get("/big.bin", range="bytes=99999-").status == 416
    assert served.get("/big.bin", range="lines=1-2").status == 200


def test_unchanged_files_are_not_sent_again(served: Served):
    mark = served.get("/big.bin").headers["etag"]

    assert served.get("/big.bin", if_none_match=mark).status == 304


def test_head_has_no_body(served: Served):
    answer = served.get("/", method="HEAD")

    assert (answer.status, answer.body) == (200, b"")  # type: ignore[attr-defined]


def test_only_loopback_is_listened_on(served: Served):
    name = socket.gethostbyname(socket.gethostname())
    if name.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((name, served.port), timeout=2)


# --- What is refused -------------------------------------------------------------------------------------------------

TARGETS = [
    "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/.%2e/secret.txt",
    "/..%5csecret.txt", "/..\\secret.txt", "/%5c..%5csecret.txt", "/about/../../secret.txt",
    "/about/%2e%2e/%2e%2e/secret.txt", "/./secret.txt", "//etc/passwd", "///etc/passwd", "/%00", "/about/%00index.html",
    "/about%00.html", "/%2fetc/passwd",
    "/etc/passwd", "/secret.txt", "/secret.txt?import&raw", "/secret.txt?raw??", "/secret.txt?inline&import",
    "/@fs/etc/passwd", "/@fs/secret.txt", "/.briefgen/cache.sqlite", "/.git/config", "/briefgen.yaml",
    f"/{NEW}", "/content/", "/static/big.bin", "/%252e%252e/secret.txt", "/..;/secret.txt",
    "/..%c0%afsecret.txt",
    "/%c0%ae%c0%ae/secret.txt", "/" + "a" * 3000, "/" + "../" * 30 + "etc/passwd", "/about/..", "/.", "/..",
    "/_briefgen/../secret.txt", "/_briefgen/serve.py", "/_briefgen/", "/assets/../../secret.txt", "/C:/windows/win.ini",
    "/file:///etc/passwd", "/~root", "/about/index.html/../../../secret.txt", "/%ff%fe", "/about%2findex.html",
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_that_is_no_page_gives_nothing(served: Served, target: str):
    answer = served.raw(f"GET {target} HTTP/1.1\r\nHost: localhost:{served.port}\r\nConnection: close\r\n\r\n".encode())
    status = int(answer.split(b" ")[1])

    assert status in (400, 403, 404, 414)
    assert b"secret\n" not in answer
    assert b"root:" not in answer
    assert b"Traceback" not in answer


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "localhost", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example:{port}",
     "localhost.evil.example:{port}", "0.0.0.0:{port}", "localhost:{port}@evil.example", "[::ffff:7f00:1]:{port}", ""],
)  # fmt: skip
def test_another_host_is_refused(served: Served, host: str):
    assert served.get("/", host=host.format(port=served.port)).status == 403


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_its_own_names_are_answered(served: Served, host: str):
    assert served.get("/", host=host.format(port=served.port)).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost", "file://"])
@pytest.mark.parametrize("target", ["/", "/_briefgen/events?path=index.html", "/_briefgen/problems.json"])
def test_another_origin_is_refused(served: Served, origin: str, target: str):
    assert served.get(target, origin=origin).status == 403


def test_other_sites_may_lead_here_but_not_fetch(served: Served):
    assert served.get("/", sec_fetch_site="cross-site", sec_fetch_mode="navigate").status == 200
    assert served.get("/", sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    assert served.get("/", sec_fetch_site="same-site", sec_fetch_mode="cors").status == 403
    assert served.get("/_briefgen/problems.json", sec_fetch_site="cross-site", sec_fetch_mode="navigate").status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
def test_nothing_but_get_and_head(served: Served, method: str):
    assert served.get("/", method=method).status in (400, 405)


def test_no_answer_lets_another_origin_read(served: Served):
    for target in ("/", "/feed.xml", "/_briefgen/client.js", "/_briefgen/problems.json", "/nowhere"):
        headers = {name.lower() for name, _ in served.get(target).getheaders()}

        assert not {name for name in headers if name.startswith("access-control")}
        assert {"x-content-type-options", "cross-origin-resource-policy", "cache-control"} <= headers


@pytest.mark.parametrize(
    "data",
    [b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
     b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
     b"\0" * 100, b"GET * HTTP/1.1\r\n\r\n"],
    ids=range(9),
)  # fmt: skip
def test_malformed_requests_end_in_a_refusal(served: Served, data: bytes):
    answer = served.raw(data)

    assert answer == b"" or int(answer.split(b" ")[1]) >= 400
    assert "Brief number" in served.text("/")


def test_forwarded_headers_change_nothing(served: Served):
    assert served.get("/", host="evil.example", x_forwarded_host=f"localhost:{served.port}").status == 403
    assert "evil" not in served.get("/about", x_forwarded_host="evil.example").headers["location"]


def test_pages_carry_the_client_and_the_published_ones_do_not(served: Served):
    assert '<script src="/_briefgen/client.js"' in served.text("/")
    assert not (served.root / "site").exists()


# --- Every save ends on screen ---------------------------------------------------------------------------------------


def in_place(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def renamed_over(file: Path, text: str) -> None:
    other = file.with_name(".new.tmp")
    other.write_text(text, encoding="utf-8")
    other.replace(file)


def with_backup(file: Path, text: str) -> None:
    file.replace(file.with_name(file.name + "~"))
    file.write_text(text, encoding="utf-8")
    file.with_name(file.name + "~").unlink()


def in_two_steps(file: Path, text: str) -> None:
    file.write_text("", encoding="utf-8")
    time.sleep(0.002)
    file.write_text(text, encoding="utf-8")


def deleted_and_made(file: Path, text: str) -> None:
    file.unlink()
    file.write_text(text, encoding="utf-8")


MANNERS: list[Callable[[Path, str], None]] = [in_place, renamed_over, with_backup, in_two_steps, deleted_and_made]


def test_fifty_saves_in_every_manner_end_on_screen(edited: Served):
    text = (edited.root / NEW).read_text()
    for number in range(50 if os.environ.get("BRIEFGEN_TEST") == "deep" else 15):
        MANNERS[number % 5](edited.root / NEW, text + f"\nSentence {number}.\n")

        assert edited.shows(PAGE, f"Sentence {number}."), MANNERS[number % 5]


def test_an_error_is_told_and_the_last_good_page_stays(edited: Served):
    text = (edited.root / NEW).read_text()
    for number in range(100 if os.environ.get("BRIEFGEN_TEST") == "deep" else 3):
        in_place(edited.root / NEW, text + "\n[[nobody-here]]\n")
        assert edited.shows("/_briefgen/problems.json", "nobody-here")
        assert "Plain words of brief 3" in edited.text(PAGE)

        in_place(edited.root / NEW, text + f"\nMended {number}.\n")
        assert edited.shows(PAGE, f"Mended {number}.")
        assert json.loads(edited.text("/_briefgen/problems.json")) == []


def test_settings_and_theme_that_break_are_told_and_mended(edited: Served):
    in_place(edited.root / "briefgen.yaml", "titel: x\n")
    assert edited.shows("/_briefgen/problems.json", "titel")
    in_place(edited.root / "briefgen.yaml", "title: Another title\n")
    assert edited.shows("/", "Another title")
    write(edited.root, {"themes/default/templates/page.html": "{{ nothing_of_the_kind }}"})
    # The page itself is its last good version, if somebody had asked for it before.
    assert edited.shows("/_briefgen/problems.json?path=about/index.html", "nothing_of_the_kind")
    shutil.rmtree(edited.root / "themes")
    assert edited.shows("/about/", "We write of")


def test_a_site_that_was_never_whole_says_so_and_recovers(tmp_path: Path):
    root = tmp_path / "one"
    write(root, {**files(), NEW: "---\ntitle: <script>alert(1)</script>\ndate: never\n---\n"})
    one = Served(root)
    try:
        answer = one.get("/")
        assert answer.status == 503
        assert "<script>alert" not in answer.body.decode()  # type: ignore[attr-defined]
        in_place(root / NEW, brief(3))
        assert one.shows("/", "Brief number 3")
    finally:
        one.end()


def test_new_deleted_and_renamed_files(edited: Served):
    write(edited.root, {"content/briefs/2024-07-07-fresh.md": brief(1).replace("leave-1", "leave-9")})
    assert edited.shows("/2024/01/fresh/", "Brief number 1")
    (edited.root / "content/briefs/2024-07-07-fresh.md").rename(edited.root / "content/briefs/2024-07-07-renamed.md")
    assert edited.shows("/2024/01/renamed/", "Brief number 1")
    assert edited.get("/2024/01/fresh/").status == 404
    shutil.move(edited.root / "content/briefs", edited.root / "content/briefs-away")
    assert edited.shows(PAGE, "Page not found")
    shutil.move(edited.root / "content/briefs-away", edited.root / "content/briefs")
    assert edited.shows(PAGE, "Brief number 3")


def test_a_storm_of_changes_ends_in_one_correct_site(edited: Served):
    for number in range(300):
        write(edited.root, {f"content/pages/p{number}.md": f"---\ntitle: Page {number}\n---\nText.\n"})

    assert edited.shows("/p299/", "Page 299")
    assert "Page 0" in edited.text("/p0/")


def test_news_say_that_a_page_changed_and_hold_no_content(edited: Served):
    edited.text(PAGE)
    with edited.listening(PAGE) as news:
        first = news()
        in_place(edited.root / NEW, brief(3) + "\nA secret sentence.\n")
        second = news()

    assert first.keys() == second.keys() == {"assets", "print", "styles"}
    assert first["print"] != second["print"]
    assert (first["assets"], first["styles"]) == (second["assets"], second["styles"])
    assert all(re.fullmatch("[0-9a-f]*", str(value)) for value in second.values())


def test_only_pages_that_changed_are_told_so(edited: Served):
    with edited.listening("/about/") as news:
        first = news()
        in_place(edited.root / NEW, brief(3) + "\nAnother sentence.\n")

        assert news() == first


def test_a_style_sheet_and_another_file_are_told_apart(edited: Served):
    write(edited.root, {"themes/default/assets/own.css": "a{}", "static/photo.txt": "1"})
    assert edited.shows("/photo.txt", "1")
    with edited.listening("/about/") as news:
        first = news()
        write(edited.root, {"themes/default/assets/own.css": "b{}"})
        second = news()
        assert (first.pop("styles") != second["styles"], first) == (True, {k: second[k] for k in first})
        write(edited.root, {"static/photo.txt": "22"})
        third = news()
        assert second.pop("assets") != third.pop("assets")
        assert second == third


def test_a_page_that_moved_is_followed(edited: Served):
    with edited.listening(PAGE) as news:
        news()
        (edited.root / NEW).rename((edited.root / NEW).with_name("2024-03-05-other.md"))

        assert news()["moved"] == "2024/03/other/index.html"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_without_complaint(tmp_path: Path, how: signal.Signals):
    write(tmp_path / "one", files())
    one = Served(tmp_path / "one")

    with one.listening("/") as news, one.listening("/about/") as others:
        assert news()
        assert others()
        before = time.monotonic()
        assert one.end(how) == 0

    assert time.monotonic() - before < 5
    assert not [line for line in one.said if "up to date" not in line]


def test_a_port_in_use_is_one_sentence(served: Served, tmp_path: Path):
    write(tmp_path / "one", files())
    command = [sys.executable, "-m", "briefgen", "-C", str(tmp_path / "one"), "serve", "-p", str(served.port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert done.returncode == 3
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_other_machines_are_let_in_only_by_name(tmp_path: Path):
    write(tmp_path / "one", files())
    command = [sys.executable, "-m", "briefgen", "-C", str(tmp_path / "one"), "serve", "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert done.returncode == 3
    assert "--allow-host" in done.stderr


def test_a_site_below_a_path_is_served_there(tmp_path: Path):
    write(tmp_path / "one", files())
    one = Served(tmp_path / "one", "--base-url", "https://example.org/news/")
    try:
        assert one.get("/").headers["location"] == "/news/"
        assert "Brief number 3" in one.text("/news" + PAGE)
        assert 'href="/news/' in one.text("/news/nowhere/")
    finally:
        one.end()
