"""``briefgen build`` when nothing has changed: the answer of the last build, found without loading anything heavy."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefgen.engine import snapshot
from briefgen.engine.manifest import tell

if TYPE_CHECKING:
    from briefgen.build import Options, Result

_INPUTS = ("briefgen.yaml", "content", "static", "themes")


class Look(NamedTuple):
    """One look at a site before a build."""

    root: Path
    output: Path
    asked: str
    names: Sequence[str]
    inputs: str
    began: int


def look(root: Path, output: Path, config: str | None, asked: object) -> Look:
    """See what the disk says now. ``asked`` is everything else that what is built and printed depends on."""
    began = time.time_ns()
    names = [config or _INPUTS[0], *_INPUTS[1:]]
    words = repr((asked, os.environ.get("SOURCE_DATE_EPOCH"), _environment(root / names[0]), str(output)))
    return Look(root, output, words, names, snapshot.inputs(root, names, words), began)


def again(folder: Path, seen: Look) -> list[tuple[bool, str]] | None:
    """What the last build said, as (to standard error, line), when nothing has changed since; else None."""
    said = snapshot.unchanged(folder, seen.inputs, seen.output)
    if said is None:
        return None
    tell(folder, (), ())
    return [(line[0] == "e", line[1:].replace("\\n", "\n")) for line in said if line]


def keep(folder: Path, seen: Look, result: Result, options: Options, said: Sequence[tuple[bool, str]]) -> None:
    """Remember what a build found and said, for as long as time alone does not change the site."""
    font = result.graph.settings.images.font if result.graph is not None else ""
    if result.published is None or not result.ok or font and font.split("/")[0] not in _INPUTS:
        snapshot.forget(folder)
        return
    lines = [("e" if error else "o") + line.replace("\n", "\\n") for error, line in said]
    until = float("inf") if options.now or os.environ.get("SOURCE_DATE_EPOCH") else result.until
    after = snapshot.inputs(seen.root, seen.names, seen.asked)
    snapshot.keep(folder, seen.inputs, after, seen.began, until, lines, seen.output)


def _environment(config: Path) -> list[tuple[str, str | None]]:
    """Every variable of the environment that settings with ``!ENV`` may name, with its value."""
    try:
        text = config.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [(name, os.environ.get(name)) for name in sorted(set(re.findall(r"\w+", text)))] if "!ENV" in text else []
