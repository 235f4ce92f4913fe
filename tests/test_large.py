"""A large site is held in another way, and nobody sees it: the same files, the same findings, after any edits."""

from __future__ import annotations

import gc
import random
import shutil
import weakref
from pathlib import Path

import pytest

from briefgen import remember
from briefgen.build import Options, Result, build, look
from briefgen.knowledge import eventnodes
from briefgen.live import Live
from briefgen.model import Shelf, Shelved, rows
from briefgen.pages import site as pages
from briefgen.pages.gallery import Gallery
from briefgen.pages.queries import Queries
from briefgen.pages.theme import ThemeError
from briefgen.pictures.make import Pictures
from briefgen.project import ConfigError
from edits import Writer
from hostile import cases, lay
from sites import DEEP, NOW, brief, clean, files, options, shown, tree, write

TOP = Path(__file__).resolve().parent.parent
FAULTS = TOP / "tests/spec/broken-input.md"


def held(patch: pytest.MonkeyPatch, few: int) -> None:
    """Hold as little in memory as a site does that has very many files."""
    patch.setattr(remember, "KEPT", few)
    patch.setattr(eventnodes, "HELD", few)
    patch.setattr(rows, "MOST", 0)
    patch.setattr(rows, "_BLOCK", 500)


def large(root: Path, **wish: object) -> Result:
    """A build in which everything is held as it is of a large site."""
    with pytest.MonkeyPatch.context() as patch:
        held(patch, 0)
        return build(root, options(root, **wish))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "one", files())
    return tmp_path / "one"


def test_briefs_of_a_large_site_are_read_when_they_are_asked_for(root: Path):
    small = look(root, Options(now=NOW)).graph
    with pytest.MonkeyPatch.context() as patch:
        held(patch, 0)
        graph = look(root, Options(now=NOW)).graph

    assert all(isinstance(one.doc, Shelved) for one in graph.brief_outlines.values())
    assert not graph.shelf.kept
    assert list(graph.brief_outlines) == list(small.brief_outlines)
    assert list(graph.outlines.items()) == list(small.outlines.items())
    for table in ("briefs", "entities", "events", "mentions", "event_facets", "met"):
        assert dict(getattr(graph, table)) == dict(getattr(small, table)), table
    for table in ("stories", "sources", "claims", "pages", "entity_outlines", "files", "held"):
        assert getattr(graph, table) == getattr(small, table), table
    for key, one in graph.brief_outlines.items():
        other = small.brief_outlines[key]
        assert (one.meta.title, one.events, one.block_events) == (other.meta.title, other.events, other.block_events)
        assert (one.entities, one.sources, one.claims) == (other.entities, other.sources, other.claims)


def test_a_large_site_is_read_few_times(root: Path, monkeypatch: pytest.MonkeyPatch):
    """Reading is what a large site pays for: so often for each of these briefs, which have a bit of everything."""
    more = ((n, brief(2).replace("#leave-2", f"#gone-{n}").replace("c2", f"c{n}x")) for n in range(1, 29))
    write(root, {f"content/briefs/2024-02-{n:02d}-more.md": text for n, text in more})
    look(root, Options(now=NOW))
    held(monkeypatch, 0)
    read: dict[str, int] = {}
    row = Shelf._row

    def counted(self: Shelf, path: str) -> bytes | bytearray:
        read[path] = read.get(path, 0) + 1
        return row(self, path)

    monkeypatch.setattr(Shelf, "_row", counted)
    look(root, Options(now=NOW))

    briefs = [count for path, count in read.items() if "/briefs/" in path]
    assert len(briefs) == 36
    assert max(briefs) <= 16


def test_every_page_knows_its_paths(root: Path):
    """What a theme may ask of any page, that of no address among them; of nothing there are none."""
    graph = look(root, Options(now=NOW)).graph
    plan, _ = pages.plan(graph)
    queries = Queries(graph, plan, Gallery(graph, plan, Pictures({}), lambda _, src: src))

    assert "404" in {page.kind for page in plan.pages}
    assert max(page.count for page in plan.pages) > 1
    for page in plan.pages:
        assert queries.paths(page.kind, page.id)[page.number - 1] == page.path
    assert queries.paths("entity", "nobody") == ()


