"""Runs ``tests/spec/markup/*.md``: the documents are the tests.

A block ``brief`` is a body; the blocks behind it say what comes of it: ``html`` (slots as ⟦m0⟧), ``facts`` (a line for
each record), ``findings`` (code, place, message, hint). ``BRIEFGEN_WRITE_SPEC=1`` writes what comes out: read the diff.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefgen.diagnostics import Diagnostic
from briefgen.markup.body import parse_body
from briefgen.model import Body
from briefgen.settings import MarkdownSettings

FOLDER = Path(__file__).parent / "spec" / "markup"
CASE = re.compile(r"^~~~~ brief\n(.*?)^~~~~\n(?:\n?~~~~ (?!brief)\w+\n.*?^~~~~\n)*", re.DOTALL | re.MULTILINE)
PART = re.compile(r"^~~~~ (\w+)\n(.*?)^~~~~\n", re.DOTALL | re.MULTILINE)
SETTINGS = MarkdownSettings()


def visible(text: str) -> str:
    """Slots as a reader of the document can see them."""
    return re.sub("\0([^\0]*)\0", r"⟦\1⟧", text)


def facts(body: Body) -> Iterator[str]:
    """A line for each record, with what is not empty and not the default."""
    names = ("mentions", "sentences", "citations", "quotes", "claims", "timelines", "annotations", "corrections")
    for name in (*names, "links", "pictures"):
        for index, one in enumerate(getattr(body, name)):
            yield f"{name[:-1]} {index}: {shown(one)}"


def shown(value: object) -> str:
    """A record on one line."""
    if isinstance(value, str):
        return visible(value).replace("\n", "⏎")
    if isinstance(value, tuple):
        return "[" + ", ".join(shown(one) for one in value) + "]"
    if not hasattr(value, "__struct_fields__"):
        return str(value)
    if hasattr(value, "edtf"):
        return str(value.edtf)
    fields = [(name, getattr(value, name)) for name in value.__struct_fields__]
    place = f"{value.line}:{value.column}" if hasattr(value, "column") else ""
    place += f"-{value.end}" if getattr(value, "end", 0) else ""
    told = [
        f"{name} {shown(one)}"
        for name, one in fields
        if name not in ("line", "column", "end") and str(one) not in ("", "None", "()", "-1", "False")
    ]
    return ", ".join([*([place] if place else []), *told])


def finding(one: Diagnostic) -> str:
    """A line for a finding."""
    hint = f" ({one.hint})" if one.hint else ""
    also = "".join(f" [{note.text}: {note.place.line}:{note.place.column}]" for note in one.notes)
    return f"{one.code} {one.place.line}:{one.place.column}-{one.place.end} {one.message}{hint}{also}"


def outcome(text: str) -> dict[str, str]:
    """What comes of a body, by the name of the block that says it."""
    body, found = parse_body(text, path="content/briefs/x.md", first_line=1, settings=SETTINGS, timezone="UTC")
    lines = {"facts": list(facts(body)), "findings": [finding(one) for one in found]}
    said = {name: "".join(f"{line}\n" for line in some) for name, some in lines.items()}
    html = visible(body.html)
    return {"html": html if html.endswith("\n") or not html else f"{html}\n", **said}


def rewritten(document: str) -> str:
    """A document with what comes out now."""

    def case(match: re.Match[str]) -> str:
        made = [f"~~~~ {name}\n{text}~~~~\n" for name, text in outcome(match[1]).items() if text]
        return "\n".join([f"~~~~ brief\n{match[1]}~~~~\n", *made])

    return CASE.sub(case, document)


def cases() -> Iterator[object]:
    for path in sorted(FOLDER.glob("*.md")):
        document = path.read_text(encoding="utf-8")
        if os.environ.get("BRIEFGEN_WRITE_SPEC"):
            document = rewritten(document)
            path.write_text(document, encoding="utf-8")
        for match in CASE.finditer(document):
            line = document.count("\n", 0, match.start()) + 1
            yield pytest.param(match[0], id=f"{path.stem}-{line}")


@pytest.mark.parametrize("case", list(cases()))
def test_the_spec_holds(case: str) -> None:
    parts = dict(PART.findall(case))
    made = outcome(parts.pop("brief"))

    assert parts
    assert {name: text for name, text in made.items() if text} == parts
