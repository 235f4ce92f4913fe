"""``briefgen render``: one Markdown text to HTML, with the mentions of the site it stands in."""

from __future__ import annotations

from pathlib import Path

from briefgen.build import Finding
from briefgen.diagnostics import in_order, severity
from briefgen.markup.body import parse_body
from briefgen.pages.slots import plain
from briefgen.project import open_project
from briefgen.reading.front import body_of
from briefgen.reading.load import decode


def render_fragment(
    root: Path, data: bytes, config: str | None
) -> tuple[str, tuple[Finding, ...], dict[str, list[str]]]:
    """HTML of the text, what is wrong with it, and its lines by path for showing frames."""
    project, found = open_project(root, config)
    settings = project.settings
    text, broken = decode("-", data)
    own, line = body_of(text)
    body, markup = parse_body(own, path="-", first_line=line, settings=settings.markdown, timezone=settings.timezone)
    findings = tuple(Finding(severity(d.code, settings.checks), d) for d in in_order((*found, *broken, *markup)))
    return plain(body, settings.language), findings, {"-": text.split("\n")}
