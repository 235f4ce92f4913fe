"""After the insides of a few texts were edited, their pages are made from remembered answers; the law holds."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefgen import alone, cli, traces
from briefgen.build import build
from briefgen.engine import publish, snapshot
from briefgen.engine.store import Store, open_store
from briefgen.live import Live
from briefgen.pages import nodes, recall
from briefgen.pages.reader import _PACKED
from sites import DEEP, NOW, clean, files, options, tree, write

BRIEF = "content/briefs/2024-03-05-brief-3.md"
PAGE = "2024/03/brief-3/index.html"
PROFILE = "---\nid: fay\nkind: person\nname: Fay Example\ngloss: Known as fay.\n---\nShe knows [[ben]]. Plain words.\n"


class Desk:
    """A site whose builds are the command's, in this process, and how each was made."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.alone = root, 0
        write(root, files() | {"content/entities/fay.md": PROFILE})
        write(root, {"briefgen.yaml": files()["briefgen.yaml"] + "feeds: {full: true, items: 3}\n"})
        made = alone.build

        def counted(*args: object) -> object:
            done = made(*args)  # type: ignore[arg-type]
            self.alone += done is not None
            return done

        monkeypatch.setattr(alone, "build", counted)
        # No build here is as quick after an edit as a tick of the clock is long.
        monkeypatch.setattr(snapshot, "_YOUNG", 0)

    def build(self, *args: str) -> str:
        """Build; what it said, seconds aside."""
        done = CliRunner().invoke(cli.main, ["-C", str(self.root), "build", "--now", NOW, *args])
        assert done.exit_code == 0, done.output
        return re.sub(r"[\d.]+ s\n", "", done.output)

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        """Write a text anew."""
        file = self.root / path
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    def alone_now(self, *args: str) -> bool:
        """Build; whether the texts were taken in alone."""
        before = self.alone
        self.build(*args)
        return self.alone > before

    def is_clean(self, where: Path) -> bool:
        """Whether what is published is what a build makes that remembers nothing."""
        return tree(self.root / "site") == clean(self.root, where)[1]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path / "one", monkeypatch)
    made.build()
    return made


def plainer(text: str) -> str:
    return text.replace("Plain words", "Plainer and more words", 1)


OTHERS = ("content/entities/fay.md", "content/pages/about.md", "content/stories/talks.md")


@pytest.mark.parametrize("path", [BRIEF, *OTHERS])
def test_words_of_any_text_are_taken_in_alone(desk: Desk, tmp_path: Path, path: str):
    desk.edit(path, lambda text: text + "\nOne more sentence.\n")

    assert desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


def test_what_is_said_is_what_a_whole_build_says(desk: Desk):
    desk.edit(BRIEF, plainer)
    said = desk.build()
    desk.edit(BRIEF, lambda text: text.replace("Plainer and more words", "Plain words", 1))
    shutil.rmtree(desk.root / ".briefgen/snapshot", ignore_errors=True)
    (desk.root / ".briefgen/snapshot").unlink()

    assert desk.alone == 1
    assert desk.build().splitlines()[-4:] == said.splitlines()[-4:]


def test_only_the_files_of_the_text_are_written(desk: Desk):
    site = desk.root / "site"
    stamps = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    desk.edit(BRIEF, plainer)

    assert desk.alone_now()
    moved = {path.relative_to(site).as_posix() for path, stamp in stamps.items() if path.stat().st_mtime_ns != stamp}
    assert moved == {PAGE, PAGE.replace("html", "json"), "briefgen.json"}


def test_a_newest_brief_moves_the_feeds_that_carry_it(desk: Desk, tmp_path: Path):
    desk.edit("content/briefs/2024-08-05-brief-8.md", plainer)

    assert desk.alone_now()
    assert "Plainer and more words" in (desk.root / "site/feed.xml").read_text(encoding="utf-8")
    assert desk.is_clean(tmp_path / "clean")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "\nHe met [[dora]] too.\n",
        lambda text: text.replace("title: ", "title: New ", 1),
        lambda text: text.replace("They spoke of", "At noon they spoke of", 1),
        lambda text: text + "\n## A heading\n",
        lambda text: text.replace("(table.txt)", "(table.txt#top)", 1),
    ],
    ids=["mention", "title", "sentence of a mention", "heading", "link"],
)
def test_what_says_more_to_the_site_is_no_matter_of_a_text_alone(
    desk: Desk, tmp_path: Path, change: Callable[[str], str]
):
    desk.edit(BRIEF, change)

    assert not desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


