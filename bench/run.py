"""How long builds take: ``python bench/run.py [BRIEFS]`` makes a site of that many briefs and builds it three times.

Prints one line a build: from nothing, again with nothing changed, and after one brief was edited.
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from briefgen.build import Options, build

PEOPLE = 200
WORDS = ("talks", "border", "committee", "treaty", "winter", "harbour", "vote", "reading", "metre", "report", "figure")


def corpus(root: Path, briefs: int) -> None:
    """A site of plain invented files: every brief mentions some people, cites a source and adds an event."""
    chance = random.Random(1)
    write(root / "briefgen.yaml", "title: Bench\nbase_url: https://example.org/\n")
    people = "".join(
        f"- {{id: person-{n}, kind: person, name: Person Number {n}, gloss: The person with the number {n}.}}\n"
        for n in range(PEOPLE)
    )
    write(root / "content/entities/people.yaml", people)
    for number in range(briefs):
        day = date(2000, 1, 1) + timedelta(days=number % 8000)
        write(root / f"content/briefs/{day.year}/{day}-brief-{number}.md", brief(chance, number, day))


def brief(chance: random.Random, number: int, day: date) -> str:
    """One brief of about two hundred words."""
    def paragraph() -> str:
        words = [chance.choice(WORDS) for _ in range(60)]
        for at in (7, 23, 41):
            words[at] = f"[[person-{chance.randrange(PEOPLE)}]]"
        return " ".join(words) + " [@source]."

    head = f"title: Brief {number} about {chance.choice(WORDS)}\ndate: {day}\ntopics: [{chance.choice(WORDS)}]\n"
    head += "sources: {source: {title: A source, kind: document}}\n"
    timeline = f"::: timeline\n\n- {day}: [[person-{number % PEOPLE}]] speaks. {{#event-{number}}}\n\n:::\n"
    return f"---\n{head}---\n\n" + f"{paragraph()}\n\n{paragraph()}\n\n{paragraph()}\n\n{timeline}"


def write(file: Path, text: str) -> None:
    """Write a file with its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def main(briefs: int) -> None:
    """Make the site, build it three times, print the seconds."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        corpus(root, briefs)
        for what in ("from nothing", "nothing changed", "one brief edited"):
            if what == "one brief edited":
                first = min((root / "content/briefs").rglob("*.md"))
                write(first, first.read_text(encoding="utf-8") + "\nOne more line.\n")
            result = build(root, Options(now="2024-06-01"))
            if not result.ok:
                sys.exit(f"the build failed: {result.findings[0]}")
            print(f"{briefs} briefs, {result.pages} pages, {what}: {result.seconds:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
