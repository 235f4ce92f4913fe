"""The interface of themes: docs/themes.md tells all of it and nothing else, and two themes stand on it."""

from __future__ import annotations

import ast
import gzip
import inspect
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from briefgen.build import Options, build
from briefgen.knowledge import graph
from briefgen.pages import cards, facets, gallery, plan
from briefgen.pages.queries import Queries
from briefgen.pages.reader import public
from briefgen.pages.theme import Theme, load_theme
from briefgen.pages.views import functions
from briefgen.settings import ImageSettings, SearchSettings
from briefgen.tools.init import init
from test_docs import broken, examples, write
from test_site import BRIEF, ENTITIES, EVENTS
from test_words import TEMPLATES

TOP = Path(__file__).resolve().parent.parent
DOC = (TOP / "docs/themes.md").read_text(encoding="utf-8")
THEMES = sorted(folder.name for folder in (TOP / "themes").iterdir())
GLOBALS = {"site", "settings", "url", "to", "whole"}
SHARED = {"page", "items", "canonical", "binder", "binders", "lang", "title", "at", "count", "paths"}
NOW = Options(now="2024-09-01")


def section(title: str) -> str:
    return DOC.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of a table."""
    lines = re.findall(r"^\| (.*?) ?\|$", section(title), re.MULTILINE)
    return [line.split(" | ") for line in lines if "`" in line.split(" | ")[0]]


def names(cell: str) -> set[str]:
    return {re.split(r"[(.]", name)[0] for name in re.findall(r"`([^`]+)`", cell)}


def spoken():
    return load_theme(TOP, "default").catalogues.speech("en")


def test_every_question_is_documented_with_its_arguments():
    said = {cells[0].strip("`").removeprefix("site.") for cells in rows("Questions")}
    asked = {f"{name}({', '.join(inspect.signature(question).parameters)})"
             for name, question in public(Queries.__new__(Queries)).items()}  # fmt: skip

    assert said == asked


def test_every_name_of_templates_is_documented():
    said = {name for cells in rows("What every template has") for name in names(cells[0])}

    assert said == functions(None, spoken()).keys() | GLOBALS | SHARED


def test_every_block_is_documented():
    blocks = {name for file in TEMPLATES for name in re.findall(r"\{%-? block (\w+)", file.read_text(encoding="utf-8"))}

    assert {cells[0].strip("`") for cells in rows("One template or one block")} == blocks


def test_every_slot_is_documented_and_filled_by_every_theme():
    said = {cells[0].strip("`") for cells in rows("Slots")}
    for theme in THEMES:
        text = (TOP / "themes" / theme / "templates/slots.html").read_text(encoding="utf-8")
        assert said == {macro for macro in re.findall(r"\{% macro (\w+\([^)]*\))", text) if "speaker" not in macro}


@pytest.mark.parametrize(
    "record",
    [graph.BriefNode, graph.EntityNode, graph.EventNode, graph.StoryNode, graph.PageNode, graph.ClaimRef,
     graph.SourceNode, graph.RoleSpan, graph.RoleAt, graph.Holder, graph.Backlink, graph.Meeting, graph.QuoteRef,
     graph.Appearance, graph.Related, graph.Telling, cards.BriefCard, cards.EntityCard, cards.EventCard,
     cards.StoryCard, cards.QuoteCard, cards.CorrectionCard, gallery.ImageCard, gallery.Srcset, gallery.Share,
     plan.PagePlan, facets.Facets],
    ids=lambda record: record.__name__,
)  # fmt: skip
def test_every_record_is_documented_with_its_fields(record):
    text = section("Records").partition(f"**{record.__name__}**")[2].partition("\n- **")[0].partition(": ")[2]
    told = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", text)
    fields = getattr(record, "__struct_fields__", None) or record._fields

    assert re.findall(r"`([^`]+)`", told.partition(". `")[1] + told.partition(". `")[2]) == list(fields)


def test_every_answer_is_a_documented_record():
    source = ast.parse(inspect.getsource(inspect.getmodule(Queries)))
    returned = {node.id for one in ast.walk(source) if isinstance(one, ast.FunctionDef) and one.returns
                and not one.name.startswith(("_", "stand")) for node in ast.walk(one.returns)
                if isinstance(node, ast.Name)} - {"str", "int", "bool", "tuple"}  # fmt: skip

    assert {name for name in returned if f"**{name}**" not in section("Records")} == set()


def full_site(root: Path, theme: str) -> Path:
    """The site of the language's example, with every kind of page."""
    files = {
        "briefgen.yaml": f"title: News\nbase_url: https://example.org/\ntheme: {theme}\nauthors: [A Reporter]\n",
        "content/briefs/2024-08-28-sullivan.md": BRIEF,
        "content/briefs/old.md": "---\ntitle: Old\ndate: 2020-01-01\nredirect_from: [/before/]\ntopics: [A]\n---\nX.\n",
        "content/entities/all.yaml": ENTITIES,
        "content/events/all.yaml": EVENTS,
        "content/stories/us-china-talks.md": "---\ntitle: Talks\nknow: [A]\n---\n",
        "content/pages/about.md": "---\ntitle: About\n---\nUs.\n",
    }
    write(root, files)
    return root


