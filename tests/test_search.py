"""Searching: names at once, whole texts by Pagefind, only what is published, made again only when it must be."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from briefgen import fulltext
from briefgen.build import Options, build
from briefgen.engine import extras
from conftest import MakeSite

NOW = Options(now="2024-09-01", jobs=1)
INSTALLED = extras.pagefind()
SITE = {
    "briefgen.yaml": "title: Papers\nbase_url: https://example.org/sub/\n",
    "content/briefs/one.md": "---\ntitle: A walk in Zürich\ndate: 2024-08-28\nstory: walks\n---\n[[ann]] saw heron.\n",
    "content/briefs/two.md": "---\ntitle: Deux\ndate: 2024-08-29\nlang: fr\n---\nUne grenouille <b>verte</b>.\n",
    "content/briefs/held.md": "---\ntitle: Zebrafish\ndate: 2024-08-29\ndraft: true\n---\n[[quagga]].\n",
    "content/entities/a.yaml": "- {id: ann, kind: person, name: Ann Ågren, aliases: [Annie]}\n"
                               "- {id: quagga, kind: topic, name: Quagga}\n",
    "content/events/e.yaml": "[{id: feast, name: The feast, date: early 2023}]\n",
    "content/stories/walks.md": "---\ntitle: Walks\n---\n",
    "content/pages/about.md": "---\ntitle: About\n---\nWe like newts.\n",
}  # fmt: skip


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """With Pagefind, as it is installed."""
    if not INSTALLED:
        pytest.skip("Pagefind is not installed")
    monkeypatch.setattr(extras, "pagefind", lambda: INSTALLED)


def found(root: Path) -> list[list]:
    return json.loads((root / "site/search/index.json").read_text(encoding="utf-8"))


def words(root: Path) -> str:
    """Everything that the index of whole texts says."""
    return " ".join(gzip.decompress(f.read_bytes()).decode("utf-8", "replace")
                    for f in sorted((root / "site/pagefind").rglob("*.pf_*")))  # fmt: skip


def test_names_are_found_by_every_name_with_what_they_are_and_where(make_site: MakeSite):
    root = make_site(SITE)
    assert build(root, NOW).ok

    assert found(root)[:4] == [
        ["Ann Ågren", "Person", "people/ann/index.html", ["Annie"]],
        ["Quagga", "Topic", "topics/quagga/index.html", []],
        ["Walks", "Story", "stories/walks/index.html", []],
        ["The feast", "early 2023", "events/feast/index.html", []],
    ]
    assert {name for name, *_ in found(root)[4:]} == {"A walk in Zürich", "Deux"}
    for _, _, path, _ in found(root):
        assert (root / "site" / path).is_file()


def test_the_page_works_without_scripts_too(make_site: MakeSite):
    root = make_site(SITE)
    assert build(root, NOW).ok
    html = (root / "site/search/index.html").read_text(encoding="utf-8")

    assert re.search(r'<form class="search" role="search" hidden data-names="../search/index.json"', html)
    assert '<input type="hidden" name="sites" value="example.org/sub/">' in html.partition("<noscript>")[2]
    assert '<a href="../people/index.html">' in html.partition('id="_indexes"')[2]
    assert "data-full" not in html
    assert '<a rel="search" href="../../../search/index.html">' in (root / "site/2024/08/one/index.html").read_text()


def test_a_site_may_do_without(make_site: MakeSite):
    root = make_site({**SITE, "briefgen.yaml": "search: {page: false}\n"})
    assert build(root, NOW).ok

    assert not (root / "site/search").exists()
    assert not [f for f in (root / "site").rglob("*.html") if 'rel="search"' in f.read_text(encoding="utf-8")]


@pytest.mark.usefixtures("full")
def test_whole_texts_are_searched_and_nothing_that_is_held_back(make_site: MakeSite):
    root = make_site(SITE)
    assert build(root, NOW).ok
    said = words(root)

    assert all(word in said for word in ("heron", "grenouille", "newts", "28 August 2024"))
    assert "ebrafish" not in said
    assert "ebrafish" not in json.dumps(found(root))
    assert {name for name, *_ in found(root)} == {"Ann Ågren", "Quagga", "Walks", "The feast"}
    assert "Corrections" not in said  # what stands around texts is not searched
    assert not list((root / ".briefgen").glob("search*"))


@pytest.mark.usefixtures("full")
def test_the_index_is_made_again_only_when_a_text_changes(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch):
    runs = []
    real = fulltext._run
    monkeypatch.setattr(fulltext, "_run", lambda *args: runs.append(1) or real(*args))
    root = make_site(SITE)
    first = build(root, NOW)
    assert (first.ok, len(runs)) == (True, 1)

    assert build(root, NOW).published.written == ()
    (root / "static").mkdir()
    (root / "static/x.txt").write_text("x")
    assert build(root, NOW).published.written == ("x.txt",)
    assert len(runs) == 1

    page = root / "content/pages/about.md"
    page.write_text(page.read_text() + "And salamanders.\n")
    assert build(root, NOW).ok
    assert len(runs) == 2
    assert "salamanders" in words(root)
    damaged = next((root / "site/pagefind").rglob("*.pf_index"))
    damaged.write_bytes(b"")
    assert build(root, NOW).ok
    assert damaged.read_bytes()

    other = build(root, NOW._replace(output=root / "other"))
    assert other.ok
    for file in (root / "site").rglob("*"):
        if file.is_file():
            assert file.read_bytes() == (root / "other" / file.relative_to(root / "site")).read_bytes()


@pytest.mark.usefixtures("full")
def test_a_pagefind_that_fails_costs_the_index_and_nothing_else(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fulltext.sys, "executable", shutil.which("false") or "false")
    root = make_site(SITE)
    result = build(root, NOW)

    assert result.ok
    assert [f.diagnostic.code for f in result.findings] == ["O03"]
    assert (root / "site/index.html").is_file()
    assert not (root / "site/pagefind").exists()


class _Strict(http.server.SimpleHTTPRequestHandler):
    """A site below /sub/, with the policy that the documentation asks for."""

    def end_headers(self) -> None:
        wasm = "; script-src 'self' 'wasm-unsafe-eval'" if self.path.startswith("/sub/search/") else ""
        self.send_header("Content-Security-Policy", f"default-src 'self'{wasm}")
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/sub") if path.startswith("/sub/") else "/none")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no browser")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("heron", "/sub/2024/08/one/"),
        pytest.param("annie", "/sub/people/ann/index.html", marks=pytest.mark.deep),
        pytest.param("agren", "/sub/people/ann/index.html", marks=pytest.mark.deep),
        pytest.param("grenouille", "/sub/2024/08/two/", marks=pytest.mark.deep),
    ],
)
@pytest.mark.usefixtures("full")
def test_a_browser_finds_it_below_a_folder_under_a_strict_policy(
    make_site: MakeSite, tmp_path: Path, asked: str, expected: str
):
    root = make_site(SITE)
    assert build(root, NOW).ok
    handler = functools.partial(_Strict, directory=str(root / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            done = subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                 "--no-first-run", f"--user-data-dir={tmp_path / 'browser'}", "--enable-logging=stderr",
                 "--virtual-time-budget=8000", "--dump-dom",
                 f"http://127.0.0.1:{server.server_port}/sub/search/?q={asked}"],
                capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
        finally:
            server.shutdown()

    links = re.findall(r'href="([^"]+)"', done.stdout.partition('id="search-names"')[2].partition("<noscript>")[0])
    assert [link for link in links if link.endswith(expected)]
    assert "CONSOLE" not in done.stderr
