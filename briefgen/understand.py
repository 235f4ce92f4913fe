"""The first half of a build: load -> parse -> link. What the files of a site say together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec.structs

from briefgen import dates, remember
from briefgen.diagnostics import Diagnostic
from briefgen.engine.jobs import Tell, silent
from briefgen.engine.store import Store
from briefgen.model import Brief, Parsed, Parses
from briefgen.project import Project, open_project, published_folder, site_address
from briefgen.reading.load import MAX_BYTES, Tree, decode, read_bytes, scan
from briefgen.settings import Settings

if TYPE_CHECKING:
    from briefgen.knowledge.graph import Graph


class Options(NamedTuple):
    """What one build was asked for beyond the settings."""

    config: str | None = None
    output: Path | None = None
    base_url: str | None = None
    include: frozenset[str] = frozenset()
    """Which held-back briefs to let in: ``draft``, ``future``, ``expired``."""
    now: str | None = None
    """A date or instant that stands for the clock; else SOURCE_DATE_EPOCH, else the clock."""
    strict: bool = False
    """Warnings fail the build too."""
    dry_run: bool = False
    """Do everything but publish."""
    force: bool = False
    """Render every page, whatever is remembered."""
    jobs: int | None = None
    """Processes to use; None: as many as pay."""
    tell: Tell = silent
    """Told how far the work is."""
    stands: Callable[[], bool] = lambda: False
    """Whether every published file was just seen to be as it was written; asked once nobody else can build."""


class Knowledge(NamedTuple):
    """A linked site, before pages."""

    project: Project
    tree: Tree
    graph: Graph
    diagnostics: tuple[Diagnostic, ...]
    until: float
    """Seconds since 1970 at which time alone may change what is known."""


def understand(
    root: Path,
    options: Options,
    store: Store,
    held: remember.Held | None = None,
    meanwhile: Callable[[Settings], Iterator[None]] = lambda _: iter(()),
) -> Knowledge:
    """Load, parse and link: everything the files say together, and everything wrong with them.

    ``meanwhile`` are steps of other work, done where other processes parse many files.
    """
    project, found = open_project(root, options.config)
    settings = project.settings
    if options.base_url is not None:
        settings = msgspec.structs.replace(settings, base_url=site_address(options.base_url))
        project = type(project)(root=project.root, settings=settings)
    tree = scan(root, output=output_folder(root, options))
    seen, other, held = time.time_ns(), meanwhile(settings), held or remember.Held()
    parsed = remember.parse_files(root, tree.files, settings, store, seen, options.jobs, options.tell, held, other)
    from briefgen.knowledge.link import link  # heavy, and not needed before

    files = frozenset((*tree.attachments, *tree.static))
    said = _Said([], set(), set())
    met = Parses(parsed.shelf, parsed.paths, said.take)
    today = now(options.now, settings.timezone)
    texts = partial(source_texts, root, said.texts, tree)
    graph, linked = link(met, settings, today, options.include, files, texts)
    everything = (*found, *tree.diagnostics, *said.diagnostics, *linked)
    return Knowledge(project, tree, graph, everything, horizon(graph.now, settings.timezone, said.moments))


class _Said(NamedTuple):
    """What is asked of every file before or after linking."""

    diagnostics: list[Diagnostic]
    texts: set[str]
    """The local text copies that sources name, by path."""
    moments: set[int]
    """When a brief is dated, let out or expires, where that is a moment: microseconds since 1970."""

    def take(self, one: Parsed) -> None:
        """Take in a file."""
        from briefgen.knowledge.verbatim import text_files  # as above

        self.diagnostics.extend(one.diagnostics)
        for document in one.documents:
            self.texts.update(path for path, _, _ in text_files(document))
            meta = document.meta
            if isinstance(meta, Brief):
                dated = (meta.date, meta.embargo, meta.expires)
                self.moments.update(day.instant for day in dated if day is not None and day.instant is not None)


def source_texts(root: Path, named: Iterable[str], tree: Tree) -> dict[str, str]:
    """The local text copies that sources name, by path; those that are not there, or are no text, are left out."""
    found = {}
    for path in set(named) & set(tree.attachments):
        data = read_bytes(root, path, MAX_BYTES)
        if not isinstance(data, Diagnostic):
            text, broken = decode(path, data)
            found.update({path: text} if not broken else {})
    return found


def horizon(today: dates.Date, timezone: str, moments: Iterable[int]) -> float:
    """When time alone may change a site: the end of the day, or sooner when a brief is let out or expires before."""
    ahead = [instant for instant in moments if today.instant is not None and instant > today.instant]
    return min([dates.midnight_after(today.latest, timezone), *(instant / 1_000_000 for instant in ahead)])


def now(written: str | None, timezone: str) -> dates.Date:
    """The instant of the build: as written, else SOURCE_DATE_EPOCH (seconds), else the clock. Raises DateError."""
    if written:
        return dates.parse_instant(written, timezone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdecimal() else int(time.time())
    return msgspec.structs.replace(dates.today(seconds * 1_000_000, timezone), instant=seconds * 1_000_000)


def output_folder(root: Path, options: Options) -> Path:
    """Where the site goes. Raises ConfigError for a folder that holds its sources."""
    return published_folder(root, options.output)