@pytest.mark.parametrize("few", [0, 5])
def test_the_site_of_this_repository_is_the_same(tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch):
    for name in ("content", "static"):
        shutil.copytree(TOP / name, tmp_path / "one" / name)
    shutil.copy(TOP / "briefgen.yaml", tmp_path / "one")
    want, wanted = clean(tmp_path / "one", tmp_path / "clean")
    held(monkeypatch, few)
    result = build(tmp_path / "one", options(tmp_path / "one"))

    assert shown(result) == shown(want)
    assert tree(tmp_path / "one/site") == wanted


@pytest.mark.parametrize("name", list(cases(FAULTS))[:: 1 if DEEP else 8])
def test_what_is_wrong_is_told_of_a_large_site_as_of_a_small_one(tmp_path: Path, name: str):
    laid, _ = cases(FAULTS)[name]
    lay(tmp_path / "one", {**files(), **laid})
    try:
        want, _ = clean(tmp_path / "one", tmp_path / "clean")
    except (ConfigError, ThemeError):
        return  # nothing was read

    assert shown(large(tmp_path / "one")) == shown(want)


@pytest.mark.parametrize("seed", range(200, 205 if DEEP else 202))
def test_after_any_edits_a_large_site_is_the_clean_one(root: Path, tmp_path: Path, seed: int):
    """Built now as a large one and now as a small one, as sites grow and shrink."""
    writer = Writer(random.Random(seed), root)
    for _ in range(100 if DEEP else 10):
        writer.some()
        one_by_one = writer.chance.random() < 0.8
        result = large(root, **writer.wish) if one_by_one else build(root, options(root, **writer.wish))
        want, wanted = clean(root, tmp_path / "clean", **writer.wish)

        assert shown(result) == shown(want), writer.done
        if result.ok:
            assert tree(root / "site") == wanted, writer.done


@pytest.mark.parametrize("few", [0, 1000])
def test_a_graph_stands_in_no_circle(root: Path, few: int):
    """A server holds one at a time, and does not wait until somebody collects those before."""
    with pytest.MonkeyPatch.context() as patch:
        held(patch, few)
        live = Live(root, options(root))
        live.refresh()
        assert live.good is not None
        before = weakref.ref(live.good.writer.graph.outlines)
        live.get("index.html")
        write(root, {"content/briefs/2024-03-05-brief-3.md": brief(3).replace("number 3", "number three")})
        gc.collect()
        gc.disable()
        try:
            live.refresh()
            assert before() is None
        finally:
            gc.enable()


@pytest.mark.parametrize(("seed", "few"), [(300, 0), (301, 6), *(((302, 0), (303, 6)) if DEEP else ())])
def test_a_large_site_that_is_served_is_the_clean_one(root: Path, tmp_path: Path, seed: int, few: int):
    writer = Writer(random.Random(seed), root)
    chance = writer.chance
    with pytest.MonkeyPatch.context() as patch:
        held(patch, few)
        live = Live(root, options(root))
        live.refresh()
    wanted = clean(root, tmp_path / "clean")[1]
    for _ in range(100 if DEEP else 8):
        for path in chance.sample(sorted(wanted), min(len(wanted), 12)):
            live.get(path)
        writer.some(wishes=False)
        with pytest.MonkeyPatch.context() as patch:
            held(patch, few)
            found = live.refresh()
        want, new = clean(root, tmp_path / "clean")

        assert [repr(one) for one in found.findings] == shown(want), writer.done
        wanted = new if want.ok else wanted
        static = {path for path in wanted if live.good is not None and path in live.good.copies}
        asked = sorted(wanted.keys() - {"briefgen.json"} - (set() if want.ok else static))
        for path in chance.sample(asked, 25):
            assert live.get(path) == wanted[path], (path, writer.done)
