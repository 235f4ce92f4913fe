"""Documents -> the graph, in one clean pass. Every finding that needs more than one file is born here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from briefgen.dates import Date, parse, sort_key
from briefgen.diagnostics import Diagnostic, Severity, severity
from briefgen.knowledge import roles
from briefgen.knowledge.assemble import assemble
from briefgen.knowledge.events import Merged, Told, merge
from briefgen.knowledge.graph import EntityNode, Graph, Target
from briefgen.knowledge.implicit import add_implicit
from briefgen.knowledge.names import Names, circles
from briefgen.knowledge.records import Records, gather
from briefgen.knowledge.telling import tell_all
from briefgen.model import Brief, Document, Entity, Parsed, Source
from briefgen.settings import Settings


class Work:
    """What linking has found out so far. Lives for one pass; nothing outside sees it."""

    def __init__(self, records: Records, settings: Settings, now: Date, files: Collection[str]) -> None:
        self.records, self.settings, self.now = records, settings, now
        self.files = frozenset(files)
        self.found = records.found
        self.entities: dict[str, Entity] = {}
        self.docs: dict[str, Document] = {}
        self.nodes: dict[str, EntityNode] = {}
        self.targets: dict[str, tuple[Target, ...]] = {}
        """By path and key of a document."""
        self.told: dict[str, list[Told]] = {}
        self.events: dict[str, Merged] = {}
        self.shared_sources: dict[str, Source] = {}
        self.content_paths: dict[str, Document | None] = {}
        self.claim_briefs: dict[str, dict[str, None]] = {}
        self.event_dates: dict[str, Date] | None = None
        self.names = Names(records.held, lenient=severity("R01", settings.checks) is not Severity.ERROR)

    def say(self, code: str, message: str, place: Any, hint: str = "") -> None:
        """Report something."""
        self.found.append(Diagnostic(code, message, place, hint))

    def briefs(self) -> list[Document]:
        """Published briefs, newest first."""
        return self.records.by_kind["brief"]


def link(
    parsed: Sequence[Parsed],
    settings: Settings,
    now: Date,
    include: frozenset[str] = frozenset(),
    files: Collection[str] = (),
) -> tuple[Graph, tuple[Diagnostic, ...]]:
    """The graph of everything that is published at ``now``, and all that is wrong with it.

    ``include`` may hold ``draft``, ``future``, ``expired``; ``files`` are files links may lead to.
    """
    records = gather(parsed, now, include)
    records.by_kind["brief"].sort(key=lambda doc: (_brief_key(doc), doc.path), reverse=True)
    work = Work(records, settings, now, files)
    for doc in records.by_kind["entity"]:
        assert isinstance(doc.meta, Entity)
        work.entities[doc.id], work.docs[doc.id] = doc.meta, doc
    implicit = add_implicit(work)
    _name_all(work)
    _entity_nodes(work, implicit)
    resolve_mentions(work)
    tell_all(work)
    for ident, told in work.told.items():
        work.events[ident], found = merge(told)
        work.found += found
    _judge_circles(work)
    return assemble(work), tuple(work.found)


def _brief_key(doc: Document) -> tuple[int, ...]:
    assert isinstance(doc.meta, Brief)
    return sort_key(doc.meta.date) if doc.meta.date else (0,)


def _name_all(work: Work) -> None:
    names, kinds = work.names, work.records.by_kind
    for ident, entity in work.entities.items():
        label = entity.name.full if entity.name else ident
        names.add(
            "entity",
            ident,
            label,
            path=work.docs[ident].path if ident in work.docs and not work.docs[ident].key else "",
        )
        names.call(label, "entity", ident)
        for alias in entity.aliases:
            names.call(alias.name, "entity", ident, alias.start, alias.end)
    for kind in ("event", "story", "page"):
        for doc in kinds[kind]:
            meta: Any = doc.meta
            label = (meta.name if kind == "event" else meta.title) or doc.id
            if kind == "page" and doc.id in names.ids:
                continue
            names.add(kind, doc.id, label, path="" if doc.key else doc.path)
            if kind != "page":
                names.call(label, kind, doc.id)
    for doc in kinds["brief"]:
        assert isinstance(doc.meta, Brief)
        names.add("brief", doc.id, doc.meta.title or doc.id, key=doc.path, path=doc.path)
        _name_events(work, doc)


def _name_events(work: Work, doc: Document) -> None:
    """Events that a brief defines by ``{#id}`` or inline can be meant from everywhere."""
    assert isinstance(doc.meta, Brief)
    items = [(item.id, item.text) for block in doc.body.timelines for item in block.items if item.id]
    inline = [(e.id, e.name or e.id) for e in doc.meta.timeline if not isinstance(e, str) and e.id]
    for ident, label in (*items, *inline):
        if all(one.kind != "event" for one in work.names.ids.get(ident, ())):
            work.names.add("event", ident, label)
            work.names.call(label, "event", ident)
        elif "\0" in work.names.labels[("event", ident)]:
            work.names.labels[("event", ident)] = label


def _entity_nodes(work: Work, implicit: frozenset[str]) -> None:
    for ident, entity in work.entities.items():
        name = entity.name.full if entity.name else ident
        family = entity.name.family if entity.name else ""
        given = entity.name.given if entity.name else ""
        work.nodes[ident] = EntityNode(
            id=ident,
            kind=entity.kind or "term",
            name=name,
            sort_name=f"{family}, {given}" if family else name,
            slug=entity.slug or ident,
            entity=entity,
            doc=work.docs.get(ident),
            implicit=ident in implicit,
            roles=roles.spans(entity, work.entities, work.names),
        )
        _judge_references(work, ident, entity)


def _judge_references(work: Work, ident: str, entity: Entity) -> None:
    doc = work.docs.get(ident)
    if doc is None:
        return
    single = {
        "country": entity.country,
        "within": entity.within,
        "org": entity.org,
        "parent": entity.parent,
        "area": entity.area,
    }
    wanted = [(key, value) for key, value in single.items() if value]
    wanted += [
        (f"roles.{i}.{key}", getattr(role, key))
        for i, role in enumerate(entity.roles)
        for key in ("office", "org")
        if getattr(role, key)
    ]
    wanted += [(f"relations.{i}.to", relation.to) for i, relation in enumerate(entity.relations)]
    for key, value in wanted:
        code = key == "country" and len(value) == 2  # ISO 3166 codes need no entity
        if not work.names.entity(value) and key != "area" and not code:
            near = work.names.suggest(value)
            work.say("M09", f"no entity is called '{value}'", doc.at(key), f"did you mean {near}?" if near else "")


def resolve_mentions(work: Work) -> None:
    """Give every mention of every document its target."""
    for kind in ("brief", "entity", "story", "event", "page"):
        for doc in work.records.by_kind[kind]:
            if doc.body.mentions:
                base = getattr(doc.meta, "date", None)
                work.targets[doc.path] = tuple(
                    _resolve(work, doc, index, base) for index in range(len(doc.body.mentions))
                )


def _resolve(work: Work, doc: Document, index: int, base: Date | None) -> Target:
    mention = doc.body.mentions[index]
    at = base
    place = type(doc.at(""))(doc.path, mention.line, mention.column, mention.end)
    if mention.quote >= 0 and mention.quote < len(doc.body.quotes) and doc.body.quotes[mention.quote].date:
        at = doc.body.quotes[mention.quote].date
    if mention.item is not None:
        block, item = mention.item
        if block < len(doc.body.timelines) and item < len(doc.body.timelines[block].items):
            at = doc.body.timelines[block].items[item].date or at
    if mention.asof:
        at = _as_of(work, mention.asof, place, at)
    target, wrong = work.names.target(mention.target, at, mention.date, place)
    if wrong is not None:
        work.found.append(wrong)
    return target


def _as_of(work: Work, typed: str, place: Any, default: Date | None) -> Date | None:
    events = [one for one in work.names.find(typed) if one.kind == "event"]
    if len(events) == 1:
        return _event_date(work, events[0].id) or default
    try:
        return parse(typed, work.settings.timezone)
    except ValueError:
        near = work.names.suggest(typed)
        hint = f"did you mean {near}?" if near else "write a date or the id of an event after @"
        work.say("R01", f"'{typed}' is neither a date nor an event", place, hint)
        return default


def _event_date(work: Work, ident: str) -> Date | None:
    if work.event_dates is None:
        work.event_dates = {}
        for doc in work.records.by_kind["event"]:
            work.event_dates.setdefault(doc.id, doc.meta.date)  # type: ignore[union-attr, arg-type]  # gathered ones have it
        for doc in work.briefs():
            for item in (item for block in doc.body.timelines for item in block.items):
                if item.id and item.date:
                    work.event_dates.setdefault(item.id, item.date)
    return work.event_dates.get(ident)


def _judge_circles(work: Work) -> None:
    events = {doc.id: doc for doc in work.records.by_kind["event"]}
    relations = {
        "part_of": {i: [d.meta.part_of] for i, d in events.items() if d.meta.part_of},  # type: ignore[union-attr]  # events
        "because": {i: list(d.meta.because) for i, d in events.items()},  # type: ignore[union-attr]  # events
        "parent": {i: [e.parent] for i, e in work.entities.items() if e.parent},
        "within": {i: [e.within] for i, e in work.entities.items() if e.within},
        "story parent": {d.id: [d.meta.parent] for d in work.records.by_kind["story"] if d.meta.parent},  # type: ignore[union-attr]  # stories
    }
    docs = {**work.docs, **events, **{doc.id: doc for doc in work.records.by_kind["story"]}}
    for key, parents in relations.items():
        for path in circles(parents):
            if path[0] in docs:
                field = key.rpartition(" ")[2]
                work.say(
                    "M07",
                    f"{field} runs in a circle: {' -> '.join(path)}",
                    docs[path[0]].at(field),
                    "take one of the steps out",
                )
