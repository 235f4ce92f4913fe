"""Who held which office when, as seen from which day."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from briefgen import dates
from briefgen.dates import Answer, Date
from briefgen.knowledge.graph import EntityNode, Holder, RoleAt, RoleSpan
from briefgen.knowledge.names import Names
from briefgen.model import Entity


def spans(entity: Entity, entities: Mapping[str, Entity], names: Names) -> tuple[RoleSpan, ...]:
    """The roles of a person in declared order; touching intervals of one office are one."""
    made: list[RoleSpan] = []
    for role in entity.roles:
        office = names.entity(role.office) if role.office else ""
        org = names.entity(role.org) if role.org else names.entity(entities[office].org) if office else ""
        title = role.title
        if not title and office:
            title = entities[office].short or _name(entities[office])
        org_name = _name(entities[org]) if org else role.org
        area = names.entity(role.area) or role.area if role.area else ""
        span = RoleSpan(
            title=title or role.office or org_name,
            office=office,
            org=org,
            org_name=org_name,
            area=area,
            start=role.start,
            end=role.end,
            acting=role.acting,
            note=role.note,
            sources=role.sources,
        )
        joined = next((i for i, old in enumerate(made) if _touch(old, span)), -1)
        if joined >= 0:
            made[joined] = _join(made[joined], span)
        else:
            made.append(span)
    return tuple(made)


def _name(entity: Entity) -> str:
    return entity.name.full if entity.name else entity.id


def _touch(one: RoleSpan, other: RoleSpan) -> bool:
    if (one.office or one.title, one.org, one.area, one.acting) != (
        other.office or other.title,
        other.org,
        other.area,
        other.acting,
    ):
        return False
    first, second = sorted((one, other), key=lambda r: r.start.earliest if r.start else dates.MIN_DAY)
    return first.end is not None and second.start is not None and 0 <= second.start.earliest - first.end.latest <= 1


def _join(one: RoleSpan, other: RoleSpan) -> RoleSpan:
    first, second = sorted((one, other), key=lambda r: r.start.earliest if r.start else dates.MIN_DAY)
    return msgspec.structs.replace(first, end=second.end)


def role_at(entities: Mapping[str, EntityNode], person: str, at: Date | None, seen_from: Date | None) -> RoleAt | None:
    """The lead role of an entity at a date; None is no proof that there was none."""
    node = entities.get(person)
    return lead(node.roles, at, seen_from) if node else None


def lead(roles: tuple[RoleSpan, ...], at: Date | None, seen_from: Date | None) -> RoleAt | None:
    """The first declared of the roles held at ``at`` (else of those perhaps held), seen from another day."""
    if at is None:
        return None
    answers = [(role, dates.active(role.start, role.end, at)) for role in roles]
    held = [role for role, answer in answers if answer is Answer.YES] or [r for r, a in answers if a is Answer.MAYBE]
    if not held:
        return None
    first = held[0]
    then = seen_from is not None and dates.active(first.start, first.end, seen_from) is Answer.NO
    title = f"acting {first.title}" if first.acting else first.title
    text = f"then {title}{_years(first)}" if then else title
    return RoleAt(
        text=text,
        title=title,
        then=then,
        start=first.start,
        end=first.end,
        office=first.office,
        org=first.org,
        others=tuple(role.title for role in held[1:]),
    )


def _years(role: RoleSpan) -> str:
    start = dates.year(role.start) if role.start else None
    end = dates.year(role.end) if role.end else None
    if start is None and end is None:
        return ""
    return f" ({start or ''}–{end or ''})" if start != end else f" ({start})"


def holders(nodes: Mapping[str, EntityNode]) -> tuple[dict[str, list[Holder]], dict[str, list[Holder]]]:
    """By office and by organisation, in order of time."""
    offices: dict[str, list[Holder]] = {}
    orgs: dict[str, list[Holder]] = {}
    for node in nodes.values():
        for role in node.roles:
            holder = Holder(person=node.id, start=role.start, end=role.end, acting=role.acting)
            if role.office:
                offices.setdefault(role.office, []).append(holder)
            if role.org:
                orgs.setdefault(role.org, []).append(holder)
    for lists in (offices, orgs):
        for ident, found in lists.items():
            lists[ident] = sorted(
                found, key=lambda h: (dates.sort_key(h.start) if h.start else (dates.MIN_DAY, 0, 0), h.person)
            )
    return offices, orgs
