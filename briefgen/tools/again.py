"""``briefgen build`` when nothing or next to nothing has changed since the last one.

What can be told from the state of the files alone is told without loading anything heavy. Where only the insides of a
few texts were edited, their pages are made from remembered answers (see :mod:`briefgen.alone`).
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefgen.engine import snapshot
from briefgen.engine.fingerprint import code_fingerprint
from briefgen.engine.manifest import NAME as MANIFEST
from briefgen.engine.manifest import tell

if TYPE_CHECKING:
    from briefgen.build import Options, Result
    from briefgen.engine.jobs import Tell

_INPUTS = ("briefgen.yaml", "content", "static", "themes")
_COUNTS = re.compile(r"^o0 files written, (\d+) kept")


class Look(NamedTuple):
    """One look at a site before a build."""

    root: Path
    output: Path
    config: str | None
    inputs: str
    began: int
    known: snapshot.Snapshot | None
    """The site as the last build left it."""
    mark: int
    stands: Callable[[], bool]
    """Whether what that build published is still there."""


def look(root: Path, output: Path, config: str | None, asked: object) -> Look:
    """See what the disk says now. ``asked`` is everything else that what is built and printed depends on."""
    began = time.time_ns()
    names = [config or _INPUTS[0], *_INPUTS[1:]]
    words = repr((asked, os.environ.get("SOURCE_DATE_EPOCH"), _environment(root / names[0]), str(output)))
    folder = root / ".briefgen"
    mark, known = snapshot.mark(folder), snapshot.load(folder)
    stands = snapshot.stands_meanwhile(output, known.published) if known is not None else lambda: False
    return Look(root, output, config, snapshot.inputs(root, names, words), began, known, mark, stands)


def again(seen: Look, told: Tell) -> list[tuple[bool, str]] | None:
    """What to say, as (to standard error, line), when little or nothing has changed; None for a site to look at.

    Raises what a build raises; see :func:`briefgen.build.build`.
    """
    folder, known = seen.root / ".briefgen", seen.known
    if known is None or not seen.inputs:
        return None
    if known.inputs == seen.inputs:
        if not seen.stands():
            return None
        tell(folder, (), ())
        return [(line[0] == "e", line[1:].replace("\\n", "\n")) for line in known.said if line]
    before = snapshot.edited(seen.root, known.inputs, seen.inputs)
    return _edited(seen, known, before, told) if before else None


def unmoved(seen: Look) -> bool:
    """Whether the published files are those of the last build, which was the last; to be asked under its lock."""
    known = seen.known is not None and snapshot.mark(seen.root / ".briefgen") == seen.mark
    return known and seen.stands()


def _edited(
    seen: Look, known: snapshot.Snapshot, before: Mapping[str, tuple[int, ...]], told: Tell
) -> list[tuple[bool, str]] | None:
    """Take edited texts in, if they say nothing new to the rest of the site."""
    from briefgen import alone

    site = alone.Site(seen.root, seen.config, seen.output, known, seen.mark, seen.stands)
    done = alone.build(site, before, told)
    if done is None:
        return None
    after = snapshot.again(known.published, seen.output, (*done.written, MANIFEST))
    now = known._replace(inputs=seen.inputs, published=after)
    snapshot.keep(seen.root / ".briefgen", now, seen.began, [seen.root / path for path in before])
    counts = f"o{len(done.written)} files written, {done.kept} kept"
    said = [_COUNTS.sub(counts, line) for line in known.said if line]
    return [(line[0] == "e", line[1:].replace("\\n", "\n")) for line in said]


def keep(seen: Look, result: Result, options: Options, said: Sequence[tuple[bool, str]]) -> None:
    """Remember what a build found and said, for as long as time alone does not change the site."""
    font = result.graph.settings.images.font if result.graph is not None else ""
    folder = seen.root / ".briefgen"
    if result.published is None or not result.ok or font and font.split("/")[0] not in _INPUTS:
        snapshot.forget(folder)
        return
    lines = tuple(("e" if error else "o") + line.replace("\n", "\\n") for error, line in said)
    until = float("inf") if options.now or os.environ.get("SOURCE_DATE_EPOCH") else result.until
    published = snapshot.tree(seen.output)
    state = snapshot.Snapshot(until, lines, code_fingerprint(), seen.inputs, published)
    snapshot.keep(folder, state, seen.began)


def _environment(config: Path) -> list[tuple[str, str | None]]:
    """Every variable of the environment that settings with ``!ENV`` may name, with its value."""
    try:
        text = config.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [(name, os.environ.get(name)) for name in sorted(set(re.findall(r"\w+", text)))] if "!ENV" in text else []
