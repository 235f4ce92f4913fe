"""The documentation is true: its examples are built, its tables are complete, its links lead somewhere."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from briefgen import model
from briefgen.build import Options, Result, build
from briefgen.cli import main
from briefgen.diagnostics import Severity
from briefgen.settings import Settings
from briefgen.tools.init import init

TOP = Path(__file__).resolve().parent.parent
DOCS = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
FENCE = re.compile(r"^(`{3,})(\w*)([^\n`]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
EXAMPLE_FILE = "content/briefs/2020-01-15-example.md"
EXAMPLE_HEAD = "---\ntitle: Example\ndate: 2020-01-15\n---\n\n"


class Example(NamedTuple):
    """Files of an example and what is said to come of them."""

    name: str
    files: dict[str, str]
    facts: list[str]


def examples(page: Path) -> list[Example]:
    """The examples of a page: fences with the same ``id=``, and their ``result=``."""
    found: dict[str, Example] = {}
    for _, _, info, text in FENCE.findall(page.read_text(encoding="utf-8")):
        said = dict(re.findall(r"(\w+)=(\S+)", info))
        if name := said.get("id"):
            example = found.setdefault(name, Example(name, {}, []))
            example.files[said.get("file", EXAMPLE_FILE)] = text if "file" in said else EXAMPLE_HEAD + text
        if name := said.get("result"):
            found[name].facts.extend(text.splitlines())
    return list(found.values())


def words(page: str) -> str:
    """The text that a reader sees, in single spaces."""
    page = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", page)
    page = re.sub(r"</?(p|li|ol|ul|div|h\d|td|th|tr|table|blockquote|figcaption|figure|dt|dd|aside)\b[^>]*>", " ", page)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", page)))


def broken(root: Path, result: Result, facts: list[str]) -> list[str]:
    """The facts that do not hold."""
    errors = [f.diagnostic.code for f in result.findings if f.severity is Severity.ERROR]
    wanted = any(fact.startswith("finding") for fact in facts)
    if errors and not wanted:
        return [f"{f.diagnostic.code} {f.diagnostic.message} {f.diagnostic.place}" for f in result.findings]
    return [fact for fact in facts if not holds(root, fact, errors)]


def holds(root: Path, fact: str, errors: list[str]) -> bool:
    if fact.startswith("finding"):
        code = fact.removeprefix("finding").strip()
        return code in errors if code else bool(errors)
    if fact.startswith("no page "):
        return not (root / "site" / fact.removeprefix("no page ").strip("/")).exists()
    match = re.fullmatch(r'page (\S+) (says|holds) "(.*)"', fact)
    assert match, f"a fact that cannot be read: {fact}"
    path, how, text = match.groups()
    file = root / "site" / path.strip("/") / "index.html"
    page = file.read_text(encoding="utf-8") if file.is_file() else ""
    text = text.replace('\\"', '"')
    return text in words(page) if how == "says" else text in page


LANGUAGE = examples(TOP / "docs/language.md")


@pytest.mark.parametrize("example", LANGUAGE, ids=lambda e: e.name)
def test_examples_of_the_language(tmp_path: Path, example: Example):
    init(tmp_path, None)
    write(tmp_path, example.files)

    result = build(tmp_path, Options(now="2020-06-01"))

    assert example.facts
    assert broken(tmp_path, result, example.facts) == []


def test_there_are_examples():
    assert len(LANGUAGE) > 15


def test_the_brief_of_the_readme_builds_in_an_empty_folder(tmp_path: Path):
    """No entity file, no settings: ten lines are a site."""
    (example,) = examples(TOP / "README.md")
    write(tmp_path, example.files)

    result = build(tmp_path, Options(now="2020-06-01"))

    assert len(next(iter(example.files.values())).splitlines()) <= 14
    assert result.ok
    assert broken(tmp_path, result, example.facts) == []


def test_getting_started_goes_as_it_says(tmp_path: Path):
    """The mistake is made, the page shows the very words that the compiler says, and the mend mends it."""
    from briefgen.build import source
    from briefgen.frames import show

    wrong, right = examples(TOP / "docs/getting-started.md")
    text = (TOP / "docs/getting-started.md").read_text(encoding="utf-8")
    init(tmp_path, None)
    write(tmp_path, wrong.files)
    result = build(tmp_path, Options(now="2024-06-01"))
    assert not result.ok
    for finding in result.findings:
        if finding.severity is Severity.ERROR:
            path = finding.diagnostic.place.path
            shown = show(finding.severity, finding.diagnostic, {path: source(tmp_path, path).split("\n")}, color=False)
            assert shown.strip() in text

    write(tmp_path, right.files)
    result = build(tmp_path, Options(now="2024-06-01"))

    assert result.ok
    assert broken(tmp_path, result, right.facts) == []


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


WRITTEN = {"start": "from", "end": "to", "cls": "class", "part": "as"}


@pytest.mark.parametrize("record", [
    model.Brief, model.Entity, model.Event, model.Story, model.Page, model.Source, model.Claim, model.Correction,
    model.Role, model.Relation, model.Image, model.Name, model.Alias,
], ids=lambda r: r.__name__)
def test_every_key_is_in_the_language(record: type[model.Record]):
    page = (TOP / "docs/language.md").read_text(encoding="utf-8")
    said = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", page))))

    assert [f for f in record.__struct_fields__ if WRITTEN.get(f, f) not in said] == []


def test_every_setting_is_documented():
    page = (TOP / "docs/settings.md").read_text(encoding="utf-8")

    assert [f for f in Settings.__struct_fields__ if f"### `{f}`" not in page] == []


def options() -> list[tuple[str, str]]:
    found = [("", o) for p in main.params for o in p.opts if o.startswith("--")]
    for name, command in main.commands.items():
        own = [p for p in command.params if isinstance(p, click.Option)]
        found += [(name, o) for p in own for o in p.opts if o.startswith("--")]
    return found


def test_every_command_and_option_is_documented():
    page = (TOP / "docs/commands.md").read_text(encoding="utf-8")
    parts = {head.split("\n")[0].strip("` "): head for head in page.split("\n## ")}

    assert [name for name in main.commands if f"briefgen {name}" not in parts] == []
    missing = [f"{name} {option}" for name, option in options()
               if option not in parts[f"briefgen {name}" if name else "Everywhere"] and option != "--version"]
    assert missing == []


@pytest.mark.parametrize("name", main.commands)
def test_every_command_has_an_example_in_its_help(name: str):
    assert f"briefgen {name}" in (main.commands[name].help or "")


@pytest.mark.parametrize("page", DOCS, ids=lambda p: p.relative_to(TOP).as_posix())
def test_links_between_pages_lead_somewhere(page: Path):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)

    assert dead == []


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_architecture_names_tests_that_exist():
    text = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w./]+\.py)(?:::(\w+))?`", text)

    assert named
    for path, function in named:
        file = TOP / path
        assert file.is_file(), path
        assert not function or f"def {function}(" in file.read_text(encoding="utf-8"), f"{path}::{function}"


def test_architecture_names_modules_that_exist():
    text = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8")

    assert [path for path in re.findall(r"`(briefgen/[\w./]+)`", text) if not (TOP / path).exists()] == []
