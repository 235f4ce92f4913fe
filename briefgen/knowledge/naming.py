"""Fill the names: everything that can be meant, and what can no longer be."""

from __future__ import annotations

from briefgen.knowledge.frontmatter import plainly
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument, Brief, Entity, Event, Story


def add_entities(work: Work) -> None:
    """Take in the entities that have records."""
    for doc in work.records.by_kind["entity"]:
        if isinstance(doc.meta, Entity):
            work.entities[doc.id], work.docs[doc.id] = doc.meta, plainly(doc)


def name_all(work: Work) -> None:
    """Make known everything but the events that briefs tell of."""
    names, kinds = work.names, work.records.by_kind
    for ident, entity in work.entities.items():
        label = full_name(entity, ident)
        names.add("entity", ident, label, path=_path(work.docs.get(ident)))
        names.call(label, "entity", ident)
        for alias in entity.aliases:
            names.call(alias.name, "entity", ident, alias.start, alias.end)
    for doc in (*kinds["event"], *kinds["story"]):
        meta = doc.meta
        label = (meta.name if isinstance(meta, Event) else meta.title if isinstance(meta, Story) else "") or doc.id
        names.add(doc.kind, doc.id, label, path=_path(doc))
        names.call(label, doc.kind, doc.id)
    for doc, head in work.briefs.headed():
        taken = any(one.kind != "brief" for one in names.ids.get(doc.id, ()))  # reported as M05
        ident = doc.path if taken else doc.id
        names.add("brief", ident, head.title, key=doc.path, path=doc.path)
    for doc in kinds["page"]:
        if doc.id not in names.ids:
            names.add("page", doc.id, getattr(doc.meta, "title", None) or doc.id, path=doc.path)
    names.broken.update(doc.id for doc in work.records.broken)
    _hold(work)


def _hold(work: Work) -> None:
    for held, doc in work.records.held:
        work.names.hold(held, held.id, held.title, doc.path, doc.path.removesuffix(".md"), doc.path.rpartition("/")[2])
        if isinstance(doc.meta, Brief):
            inline = (entry.id for entry in doc.meta.timeline if isinstance(entry, Event))
            items = (item.id for block in doc.body.timelines for item in block.items)
            work.names.hold(held, *inline, *items, event=True)


def full_name(entity: Entity, ident: str) -> str:
    """What an entity is called."""
    return entity.name.full if entity.name else ident


def _path(doc: AnyDocument | None) -> str:
    return doc.path if doc is not None and not doc.key else ""
