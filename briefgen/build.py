"""The table of contents of briefgen: one build, a line a phase.

load -> parse -> link -> plan -> render -> write. Data flows one way and is finished when it leaves a phase.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec.structs

from briefgen import dates
from briefgen.diagnostics import Diagnostic, Place, Severity, in_order, severity
from briefgen.engine.lock import lock
from briefgen.engine.publish import Published, publish
from briefgen.knowledge.graph import Graph
from briefgen.knowledge.link import link
from briefgen.markup.parse import parse
from briefgen.model import Parsed
from briefgen.outputs import machine_files
from briefgen.pages import site as pages
from briefgen.pages.plan import Plan
from briefgen.pages.theme import load_theme
from briefgen.project import Project, open_project
from briefgen.reading.load import Tree, decode, read_bytes, scan
from briefgen.reading.locate import locate
from briefgen.settings import Settings

CACHE = ".briefgen"


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
    seconds: float
    strict: bool = False

    @property
    def ok(self) -> bool:
        """No finding that fails a build."""
        failing = {Severity.ERROR, Severity.WARNING} if self.strict else {Severity.ERROR}
        return not any(finding.severity in failing for finding in self.findings)


class Knowledge(NamedTuple):
    """A linked site, before pages."""

    project: Project
    tree: Tree
    graph: Graph
    diagnostics: tuple[Diagnostic, ...]


def build(root: Path, options: Options = Options()) -> Result:
    """Build the site in ``root`` and publish it if no finding fails the build.

    Raises ConfigError (settings), ThemeError (theme), LockedError, PublishError and OSError (the machine refused).
    """
    started = time.perf_counter()
    with lock(root / CACHE), _without_gc():
        known = understand(root, options)
        settings = known.project.settings
        output = output_folder(root, options)
        plan, planned = pages.plan(known.graph)
        findings = judge(root, settings.checks, (*known.diagnostics, *planned))
        done = Result(findings, known.graph, None, output, 0, 0.0, options.strict)
        if done.ok:
            files, found = _render(root, known, plan)
            done = done._replace(findings=judge(root, settings.checks, (*known.diagnostics, *planned, *found)))
            if done.ok and not options.dry_run:
                done = done._replace(published=publish(output, files))
            done = done._replace(pages=sum(path.endswith(".html") for path in files))
    return done._replace(seconds=time.perf_counter() - started)


def understand(root: Path, options: Options = Options()) -> Knowledge:
    """Load, parse and link: everything the files say together, and everything wrong with them."""
    project, found = open_project(root, options.config)
    settings = project.settings
    if options.base_url is not None:
        settings = _with_base_url(settings, options.base_url)
        project = type(project)(root=project.root, settings=settings)
    tree = scan(root, output=output_folder(root, options))
    parsed = parse_all(root, tree, settings)
    include = options.include
    files = frozenset((*tree.attachments, *tree.static))
    graph, linked = link(parsed, settings, now(options.now, settings.timezone), include, files)
    own = (diagnostic for one in parsed for diagnostic in one.diagnostics)
    return Knowledge(project, tree, graph, (*found, *tree.diagnostics, *own, *linked))


def parse_all(root: Path, tree: Tree, settings: Settings) -> list[Parsed]:
    """Parse every content file, each on its own, in the order of their paths."""
    parsed = []
    for file in tree.files:
        data = read_bytes(root, file.path)
        if isinstance(data, Diagnostic):
            parsed.append(Parsed(path=file.path, diagnostics=(data,)))
        else:
            parsed.append(parse(file.path, file.kind, file.format, data, settings.markdown, settings.timezone))
    return parsed


def judge(root: Path, checks: dict[str, str], diagnostics: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """Give every diagnostic its line and its severity, in the order in which they are shown."""
    wanted = [d for d in diagnostics if severity(d.code, checks) is not Severity.OFF]
    texts = {d: source(root, d) for d in {p.path for one in wanted for p in _places(one) if p.key and not p.line}}
    placed = [_placed(one, texts) for one in wanted]
    return tuple(Finding(severity(d.code, checks), d) for d in in_order(placed))


def source(root: Path, path: str) -> str:
    """The text of a source file as far as it can be read; for locating and for frames."""
    data = read_bytes(root, path)
    return "" if isinstance(data, Diagnostic) else decode(path, data)[0]


def now(written: str | None, timezone: str) -> dates.Date:
    """The instant of the build: as written, else SOURCE_DATE_EPOCH (seconds), else the clock. Raises DateError."""
    if written:
        return dates.parse_instant(written, timezone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdecimal() else int(time.time())
    return dates.today(seconds * 1_000_000, timezone)


def output_folder(root: Path, options: Options) -> Path:
    """Where the site goes: ``site`` unless asked otherwise."""
    return (options.output or root / "site").absolute()


def _render(root: Path, known: Knowledge, plan: Plan) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """Every file of the site by its path, and the paths that two sources want."""
    theme = load_theme(root, known.project.settings.theme)
    base_url = known.project.settings.base_url
    made = list(pages.render(known.graph, plan, theme, base_url=base_url))
    made += machine_files(known.graph, plan, theme, base_url)
    made += _copies(root, known, plan)
    return pages.collect(made)


def _copies(root: Path, known: Knowledge, plan: Plan) -> Iterable[pages.Output]:
    """Static files as they are, and the attachments that pages use."""
    wanted = [(path, path.removeprefix("static/")) for path in known.tree.static]
    for here, there in (*wanted, *pages.attachments(known.graph, plan)):
        data = read_bytes(root, here)
        if not isinstance(data, Diagnostic):
            yield pages.Output(there, data, here)


def _places(diagnostic: Diagnostic) -> Sequence[Place]:
    return (diagnostic.place, *(note.place for note in diagnostic.notes))


def _placed(diagnostic: Diagnostic, texts: dict[str, str]) -> Diagnostic:
    if all(place.line or not place.key for place in _places(diagnostic)):
        return diagnostic
    notes = tuple(type(n)(_locate(n.place, texts), n.text) for n in diagnostic.notes)
    d = diagnostic
    return Diagnostic(d.code, d.message, _locate(d.place, texts), d.hint, notes, d.stub)


def _locate(place: Place, texts: dict[str, str]) -> Place:
    return locate(texts[place.path], place) if place.key and not place.line else place


def _with_base_url(settings: Settings, base_url: str) -> Settings:
    return msgspec.structs.replace(settings, base_url=base_url.rstrip("/") + "/" if base_url else "")


class _without_gc:  # noqa: N801 - reads as a word in a with statement
    """Collecting costs about 7 % of a build and frees nothing that lives shorter than it."""

    def __enter__(self) -> None:
        self.enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self.enabled:
            gc.enable()
