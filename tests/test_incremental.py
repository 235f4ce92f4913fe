"""The law of the engine: after any edits the incremental site is the clean one, byte for byte, findings included."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import time
import weakref
from importlib import metadata
from pathlib import Path

import pytest

import sites
from briefgen import reuse, traces
from briefgen.build import Options, build
from briefgen.engine import fingerprint, jobs
from briefgen.engine.publish import Publication
from briefgen.engine.store import Store, open_store
from briefgen.live import Live
from edits import Writer
from sites import DEEP, NOW, clean, files, options, shown, tree, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "one"
    write(folder, files())
    return folder


def rendered(root: Path) -> set[str]:
    """Build; the units that were made."""
    result = build(root, options(root))
    assert result.ok, shown(result)
    return {reason.unit for reason in result.reasons}


def replace(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


# --- Exactly the necessary pages -------------------------------------------------------------------------------------


def test_nothing_changed_renders_nothing(root: Path):
    rendered(root)

    assert rendered(root) == set()


def test_a_body_without_new_links_renders_its_page_and_the_feeds_that_carry_it(root: Path):
    rendered(root)
    replace(root, "content/briefs/2024-03-05-brief-3.md", "Plain words", "Plainer words")

    made = rendered(root)

    assert {one for one in made if one.endswith("html")} == {"2024/03/brief-3/index.html"}


def test_a_line_added_above_changes_no_other_page(root: Path):
    rendered(root)
    replace(root, "content/briefs/2024-03-05-brief-3.md", "\n\n[[", "\n\nA new first line.\n\n[[")

    assert {one for one in rendered(root) if one.endswith("html")} == {"2024/03/brief-3/index.html"}


def test_the_stylesheet_renders_no_page(root: Path):
    rendered(root)
    write(root, {"themes/default/assets/style.css": "body { color: red }\n"})

    assert rendered(root) == set()
    assert (root / "site/assets/style.css").read_text() == "body { color: red }\n"


def test_a_template_of_one_kind_renders_the_pages_of_that_kind(root: Path):
    rendered(root)
    page = '{% extends "!page.html" %}{% block head %}<!-- x -->{% endblock %}'
    write(root, {"themes/default/templates/page.html": page})

    assert rendered(root) == {"about/index.html"}


def test_a_gloss_leaves_pages_alone_that_do_not_show_it(root: Path):
    rendered(root)
    replace(root, "content/entities/ben.yaml", "Known as ben", "Better known as ben")

    made = rendered(root)

    assert "people/ben/index.html" in made
    assert "people/cleo/index.html" not in made
    assert "index.html" not in made


def test_a_missing_entity_that_appears_renders_the_pages_that_asked(root: Path):
    write(root, {"briefgen.yaml": "title: Test\nchecks: {R01: warning}\n"})
    replace(root, "content/briefs/2024-03-05-brief-3.md", "Plain words", "[[eve]] in plain words")
    rendered(root)
    write(root, {"content/entities/eve.yaml": "id: eve\nkind: person\nname: Eve\n"})

    made = rendered(root)

    assert {"2024/03/brief-3/index.html", "people/eve/index.html"} <= made
    assert "2024/04/brief-4/index.html" not in made


def test_a_setting_that_no_page_reads_renders_nothing(root: Path):
    rendered(root)
    write(root, {"briefgen.yaml": files()["briefgen.yaml"] + "extra: {mine: 1}\n"})

    assert rendered(root) == set()


def test_every_reason_is_a_sentence(root: Path):
    rendered(root)
    replace(root, "content/briefs/2024-03-05-brief-3.md", "Plain words", "Plainer words")

    reasons = [str(reason) for reason in build(root, options(root)).reasons]

    assert "/2024/03/brief-3/index.html: the text of content/briefs/2024-03-05-brief-3.md has changed" in reasons


# --- The memory itself -----------------------------------------------------------------------------------------------


def test_a_published_page_changed_by_hand_is_made_again(root: Path):
    rendered(root)
    wanted = tree(root / "site")
    page = root / "site/about/index.html"
    page.write_text("spoiled", encoding="utf-8")

    build(root, options(root))

    assert tree(root / "site") == wanted


MEMORIES = ("cache.sqlite", "answers.sqlite")


@pytest.mark.parametrize("name", MEMORIES)
@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_costs_time_and_nothing_else(root: Path, damage: bytes, name: str):
    rendered(root)
    wanted = tree(root / "site")
    (root / ".briefgen" / name).write_bytes(damage)

    result = build(root, options(root))

    assert result.ok
    assert tree(root / "site") == wanted


def test_damage_that_makes_even_the_error_no_text_costs_time_only(root: Path):
    rendered(root)
    wanted = tree(root / "site")
    file = root / ".briefgen/cache.sqlite"
    file.write_bytes(file.read_bytes().replace(b"indexsqlite_autoindex_facts_1", b"indexsqlite_aut\xd6index_facts_1"))

    assert build(root, options(root)).ok
    assert tree(root / "site") == wanted


@pytest.mark.parametrize("name", MEMORIES)
def test_random_damage_to_the_cache_never_shows(root: Path, tmp_path: Path, name: str):
    rendered(root)
    wanted = tree(root / "site")
    whole = (root / ".briefgen" / name).read_bytes()
    chance = random.Random(1)
    for _ in range(60 if DEEP else 12):
        broken = bytearray(whole)
        for _ in range(40):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        (root / ".briefgen" / name).write_bytes(bytes(broken))

        assert build(root, options(root)).ok
        assert tree(root / "site") == wanted


def test_what_a_failed_build_was_told_is_forgotten_with_it(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Pages that it did not come to would else be taken for made from the newer answers."""
    rendered(root)
    put, left = Publication.put, [2]

    def full(self: Publication, path: str, data: bytes) -> str:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        return put(self, path, data)

    write(root, {"briefgen.yaml": files()["briefgen.yaml"].replace("Test", "Other")})
    monkeypatch.setattr(Publication, "put", full)
    with pytest.raises(OSError, match="No space"):
        build(root, options(root, jobs=1))
    monkeypatch.undo()

    made = rendered(root)
    assert len(made) > 3
    assert tree(root / "site") == clean(root, tmp_path / "clean")[1]


