"""The corpus in the form of every tool, and the edits that are measured."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tools import TOP, Tool

HERE = Path(__file__).resolve().parent
TITLE = "title: Annotated Briefs\nbase_url: https://briefs.example/\n"
EQUAL = """\
theme: bench
images: {cards: false}
search: {page: false}
outputs: {json: false}
feeds: {stories: false, topics: false, authors: false, corrections: false}
permalinks: {brief: "briefs/{slug}/", person: "entities/{id}/", org: "entities/{id}/", place: "entities/{id}/"}
"""
"""With these settings briefgen makes what the sites of the other tools make."""
FULL = """\
images: {cards: false}
search: {full: false}
permalinks: {brief: "briefs/{slug}/", person: "entities/{id}/", org: "entities/{id}/", place: "entities/{id}/"}
"""
"""The default theme with all it makes without extras: no cards, and no index of whole texts."""


@dataclass(frozen=True)
class Brief:
    """What the measurement has to know of a brief."""

    slug: str
    title: str
    date: str
    entities: Sequence[str]


@dataclass(frozen=True)
class Corpus:
    """One corpus in the form of every tool."""

    folder: Path
    briefs: Sequence[Brief]

    @property
    def edited(self) -> Brief:
        """The brief that is edited: the middle one."""
        return self.briefs[len(self.briefs) // 2]

    def site(self, tool: Tool) -> Path:
        """The folder of a tool."""
        return self.folder / tool.form

    def source(self, tool: Tool, brief: Brief) -> Path:
        """The file of a brief."""
        return self.site(tool) / tool.briefs / f"{brief.slug}.md"

    def mentioned(self, wanted: int) -> tuple[str, Brief]:
        """An entity that about so many briefs mention, and the last of those."""
        found: dict[str, list[Brief]] = {}
        for brief in self.briefs:
            for ident in brief.entities:
                found.setdefault(ident, []).append(brief)
        ident = min(found, key=lambda one: (abs(len(found[one]) - wanted), one))
        return ident, found[ident][-1]


def make(briefs: int, seed: int, folder: Path, tools: Iterable[Tool]) -> Corpus:
    """The corpus of so many briefs in a folder, in the form of each tool. The same numbers give the same bytes."""
    tools = list(tools)
    forms = sorted({"briefgen" if tool.form == "default" else tool.form for tool in tools})
    asked = [str(briefs), str(folder), "--seed", str(seed), "--write", ",".join(forms)]
    subprocess.run([sys.executable, str(HERE / "corpus.py"), *asked], check=True, stdout=subprocess.DEVNULL, cwd=TOP)
    ours = folder / "briefgen"
    if any(tool.form == "default" for tool in tools):
        shutil.copytree(ours, folder / "default", dirs_exist_ok=True)
        write(folder / "default/briefgen.yaml", TITLE + FULL)
    if ours.exists():
        shutil.copytree(HERE / "theme", ours / "themes/bench", dirs_exist_ok=True)
        write(ours / "briefgen.yaml", TITLE + EQUAL)
    for tool in tools:
        if tool.modules and not (folder / tool.form / "node_modules").exists():
            (folder / tool.form / "node_modules").symlink_to(tool.modules)
    with (folder / "neutral/briefs.jsonl").open(encoding="utf-8") as lines:
        return Corpus(folder, [_brief(json.loads(line)) for line in lines])


def _brief(found: dict[str, object]) -> Brief:
    """The few facts of a brief, so that a large corpus stays small in memory."""
    entities = found["entities"]
    assert isinstance(entities, list)
    return Brief(str(found["slug"]), str(found["title"]), str(found["date"]), tuple(map(str, entities)))


def clean(tool: Tool, site: Path) -> None:
    """Take away what a tool wrote, and what it remembers."""
    for name in (tool.out, *tool.caches):
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def with_sentence(text: str, sentence: str) -> str:
    """A brief with one more paragraph."""
    return f"{text.rstrip()}\n\n{sentence}\n"


def with_field(text: str, name: str, value: str) -> str:
    """A file with another value of the first field of that name, which stands on a line of its own."""
    before, mark, after = text.partition(f"{name}: ")
    assert mark, f"no {name} in {text[:80]!r}"
    _, end, rest = after.partition("\n")
    return before + mark + value + end + rest


def write(file: Path, text: str) -> None:
    """Save a file as a plain editor does."""
    file.write_text(text, encoding="utf-8")
