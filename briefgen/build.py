"""The table of contents of briefgen: one build, a line a phase.

load -> parse -> link -> plan -> render -> write. Data flows one way and is finished when it leaves a phase.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec.structs

from briefgen import dates, remember, reuse, traces
from briefgen.consequences import without_consequences
from briefgen.copies import Copy, copies_of, copy, pictures_of
from briefgen.diagnostics import Diagnostic, Place, Severity, in_order, severity
from briefgen.engine import extras, snapshot
from briefgen.engine.exchange import repair
from briefgen.engine.jobs import Tell, silent
from briefgen.engine.lock import lock
from briefgen.engine.publish import Publication, Published, publication, real_output, retract
from briefgen.engine.store import CACHE, Store, open_store, without_gc
from briefgen.engine.store import forget as forget_all
from briefgen.knowledge.graph import Graph
from briefgen.knowledge.link import link
from briefgen.knowledge.verbatim import text_files
from briefgen.model import Brief, Parsed
from briefgen.outputs import machine_units
from briefgen.pages import site as pages
from briefgen.pages.addresses import judge_paths
from briefgen.pages.theme import load_theme
from briefgen.project import Project, open_project, published_folder, site_address
from briefgen.reading.load import MAX_BYTES, Tree, decode, read_bytes, scan
from briefgen.reading.locate import Source, given, locate, open_source


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


class Finding(NamedTuple):
    """A diagnostic with the severity that the settings give it."""

    severity: Severity
    diagnostic: Diagnostic


class Result(NamedTuple):
    """What a build came to."""

    findings: tuple[Finding, ...]
    graph: Graph | None
    published: Published | None
    """None when nothing was published."""
    output: Path
    pages: int
    """Pages of the site."""
    seconds: float
    strict: bool = False
    reasons: tuple[reuse.Reason, ...] = ()
    """Why each page or file that was rendered was rendered."""
    until: float = 0.0
    """Seconds since 1970 at which time alone may change the site."""

    @property
    def ok(self) -> bool:
        """No finding that fails a build."""
        return not failing(self.findings, strict=self.strict)


def failing(findings: Iterable[Finding], *, strict: bool) -> bool:
    """Whether findings fail a build."""
    levels = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in levels for finding in findings)


class Knowledge(NamedTuple):
    """A linked site, before pages."""

    project: Project
    tree: Tree
    graph: Graph
    diagnostics: tuple[Diagnostic, ...]
    until: float
    """Seconds since 1970 at which time alone may change what is known."""
    parsed: Sequence[Parsed]


def build(root: Path, options: Options = Options()) -> Result:
    """Build the site in ``root`` and publish it if no finding fails the build.

    Raises ConfigError (settings), ThemeError (theme), LockedError, PublishError and OSError (the machine refused).
    """
    started = time.perf_counter()
    with lock(root / CACHE), without_gc(), open_store(root) as store:
        snapshot.forget(root / CACHE)
        repair(real_output(output_folder(root, options)))
        held = remember.Held()
        known = understand(root, options, store, held)
        theme = load_theme(root, known.project.settings.theme)
        plan, planned = pages.plan(known.graph)
        gallery = pictures_of(root, CACHE, known.tree, known.graph, plan, options.jobs)
        copies = copies_of(known.tree, known.graph, plan, theme, gallery)
        bodies = remember.Bodies(root, known.tree.files, known.project.settings, store, held.keys)
        writer = pages.PageWriter(known.graph, plan, theme, bodies, gallery)
        units = [*pages.units(plan, writer), *machine_units(writer, known.graph, plan, gallery, known.tree.static)]
        found = (*planned, *gallery.diagnostics, *judge_paths(known.graph, units, copies))
        findings = judge(root, known.project.settings.checks, (*known.diagnostics, *found))
        done = Result(findings, known.graph, None, output_folder(root, options), len(plan.pages), 0.0, options.strict)
        done = done._replace(until=known.until)
        if done.ok:
            done = _write(root, options, done, writer, units, copies, store)
    return done._replace(seconds=time.perf_counter() - started)


def _write(
    root: Path,
    options: Options,
    done: Result,
    writer: pages.PageWriter,
    units: Sequence[pages.Unit],
    copies: Sequence[Copy],
    store: Store,
) -> Result:
    """Render what is stale, copy what is new, and publish the whole."""
    if options.force:
        traces.forget(store)
    with publication(done.output) as publishing:
        old, reader = publishing.published, writer.reader
        made = reuse.make_files(units, reader, store, old, publishing, options.jobs, options.tell)
        digests = {**made.digests, **copy(root, copies, publishing)}
        words, fault = _search(root, done, units, made.digests, publishing, store)
        digests |= words
        if fault is not None:
            done = done._replace(findings=(*done.findings, Finding(Severity.WARNING, fault)))
        store.commit()
        pages_made = sum(path.endswith(".html") for path in made.digests)
        published = None if options.dry_run else publishing.finish(digests, root / CACHE)
    return done._replace(published=published, reasons=made.reasons, pages=pages_made)


def _search(
    root: Path,
    done: Result,
    units: Sequence[pages.Unit],
    made: Mapping[str, str],
    publishing: Publication,
    store: Store,
) -> tuple[dict[str, str], Diagnostic | None]:
    """The index of whole texts, where the site has one."""
    assert done.graph is not None
    wanted = done.graph.settings.search
    if not (wanted.page and wanted.full and extras.pagefind()):
        return {}, None
    from briefgen import fulltext  # most sites have no such index

    language = done.graph.settings.language.partition("-")[0].lower()
    paths = (unit.name for unit in units if unit.searched)
    return fulltext.index(root / CACHE / "search", paths, language, made, publishing, store)


def understand(root: Path, options: Options, store: Store, held: remember.Held | None = None) -> Knowledge:
    """Load, parse and link: everything the files say together, and everything wrong with them."""
    project, found = open_project(root, options.config)
    settings = project.settings
    if options.base_url is not None:
        settings = msgspec.structs.replace(settings, base_url=site_address(options.base_url))
        project = type(project)(root=project.root, settings=settings)
    tree = scan(root, output=output_folder(root, options))
    parsed = remember.parse_files(root, tree.files, settings, store, time.time_ns(), options.jobs, options.tell, held)
    files = frozenset((*tree.attachments, *tree.static))
    texts = source_texts(root, parsed, tree)
    graph, linked = link(parsed, settings, now(options.now, settings.timezone), options.include, files, texts)
    own = (diagnostic for one in parsed for diagnostic in one.diagnostics)
    everything = (*found, *tree.diagnostics, *own, *linked)
    return Knowledge(project, tree, graph, everything, horizon(graph.now, settings.timezone, parsed), parsed)


def source_texts(root: Path, parsed: Sequence[Parsed], tree: Tree) -> dict[str, str]:
    """The local text copies that sources name, by path; those that are not there, or are no text, are left out."""
    found = {}
    for path in {path for path, _, _ in text_files(parsed)} & set(tree.attachments):
        data = read_bytes(root, path, MAX_BYTES)
        if not isinstance(data, Diagnostic):
            text, broken = decode(path, data)
            found.update({path: text} if not broken else {})
    return found


def horizon(today: dates.Date, timezone: str, parsed: Sequence[Parsed]) -> float:
    """When time alone may change a site: the end of the day, or sooner when a brief is let out or expires before."""
    metas = (document.meta for one in parsed for document in one.documents)
    moments = (
        moment for meta in metas if isinstance(meta, Brief) for moment in (meta.date, meta.embargo, meta.expires)
    )
    instants = [moment.instant for moment in moments if moment is not None and moment.instant is not None]
    ahead = [instant for instant in instants if today.instant is not None and instant > today.instant]
    return min([dates.midnight_after(today.latest, timezone), *(instant / 1_000_000 for instant in ahead)])


def look(root: Path, options: Options = Options()) -> Knowledge:
    """What is known of a site, for commands that only ask; leaves the cache as warm as a build does."""
    with lock(root / CACHE), open_store(root) as store:
        return understand(root, options, store)


def forget(root: Path, output: Path | None = None) -> tuple[str, ...]:
    """Forget all that is remembered of a site, and delete what was published in ``output``; the deleted paths."""
    with lock(root / CACHE):
        gone = retract(output) if output is not None else ()
        forget_all(root / CACHE)
    return gone


def judge(root: Path, checks: dict[str, str], diagnostics: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """Give every diagnostic its line and its severity, in the order in which they are shown.

    What only follows from another mistake is left out.
    """
    wanted = [d for d in diagnostics if severity(d.code, checks) is not Severity.OFF]
    errors = [d for d in wanted if severity(d.code, checks) is Severity.ERROR]
    others = [d for d in wanted if severity(d.code, checks) is not Severity.ERROR]
    files = lru_cache(maxsize=None)(lambda path: open_source(path, source(root, path)))
    errors, others = without_consequences(errors, others, files)
    placed = [_placed(one, files) for one in (*errors, *others)]
    return tuple(Finding(severity(d.code, checks), d) for d in in_order(placed))


def source(root: Path, path: str) -> str:
    """The text of a source file as far as it can be read; for locating and for frames."""
    data = read_bytes(root, path, MAX_BYTES)
    return "" if isinstance(data, Diagnostic) else decode(path, data)[0]


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


def _places(diagnostic: Diagnostic) -> Sequence[Place]:
    return (diagnostic.place, *(note.place for note in diagnostic.notes))


def _placed(diagnostic: Diagnostic, files: Callable[[str], Source]) -> Diagnostic:
    if all(place.line or not place.key for place in _places(diagnostic)):
        return diagnostic
    notes = tuple(type(n)(_locate(n.place, files), n.text) for n in diagnostic.notes)
    return msgspec.structs.replace(diagnostic, place=_locate(diagnostic.place, files), notes=notes)


def _locate(place: Place, files: Callable[[str], Source]) -> Place:
    """Where a value stands: in its file, else in the folder defaults that gave it."""
    if not place.key or place.line:
        return place
    own = files(place.path)
    if not given(own, place.key):
        key = re.sub(r"^\d+\.", "", place.key)
        folder = place.path.rpartition("/")[0]
        while folder:
            defaults = files(f"{folder}/_defaults.yaml")
            if given(defaults, key):
                return locate(defaults, Place(defaults.path, key=key))
            folder = folder.rpartition("/")[0]
    return locate(own, place)
