"""Many faults at once, text that is markup elsewhere, values as they are written, and damage at random."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefgen.build import Options, build, judge, look
from briefgen.diagnostics import RULES, Severity, severity
from briefgen.project import ConfigError
from briefgen.reading.convert import Context
from briefgen.reading.schema import KINDS, to_meta
from briefgen.reading.yaml import Text, compose
from hostile import GOOD, NOW, attempt, digests, shown

TOP = Path(__file__).resolve().parent.parent
DEEP = os.environ.get("BRIEFGEN_TEST") == "deep"
MakeSite = Callable[[dict[str, str]], Path]

FAULTS = (
    "---\ntitle: A: B\n---\n",
    "---\ntitle: T\ndate: 2023-02-30\n---\n",
    "---\ntitle: T\ndate: 2024-01-01\ntype: livee\n---\n",
    "---\ntitle: T\ndate: 2024-01-01\n---\n[[nobody-{n}]]\n",
    "---\ntitle: T\ndate: 2024-01-01\n---\n[@nothing]\n",
    "---\ntitle: T\ndate: 2024-01-01\n---\n[x](nothing.md)\n",
    "---\ntitle: T\ndate: 2024-01-01\n---\n::: asid\n:::\n",
    "---\ndate: 2024-01-01\n---\n",
    "---\ntitle: T\ndate: 2024-01-01\nslug: ../{n}\n---\n",
    "---\ntitle: T\ntitle: U\ndate: 2024-01-01\n---\n",
)


def test_fifty_bad_files_are_told_in_one_run(make_site: MakeSite) -> None:
    """Each of fifty, in the order of their names, the same in every run, on however many processes."""
    files = {f"content/briefs/n{n:02}.md": FAULTS[n % len(FAULTS)].replace("{n}", str(n)) for n in range(50)}
    root = make_site({**GOOD, **files})
    runs = [build(root, Options(now=NOW, jobs=jobs, force=jobs > 1)).findings for jobs in (1, 1, 2)]
    shutil.rmtree(root / ".briefgen")
    runs.append(build(root, Options(now=NOW, jobs=2)).findings)
    errors = [f.diagnostic.place.path for f in runs[0] if f.severity is Severity.ERROR]

    assert runs[0] == runs[1] == runs[2] == runs[3]
    assert list(dict.fromkeys(errors)) == sorted(files)
    assert errors == sorted(errors)
    assert not (root / "site").exists()


SCALARS = (
    "NO", "no", "No", "yes", "on", "off", "y", "n", "1.10", "012", "0o17", "0x1F", "1_000", "12:30", "12:30:45", "1e3",
    ".5", "-0", "+1", "1.", ".inf", "-.Inf", ".nan", "0044", "007", "2026-01-02", "2026-01-02 10:00", "2026-02-30",
    "0000-00-00", "1" * 60, "~x", "nul", "=", "<<", "2023-05", "190:20:30", "0b11", "0.1.2", "1,000", "TRUE", "False",
    "null2", "2001-12-14t21:59:43.10-05:00",
)  # fmt: skip


@pytest.mark.parametrize("scalar", SCALARS)
def test_what_is_written_is_what_is_read(scalar: str) -> None:
    """In every field of text, in lists of texts and in the writer's own data: nothing is made of it."""
    text = "".join(f"{key}: {scalar}\n" for key in ("title", "summary", "why", "slug", "lang"))
    text += f"key_points: [{scalar}]\n"
    if "," in scalar:
        text = text.replace(f"[{scalar}]", f"\n- {scalar}")
    text += f"extra:\n  a: {scalar}\n  b:\n  - {scalar}\n  c: {{d: '{scalar}'}}\n  {scalar}: e\n"
    meta = read("brief", text)

    assert [meta.title, meta.summary, meta.why, meta.slug, meta.lang] == [scalar] * 5
    assert meta.key_points == (scalar,)
    assert meta.extra == {"a": scalar, "b": [scalar], "c": {"d": scalar}, scalar: "e"}
    person = read("entity", f"kind: person\nname: {scalar}\naliases: ['{scalar}']\ncountry: {scalar}\n")
    assert (person.name.full, person.aliases[0].name, person.country) == (scalar, scalar, scalar)
    source = read("source", f"title: {scalar}\npublisher: {scalar}\nnote: {scalar}\n").source
    assert (source.title, source.publisher, source.note) == (scalar, scalar, scalar)


@pytest.mark.parametrize(("written", "wanted"), [
    ("true", True), ("false", False), ("null", None), ("~", None), ("", None), ('"true"', "true"), ("'null'", "null"),
])  # fmt: skip
def test_only_these_words_mean_something(written: str, wanted: object) -> None:
    assert read("brief", f"title: T\nextra: {{a: {written}}}\n").extra == {"a": wanted}


