"""Entities: first their names and roles, in the end all that is known of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

import msgspec

from briefgen.diagnostics import Note
from briefgen.knowledge import roles
from briefgen.knowledge.backlinks import Backlinks, Meetings
from briefgen.knowledge.briefnodes import quoted
from briefgen.knowledge.eventnodes import EventMaker
from briefgen.knowledge.graph import Backlink, ClaimRef, EntityNode, Meeting, QuoteRef
from briefgen.knowledge.lists import Keys, Lists
from briefgen.knowledge.names import a_kind
from briefgen.knowledge.naming import full_name
from briefgen.knowledge.outlines import BriefHead, BriefOutline, EntityOutline
from briefgen.knowledge.work import Work
from briefgen.model import Entity

_COUNTRY: Final = re.compile(r"[A-Z]{2,3}\Z")
"""A country may be given by its ISO 3166 code."""


_WANTED: Final = {"office": "office", "within": "place", "country": "place"}
"""What kind of entity a reference has to lead to."""


def first_nodes(work: Work, implicit: Collection[str]) -> None:
    """Fill ``work.nodes`` with names and roles, and judge what the records refer to."""
    for ident, entity in work.entities.items():
        name = entity.name
        full = full_name(entity, ident)
        sort_name = full
        if name is not None and name.family and name.order != "family-first":
            sort_name = f"{name.family}, {name.given}" if name.given else name.family
        work.nodes[ident] = EntityNode(
            id=ident,
            kind=entity.kind or "term",
            name=full,
            sort_name=sort_name,
            slug=entity.slug or ident,
            entity=_resolved(work, entity),
            doc=work.docs.get(ident),
            implicit=ident in implicit,
            roles=roles.spans(entity, work.entities, work.names),
        )
        _judge(work, ident, entity)


def _resolved(work: Work, entity: Entity) -> Entity:
    """A record in which references by name are ids, so that pages can link them; what is no entity stays as it is."""
    changes: dict[str, Any] = {
        key: work.names.one(typed, "entity") or typed
        for key in ("within", "org", "parent", "country", "area")
        if (typed := getattr(entity, key)) and typed not in work.entities
    }
    if entity.relations:
        changes["relations"] = tuple(
            msgspec.structs.replace(one, to=work.names.one(one.to, "entity") or one.to) for one in entity.relations
        )
    return msgspec.structs.replace(entity, **changes) if changes else entity


def _judge(work: Work, ident: str, entity: Entity) -> None:
    """Report references that lead nowhere."""
    doc = work.docs.get(ident)
    if doc is None:
        return
    for key, typed in _references(entity):
        found = work.refer(typed, "entity", doc, key)
        wanted = _WANTED.get(key.rpartition(".")[2], "")
        kind = work.entities[found].kind if found else ""
        if wanted and kind and kind != wanted and found in work.docs:
            message = f"'{typed}' is {a_kind(kind)}, and {a_kind(wanted)} is wanted here"
            work.say("M09", message, doc.at(key), "", (Note(work.docs[found].at("kind"), "it stands here"),))


def _references(entity: Entity) -> Iterator[tuple[str, str]]:
    """(dotted key, reference) of everything in a record that has to be an entity."""
    for key in ("within", "org", "parent"):
        if typed := getattr(entity, key):
            yield key, typed
    if entity.country and not _COUNTRY.match(entity.country):
        yield "country", entity.country
    for index, role in enumerate(entity.roles):
        if role.office:
            yield f"roles.{index}.office", role.office
        if role.org:
            yield f"roles.{index}.org", role.org
    for index, relation in enumerate(entity.relations):
        yield f"relations.{index}.to", relation.to


class EntityMaker:
    """Makes what is known of an entity when it is asked for."""

    def __init__(
        self,
        work: Work,
        briefs: Mapping[str, BriefOutline],
        heads: Mapping[str, BriefHead],
        events: EventMaker,
        claims: Mapping[str, ClaimRef],
        links: Backlinks,
        lists: Lists,
    ) -> None:
        self.work, self.briefs, self.heads, self.events, self.links = work, briefs, heads, events, links
        self.offices, self.orgs = roles.holders(work.nodes)
        self.meetings = Meetings(work.nodes, briefs)
        self.appears, self.authored, self.quotes = lists.appears, lists.authored, lists.quotes
        self.by, self.about = _of_claims(claims)
        self.children = _children(work)

    def outline(self, ident: str) -> EntityOutline:
        """What plans and lists ask of each entity."""
        node, briefs = self.work.nodes[ident], self.appears.get(ident, ())
        return EntityOutline(
            id=ident,
            kind=node.kind,
            name=node.name,
            sort_name=node.sort_name,
            slug=node.slug,
            entity=node.entity,
            doc=node.doc,
            author=ident in self.authored,
            mentions=len(self.links.keys("entity", ident)),
            briefs=len(briefs),
            unmentioned=len(self.unmentioned(ident)),
            authored=len(self.authored.get(ident, ())),
            events=self.events.count(ident),
            quotes=len(self.quotes[ident][0]) if ident in self.quotes else 0,
        )

    def node(self, ident: str) -> EntityNode:
        """All that is known of an entity."""
        node = self.work.nodes[ident]
        return msgspec.structs.replace(
            node,
            targets=self.work.targets.of(node.doc) if node.doc is not None and not node.doc.key else (),
            author=ident in self.authored,
            holders=self.offices.get(ident, ()),
            members=self.orgs.get(ident, ()),
            children=tuple(self.children.get(ident, ())),
            briefs=tuple(self.appears.get(ident, ())),
            authored=tuple(self.authored.get(ident, ())),
            events=self.events.of(ident),
            quotes=self._quotes(ident),
            claims_by=tuple(self.by.get(ident, ())),
            claims_about=tuple(self.about.get(ident, ())),
        )

    def mentions(self, ident: str) -> tuple[Backlink, ...]:
        """Where an entity is mentioned."""
        return self.links.of("entity", ident)

    def unmentioned(self, ident: str) -> tuple[str, ...]:
        """The briefs of an entity that no mention names."""
        named: set[str] = set() if self.work.nodes[ident].kind == "topic" else set(self.links.keys("entity", ident))
        return tuple(key for key in self.appears.get(ident, ()) if key not in named)

    def met(self, ident: str) -> tuple[Meeting, ...]:
        """Whom an entity shares briefs with."""
        return self.meetings.of(ident, self.appears.get(ident, ()))

    def _quotes(self, ident: str) -> tuple[QuoteRef, ...]:
        """What an entity said, newest brief first."""
        known = zip(*self.quotes[ident], strict=True) if ident in self.quotes else ()
        return tuple([quoted(self.work, ident, said, self.heads[said[0]].date) for said in known])


def _of_claims(claims: Mapping[str, ClaimRef]) -> tuple[Keys, Keys]:
    """Claims each entity makes, and those about it."""
    by: Keys = defaultdict(list)
    about: Keys = defaultdict(list)
    for claim in claims.values():
        by[claim.by].append(claim.id)
        for ident in claim.about:
            about[ident].append(claim.id)
    return by, about


def _children(work: Work) -> Keys:
    """Places within a place, organisations below one, offices of one."""
    found: Keys = defaultdict(list)
    for ident, entity in work.entities.items():
        above = (entity.within, entity.parent, entity.org if entity.kind == "office" else "")
        for parent in dict.fromkeys(work.names.one(typed, "entity") for typed in above if typed):
            if parent and parent != ident:
                found[parent].append(ident)
    return found
