"""``briefgen init``: a starter site that builds at once.

The site is kept as plain files in ``starter/`` beside this module, so that it can be read and tested as what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from briefgen import __version__
from briefgen.tools import ToolError

CI: Final[Mapping[str, str]] = {"github": ".github/workflows/site.yml", "gitlab": ".gitlab-ci.yml"}
"""Where the deploy workflow of each host goes."""

_RENAMED: Final[Mapping[str, str]] = {"gitignore": ".gitignore"}
"""Kept under another name, so that it has no effect where it is kept."""


def init(folder: Path, ci: str | None) -> list[str]:
    """Write the starter site into ``folder``, which may exist, and return what was written, relative to it.

    Raises ToolError, and writes nothing, when one of the files is there already.
    """
    wanted = {_RENAMED.get(path, path): text for path, text in _texts(files("briefgen.tools") / "starter")}
    if ci:
        workflow = (files("briefgen.tools") / "ci" / f"{ci}.yml").read_text(encoding="utf-8")
        wanted[CI[ci]] = workflow.replace("{version}", __version__)
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file; name a folder that is empty or does not exist yet"
        raise ToolError(message)
    for path in sorted(wanted):
        if (folder / path).exists():
            message = f"{folder / path} exists already and init never overwrites; name another folder"
            raise ToolError(message)
    for path, text in wanted.items():
        write_new(folder / path, text)
    return sorted(wanted)


def write_new(file: Path, text: str) -> None:
    """Write a file that does not exist yet, with its folders. Raises ToolError when it does exist."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError as error:
        message = f"{error.filename} exists already; nothing was overwritten"
        raise ToolError(message) from None


def _texts(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        path = prefix + entry.name
        if entry.is_dir():
            yield from _texts(entry, path + "/")
        else:
            yield path, entry.read_text(encoding="utf-8")
