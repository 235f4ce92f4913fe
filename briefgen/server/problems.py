"""What went wrong, as a browser or a terminal is to show it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any, Final

from briefgen.build import Finding
from briefgen.diagnostics import Severity
from briefgen.frames import show

MOST: Final = 50


def problems(findings: Sequence[Finding], lines: Mapping[str, list[str]], stopped: str = "") -> list[dict[str, Any]]:
    """Findings that fail a build as plain texts, at most :data:`MOST`; ``stopped`` is what kept it from beginning."""
    found: list[dict[str, Any]] = [{"title": "The site cannot be built", "text": stopped}] if stopped else []
    failing = [finding for finding in findings if finding.severity is Severity.ERROR]
    for finding in failing[:MOST]:
        d = finding.diagnostic
        where = ":".join(str(part) for part in (d.place.path, d.place.line, d.place.column) if part)
        text = show(finding.severity, d, dict(lines), color=False)
        found.append({"title": f"{where} {d.code}", "text": text})
    if len(failing) > MOST:
        found.append({"title": f"and {len(failing) - MOST} more", "text": ""})
    return found


def page(found: Sequence[Mapping[str, Any]]) -> bytes:
    """A page for a site that has never been whole: what is wrong, readable without script."""
    items = "".join(f"<h2>{html.escape(one['title'])}</h2><pre>{html.escape(one['text'])}</pre>" for one in found)
    head = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>The site has errors</title></head>'
    hope = "<p>This page shows it as soon as they are mended.</p>"
    return f"{head}<body><h1>The site has errors</h1>{hope}{items}</body></html>\n".encode()