def test_processes_that_hold_few_answers_make_the_same(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reuse, "_HELD", 40)
    monkeypatch.setattr(reuse, "_NUMBERED", 40)
    rendered(root)

    assert rendered(root) == set()
    assert tree(root / "site") == clean(root, tmp_path / "clean")[1]


def test_what_is_out_of_date_is_given_up_when_it_is_more_than_what_holds(root: Path, monkeypatch: pytest.MonkeyPatch):
    rendered(root)
    with open_store(root) as store:
        before, _ = traces.kept(store)
        monkeypatch.setattr(traces, "_WORN", 0)
        assert traces.kept(store)[0] == before
        for _ in range(2):
            with traces.Writing(store) as writing:
                writing.add({table: rows["00000000"] for table, rows in _rows(store).items()}, 0)
        assert traces.kept(store) == ({}, {})
        assert not any(_rows(store).values())


def test_what_each_process_writes_of_the_same_is_not_out_of_date(root: Path, monkeypatch: pytest.MonkeyPatch):
    """On a machine of many cores most answers are written many times, and pages stand all the same."""
    monkeypatch.setattr(traces, "_WORN", 0)
    monkeypatch.setattr(reuse, "_NUMBERED", 0)
    monkeypatch.setattr(jobs, "CHUNK", 1)
    rendered(root)
    with open_store(root) as store:
        written = sum(len(traces._PRINTS(row)) for row in store.aside.all("prints").values())
        assert written > 2 * len(traces.kept(store)[1]) > 0

    assert rendered(root) == set()


def _rows(store: Store) -> dict[str, dict[str, bytes]]:
    return {table: store.aside.all(table) for table in ("traces", "questions", "prints", "answers")}


def test_a_server_holds_one_site_and_not_those_before(root: Path):
    live = Live(root, options(root))
    live.refresh()
    live.get("index.html")
    assert live.good is not None
    writer, view = live.good.writer, live.good.writer.view

    replace(root, "content/briefs/2024-03-05-brief-3.md", "title: ", "title: New ")
    live.refresh()
    assert live.good.writer is writer
    assert vars(view) == {}

    was = weakref.ref(writer)
    del writer, view
    write(root, {"themes/default/templates/404.html": "{% extends '!404.html' %}"})
    live.refresh()
    assert was() is None


def test_libraries_are_known_by_the_versions_that_are_installed():
    assert len(fingerprint._versions()) == 6
    for line in fingerprint._versions():
        name, version = line.split(" ")
        assert version == metadata.version(name)


def test_the_number_of_processes_changes_nothing(root: Path):
    build(root, options(root, "a", jobs=1))
    shutil.rmtree(root / ".briefgen")
    build(root, options(root, "b", jobs=3))

    assert tree(root / "a") == tree(root / "b")


def test_other_options_do_not_mix(root: Path, tmp_path: Path):
    rendered(root)
    build(root, Options(output=root / "site", now=NOW, base_url="https://other.example/sub/"))
    build(root, options(root))

    _, wanted = clean(root, tmp_path / "clean")
    assert tree(root / "site") == wanted


# --- Any edits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5 if DEEP else 2))
def test_after_any_edits_the_site_is_the_clean_one(root: Path, tmp_path: Path, seed: int):
    writer = Writer(random.Random(seed), root)
    build(root, options(root))
    for _ in range(200 if DEEP else 14):
        writer.some()
        result = build(root, options(root, **writer.wish))
        want, wanted = clean(root, tmp_path / "clean", **writer.wish)

        assert shown(result) == shown(want), writer.done
        if result.ok:
            assert tree(root / "site") == wanted, writer.done


