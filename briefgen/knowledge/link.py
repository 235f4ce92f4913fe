"""Documents -> the graph, in one clean pass. Every finding that needs more than one file is born here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from weakref import proxy

import msgspec

from briefgen.dates import Date
from briefgen.diagnostics import Diagnostic, Severity, severity
from briefgen.knowledge.backlinks import Backlinks
from briefgen.knowledge.briefnodes import BriefMaker
from briefgen.knowledge.briefs import brief_outlines
from briefgen.knowledge.claims import Claims, claims_of
from briefgen.knowledge.entities import EntityMaker, first_nodes
from briefgen.knowledge.eventnodes import EventMaker
from briefgen.knowledge.events import Dates, Ties, date_events, tie_events
from briefgen.knowledge.frontmatter import plainly
from briefgen.knowledge.graph import ClaimRef, Graph, PageNode, Target
from briefgen.knowledge.implicit import add_implicit
from briefgen.knowledge.judge import judge_circles
from briefgen.knowledge.links import check_links
from briefgen.knowledge.lists import Lists
from briefgen.knowledge.mentions import resolve_mentions, targets_of
from briefgen.knowledge.naming import add_entities, name_all
from briefgen.knowledge.ondemand import OnDemand
from briefgen.knowledge.records import Records, gather
from briefgen.knowledge.sources import judge_other_citations, name_publishers, source_nodes
from briefgen.knowledge.stories import story_nodes
from briefgen.knowledge.tellings import Tellings, collect
from briefgen.knowledge.verbatim import check_verbatim
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument, Page, Parses
from briefgen.settings import Settings


def link(
    parsed: Parses,
    settings: Settings,
    now: Date,
    include: frozenset[str] = frozenset(),
    files: Collection[str] = (),
    texts: Callable[[], Mapping[str, str]] = dict,
) -> tuple[Graph, tuple[Diagnostic, ...]]:
    """The graph of everything that is published at ``now``, and all that is wrong with it.

    ``include`` may hold ``draft``, ``future`` (and with it what is embargoed) and ``expired``: what to let in that is
    held back. ``files`` are the attachments and static files that links may lead to; ``texts`` gives the texts of
    sources, and is asked when all documents were gone over.
    """
    fatal = all(severity(code, settings.checks) is Severity.ERROR for code in ("D01", "D08", "D09", "M02"))
    records = gather(parsed, now, include, stand_in=fatal)
    work = Work(records, settings, now, files, parsed.shelf)
    add_entities(work)
    implicit = add_implicit(work)
    name_all(work)
    name_publishers(work)
    first_nodes(work, implicit)
    # A graph stands in no circle, so that a server is rid of it when the next one is there.
    work.targets.find = partial(_targets, proxy(work))
    tellings = collect(work)
    date_events(work, tellings)
    resolve_mentions(work)
    ties = tie_events(work, tellings)
    judge_circles(work, tellings, ties)
    judge_other_citations(work)
    leading = _in_order(ties, check_links(work))
    graph = _graph(work, tellings, ties, claims_of(work), texts(), leading)
    found = tuple(work.found)
    work.rest(Dates(graph.outlines))
    tellings.rest()
    return graph, found


def _targets(work: Work, doc: AnyDocument) -> tuple[Target, ...]:
    """What the mentions of a body lead to, after all that is wrong with them was reported."""
    return targets_of(work, doc, [])


def _in_order(ties: Ties, docs: Sequence[AnyDocument]) -> tuple[AnyDocument, ...]:
    """Documents by what they are, events by date; without those that have no page."""
    events = {doc.id: doc for doc in docs if doc.kind == "event" and doc.id in ties.order}
    by_kind = {kind: [doc for doc in docs if doc.kind == kind] for kind in ("brief", "entity", "story", "page")}
    by_date = [events[ident] for ident in sorted(events, key=ties.order.__getitem__)]
    return (*by_kind["brief"], *by_kind["entity"], *by_date, *by_kind["story"], *by_kind["page"])


def _graph(
    work: Work,
    tellings: Tellings,
    ties: Ties,
    claims: Claims,
    texts: Mapping[str, str],
    leading: tuple[AnyDocument, ...],
) -> Graph:
    """Nodes of every kind, with what they say of one another."""
    links, lists = Backlinks(work), Lists()
    briefs, heads = brief_outlines(work, tellings, ties, claims, links, lists)
    events = EventMaker(work, tellings, ties, briefs, links)
    stories = story_nodes(work, briefs, lists, ties.order)
    nodes = BriefMaker(work, briefs, stories, claims, check_verbatim(work, texts))
    refs = _with_briefs(claims, lists)
    entities = EntityMaker(work, briefs, heads, events, refs, links, lists)
    sources = source_nodes(work, briefs, lists)
    return Graph(
        settings=work.settings,
        now=work.now,
        shelf=work.shelf,
        briefs=OnDemand(briefs, nodes.node),
        brief_outlines=briefs,
        brief_heads=heads,
        entities=OnDemand(work.nodes, entities.node),
        entity_outlines={ident: entities.outline(ident) for ident in work.nodes},
        mentions=OnDemand(work.nodes, entities.mentions),
        unmentioned=OnDemand(work.nodes, entities.unmentioned),
        met=OnDemand(work.nodes, entities.met),
        events=OnDemand(events.outlines, events.node),
        outlines=events.outlines,
        calendar=events.calendar,
        event_facets=OnDemand(events.outlines, events.facets),
        stories=stories,
        sources=sources,
        claims=refs,
        pages=_pages(work),
        held=tuple(held for held, _ in work.records.held),
        leading=leading,
        files=_files(work.records),
    )


def _with_briefs(claims: Claims, lists: Lists) -> dict[str, ClaimRef]:
    """Claims with the briefs that use them, newest first."""
    used = lists.claims
    return {
        ident: msgspec.structs.replace(ref, briefs=tuple(used[ident])) if ident in used else ref
        for ident, ref in claims.refs.items()
    }


def _pages(work: Work) -> dict[str, PageNode]:
    return {
        doc.id: PageNode(
            id=doc.id,
            slug=doc.meta.slug or doc.id,
            meta=doc.meta,
            doc=plainly(doc),
            targets=work.targets.of(doc),
        )
        for doc in work.records.by_kind["page"]
        if isinstance(doc.meta, Page)
    }


def _files(records: Records) -> dict[str, Target]:
    """Markdown files to what they became."""
    return {
        doc.path: Target(kind=kind, id=doc.path if kind == "brief" else doc.id)
        for kind in ("brief", "entity", "event", "story", "page")
        for doc in records.by_kind[kind]
        if not doc.key
    }
