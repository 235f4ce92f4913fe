"""Random edits of a site folder, as writers and their programs make them; some break the site, some mend it."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from sites import PEOPLE, brief, files, write

TEMPLATES = ("page", "brief", "entity", "index", "base", "story")
DEFAULTS = ("type: analysis\n", "lang: fr\n", "dateline: oslo\n", "x: y\n")
DAYS = ("2025-01-01", "2024-02-01", "2024-09-15T12:00:00Z")
PLACES = ("", "https://a.example/sub/", "https://b.example/")
SETTINGS = (
    "language: de\n",
    "markdown: {typographer: true}\n",
    "permalinks: {brief: '{slug}/'}\n",
    "checks: {R01: warning}\n",
    "feeds: {full: true}\n",
    "timezone: Asia/Tokyo\n",
    "outputs: {json: false}\n",
    "extra: {a: 1}\n",
)


class Writer:
    """Someone who edits, with what builds are asked for meanwhile."""

    def __init__(self, chance: random.Random, root: Path) -> None:
        self.chance, self.root = chance, root
        self.wish: dict[str, object] = {}
        self.done: list[str] = []
        """What was done since the last build, for the message of a test that fails."""
        self.kept: dict[Path, tuple[str, os.stat_result]] = {}

    def some(self, *, wishes: bool = True) -> None:
        """One edit or several; now and then everything is mended."""
        self.done = []
        for _ in range(self.chance.choice((1, 1, 1, 1, 3, 5, 20))):
            self.one(wishes=wishes)
        if self.chance.random() < 0.35:
            self.mend()

    def one(self, *, wishes: bool = True) -> None:
        """One edit of any kind."""
        kinds = [*self.briefs(), *self.names(), *self.frame(), *self.disk(), *(self.wishes() if wishes else ())]
        word, edit = self.chance.choice(kinds)
        self.done.append(word)
        edit()

    def arguments(self) -> list[str]:
        """What is wished for, as the command line says it."""
        args = ["--now", str(self.wish["now"])] if "now" in self.wish else []
        args += ["--base-url", str(self.wish["base_url"])] if "base_url" in self.wish else []
        return args + (["--drafts"] if self.wish.get("include") else [])

    def mend(self) -> None:
        """The content is as it was at first."""
        self.done.append("mend")
        for path in sorted((self.root / "content").rglob("*")):
            if path.is_file():
                path.unlink()
        write(self.root, files())

    # --- Kinds of edits: words for it, and what does it

    def briefs(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Text and front matter."""
        one, n, who = self.a_brief(), self.chance.randrange(10_000), self.chance.choice(PEOPLE)

        def change(old: str, new: str, count: int = -1) -> Callable[[], object]:
            return lambda: self.rewrite(one, lambda text: text.replace(old, new, count))

        yield "words", change("Plain words", f"Plain words {n}")
        yield "mention", lambda: self.rewrite(one, lambda text: text + f"\nA sentence about [[{who}]] and {n}.\n")
        yield "line above", change("\n\n", f"\n\nLine {n}.\n\n", 1)
        yield "title", change("title: ", f"title: New {n} ", 1)
        yield "claim", change("status: reported", self.chance.choice(("status: confirmed", "status: false")))
        yield "topic", change("topics: [energy]", f"topics: [energy, topic {n % 5}]")
        yield "date", change("date: 2024", "date: 2023", 1)
        yield "draft", change("---\n\n", "draft: true\n---\n\n", 1)
        yield "undraft", change("draft: true\n", "")
        yield "embargo", change("---\n\n", f"embargo: 2024-09-{n % 28 + 1:02}\n---\n\n", 1)
        yield "slug", change("---\n\n", f"slug: slug-{n % 3}\n---\n\n", 1)
        yield "redirect", change("---\n\n", f"redirect_from: [/old/{n % 3}/]\n---\n\n", 1)
        correction = f"corrections: [{{date: 2024-09-01, kind: update, note: N{n}}}]\n---\n\n"
        yield "correction", change("---\n\n", correction, 1)
        yield "language", change("---\n\n", "lang: de\n---\n\n", 1)
        yield "unknown name", lambda: self.rewrite(one, lambda text: text + f"\n[[nobody-{n % 9}]]\n")
        yield "broken front matter", change("title: ", "title: [", 1)
        yield "quote", change("Words that were said", f"Words that were {self.chance.choice(('said', 'not said'))}")
        yield "image", change("---\n\n", "image: {src: map.svg, alt: A map}\n---\n\n", 1)
        yield "rename", lambda: one.rename(one.with_name(f"2024-05-06-renamed-{n}.md"))
        yield "delete", lambda: one.unlink() if len(self.all_briefs()) > 4 else None
        copy = brief(n % 8 + 1).replace(f"leave-{n % 8 + 1}", f"leave-x-{n}")
        yield "add", lambda: write(self.root, {f"content/briefs/2024-06-0{n % 9 + 1}-brief-{n}.md": copy})
        yield "new day's events", change("- [[summit]]", f"- 2024-09-{n % 28 + 1:02}: Something. {{#some-{n}}}")

    def names(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Entities, events, stories, sources, defaults."""
        n, root = self.chance.randrange(10_000), self.root
        person = root / f"content/entities/{self.chance.choice(PEOPLE)}.yaml"
        event = root / "content/events/summit.yaml"
        yield "gloss", lambda: self.rewrite(person, lambda t: t.replace("gloss: ", f"gloss: G{n} "))
        yield "name", lambda: self.rewrite(person, lambda t: t.replace("name: ", f"name: N{n} ", 1))
        yield "role", lambda: self.rewrite(person, lambda t: t.replace("from: 2020", f"from: 20{n % 10 + 10}"))
        yield "entity gone", lambda: person.unlink(missing_ok=True)
        path = person.relative_to(root).as_posix()
        yield "entity back", lambda: write(root, {path: files()[path]})
        new = f"id: nobody-{n % 9}\nkind: person\nname: Nobody {n}\n"
        yield "new entity", lambda: write(root, {f"content/entities/nobody-{n % 9}.yaml": new})
        yield "event date", lambda: self.rewrite(event, lambda t: t.replace("2024-03-01", f"2024-03-{n % 28 + 1:02}"))
        yield "event ahead", lambda: self.rewrite(event, lambda t: t.replace("2024-03-", "2024-10-"))
        yield "event name", lambda: self.rewrite(event, lambda t: t.replace("The summit", f"Summit {n}"))
        yield "event place", lambda: self.rewrite(event, lambda t: t.replace("oslo", "rome"))
        story = root / "content/stories/talks.md"
        yield "story", lambda: self.rewrite(story, lambda t: t.replace("status: open", "status: dormant"))
        yield "story text", lambda: self.rewrite(story, lambda t: t + f"\nMore {n} of [[cleo]].\n")
        sources = root / "content/sources/all.yaml"
        yield "source", lambda: self.rewrite(sources, lambda t: t.replace("Wire report", f"Wire {n}"))
        speech = root / "content/sources/texts/speech.txt"
        yield "source text", lambda: self.rewrite(speech, lambda t: t + f"And {n}.\n" if n % 2 else "Nothing.\n")
        yield "source text gone", lambda: speech.unlink(missing_ok=True)
        page = root / "content/pages/about.md"
        yield "page", lambda: self.rewrite(page, lambda t: t + f"\nMore {n}.\n")
        yield "new page", lambda: write(root, {f"content/pages/p{n % 3}.md": f"---\ntitle: P {n}\n---\nOf [[ada]].\n"})
        given = self.chance.choice((f"topics: [default {n % 3}]\n", *DEFAULTS))
        yield "defaults", lambda: write(root, {"content/briefs/_defaults.yaml": given})
        yield "defaults gone", lambda: (root / "content/briefs/_defaults.yaml").unlink(missing_ok=True)

    def frame(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Settings, theme, files that are copied."""
        n, root = self.chance.randrange(10_000), self.root
        config = root / "briefgen.yaml"
        yield "site title", lambda: self.rewrite(config, lambda t: t.replace("title: Test", f"title: Test {n}"))
        yield "paging", lambda: self.rewrite(config, lambda t: t.replace("paging: 3", f"paging: {n % 4 + 2}"))
        extra = self.chance.choice(SETTINGS)
        yield "setting", lambda: write(root, {"briefgen.yaml": files()["briefgen.yaml"] + extra})
        yield "stylesheet", lambda: write(root, {"themes/default/assets/style.css": f"/* {n} */\n"})
        name = self.chance.choice(TEMPLATES)
        text = f'{{% extends "!{name}.html" %}}{{% block head %}}<!-- {n} -->{{% endblock %}}'
        if name == "base":
            text = f'{{% extends "!base.html" %}}{{# {n} #}}'
        yield f"template {name}", lambda: write(root, {f"themes/default/templates/{name}.html": text})
        yield "template gone", lambda: (root / f"themes/default/templates/{name}.html").unlink(missing_ok=True)
        yield "static", lambda: write(root, {f"static/file-{n % 3}.txt": f"{n}\n"})
        yield "static gone", lambda: (root / f"static/file-{n % 3}.txt").unlink(missing_ok=True)
        yield "attachment", lambda: write(root, {"content/briefs/table.txt": f"{n}\n"})
        yield "attachment gone", lambda: (root / "content/briefs/table.txt").unlink(missing_ok=True)
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="{n % 90 + 1}" height="10"/>\n'
        yield "picture", lambda: write(root, {"content/briefs/map.svg": drawing if n % 5 else "<svg"})

    def disk(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """What editors, git and backups do to files."""
        one, other = self.a_brief(), self.a_brief()
        yield "touch", lambda: os.utime(one)
        yield "same size and time", lambda: self.stealthily(one)
        yield "swap", lambda: self.swap(one, other)
        yield "atomic save", lambda: self.atomically(one)
        yield "keep", lambda: self.kept.update({one: (one.read_text(encoding="utf-8"), one.stat())})
        yield "restore", self.restore
        yield "case", lambda: one.rename(one.with_name(one.name.swapcase().replace(".MD", ".md")))
        yield "leftovers", lambda: write(self.root, {"content/briefs/.x.md.swp": "x", "content/briefs/x.md~": "---\n"})

    def wishes(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Other words on the command line."""
        n = self.chance.randrange(28)
        yield "now", lambda: self.wish.update(now=f"2024-09-{n + 1:02}")
        yield "far now", lambda: self.wish.update(now=self.chance.choice(DAYS))
        yield "base url", lambda: self.wish.update(base_url=self.chance.choice(PLACES))
        yield "drafts", lambda: self.wish.update(include=frozenset(("draft",)))
        yield "plain", self.wish.clear

    # --- Hands

    def all_briefs(self) -> list[Path]:
        return sorted((self.root / "content/briefs").glob("*.md"))

    def a_brief(self) -> Path:
        return self.chance.choice(self.all_briefs())

    @staticmethod
    def rewrite(file: Path, change: Callable[[str], str]) -> None:
        if file.exists():
            file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    @staticmethod
    def stealthily(file: Path) -> None:
        status = file.stat()
        text = file.read_text(encoding="utf-8")
        old, new = ("words", "WORDS") if "words" in text else ("WORDS", "words")
        file.write_text(text.replace(old, new), encoding="utf-8")
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    @staticmethod
    def swap(one: Path, other: Path) -> None:
        if one != other:
            aside = one.with_name("swap.tmp")
            one.rename(aside)
            other.rename(one)
            aside.rename(other)

    @staticmethod
    def atomically(file: Path) -> None:
        """As editors save: a new file is written and takes the name, the old one is a backup for a moment."""
        backup, new = file.with_name(file.name + "~"), file.with_name("4913")
        new.write_text(file.read_text(encoding="utf-8") + "\nSaved.\n", encoding="utf-8")
        file.rename(backup)
        new.rename(file)
        backup.unlink()

    def restore(self) -> None:
        """An old version comes back with its old time, as from a backup."""
        for file, (text, status) in self.kept.items():
            if file.parent.is_dir():
                file.write_text(text, encoding="utf-8")
                os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
        self.kept.clear()