def test_two_texts_at_once_are_taken_in_alone_and_a_text_with_a_new_file_is_not(desk: Desk, tmp_path: Path):
    desk.edit(BRIEF, plainer)
    desk.edit("content/briefs/2024-04-05-brief-4.md", plainer)
    both = desk.alone_now()
    desk.edit(BRIEF, lambda text: text + "\nMore.\n")
    write(desk.root, {"content/pages/new.md": "---\ntitle: New\n---\nNew.\n"})

    assert both
    assert not desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


def test_what_a_server_saw_first_is_not_taken_for_what_was_published(desk: Desk, tmp_path: Path):
    desk.edit(BRIEF, lambda text: text + "\nHe met [[dora]] too.\n")
    Live(desk.root, options(desk.root)).refresh()

    assert not desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


def test_a_page_changed_by_hand_is_mended_meanwhile(desk: Desk, tmp_path: Path):
    (desk.root / "site/about/index.html").write_text("spoiled", encoding="utf-8")
    desk.edit(BRIEF, plainer)

    assert not desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


def retitled(desk: Desk) -> None:
    desk.edit(BRIEF, lambda text: text.replace("title: ", "title: New ", 1))


def test_published_files_that_nobody_touched_are_not_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A build of the whole site, too, sees from outside that they are as they were; else it looks into each."""
    looked = []
    digest = publish._digest
    monkeypatch.setattr(publish, "_digest", lambda file: looked.append(file) or digest(file))
    retitled(desk)

    assert not desk.alone_now()
    assert not looked
    assert desk.is_clean(tmp_path / "clean")

    (desk.root / "site/about/index.html").write_text("spoiled", encoding="utf-8")
    retitled(desk)
    looked.clear()

    assert not desk.alone_now()
    assert looked
    assert desk.is_clean(tmp_path / "clean")


def test_texts_that_did_not_change_are_not_read(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whether a page stands is told by the print of its text, which is kept with the file's digest."""
    read: list[str] = []
    get = Store.get

    def noted(store: Store, table: str, key: str) -> bytes | None:
        read.extend([key] if table == "bodies" else [])
        return get(store, table, key)

    retitled(desk)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "get", noted)
        said = desk.build("--explain")

    made = set(re.findall(r"^/\S+/(brief-\d)/index.html: ", said, flags=re.MULTILINE))
    assert 0 < len(made) < 8
    assert {path[-10:-3] for path in read if "/briefs/" in path} == made
    assert desk.is_clean(tmp_path / "clean")


def test_another_build_between_is_noticed(desk: Desk, tmp_path: Path):
    retitled(desk)
    build(desk.root, options(desk.root))
    desk.edit(BRIEF, lambda text: text.replace("title: New ", "title: ", 1))

    assert not desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_answers_that_are_lost_or_damaged_cost_time_only(desk: Desk, tmp_path: Path, damage: bytes | None):
    file = desk.root / ".briefgen/answers.sqlite"
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    desk.edit(BRIEF, plainer)

    assert not desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


@pytest.mark.parametrize("seed", range(60 if DEEP else 12))
def test_random_damage_to_answers_never_shows(desk: Desk, tmp_path: Path, seed: int):
    chance, file = random.Random(seed), desk.root / ".briefgen/answers.sqlite"
    broken = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 5, 40))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    file.write_bytes(bytes(broken))
    desk.edit(BRIEF, plainer)
    desk.build()

    assert desk.is_clean(tmp_path / "clean")


def test_what_a_folder_gives_its_files_is_kept_when_one_is_edited(desk: Desk, tmp_path: Path):
    write(desk.root, {"content/briefs/_defaults.yaml": "lang: de\n", "content/pages/_defaults.yaml": "lang: fr\n"})
    desk.build()
    desk.edit(BRIEF, plainer)
    desk.edit("content/pages/about.md", lambda text: text + "\nMore words.\n")

    assert desk.alone_now()
    assert desk.is_clean(tmp_path / "clean")


