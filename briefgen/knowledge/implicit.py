"""Authors and topics that no entity names: made by their name, so that a site can start without entity files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefgen.knowledge.names import fold
from briefgen.model import Brief, Entity, Name
from briefgen.reading.front import slugify

if TYPE_CHECKING:
    from briefgen.knowledge.link import Work


def add_implicit(work: Work) -> frozenset[str]:
    """Add an entity for every author and topic without one; give the ids that were added."""
    known: dict[str, str] = {}
    for ident, entity in work.entities.items():
        known.setdefault(ident, ident)
        if entity.name:
            known.setdefault(fold(entity.name.full), ident)
        for alias in entity.aliases:
            known.setdefault(fold(alias.name), ident)
    taken = {doc.id for kind in ("event", "story") for doc in work.records.by_kind[kind]}
    added: list[str] = []
    for doc in reversed(work.briefs()):
        assert isinstance(doc.meta, Brief)
        wanted = [("authors", name, "person") for name in doc.meta.authors or work.settings.authors]
        wanted += [("topics", name, "topic") for name in doc.meta.topics]
        for key, name, kind in wanted:
            if name in known or fold(name) in known or not fold(name):
                continue
            ident = _free(slugify(name) or kind, work.entities, taken)
            known[fold(name)] = ident
            work.entities[ident] = Entity(id=ident, kind=kind, name=Name(full=" ".join(name.split())))
            added.append(ident)
            what = "an author" if kind == "person" else "a topic"
            work.say("M08", f"'{name}' is {what} without an entity; one is made by that name", doc.at(key))
    return frozenset(added)


def _free(slug: str, entities: dict[str, Entity], taken: set[str]) -> str:
    ident, number = slug, 1
    while ident in entities or ident in taken:
        number += 1
        ident = f"{slug}-{number}"
    return ident