@pytest.mark.parametrize("seed", range(100, 105 if DEEP else 101))
def test_after_any_edits_the_command_says_and_makes_what_a_clean_one_does(root: Path, tmp_path: Path, seed: int):
    """The same with a new process for each build, as a person runs it, the quick answer to no change among them."""
    writer = Writer(random.Random(seed), root)
    for _ in range(60 if DEEP else 4):
        writer.some()
        args = writer.arguments()
        for _ in range(writer.chance.choice((1, 1, 2))):
            code, said = sites.run(root, *args)
        shutil.rmtree(tmp_path / "clean", ignore_errors=True)
        shutil.copytree(root, tmp_path / "clean", ignore=shutil.ignore_patterns(".briefgen", "site"))
        want, told = sites.run(tmp_path / "clean", *args)

        assert (code, no_counts(said)) == (want, no_counts(told)), writer.done
        if code == 0:
            assert tree(root / "site") == tree(tmp_path / "clean/site"), writer.done


def no_counts(said: str) -> str:
    return re.sub(r"\d+ files written, \d+ kept, \d+ removed", "", said)


def contents(root: Path) -> dict[str, bytes]:
    found = [p for p in root.rglob("*") if p.is_file() and not {"site", ".briefgen"} & set(p.relative_to(root).parts)]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in found}


@pytest.mark.parametrize("seed", range(5 if DEEP else 2))
def test_what_is_held_in_memory_is_the_clean_site(root: Path, tmp_path: Path, seed: int):
    writer = Writer(random.Random(seed), root)
    chance = writer.chance
    live = Live(root, options(root))
    live.refresh()
    before, wanted = contents(root), clean(root, tmp_path / "clean")[1]
    for _ in range(200 if DEEP else 14):
        for path in chance.sample(sorted(wanted), min(len(wanted), 12)):
            live.get(path)
        writer.some(wishes=False)
        after = contents(root)
        hints = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        before = after
        found = live.refresh(hints)
        want, new = clean(root, tmp_path / "clean")

        assert [repr(one) for one in found.findings] == shown(want), writer.done
        wanted = new if want.ok else wanted
        assert found.ok == want.ok
        static = {path for path in wanted if live.good is not None and path in live.good.copies}
        asked = sorted(wanted.keys() - {"briefgen.json"} - (set() if want.ok else static))
        for path in chance.sample(asked, 25):
            assert live.get(path) == wanted[path], (path, writer.done)


BESIDE = ("content/briefs/table.txt", "content/sources/texts/speech.txt", "static/robots-note.txt")


@pytest.mark.parametrize("gone", BESIDE)
def test_a_file_beside_content_that_is_gone_is_missed_at_once(root: Path, tmp_path: Path, gone: str):
    live = Live(root, options(root))
    live.refresh()
    (root / gone).unlink()
    found = live.refresh({gone})

    want, _ = clean(root, tmp_path / "clean")
    assert [repr(one) for one in found.findings] == shown(want)
    assert found.ok == want.ok


# --- Nothing changed, found out at once ------------------------------------------------------------------------------


def run(root: Path, *args: str) -> str:
    """``briefgen build`` as a person runs it; what it said, seconds aside."""
    command = [sys.executable, "-X", "importtime", "-m", "briefgen", "-C", str(root), "build", "--now", NOW, *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = "markdown_it" in done.stderr
    return f"{'loaded' if loaded else 'at once'}\n" + re.sub(r"[\d.]+ s\n", "", done.stdout)


def old(root: Path) -> None:
    """Let every file be older than a moment."""
    time.sleep(0.12)


def test_an_unchanged_site_is_seen_without_loading_the_compiler(root: Path):
    old(root)
    first = run(root)
    second = run(root)

    assert first.startswith("loaded\n")
    assert second.startswith("at once\n")
    told = re.sub(r"\d+ files written, 0 kept", "0 files written, n kept", first)
    assert re.sub(r"\d+ kept", "n kept", second).split("\n")[1:] == told.split("\n")[1:]


@pytest.mark.parametrize(
    "path",
    ["content/entities/ben.yaml", "static/robots-note.txt", "site/about/index.html", "briefgen.yaml"],
)
def test_whatever_is_touched_is_looked_at(root: Path, path: str):
    old(root)
    run(root)
    (root / path).touch()

    assert run(root).startswith("loaded\n")


def test_a_file_that_is_not_ours_is_no_reason_to_look(root: Path):
    old(root)
    run(root)
    (root / "site/new.txt").touch()

    assert run(root).startswith("at once\n")
    assert (root / "site/new.txt").exists()


def test_other_words_on_the_command_line_are_another_build(root: Path):
    old(root)
    run(root)

    assert run(root, "--drafts").startswith("loaded\n")