def test_files_that_are_not_ours_stay_beside_a_page(desk: Desk):
    write(desk.root, {"site/2024/03/brief-3/photo.txt": "mine", "site/2024/03/brief-3/more/x.txt": "mine"})
    desk.edit(BRIEF, plainer)

    assert desk.alone_now()
    assert (desk.root / "site/2024/03/brief-3/photo.txt").read_text(encoding="utf-8") == "mine"
    assert (desk.root / "site/2024/03/brief-3/more/x.txt").read_text(encoding="utf-8") == "mine"


def test_a_finding_in_the_text_is_judged_anew(desk: Desk, tmp_path: Path):
    write(desk.root, {"briefgen.yaml": files()["briefgen.yaml"] + "checks: {R01: warning}\n"})
    desk.edit(BRIEF, lambda text: text + "\nNobody knows [[zoe-unknown]].\n")
    before = desk.build()
    desk.edit(BRIEF, lambda text: text.replace("\n\n", "\n\nA line above.\n\n", 1))
    after = desk.build()

    line = int(re.search(r"brief-3\.md:(\d+)", before)[1])  # type: ignore[index]
    assert f"brief-3.md:{line + 2}" in after


FILES_ALONE = ("names", "pillow", "sitemap")
"""Questions of files that are never made alone."""


def test_every_answer_comes_back_as_it_was(desk: Desk):
    """Types tell how an answer is read back: whatever pages of a site were told, it is the same after that."""
    with open_store(desk.root) as store:
        answers = traces.Answers(store)
        known = answers.some({number for asked, _ in answers.sheets.values() for number in asked})
    checked = set()
    for key, data in known.items():
        if key[0] == "node":
            mark, packed = nodes._READ[key[1]](data)
            documents = {packed.doc.path: packed.doc} if packed.doc else {}
            node = nodes.unpack(key[1], data, documents.__getitem__)
            assert nodes.pack(node, dict.fromkeys(documents, mark).__getitem__) == data, key
            checked.add(key[0])
        elif key[0] not in (*recall.WORKED_OUT, *FILES_ALONE):
            value = recall.answer(recall.kind_of(key, alone.ANSWERS), data)
            assert _PACKED(value) == data, key
            checked.add(key[0])
    assert {"node", "url", "entity", "event", "brief", "page", "setting", "feed_entries", "entry"} <= checked


@pytest.mark.parametrize("seed", range(6 if DEEP else 2))
def test_after_any_edits_of_texts_the_site_is_the_clean_one(desk: Desk, tmp_path: Path, seed: int):
    chance = random.Random(seed)
    texts = [*(f"content/briefs/2024-0{n}-05-brief-{n}.md" for n in range(1, 9)), *OTHERS]

    def once(share: float, more: str) -> str:
        return more if chance.random() < share else ""

    changes: list[Callable[[str], str]] = [
        lambda text: text + f"\nA sentence with {chance.randrange(1000)}.\n",
        lambda text: text.replace("\n\n", f"\n\nA line above, {chance.randrange(1000)}.\n\n", 1),
        lambda text: text.replace("lain words", f"lain, plain words {chance.randrange(1000)}", 1),
        lambda text: text + once(0.1, "\n![](map.svg)\n") + "\n*Emphasis*.\n",
        lambda text: text + once(0.3, f"\n[[{chance.choice(('ada', 'ben', 'summit'))}]] again.\n"),
        lambda text: text.replace("title: ", "title: " + once(0.2, "N "), 1) + "\n",
    ]
    for _ in range(60 if DEEP else 12):
        for path in chance.sample(texts, chance.choice((1, 1, 1, 2, 4))):
            desk.edit(path, chance.choice(changes))
        if chance.random() < 0.15:
            CliRunner().invoke(cli.main, ["-C", str(desk.root), "list", "missing"])
        done = CliRunner().invoke(cli.main, ["-C", str(desk.root), "build", "--now", NOW])
        want, wanted = clean(desk.root, tmp_path / "clean")
        assert (done.exit_code == 0) == want.ok
        if want.ok:
            assert tree(desk.root / "site") == wanted
        else:
            for path in texts:
                desk.edit(path, lambda text: text.replace("![](map.svg)", "A map"))
    assert desk.alone >= 1