def test_a_text_that_is_quoted_is_a_text() -> None:
    context = Context(Text("t", 'draft: "true"\n'), "UTC")
    to_meta(context, "brief", compose(context.source, max_nodes=100)[0])

    assert [d.code for d in context.found] == ["M02"]


def read(kind: str, text: str) -> Any:
    source = Text("t", text)
    root, broken = compose(source, max_nodes=1000)
    context = Context(source, "UTC")
    meta = to_meta(context, kind, root)
    assert broken == ()
    assert [d for d in context.found if d.code != "M04"] == []
    return meta


BAIT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>&lt;{{ 7*7 }}{% raw %}{# x #}${7*7}"
QUOTED = "'" + BAIT.replace("'", "''") + "'"


def test_text_is_text_wherever_it_stands(make_site: MakeSite) -> None:
    """HTML and the marks of templates in every field of text are shown as they are written, on every page."""
    texts = {
        kind: "\n".join(
            f"{key}: {QUOTED}" for key, (_, to) in fields.items()
            if to.__name__ == "text" and key not in REFERENCES and key not in ("slug", "id", "file", "lang", "template")
        )
        for kind, (_, fields) in KINDS.items()
    }  # fmt: skip
    nested = (
        f"sources: {{s: {{title: {QUOTED}, publisher: {QUOTED}, note: {QUOTED}, why_unnamed: {QUOTED}, named: false}}}}\n"
        f"claims: {{c: {{text: {QUOTED}, status: reported, by: {QUOTED}, against: {QUOTED}, sources: [s]}}}}\n"
        f"corrections: [{{date: 2024-01-03, kind: correction, was: {QUOTED}, now: {QUOTED}, note: {QUOTED}, by: {QUOTED}}}]\n"
        f"key_points: [{QUOTED}]\nauthors: [{QUOTED}]\ntopics: [{QUOTED}]\ntimeline: [e, {{name: {QUOTED}, date: 2023, summary: {QUOTED}}}]\n"
        f"image: {{src: 'https://example.org/a.png', alt: {QUOTED}, caption: {QUOTED}, credit: {QUOTED}, licence: {QUOTED}}}\n"
        f"extra: {{a: {QUOTED}}}\nstory: s\n"
    )
    body = (
        f"## {BAIT}\n\n{BAIT} [[p]] [@s, {BAIT.replace(']', '')}] [{BAIT}]{{claim=c}}\n\n```{BAIT}\n{BAIT}\n```\n\n"
        f'> {BAIT}\n>\n> — {BAIT}, 2024-01-01\n\n::: timeline {{title="x"}}\n\n- 2023-05: {BAIT}\n\n:::\n\n'
        f"[{BAIT}](https://example.org/?q=<b> \"{BAIT.replace(chr(34), '')}\")\n\n![{BAIT}](https://example.org/a.png)\n"
    )
    root = make_site({
        **GOOD,
        "briefgen.yaml": f"search: {{full: false}}\ntitle: {QUOTED}\ndescription: {QUOTED}\nbase_url: https://example.org/\npublisher: {{name: {QUOTED}}}\n",
        "content/briefs/2024-01-02-t.md": f"---\n{texts['brief']}\ndate: 2024-01-02\n{nested}---\n{body}",
        "content/entities/p.md": f"---\n{texts['entity']}\nkind: person\nname: {QUOTED}\naliases: [{QUOTED}]\n"
        f"roles: [{{title: {QUOTED}, how: {QUOTED}, note: {QUOTED}, from: 2020}}]\n---\n{BAIT}\n",
        "content/events/e.yaml": f"id: e\nname: {QUOTED}\ndate: 2023-05\nsummary: {QUOTED}\nwho: [{{id: p, as: {QUOTED}}}]\n",
        "content/stories/s.md": f"---\n{texts['story']}\nknow: [{QUOTED}]\ndont_know: [{QUOTED}]\nnext: [{QUOTED}]\n---\n{BAIT}\n",
        "content/pages/q.md": f"---\n{texts['page']}\n---\n{BAIT}\n",
    })  # fmt: skip
    seen = attempt(root)

    assert seen.text == ""
    pages = {path: (root / path).read_text(encoding="utf-8") for path in digests(root, "site") if path.endswith(".html")}
    assert sum("{{ 7*7 }}" in text for text in pages.values()) > 10
    for path, text in pages.items():
        assert "alert(1)</script>" not in _without_data(text), path
        assert not re.search(r"<[^>\"']*\sonerror=", _without_data(text)), path
        assert "<img src=x" not in _without_data(text), path
        assert "49" not in re.findall(r"\$?\{?(49)\}?", _without_data(text)), path
        for script in re.findall(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", text, re.DOTALL):
            assert "<script" not in script, path


REFERENCES = {"translation_of", "within", "org", "parent", "country", "area", "part_of", "place", "office", "class", "short"}


def _without_data(text: str) -> str:
    """A page without the data for machines in it, where only what ends the element would do harm."""
    return re.sub(r"<script[^>]*application/[^>]*>.*?</script>", "", text, flags=re.DOTALL)


def test_severities_by_pattern() -> None:
    checks = {"L01": "warning", "D*": "off", "D0*": "info", "M": "warning", "M0*": "info"}

    assert severity("L01", checks) is Severity.WARNING
    assert severity("D08", checks) is Severity.INFO
    assert severity("M02", checks) is Severity.INFO
    assert severity("R01", checks) is RULES["R01"].severity


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built."""
    root = tmp_path_factory.mktemp("sample") / "site-folder"
    for name in ("content", "static"):
        shutil.copytree(TOP / name, root / name)
    settings = (TOP / "briefgen.yaml").read_text(encoding="utf-8")
    (root / "briefgen.yaml").write_text(f"{settings}\nsearch: {{full: false}}\n", encoding="utf-8")
    assert attempt(root).text == ""
    return root


MARKS = [
    b"---\n", b"\n---\n", b":", b": ", b"[", b"]", b"[[", b"]]", b"{", b"}", b"{{", b"|", b">", b"> ", b"#", b"@", b"[@", b"&", b"*",
    b"**", b"`", b"```\n", b"::: ", b":::\n", b"^[", b"[^1]", b"~~", b"\\", b"'", b'"', b"!", b"!!", b"%", b"%2e", b"\t", b"\r", b"\0",
    b"\x1b", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", "\u202e".encode(), "\u2028".encode(), "\N{COMBINING ACUTE ACCENT}".encode(),
    b"<", b"<!--", b"-->", b"<script>", b"null", b"2024-13-45", b"../", b"- ", b"? ", b"<<: *a", b"&a", b"*a", b"javascript:", b"{#", b"9" * 400,
]  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One to three faults: bytes turned, cut, doubled, lines swapped or taken out, marks put in."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(7)
        lines = data.split(b"\n")
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        if kind == 0 and at < len(data):
            data = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at]
        elif kind == 2:
            lines[one], lines[other] = lines[other], lines[one]
            data = b"\n".join(lines)
        elif kind == 3:
            del lines[one]
            data = b"\n".join(lines)
        elif kind == 4:
            lines.insert(one, lines[other])
            data = b"\n".join(lines)
        elif kind == 5:
            end = min(len(data), at + chance.randrange(200))
            data = data[:at] + data[end:]
        else:
            data = data[:at] + chance.choice(MARKS) * chance.choice((1, 1, 1, 2, 60)) + data[at:]
    return data


@pytest.mark.parametrize("seed", range(10 if DEEP else 2))
def test_damage_at_random(sample: Path, tmp_path: Path, seed: int) -> None:
    """Whatever becomes of a file: findings with their places, never an exception; and a site only without errors.

    The damage is drawn from a seed: a failure can be seen again. Each is read and linked, every tenth is built.
    """
    root = tmp_path / "site-folder"
    shutil.copytree(sample, root)
    files = [path for path in sorted(digests(root, "content")) if path.endswith((".md", ".yaml"))] + ["briefgen.yaml"]
    published = digests(root, "site")
    for number in range(1000 if DEEP else 100):
        chance = random.Random(f"{seed}/{number}")
        path = chance.choice(files)
        whole = (root / path).read_bytes()
        (root / path).write_bytes(damaged(whole, chance))
        if number % 10:
            _look(root)
        else:
            seen = attempt(root)
            if seen.result is None or not seen.result.ok:
                assert seen.text
                assert digests(root, "site") == published, (seed, number)
            published = digests(root, "site")
        (root / path).write_bytes(whole)
    assert attempt(root).text == ""


def _look(root: Path) -> None:
    """Read and link; everything found has a place and is shown as lines of plain text."""
    try:
        known = look(root, Options(now=NOW, jobs=1))
    except ConfigError as error:
        assert str(error).startswith("briefgen.yaml")  # noqa: PT017
        return
    findings = judge(root, known.project.settings.checks, known.diagnostics)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", shown(root, findings))
    for one in findings:
        assert one.diagnostic.place.path
        assert one.diagnostic.message
        assert "\n" not in one.diagnostic.message
