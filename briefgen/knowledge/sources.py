"""What briefs rest on: their sources in the order of citation, and who published each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial

import msgspec

from briefgen.diagnostics import Place
from briefgen.knowledge.graph import SourceNode
from briefgen.knowledge.lists import Lists
from briefgen.knowledge.names import Names
from briefgen.knowledge.outlines import BriefOutline
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument, Brief, Event, SharedSource, Source


def name_publishers(work: Work) -> None:
    """Publishers that are entities are known by their ids, so that every page can link them."""
    work.sources = {key: _published(work.names, source) for key, source in work.sources.items()}
    work.briefs.finish(partial(_with_publishers, work.names))


def _with_publishers(names: Names, brief: Brief) -> Brief:
    if not brief.sources:
        return brief
    return msgspec.structs.replace(brief, sources=tuple([_published(names, source) for source in brief.sources]))


def _published(names: Names, source: Source) -> Source:
    publisher = names.one(source.publisher, "entity") if source.publisher else ""
    return msgspec.structs.replace(source, publisher=publisher) if publisher else source


def sources_of(work: Work, doc: AnyDocument, meta: Brief) -> tuple[tuple[str, Source], ...]:
    """(key, source) by first citation, then those of its claims and events, then those declared and not cited.

    Unknown keys are reported at every citation.
    """
    local = {source.id: source for source in meta.sources}
    for source in meta.sources:
        if not source.title:
            work.say("M03", "this source has no title", doc.at(f"sources.{source.id}.title"), "add title: to it")
    found: dict[str, Source] = {}
    for key, place in (*_cited(doc), *_front(doc, meta)):
        source_found = work.source(key, local, place)
        if source_found is not None:
            found.setdefault(key, source_found)
    for claim in meta.claims:  # unknown keys of claims are reported with the claim
        for key in (*claim.sources, *claim.sources_against):
            known = local.get(key) or work.sources.get(key)
            if known is not None:
                found.setdefault(key, known)
    return (*found.items(), *((key, source) for key, source in local.items() if key not in found))


def _cited(doc: AnyDocument) -> list[tuple[str, Place]]:
    """Keys in a body in the order in which they stand."""
    body = doc.body
    if not (body.citations or body.claims or body.annotations or any(one.sources for one in body.quotes)):
        return []
    cited = [(cite.key, Place(doc.path, one.line, one.column, one.end)) for one in body.citations for cite in one.cites]
    inline = (one for one in body.quotes if one.citation < 0)
    cited += [(key, Place(doc.path, one.line, one.column)) for one in inline for key in one.sources]
    cited += [(key, Place(doc.path, one.line, one.column)) for one in body.claims for key in one.sources]
    cited += [(one.of, Place(doc.path, one.line, 1)) for one in body.annotations if one.of]
    return sorted(cited, key=lambda pair: (pair[1].line, pair[1].column))


def _front(doc: AnyDocument, meta: Brief) -> list[tuple[str, Place]]:
    """Keys of events that front matter tells of."""
    return [
        (key, doc.at(f"timeline.{index}.sources"))
        for index, entry in enumerate(meta.timeline)
        if isinstance(entry, Event)
        for key in entry.sources
    ]


def judge_other_citations(work: Work) -> None:
    """Citations outside briefs: profiles, stories, pages, shared events, roles and relations of entities."""
    for kind in ("entity", "event", "story", "page"):
        for doc in work.records.by_kind[kind]:
            for key, place in _cited(doc):
                work.source(key, {}, place)
            if isinstance(doc.meta, Event):
                for index, key in enumerate(doc.meta.sources):
                    work.source(key, {}, doc.at(f"sources.{index}"))
    for ident, entity in work.entities.items():
        document = work.docs.get(ident)
        if document is None:
            continue
        keys = [(f"roles.{index}", role.sources) for index, role in enumerate(entity.roles)]
        keys += [(f"relations.{index}", relation.sources) for index, relation in enumerate(entity.relations)]
        for field, some in keys:
            for key in some:
                work.source(key, {}, document.at(f"{field}.sources"))


def source_nodes(work: Work, briefs: Mapping[str, BriefOutline], lists: Lists) -> dict[str, SourceNode]:
    """Every source, shared or local, by its key on the site, with the briefs that rest on it."""
    used: dict[str, list[str]] = defaultdict(list)
    local: dict[str, tuple[Source, str, Place]] = {}
    for brief in map(briefs.__getitem__, reversed(lists.sourced)):
        own = {source.id for source in brief.meta.sources}
        for key, source in brief.sources:
            if key not in own:
                used[key].append(brief.key)
                continue
            ident, number = f"{brief.id}--{key}", 1
            while ident in local or ident in work.sources:
                number += 1
                ident = f"{brief.id}--{key}-{number}"
            local[ident] = source, brief.key, brief.doc.at(f"sources.{key}.publisher")
            used[ident].append(brief.key)
    made: dict[str, SourceNode] = {}
    for doc in work.records.by_kind["source"]:
        if isinstance(doc.meta, SharedSource):
            publisher = work.maybe(doc.meta.source.publisher, doc.at("publisher"))
            briefs_of = tuple(reversed(used[doc.id]))
            made[doc.id] = SourceNode(id=doc.id, source=doc.meta.source, publisher=publisher, briefs=briefs_of)
    for ident, (source, brief_key, place) in local.items():
        publisher = work.maybe(source.publisher, place)
        made[ident] = SourceNode(
            id=ident, source=source, publisher=publisher, brief=brief_key, briefs=tuple(reversed(used[ident]))
        )
    return dict(sorted(made.items()))
