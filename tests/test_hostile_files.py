"""Files that are no text, no files, too large, too deep or not there: told with their place, and nothing is lost."""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefgen.diagnostics import Severity
from hostile import GOOD, attempt, digests, lay

BRIEF = "content/briefs/t.md"
DATA = "content/entities/t.yaml"
HEAD = b"---\ntitle: T\ndate: 2024-01-02\n---\n"


def file(path: str, data: bytes) -> Callable[[Path], None]:
    return lambda root: lay(root, {path: data})


def brief(data: bytes) -> Callable[[Path], None]:
    return file(BRIEF, data)


def body(data: bytes) -> Callable[[Path], None]:
    return brief(HEAD + data)


def fifo(path: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).unlink(missing_ok=True)
        os.mkfifo(root / path)

    return make


def folder(path: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / path).unlink()
        (root / path).mkdir()

    return make


def unix_socket(root: Path) -> None:
    here = os.open(root / "content/briefs", os.O_RDONLY)  # the whole path may be longer than a socket's may be
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(f"/proc/self/fd/{here}/t.md")
    os.close(here)


def link(path: str, target: str) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).unlink(missing_ok=True)
        (root / path).symlink_to(target)

    return make


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (c, c, *[c - 1] * 9) for c in b"bcdefgh"
)
CASES: dict[str, tuple[Callable[[Path], None], str, str, int | None]] = {
    # text
    "Latin-1": (brief(b"---\ntitle: caf\xe9\n---\n"), "F01", BRIEF, 2),
    "a lone byte in the body": (body(b"one\ntwo \xff\n"), "F01", BRIEF, 6),
    "UTF-16 with a mark": (brief("---\ntitle: T\n---\n".encode("utf-16")), "F01", BRIEF, 1),
    "UTF-16 of the other order": (brief(b"\xfe\xff" + "---\ntitle: T\n".encode("utf-16-be")), "F01", BRIEF, 1),
    "UTF-16 without a mark": (brief("---\ntitle: T\ndate: 2024\n---\n".encode("utf-16-le")), "F07", BRIEF, 1),
    "UTF-32": (brief("---\ntitle: T\n---\n".encode("utf-32")), "F01", BRIEF, 1),
    "a lone surrogate": (body(b"a \xed\xa0\x80 b"), "F01", BRIEF, 5),
    "an overlong slash": (body(b"a \xc0\xaf b"), "F01", BRIEF, 5),
    "a letter cut in two": (body("é".encode()[:1]), "F01", BRIEF, 5),
    "Latin-1 in a data file": (file(DATA, b"- {id: a, kind: person, name: Jos\xe9}\n"), "F01", DATA, 1),
    "Latin-1 in the settings": (file("briefgen.yaml", b"title: caf\xe9\n"), "F01", "briefgen.yaml", 1),
    "Latin-1 in folder defaults": (
        file("content/briefs/_defaults.yaml", b"why: caf\xe9\n"), "F01", "content/briefs/_defaults.yaml", 1),
    "NUL in front matter": (brief(b"---\ntitle: a\0b\ndate: 2024-01-02\n---\n"), "F07", BRIEF, 2),
    "NUL in the body": (body(b"a\0b"), "F07", BRIEF, 5),
    "an escape sequence": (body(b"\x1b[31mred"), "F07", BRIEF, 5),
    "a bell": (body(b"ding\x07"), "F07", BRIEF, 5),
    "a delete character": (body(b"a\x7f"), "F07", BRIEF, 5),
    "a form feed": (body(b"a\x0cb"), "F07", BRIEF, 5),
    "no character at all": (body("a\ufffeb".encode()), "F07", BRIEF, 5),
    "a control character in YAML": (file(DATA, b"- {id: a, kind: person, name: a\x01}\n"), "F07", DATA, 1),
    "a control character escaped in YAML": (brief(b'---\ntitle: "a\\0b"\ndate: 2024-01-02\n---\n'), "F07", BRIEF, 2),
    "an escape sequence escaped in YAML": (brief(b'---\ntitle: "a\\e[31m"\ndate: 2024-01-02\n---\n'), "F07", BRIEF, 2),
    "NUL in the settings": (file("briefgen.yaml", b"title: a\0b\n"), "F07", "briefgen.yaml", 1),
    # size
    "6 MiB of text": (brief(b"x" * (6 << 20)), "F02", BRIEF, None),
    "50 MB of text": (brief(b"a line of words\n" * 3_300_000), "F02", BRIEF, None),
    "50 MB of YAML": (file(DATA, b"- [a, b]\n" * 5_600_000), "F02", DATA, None),
    "settings of 6 MiB": (file("briefgen.yaml", b"# x\n" * 1_600_000), "F02", "briefgen.yaml", None),
    "front matter of 70 KiB": (brief(b"---\ntitle: T\nwhy: " + b"x" * 70_000 + b"\n---\n"), "Y03", BRIEF, 1),
    "20,000 values in front matter": (
        brief(b"---\ntitle: T\nextra: [" + b"a," * 20_000 + b"]\n---\n"), "Y03", BRIEF, None),
    # depth
    "lists in lists, 5,000 deep": (brief(b"---\nextra: " + b"[" * 5000 + b"\n---\n"), "Y03", BRIEF, 2),
    "closed lists in lists": (
        brief(b"---\nextra: " + b"[" * 5000 + b"]" * 5000 + b"\n---\n"), "Y03", BRIEF, 2),
    "maps in maps, 5,000 deep": (brief(b"---\nextra: " + b"{a: " * 5000 + b"\n---\n"), "Y03", BRIEF, 2),
    "60 maps by indentation": (
        brief(b"---\nextra:\n" + b"".join(b" " * n + b"a:\n" for n in range(1, 60)) + b"---\n"), "Y03", BRIEF, None),
    "300 lists by indentation": (
        file(DATA, b"".join(b" " * n + b"-\n" for n in range(300))), "Y03", DATA, None),
    "5,000 lists by indentation": (
        file(DATA, b"".join(b" " * n + b"-\n" for n in range(2900))), "Y03", DATA, None),
    "lists on one line": (file(DATA, b"- " * 5000 + b"a\n"), "Y03", DATA, 1),
    "question marks on one line": (file(DATA, b"? " * 5000 + b"a\n"), "Y03", DATA, 1),
    "200,000 brackets in YAML": (file(DATA, b"[" * 200_000), "Y03", DATA, 1),
    "200,000 braces in the settings": (file("briefgen.yaml", b"{" * 200_000), "Y03", "briefgen.yaml", 1),
    "quotes in quotes, 5,000 deep": (body(b">" * 5000 + b" x"), "B09", BRIEF, 5),
    "lists in lists of Markdown": (
        body(b"".join(b"  " * n + b"- a\n" for n in range(500))), "B09", BRIEF, None),
    "lists on one line of Markdown": (body(b"- " * 5000 + b"x"), "B09", BRIEF, 5),
    # aliases
    "an alias bomb": (
        brief(b"---\ntitle: T\nextra:\n  " + BOMB.replace(b"\n", b"\n  ") + b"\n---\n"), "Y03", BRIEF, None),
    "an alias bomb in a data file": (file(DATA, BOMB), "Y03", DATA, None),
    "an alias bomb in the settings": (
        file("briefgen.yaml", b"extra:\n  " + BOMB.replace(b"\n", b"\n  ")), "Y03", "briefgen.yaml", None),
    "an alias of itself": (brief(b"---\ntitle: T\nextra: &a [*a]\n---\n"), "Y03", BRIEF, None),
    "a map that is its own key": (brief(b"---\ntitle: T\nextra: &a {b: *a}\n---\n"), "Y03", BRIEF, None),
    # no files
    "a FIFO": (fifo(BRIEF), "F03", BRIEF, None),
    "a FIFO among data": (fifo(DATA), "F03", DATA, None),
    "a FIFO as folder defaults": (fifo("content/briefs/_defaults.yaml"), "F03", "content/briefs/_defaults.yaml", None),
    "a FIFO as settings": (fifo("briefgen.yaml"), "F03", "briefgen.yaml", None),
    "a FIFO below static": (fifo("static/a.txt"), "F03", "static/a.txt", None),
    "a socket": (unix_socket, "F03", BRIEF, None),
    "a folder as settings": (folder("briefgen.yaml"), "F03", "briefgen.yaml", None),
    "a symlink to a file outside": (link(BRIEF, "/etc/passwd"), "F04", BRIEF, None),
    "a symlink to a file outside, relative": (link(BRIEF, "../../../outside.md"), "F04", BRIEF, None),
    "a symlink to a folder outside": (link("content/briefs/all", "/etc"), "F04", "content/briefs/all", None),
    "a symlink to nothing": (link(BRIEF, "nothing.md"), "F04", BRIEF, None),
    "a symlink to itself": (link(BRIEF, "t.md"), "F04", BRIEF, None),
    "a symlink below static": (link("static/a.txt", "/etc/passwd"), "F04", "static/a.txt", None),
    "a symlink as settings": (link("briefgen.yaml", "/etc/passwd"), "F04", "briefgen.yaml", None),
    "a symlink to the folder above": (link("content/briefs/all", ".."), "F04", "content/briefs/all", None),
    "two folders that lead to each other": (
        link("content/briefs/a/b", "../../briefs"), "F04", "content/briefs/a/b", None),
    # names
    "a name that is no text": (
        lambda root: lay(root, {os.fsdecode(b"content/briefs/caf\xe9.md"): HEAD}), "F01", "", None),
    "a name with a line end": (
        file("content/briefs/a\nb.md", b"---\ntitle: [\n---\n"), "Y01", "content/briefs/a\nb.md", 2),
    "a name that is too long for a path": (
        file(f"content/briefs/{'a' * 240}.md", HEAD), "U02", f"content/briefs/{'a' * 240}.md", 1),
    "two names that differ by case": (
        lambda root: lay(root, {BRIEF: HEAD, "content/briefs/T.md": HEAD}), "U01", "", None),
    "two names that differ by composition": (
        lambda root: lay(root, {"content/briefs/caf\u00e9.md": HEAD, "content/briefs/cafe\u0301.md": HEAD}),
        "U01", "", None),
    "two pictures of one name": (
        lambda root: lay(root, {
            BRIEF: HEAD + b"![a](p/a.svg) ![b](q/A.svg)",
            "content/briefs/p/a.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "content/briefs/q/A.svg": b"<svg xmlns='http://www.w3.org/2000/svg' />",
        }), "U01", "content/briefs/q/A.svg", None),
}  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good site that has been built."""
    root = tmp_path_factory.mktemp("good") / "site-folder"
    lay(root, GOOD)
    seen = attempt(root)
    assert seen.result is not None
    assert seen.result.ok, seen.text
    return root


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_and_nothing_is_lost(good: Path, tmp_path: Path, name: str) -> None:
    """The code and the place are told, the site stays; without the fault the site is the good one again."""
    lay_fault, code, path, line = CASES[name]
    root = tmp_path / "site-folder"
    shutil.copytree(good, root)
    published = digests(root, "site")
    lay_fault(root)
    before = digests(root, "content", "static")
    seen = attempt(root)

    assert digests(root, "site") == published
    assert digests(root, "content", "static") == before
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", seen.text)
    seen.text.encode()  # whatever a file is called, it can be shown
    if seen.result is None:
        assert re.match(rf"briefgen: {re.escape(path)}{f':{line}:' if line else ':'}", seen.text)
    else:
        assert not seen.result.ok
        told = [f.diagnostic for f in seen.result.findings if f.severity is Severity.ERROR]
        found = [d.place for d in told if d.code == code]
        assert found, seen.text
        assert not path or path in {place.path for place in found}
        assert line is None or line in {place.line for place in found}
    for folder in ("content", "static"):
        shutil.rmtree(root / folder, ignore_errors=True)
    shutil.copytree(good / "content", root / "content")
    _remove(root / "briefgen.yaml")
    shutil.copy(good / "briefgen.yaml", root)
    again = attempt(root)
    assert again.result is not None
    assert again.result.ok
    assert digests(root, "site") == published


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


GOOD_TOO = {
    "a mark and Windows line ends": b"\xef\xbb\xbf" + HEAD.replace(b"\n", b"\r\n") + b"One\r\ntwo.\r\n",
    "old Mac line ends": HEAD.replace(b"\n", b"\r") + b"One\rtwo.\r",
    "spaces after the hyphens": b"---  \ntitle: T\ndate: 2024-01-02\n---\t\nText.",
    "dots that close": b"---\ntitle: T\ndate: 2024-01-02\n...\nText.",
    "nothing after the front matter": b"---\ntitle: T\ndate: 2024-01-02\n---",
    "a line of hyphens in the body": HEAD + b"One\n\n---\n\ntwo\n\n---\ntitle: not this\n---\n",
    "front matter within code": HEAD + b"```yaml\n---\ntitle: [\n---\n```\n",
    "a line of a million letters": HEAD + b"x" * 1_000_000,
    "line separators of Unicode": HEAD + "a\u2028b\u2029c\u0085d".encode(),
    "20,000 brackets": HEAD + b"[" * 20_000,
    "20,000 stars": HEAD + b"*a" * 10_000,
    "a thousand links that are none": HEAD + b"![[]()" * 1_000,
}


@pytest.mark.parametrize("name", GOOD_TOO)
def test_what_is_odd_and_right_builds(make_site: Callable[[dict[str, str]], Path], name: str) -> None:
    root = make_site({"briefgen.yaml": GOOD["briefgen.yaml"]})
    lay(root, {BRIEF: GOOD_TOO[name]})
    seen = attempt(root)

    assert seen.text == ""
    assert seen.result is not None
    assert seen.result.graph is not None
    assert [one.meta.title for one in seen.result.graph.briefs.values()] == ["T"]


@pytest.fixture
def as_plain_user() -> Iterator[Path]:
    """A folder of a user whom permissions bind, and the rights of that user until the end of the test."""
    if os.geteuid() != 0:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@pytest.mark.parametrize("closed", ["content/briefs/t.md", "content/entities", "briefgen.yaml", "static/a.txt"])
def test_what_may_not_be_read_is_told(as_plain_user: Path, closed: str) -> None:
    root = as_plain_user / "site-folder"
    lay(root, {**GOOD, BRIEF: HEAD, "static/a.txt": b"a"})
    attempt(root)
    published = digests(root, "site")
    lay(root, {"briefgen.yaml": b"title: T\n"})
    (root / closed).chmod(0)
    try:
        seen = attempt(root)
    finally:
        (root / closed).chmod(0o755)

    assert published
    assert digests(root, "site") == published
    assert closed in seen.text
    assert "Permission denied" in seen.text


def test_files_that_vanish_while_building_do_no_harm(make_site: Callable[[dict[str, str]], Path]) -> None:
    """Whatever is deleted, whenever: a finding or a site, never an exception."""
    names = [f"content/briefs/2024-01-02-n{number}.md" for number in range(150)]
    root = make_site({"briefgen.yaml": GOOD["briefgen.yaml"]})
    for delay in range(4):
        lay(root, dict.fromkeys(names, HEAD + b"Text."))
        lay(root, {f"static/{number}.txt": b"x" for number in range(50)})

        def vanish(after: int = delay) -> None:
            threading.Event().wait(after * 0.02)
            for name in names[::2]:
                (root / name).unlink(missing_ok=True)
            for number in range(50):
                (root / f"static/{number}.txt").unlink(missing_ok=True)

        thief = threading.Thread(target=vanish)
        thief.start()
        seen = attempt(root)
        thief.join()
        if seen.result is None:
            assert re.fullmatch(r"briefgen: static/\d+\.txt: .* the published site is as it was", seen.text)
        else:
            found = seen.result.findings
            assert seen.result.ok or all(f.diagnostic.code == "F05" for f in found if f.severity == "error")
    last = attempt(root)
    assert last.result is not None
    assert last.result.ok
    assert sum(1 for path in digests(root, "site") if re.search(r"/n\d+/index.html", path)) == 75
