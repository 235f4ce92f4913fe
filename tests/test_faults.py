"""What the machine refuses, and what lies in the way: one line, the old site intact, nothing left over."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import random
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from briefgen.build import build
from briefgen.engine import publish
from sites import DEEP, beside, clean, command, files, options, run, tree, write

POSIX = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="has no such permissions")
ROOT_ONLY = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a disk")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "one"
    write(folder, files())
    build(folder, options(folder))
    return folder


def edit(root: Path, word: str = "Other") -> None:
    """A change that reaches every page."""
    write(root, {"briefgen.yaml": files()["briefgen.yaml"].replace("Test", word)})


def wanted(root: Path) -> dict[str, bytes]:
    return clean(root, root.parent / "clean")[1]


def test_a_brief_without_a_safe_path_has_no_card_either(root: Path):
    """And costs the site that is published nothing."""
    before = tree(root / "site")
    write(root, {"content/briefs/odd.md": "---\ntitle: Odd\ndate: 2024-01-02\nslug: ../odd\n---\nWords.\n"})
    code, said = run(root)

    assert code == 1
    assert "U02" in said
    assert tree(root / "site") == before


# --- The output folder ------------------------------------------------------------------------------------------------


def test_what_we_did_not_write_stays_through_every_build_and_clean(root: Path):
    foreign = {f"mine/{n}/file-{n}.txt": f"{n}\n" for n in range(95)}
    foreign |= {"CNAME": "example.org\n", ".gitignore": "*\n", "about/mine.txt": "x\n", "a b/ä.txt": "y\n", "e": ""}
    write(root / "site", foreign)
    (root / "site/empty/deeper").mkdir(parents=True)
    (root / "site/link").symlink_to("CNAME")
    stamps = {path: (root / "site" / path).stat().st_mtime_ns for path in foreign}
    for word in ("One", "Two"):
        edit(root, word)
        assert run(root)[0] == 0

        assert {path: (root / "site" / path).read_text() for path in foreign} == foreign
        assert {path: (root / "site" / path).stat().st_mtime_ns for path in foreign} == stamps
        assert (root / "site/empty/deeper").is_dir()
        assert os.readlink(root / "site/link") == "CNAME"
    done = subprocess.run(
        [*command(root)[:3], "-C", str(root), "clean"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert tree(root / "site") == {path: text.encode() for path, text in foreign.items()} | {"link": b"example.org\n"}
    assert (root / "site/empty/deeper").is_dir()
    assert not (root / ".briefgen").exists()


def test_cleaning_takes_away_a_folder_that_was_only_ours(root: Path):
    assert subprocess.run([*command(root)[:3], "-C", str(root), "clean"], check=False).returncode == 0

    assert not (root / "site").exists()
    assert beside(root) == set()


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("2024/06/new/index.html", lambda p: p.write_text("mine")),
        ("2024/06/new", lambda p: p.write_text("mine")),
        ("2024/06/new", lambda p: p.symlink_to("/nowhere")),
        ("2024/06/new/index.html", lambda p: p.mkdir()),
        ("2024/06/new/index.html", lambda p: p.symlink_to("/nowhere")),
    ],
)
def test_a_page_never_takes_the_place_of_something_that_is_not_ours(root: Path, path: str, make):
    (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
    make(root / "site" / path)
    before = tree(root / "site")
    brief = "---\ntitle: New\ndate: 2024-06-07\n---\nNew.\n"
    write(root, {"content/briefs/2024-06-07-new.md": brief})
    code, said = run(root)

    assert code == 3
    assert "was not written by briefgen; move it away" in said
    assert tree(root / "site") == before
    assert os.path.lexists(root / "site" / path)
    assert beside(root) == set()


def test_an_output_folder_that_is_a_link_stays_a_link(root: Path, tmp_path: Path):
    (tmp_path / "real").mkdir()
    (tmp_path / "public").symlink_to(tmp_path / "real")
    for word in ("One", "Two"):
        edit(root, word)
        assert run(root, "-o", str(tmp_path / "public"))[0] == 0

        assert (tmp_path / "public").is_symlink()
        assert tree(tmp_path / "real") == wanted(root)
    assert {entry.name for entry in tmp_path.iterdir()} == {"one", "clean", "real", "public"}


@pytest.mark.parametrize("where", ["inside/deep/er", "../outside", "../a/b/c", "site/nested", "content-of-mine"])
def test_the_output_may_lie_anywhere_else(root: Path, where: str):
    folder = root / where
    assert run(root, "-o", str(folder))[0] == 0
    assert run(root, "-o", str(folder))[0] == 0

    assert tree(folder) == wanted(root)
    edit(root)
    assert run(root)[0] == 0
    assert tree(folder)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (".", "the output folder one holds the site's sources; choose one of its own, such as site"),
        ("..", "holds the site's sources"),
        ("content", "the output folder lies in content/, which is not for output; choose another, such as site"),
        ("content/briefs", "the output folder lies in content/"),
        ("static/site", "the output folder lies in static/"),
        ("themes", "the output folder lies in themes/"),
        (".briefgen/site", "the output folder lies in .briefgen/"),
        ("site/../content", "the output folder lies in content/"),
        ("link", "the output folder lies in content/"),
    ],
)
def test_an_output_folder_that_holds_sources_is_refused(root: Path, where: str, said: str):
    (root / "link").symlink_to("content")
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and ".briefgen" not in p.parts}
    code, told = run(root, "-o", str(root / where))

    assert code == 2
    assert said in told
    assert told.count("\n") == 1
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and ".briefgen" not in p.parts} == before


def test_a_file_or_a_dead_link_in_the_place_of_the_output_is_told(root: Path):
    (root / "file").write_text("mine")
    (root / "dead").symlink_to("nowhere")

    said = "briefgen: file is a file where a folder is wanted; move it away or choose another output folder\n"
    assert run(root, "-o", str(root / "file")) == (3, said)
    code, said = run(root, "-o", str(root / "dead"))
    assert (code, "dead is a link that leads nowhere" in said) == (3, True)
    assert (root / "file").read_text() == "mine"


def test_files_that_stay_keep_their_modification_time(root: Path):
    before = {p: (root / "site" / p).stat().st_mtime_ns for p in tree(root / "site")}
    old = tree(root / "site")
    write(root, {"content/pages/about.md": "---\ntitle: About\n---\nOther words.\n"})
    assert run(root)[0] == 0
    new = tree(root / "site")

    other = {p for p in new if (root / "site" / p).stat().st_mtime_ns != before.get(p)}
    assert other - {"briefgen.json"} == {p for p in new if new[p] != old.get(p)} - {"briefgen.json"}
    assert len(new) > 1


def test_what_changed_is_told_for_purging_caches(root: Path):
    def changed() -> dict[str, list[str]]:
        return json.loads((root / ".briefgen/changed.json").read_text(encoding="utf-8"))

    old = tree(root / "site")
    assert changed()["written"] == sorted(old.keys() - {"briefgen.json"})
    (root / "content/briefs/2024-08-05-brief-8.md").unlink()
    assert run(root)[0] == 0
    new = tree(root / "site")

    told = changed()
    assert told["removed"] == sorted(old.keys() - new.keys())
    assert told["written"] == sorted(p for p in new.keys() - {"briefgen.json"} if new[p] != old.get(p))
    assert run(root)[0] == 0
    assert changed() == {"written": [], "removed": []}


# --- The machine refuses ----------------------------------------------------------------------------------------------


@ROOT_ONLY
@pytest.mark.parametrize("room", [1024, 300, 60])
def test_a_full_disk_leaves_the_old_site(tmp_path: Path, room: int):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False).returncode:
        pytest.skip("no small file system can be mounted here")
    try:
        root = disk / "one"
        write(root, files())
        assert run(root, "-o", str(disk / "site"))[0] in (0, 3)
        before = tree(disk / "site") if (disk / "site").exists() else {}
        (disk / "ballast").write_bytes(b"x" * max(0, shutil.disk_usage(disk).free - room * 10))
        edit(root)
        code, said = run(root, "-o", str(disk / "site"))

        assert code == 3, said
        assert "No space left on device" in said
        assert said.count("\n") == 1
        assert (tree(disk / "site") if before else {}) == before
        assert {entry.name for entry in disk.iterdir()} - {"one", "site", "ballast"} == set()
        (disk / "ballast").unlink()
    finally:
        subprocess.run(["umount", disk], check=True)


def plainly(root: Path) -> tuple[int, str]:
    """Run a build without the right to pass over permissions, which the superuser has."""

    def drop() -> None:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)

    return run(root, preexec_fn=drop if os.geteuid() == 0 else None)


@POSIX
@pytest.mark.parametrize("where", ["site", ".", ".briefgen"])
def test_a_folder_that_may_not_be_written_is_told_in_a_line(root: Path, where: str):
    before = tree(root / "site")
    edit(root)
    if where == ".briefgen":
        shutil.rmtree(root / ".briefgen")
        (root / ".briefgen").mkdir(mode=0o555)
    (root / where).chmod(0o555)
    code, said = plainly(root)
    (root / where).chmod(0o755)

    assert code == 3, said
    assert said.count("\n") == 1
    assert tree(root / "site") == before
    assert beside(root) == set()


@POSIX
def test_folders_within_the_site_that_may_not_be_written_leave_nothing_over(root: Path):
    edit(root)
    (root / "site/about").chmod(0o555)

    assert plainly(root)[0] == 0
    assert tree(root / "site") == wanted(root)
    assert beside(root) == set()


@POSIX
def test_a_source_that_may_not_be_read_is_a_finding(root: Path):
    before = tree(root / "site")
    (root / "content/pages/about.md").chmod(0)
    code, said = plainly(root)

    assert code == 1
    assert "content/pages/about.md" in said
    assert "Permission denied" in said
    assert tree(root / "site") == before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("call", ["os.link", "os.mkdir", "os.rename", "shutil.copystat"])
def test_a_call_that_fails_while_publishing_leaves_the_old_site(
    root: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
):
    before = tree(root / "site")
    write(root, {"content/pages/about.md": "---\ntitle: About us\n---\nOther words.\n"})

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(call, fail)
        if call == "os.link":
            patch.setattr("shutil.copy2", fail)
        with pytest.raises(OSError, match=os.strerror(number)):
            build(root, options(root))
    assert tree(root / "site") == before
    assert beside(root) == set()
    build(root, options(root))
    assert tree(root / "site") == wanted(root)


def test_a_disk_without_hard_links_gets_copies_that_keep_their_time(root: Path, monkeypatch: pytest.MonkeyPatch):
    stamp = (root / "site/assets/style.css").stat().st_mtime_ns

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", fail)
    edit(root)
    build(root, options(root))

    assert tree(root / "site") == wanted(root)
    assert (root / "site/assets/style.css").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("gone", ["content/pages/about.md", "content/entities/ben.yaml", "static/robots-note.txt"])
def test_a_source_that_vanishes_during_a_build_is_no_surprise(root: Path, gone: str, monkeypatch: pytest.MonkeyPatch):
    import briefgen.understand as phases

    before, scan = tree(root / "site"), phases.scan

    def scan_and_lose(*args: object, **more: object) -> object:
        found = scan(*args, **more)  # type: ignore[arg-type]
        (root / gone).unlink()
        return found

    monkeypatch.setattr(phases, "scan", scan_and_lose)
    try:
        result = build(root, options(root))
        told = "" if result.ok else repr(result.findings)
    except publish.PublishError as error:
        told = str(error)
    monkeypatch.undo()

    if told:
        assert "cannot be read" in told
        assert tree(root / "site") == before
    build(root, options(root))
    want, site = clean(root, root.parent / "clean")
    assert tree(root / "site") == (site if want.ok else before)


def test_few_open_files_are_enough(root: Path):
    words = ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh", *command(root, "--clean", "--jobs", "2")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert tree(root / "site") == wanted(root)


# --- The memory -------------------------------------------------------------------------------------------------------


def other_site(root: Path) -> None:
    other = root.parent / "other"
    write(other, {path: text.replace("Plain words", "Foreign words") for path, text in files().items()})
    build(other, options(other))
    shutil.rmtree(root / ".briefgen")
    shutil.copytree(other / ".briefgen", root / ".briefgen")


def a_folder(root: Path) -> None:
    for name in ("cache.sqlite", "answers.sqlite", "snapshot", "changed.json"):
        (root / ".briefgen" / name).unlink(missing_ok=True)
        write(root / ".briefgen" / name, {"x": "y"})


def of_other_code(root: Path) -> None:
    for name, table in (("cache.sqlite", "bodies"), ("answers.sqlite", "answers")):
        with sqlite3.connect(root / ".briefgen" / name) as connection:
            connection.execute("UPDATE notes SET value = ? WHERE key = 'fingerprint'", (b"1:older",))
            connection.execute(f"UPDATE {table} SET value = ?", (b"of other code",))


def cut(root: Path) -> None:
    for name in ("cache.sqlite", "answers.sqlite"):
        data = (root / ".briefgen" / name).read_bytes()
        (root / ".briefgen" / name).write_bytes(data[: len(data) // 2])


def noise(root: Path) -> None:
    chance = random.Random(5)
    for name in ("cache.sqlite", "answers.sqlite", "snapshot", "changed.json"):
        (root / ".briefgen" / name).write_bytes(chance.randbytes(20_000))


def not_writable(root: Path) -> None:
    for name in ("cache.sqlite", "answers.sqlite"):
        (root / ".briefgen" / name).chmod(0o444)


@pytest.mark.parametrize("damage", [other_site, a_folder, of_other_code, cut, noise, not_writable])
def test_a_cache_that_is_not_ours_or_not_whole_is_dropped_without_a_word(root: Path, damage):
    first = run(root)
    damage(root)
    again = run(root)

    assert again == first
    assert tree(root / "site") == wanted(root)
    assert (root / ".briefgen/cache.sqlite").is_file()
    edit(root)
    build(root, options(root))
    assert tree(root / "site") == wanted(root)


@pytest.mark.parametrize("seed", range(40 if DEEP else 2))
def test_noise_in_the_snapshot_never_hides_an_edit(root: Path, seed: int):
    run(root)
    run(root)
    chance, file = random.Random(seed), root / ".briefgen/snapshot"
    if file.exists():
        data = bytearray(file.read_bytes())
        for _ in range(30):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file.write_bytes(bytes(data))
    edit(root)

    assert run(root)[0] == 0
    assert tree(root / "site") == wanted(root)


def test_a_variable_of_the_environment_that_settings_name_is_looked_at(root: Path):
    write(root, {"briefgen.yaml": "title: !ENV [SITE_TITLE, Test]\n"})
    titles = []
    for title in ("One title", "One title", "Other title"):
        assert run(root, env={**os.environ, "SITE_TITLE": title})[0] == 0
        titles.append(title.encode() in (root / "site/index.html").read_bytes())

    assert titles == [True, True, True]


def test_publishing_straight_from_a_table_is_what_a_build_does(tmp_path: Path):
    with publish.publication(tmp_path / "out") as one:
        digests = {path: one.put(path, data) for path, data in {"a/x": b"1", "a/y": b"1", "z": b""}.items()}
        done = one.finish(digests)

    assert done.written == ("a/x", "a/y", "z")
    assert tree(tmp_path / "out").keys() == {"a/x", "a/y", "z", "briefgen.json"}
    assert (tmp_path / "out/a/x").stat().st_nlink == 1
