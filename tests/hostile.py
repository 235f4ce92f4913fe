"""What the tests of broken input share: a good site, faults laid into it, and what a person is shown."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from briefgen.build import Finding, Options, Result, build, source
from briefgen.diagnostics import Severity
from briefgen.engine.publish import PublishError
from briefgen.frames import show
from briefgen.pages.theme import ThemeError
from briefgen.project import ConfigError

GOOD = {
    # Whole texts take another program seconds to index; nothing here is about them.
    "briefgen.yaml": "search: {full: false}\n",
    "content/briefs/2024-01-01-good.md": (
        "---\ntitle: Good\ndate: 2024-01-01\nsources: {paper: {title: Paper}}\n---\n\n"
        "## Once\n\n[[ann|Ann Example]] spoke [@paper].\n"
    ),
    "content/entities/ann.md": "---\nkind: person\nname: Ann Example\n---\n",
}
NOW = "2024-09-01"


class Seen(NamedTuple):
    """What came of a build."""

    text: str
    """Every error as it is shown."""
    result: Result | None
    """None when the build was refused."""


def lay(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))


def digests(root: Path, *folders: str) -> dict[str, str]:
    """Digest of every regular file below some folders, without following links."""
    found = {}
    for folder in folders:
        for path, _, names in os.walk(root / folder):
            for file in (Path(path, name) for name in names):
                if file.is_file() and not file.is_symlink() and os.access(file, os.R_OK):
                    found[file.relative_to(root).as_posix()] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def attempt(root: Path) -> Seen:
    """Build and show."""
    try:
        result = build(root, Options(now=NOW, jobs=1))
    except (ConfigError, PublishError, ThemeError) as error:
        return Seen(f"briefgen: {error}", None)
    return Seen(shown(root, result.findings), result)


def shown(root: Path, findings: tuple[Finding, ...]) -> str:
    """Errors as a person sees them."""
    paths = {p.path for f in findings for p in (f.diagnostic.place, *(n.place for n in f.diagnostic.notes))}
    lines = {path: source(root, path).split("\n") for path in paths}
    loud = [f for f in findings if f.severity is Severity.ERROR]
    return "\n\n".join(show(f.severity, f.diagnostic, lines, color=False) for f in loud)


_PART = re.compile(r"^## (?P<name>[^\n]+)$|^~~~~ (?P<path>\S+)\n(?P<text>.*?)^~~~~$", re.MULTILINE | re.DOTALL)
"""A heading that names a case, or a file of it; headings within files are passed over with the file."""


def cases(spec: Path) -> dict[str, tuple[dict[str, str], str]]:
    """Name to (files, what is shown) for every section of a document."""
    found: dict[str, dict[str, str]] = {}
    name = ""
    for part in _PART.finditer(spec.read_text(encoding="utf-8")):
        if part["name"]:
            name = part["name"]
            assert name not in found, name
            found[name] = {}
        else:
            found[name][part["path"]] = part["text"]
    return {name: (files, files.pop("text").rstrip("\n")) for name, files in found.items()}


def write(spec: Path, name: str, answer: str) -> None:
    """Put what is shown now into the document."""
    here = ""

    def written(part: re.Match[str]) -> str:
        nonlocal here
        here = part["name"] or here
        return f"~~~~ text\n{answer}\n~~~~" if part["path"] == "text" and here == name else part[0]

    spec.write_text(_PART.sub(written, spec.read_text(encoding="utf-8")), encoding="utf-8")
