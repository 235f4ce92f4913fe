"""The second half of a build: plan -> render -> write. The files of a site from what is known of it.

It is loaded while the files are parsed (see :mod:`briefgen.build`), as nothing before needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from briefgen import dates, remember, reuse, traces
from briefgen.copies import Copy, copies_of, copy, pictures_of
from briefgen.diagnostics import Diagnostic, Severity
from briefgen.engine import extras
from briefgen.engine.publish import Publication, publication
from briefgen.engine.store import CACHE, Store
from briefgen.findings import Finding, Result, judge
from briefgen.outputs import machine_units
from briefgen.pages import site as pages
from briefgen.pages.addresses import judge_paths
from briefgen.pages.theme import Theme, load_theme
from briefgen.settings import Settings
from briefgen.understand import Knowledge, Options, output_folder

_COMMON: Final = ("brief.html", "entity.html", "items.html", "slots.html", "home.html", "listing.html", "timeline.html")
"""The templates that most sites need."""
_SOME_DAY: Final = dates.parse("2024-02-03")
"""Whoever has shown one day has the words for all."""


def prepare(root: Path, settings: Settings) -> Iterator[Theme]:
    """The theme, again and again: each time more of what most pages take is ready. Raises as a theme at fault does."""
    theme = load_theme(root, settings.theme)
    yield theme
    for template in _COMMON:
        theme.compile(template)
        yield theme
    theme.catalogues.speech(theme.catalogues.language(settings.language))
    dates.html(_SOME_DAY, settings.language)
    yield theme


def make(
    root: Path,
    options: Options,
    known: Knowledge,
    theme: Theme | None,
    store: Store,
    held: remember.Held,
    *,
    stands: bool,
) -> Result:
    """Make the site of which this is known, and publish it if no finding fails the build. Raises as a build does.

    ``stands``: every published file was just seen to be as it was written.
    """
    theme = theme or load_theme(root, known.project.settings.theme)
    plan, planned = pages.plan(known.graph)
    gallery = pictures_of(root, CACHE, known.tree, known.graph, plan, options.jobs)
    copies = copies_of(known.tree, known.graph, plan, theme, gallery)
    bodies = remember.Bodies(root, known.tree.files, known.project.settings, store, held)
    writer = pages.PageWriter(known.graph, plan, theme, bodies, gallery)
    units = [*pages.units(plan, writer), *machine_units(writer, known.graph, plan, gallery, known.tree.static)]
    found = (*planned, *gallery.diagnostics, *judge_paths(known.graph, units, copies))
    findings = judge(root, known.project.settings.checks, (*known.diagnostics, *found))
    done = Result(findings, known.graph, None, output_folder(root, options), len(plan.pages), 0.0, options.strict)
    done = done._replace(until=known.until)
    return _write(root, options, done, writer, units, copies, store, stands=stands) if done.ok else done


def _write(
    root: Path,
    options: Options,
    done: Result,
    writer: pages.PageWriter,
    units: Sequence[pages.Unit],
    copies: Sequence[Copy],
    store: Store,
    *,
    stands: bool,
) -> Result:
    """Render what is stale, copy what is new, and publish the whole."""
    if options.force:
        traces.forget(store)
    with publication(done.output, stands=stands) as publishing:
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
