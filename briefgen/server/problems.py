"""What went wrong, as a browser or a terminal is to show it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Final

from briefgen.build import Finding
from briefgen.diagnostics import Severity
from briefgen.frames import show, where

MOST: Final = 50

Problem = Mapping[str, str]
"""``title``: the cause in words; ``where``: place and code; ``text``: the source around it, notes and remedy."""


def problems(findings: Sequence[Finding], lines: Mapping[str, list[str]], stopped: str = "") -> list[Problem]:
    """Findings that fail a build as plain texts, at most :data:`MOST`; ``stopped`` is what kept it from beginning."""
    found: list[Problem] = [{"title": "The site cannot be built", "where": "", "text": stopped}] if stopped else []
    failing = [finding for finding in findings if finding.severity is Severity.ERROR]
    for finding in failing[:MOST]:
        d = finding.diagnostic
        _, _, text = show(finding.severity, d, dict(lines), color=False).partition("\n")
        _, _, text = text.partition("\n")  # the place has a line of its own
        found.append({"title": d.message, "where": f"{where(d.place)} {d.code}", "text": text})
    if len(failing) > MOST:
        found.append({"title": f"and {len(failing) - MOST} more", "where": "", "text": ""})
    return found


def page(found: Sequence[Problem]) -> bytes:
    """A page for a site that has never been whole: what is wrong, readable without script."""
    items = "".join(
        f"<h2>{html.escape(one['title'])}</h2><p>{html.escape(one['where'])}</p><pre>{html.escape(one['text'])}</pre>"
        for one in found
    )
    head = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>The site has errors</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"></head>'
    )
    hope = "<p>This page shows the site as soon as they are mended.</p>"
    return f"{head}<body><main><h1>The site has errors</h1>{hope}{items}</main></body></html>\n".encode()
