"""``init`` and ``new``: what they write builds, and they never overwrite."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from briefgen.build import Options, build
from briefgen.diagnostics import Severity
from briefgen.tools import ToolError
from briefgen.tools.init import CI, init
from briefgen.tools.new import FOLDERS, new


def worst(root: Path, *include: str) -> list[str]:
    result = build(root, Options(now="2024-06-01", include=frozenset(include)))
    found = [(f.severity, f.diagnostic) for f in result.findings if f.severity is not Severity.INFO]
    return [f"{level} {d.code} {d.place.path}:{d.place.line} {d.message}" for level, d in found]


def test_starter_site_builds_without_a_warning(tmp_path: Path):
    init(tmp_path / "demo", None)

    assert worst(tmp_path / "demo") == []
    assert (tmp_path / "demo/site/index.html").is_file()


def test_init_names_what_it_wrote(tmp_path: Path):
    made = init(tmp_path, None)

    there = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert made == there
    assert {"briefgen.yaml", ".gitignore", "content/pages/about.md"} <= set(made)


@pytest.mark.parametrize("host", CI)
def test_init_adds_a_workflow_that_is_yaml(tmp_path: Path, host: str):
    made = init(tmp_path, host)

    assert CI[host] in made
    text = (tmp_path / CI[host]).read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    assert "{version}" not in text
    assert "briefgen build --base-url" in text


def test_init_writes_nothing_when_one_file_is_there(tmp_path: Path):
    (tmp_path / "briefgen.yaml").write_text("title: Mine\n", encoding="utf-8")

    with pytest.raises(ToolError, match=r"briefgen\.yaml exists already"):
        init(tmp_path, None)

    assert [path.name for path in tmp_path.iterdir()] == ["briefgen.yaml"]
    assert (tmp_path / "briefgen.yaml").read_text(encoding="utf-8") == "title: Mine\n"


def test_init_leaves_other_files_alone(tmp_path: Path):
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")

    init(tmp_path, None)

    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"


def test_init_refuses_a_file(tmp_path: Path):
    (tmp_path / "demo").write_text("", encoding="utf-8")

    with pytest.raises(ToolError, match="is a file"):
        init(tmp_path / "demo", None)


@pytest.mark.parametrize(("kind", "name", "path"), [
    ("brief", "Talks resume: what's next?", "content/briefs/2024/2024-05-31-talks-resume-whats-next.md"),
    ("brief", "大使が会う", "content/briefs/2024/2024-05-31-大使が会う.md"),
    ("entity", "Zoë Müller", "content/entities/zoe-muller.md"),
    ("event", "The vote", "content/events/the-vote.md"),
    ("story", "One measure", "content/stories/one-measure.md"),
    ("page", "Über uns", "content/pages/über-uns.md"),
])
def test_new_names_the_file(tmp_path: Path, kind: str, name: str, path: str):
    assert new(tmp_path, kind, name, "2024-05-31").as_posix() == path


@pytest.mark.parametrize("kind", FOLDERS)
@pytest.mark.parametrize("name", ["A plain name", 'A "hard" name: {date} # \\ end', "no", "It’s - & <b>"])
def test_new_files_build(tmp_path: Path, kind: str, name: str):
    path = new(tmp_path, kind, name, "2024-05-31")

    assert worst(tmp_path, "draft") == []
    meta = (tmp_path / path).read_text(encoding="utf-8").split("---")[1]
    assert yaml.load(meta, yaml.BaseLoader)["name" if kind in ("entity", "event") else "title"] == name


def test_new_never_overwrites(tmp_path: Path):
    path = new(tmp_path, "page", "About", "2024-05-31")
    (tmp_path / path).write_text("mine", encoding="utf-8")

    with pytest.raises(ToolError, match="nothing was overwritten"):
        new(tmp_path, "page", "About", "2024-05-31")

    assert (tmp_path / path).read_text(encoding="utf-8") == "mine"


def test_the_archetype_of_the_site_comes_first(tmp_path: Path):
    (tmp_path / "archetypes").mkdir()
    own = "---\ntitle: {title}\nid: {id}\n---\n{other} {date}\n"
    (tmp_path / "archetypes/page.md").write_text(own, encoding="utf-8")

    path = new(tmp_path, "page", "Contact", "2024-05-31")

    text = (tmp_path / path).read_text(encoding="utf-8")
    assert text == "---\ntitle: Contact\nid: contact\n---\n{other} 2024-05-31\n"


@pytest.mark.parametrize(("kind", "name", "message"), [
    ("page", "", "needs letters"),
    ("page", "a\x07b", "control characters"),
    ("page", "???", "gives no file name"),
    ("entity", "王毅", "gives no id"),
    ("event", "9 May", "gives no id"),
])
def test_new_refuses_names_that_give_no_file(tmp_path: Path, kind: str, name: str, message: str):
    with pytest.raises(ToolError, match=message):
        new(tmp_path, kind, name, "2024-05-31")

    assert not (tmp_path / "content").exists()


def test_new_shortens_very_long_names(tmp_path: Path):
    path = new(tmp_path, "brief", "word " * 200, "2024-05-31")

    assert len(path.name.encode()) < 255
