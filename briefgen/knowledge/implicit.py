"""Authors and topics that no entity names: made by their name, so that a site can start without entity files."""

from __future__ import annotations

from briefgen.knowledge.naming import full_name
from briefgen.knowledge.suggest import fold
from briefgen.knowledge.work import Work
from briefgen.model import Entity, Name
from briefgen.reading.segments import is_safe
from briefgen.reading.slugs import slugify


def add_implicit(work: Work) -> frozenset[str]:
    """Add an entity for every author and topic without one, oldest brief first; give the ids that were added."""
    known = {fold(full_name(entity, ident)) for ident, entity in work.entities.items()}
    known.update(fold(alias.name) for entity in work.entities.values() for alias in entity.aliases)
    taken = {doc.id for kind in ("event", "story", "brief") for doc in work.records.by_kind[kind]}
    added: list[str] = []
    met: set[str] = set()
    for doc, brief in reversed(list(work.briefs.headed())):
        wanted = [("authors", name, "person") for name in brief.authors or work.settings.authors]
        wanted += [("topics", name, "topic") for name in brief.topics]
        for key, name, kind in wanted:
            if name in met:
                continue
            met.add(name)
            folded = fold(name)
            if name in work.entities or folded in known or not folded:
                continue
            known.add(folded)
            slug = slugify(name) or kind
            ident = _free(slug if is_safe(slug) else f"{kind}-{slug[:40]}", work.entities, taken)
            work.entities[ident] = Entity(id=ident, kind=kind, name=Name(full=" ".join(name.split())))
            added.append(ident)
            what = "an author" if kind == "person" else "a topic"
            message = f"'{name}' is {what} without an entity; one is made by that name"
            work.say("M08", message, doc.at(key), "add an entity of that name to say more about it")
    return frozenset(added)


def _free(slug: str, entities: dict[str, Entity], taken: set[str]) -> str:
    ident, number = slug, 1
    while ident in entities or ident in taken:
        number += 1
        ident = f"{slug}-{number}"
    return ident