def test_every_template_is_documented_with_its_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    got: dict[str, set[str]] = {}
    real = Theme.render

    def render(self, template, context):
        got.setdefault(template, set()).update(context.keys() - functions(None, spoken()).keys() - SHARED)
        return real(self, template, context)

    monkeypatch.setattr(Theme, "render", render)
    result = build(full_site(tmp_path, "default"), NOW._replace(jobs=1))
    assert result.ok, [f.diagnostic for f in result.findings]

    told = {cells[0].strip("`"): cells[2] if len(cells) > 2 else "" for cells in rows("Pages")}
    said = {file: re.sub(r"\([^)]*\)", "", text) for file, text in told.items()}
    assert said.keys() == got.keys() | {"slots.html"}
    known = functions(None, spoken()).keys() | SHARED
    assert {file: names(text) - known for file, text in said.items() if file != "slots.html"} == got


@pytest.mark.parametrize("example", examples(TOP / "docs/themes.md"), ids=lambda one: one.name)
def test_the_examples_are_built(tmp_path: Path, example):
    init(tmp_path, None)
    write(tmp_path, example.files)

    assert example.facts
    assert broken(tmp_path, build(tmp_path, Options(now="2020-06-01")), example.facts) == []


def test_the_theme_made_in_ten_minutes_speaks_german(tmp_path: Path):
    quick = next(one for one in examples(TOP / "docs/themes.md") if one.name == "quick")
    init(tmp_path, None)
    write(tmp_path, {**quick.files, "briefgen.yaml": quick.files["briefgen.yaml"] + "language: de\n"})

    assert broken(tmp_path, build(tmp_path), ['page / says "Heute Abend"', 'page / holds "Rubriken"']) == []


def test_settings_of_pictures_and_search_are_documented():
    page = (TOP / "docs/settings.md").read_text(encoding="utf-8")
    for record, title in ((ImageSettings, "images"), (SearchSettings, "search")):
        text = page.partition(f"### `{title}`")[2].partition("\n### ")[0]
        assert re.findall(r"^- `(\w+)`", text, re.MULTILINE) == list(record.__struct_fields__)


class Page(HTMLParser):
    """Ids, links and scripts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.levels: list[int] = []
        self.bad: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"]] if found.get("id") else []
        self.links += [found[key] for key in ("href", "src") if found.get(key) and tag != "link"]
        self.scripts += [found.get("src") or "inline"] if tag == "script" else []
        self.levels += [int(tag[1])] if re.fullmatch(r"h[1-6]", tag) else []
        self.bad += [key for key in found if key == "style" or key.startswith("on")]


@pytest.fixture(scope="module", params=THEMES)
def built(request, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, dict[str, Page]]:
    root = full_site(tmp_path_factory.mktemp(request.param), request.param)
    assert build(root, NOW).ok
    site = root / "site"
    return request.param, site, {
        file.relative_to(site).as_posix(): Page(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")
    }  # fmt: skip


def test_every_link_and_anchor_of_a_theme_leads_somewhere(built):
    _, site, pages = built
    dead = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or path == "404.html":
                continue
            there = path if not parts.path else (site / path).parent.joinpath(unquote(parts.path)).resolve()
            there = there if isinstance(there, str) else there.relative_to(site.resolve()).as_posix()
            missing = there not in pages and not (site / there).is_file()
            if missing or parts.fragment and unquote(parts.fragment) not in pages[there].ids:
                dead.append(f"{path} -> {link}")

    assert dead == []


def test_pages_of_a_theme_hold_a_strict_policy_and_are_in_order(built):
    theme, _, pages = built
    for path, page in pages.items():
        assert page.bad == [], path
        assert "inline" not in page.scripts, path
        assert len(page.ids) == len(set(page.ids)), path
        assert page.levels[:1] == [1], path
        assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False)), path
        if theme == "wire":
            assert page.scripts == ([] if path != "search/index.html" else ["../assets/search.js"])


def test_a_page_of_the_wire_is_light(tmp_path: Path):
    event = "- {{id: e{0}, name: Event number {0} of many, date: 2023-0{1}-0{2}, who: [wang-yi]}}\n"
    many = "".join(event.format(n, n % 9 + 1, n % 8 + 1) for n in range(600))
    root = full_site(tmp_path, "wire")
    brief = "---\ntitle: Brief {0}\ndate: 2023-0{1}-11\nsummary: Of day {2}.\n---\n[[wang-yi]] said the word {0}.\n"
    briefs = {f"content/briefs/b{n}.md": brief.format(n * 31337 % 100_000, n % 9 + 1, n) for n in range(300)}
    write(root, {"content/events/many.yaml": many, **briefs})
    assert build(root, NOW).ok

    style = len(gzip.compress((root / "site/assets/style.css").read_bytes(), mtime=0))
    sizes = {file.relative_to(root / "site").as_posix(): len(gzip.compress(file.read_bytes(), mtime=0)) + style
             for file in (root / "site").rglob("*.html")}  # fmt: skip
    assert max(sizes.values()) < 15_000, max(sizes.items(), key=lambda one: one[1])
