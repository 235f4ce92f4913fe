"""A small site in which everything hangs together, for the tests of the engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from briefgen.build import Options, Result, build

NOW = "2024-09-15"
DEEP = os.environ.get("BRIEFGEN_TEST") == "deep"

PEOPLE = ("ada", "ben", "cleo", "dora")
PLACES = ("oslo", "rome")


def files() -> dict[str, str]:
    """A small site in which everything hangs together."""
    made = {
        "briefgen.yaml": "title: Test\nbase_url: https://example.org/\npaging: 3\nsearch: {full: false}\n",
        "content/stories/talks.md": "---\ntitle: The talks\nstatus: open\n---\nHow it goes with [[ada]].\n",
        "content/events/summit.yaml": "- {id: summit, name: The summit, date: 2024-03-01, place: oslo, who: [ada]}\n",
        "content/sources/all.yaml": "- {id: wire, title: Wire report, date: 2024-01-01}\n"
        "- {id: speech, title: A speech, date: 2024-01-02, file: texts/speech.txt}\n",
        "content/sources/texts/speech.txt": "He said: Words that were said. And others.\n",
        "content/briefs/table.txt": "1, 2, 3\n",
        "content/briefs/map.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>\n',
        "content/pages/about.md": "---\ntitle: About\n---\nWe write of [[ben]] and [[talks]].\n",
        "static/robots-note.txt": "hello\n",
        "content/entities/offices.yaml": "- {id: chair, kind: office, name: Chair, org: union}\n"
        "- {id: union, kind: org, name: The Union}\n",
    }
    for who in PEOPLE:
        made[f"content/entities/{who}.yaml"] = (
            f"id: {who}\nkind: person\nname: {who.title()} Example\naliases: [{who.title()}]\ngloss: Known as {who}.\n"
            + ("roles: [{office: chair, from: 2020, to: 2023}]\n" if who == "ada" else "")
        )
    for where in PLACES:
        made[f"content/entities/{where}.yaml"] = f"id: {where}\nkind: place\nname: {where.title()}\n"
    for n in range(1, 9):
        made[f"content/briefs/2024-0{n}-05-brief-{n}.md"] = brief(n)
    return made


def brief(n: int) -> str:
    who, other = PEOPLE[n % 4], PEOPLE[(n + 1) % 4]
    return (
        f"---\ntitle: Brief number {n}\ndate: 2024-0{n}-05\nstory: talks\nauthors: [Writer One]\ntopics: [energy]\n"
        f"summary: Summary {n}.\nclaims:\n  c{n}: {{text: A claim of {n}., status: reported}}\n---\n\n"
        f"[[{who}]] met [[{other}|{other.title()}]] in [[{PLACES[n % 2]}]] [@wire, p. {n}].\n\n"
        f"They spoke of [[summit]] and [a claim]{{claim=c{n}}}. Plain words of brief {n}.\n\n"
        f"> Words that were said.\n>\n> — [[{who}]], [[2024-0{n}-04]] (verbatim) [@speech]\n\n"
        f"{'![A map](map.svg) and [a table](table.txt).' if n % 3 == 0 else 'No map.'}\n\n"
        f"::: timeline\n\n- 2024-0{n}-01: [[{who}]] leaves. {{#leave-{n}}}\n- [[summit]]\n\n:::\n"
    )


def write(root: Path, made: dict[str, str]) -> None:
    for path, text in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a published site but the manifest's time."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def shown(result: Result) -> list[str]:
    return [repr(finding) for finding in result.findings]


def options(root: Path, name: str = "site", **more: object) -> Options:
    return Options(**{"output": root / name, "now": NOW, **more})  # type: ignore[arg-type]


def clean(root: Path, where: Path, **wish: object) -> tuple[Result, dict[str, bytes]]:
    """A build of the same content that remembers nothing."""
    if where.exists():
        shutil.rmtree(where)
    shutil.copytree(root, where, ignore=shutil.ignore_patterns(".briefgen", "site", ".site.*"))
    result = build(where, options(where, **wish))
    return result, tree(where / "site") if (where / "site").exists() else {}


def command(root: Path, *args: str) -> list[str]:
    """``briefgen build`` as a person runs it."""
    now = () if "--now" in args else ("--now", NOW)
    return [sys.executable, "-m", "briefgen", "-C", str(root), "build", *now, *args]


def run(root: Path, *args: str, **more: object) -> tuple[int, str]:
    """Run it; the exit code and all it said, seconds and how far it was aside."""
    done = subprocess.run(command(root, *args), capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    assert "Traceback" not in done.stderr, done.stderr
    said = re.sub(r"\d+ (files read|pages and files made)\n", "", done.stderr)
    return done.returncode, re.sub(r"[\d.]+ s\n", "", said + done.stdout)


def beside(root: Path) -> set[str]:
    """What lies in the site folder and does not belong there."""
    known = {"briefgen.yaml", "content", "static", "themes", "site", ".briefgen"}
    return {entry.name for entry in root.iterdir()} - known
