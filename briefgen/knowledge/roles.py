"""Who held which office when, as seen from which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from briefgen import dates
from briefgen.dates import MAX_DAY, MIN_DAY, Answer, Date
from briefgen.knowledge.graph import EntityNode
from briefgen.knowledge.names import Names
from briefgen.knowledge.naming import full_name
from briefgen.knowledge.office import Holder, RoleAt, RoleSpan
from briefgen.model import Entity, Role


def spans(entity: Entity, entities: Mapping[str, Entity], names: Names) -> tuple[RoleSpan, ...]:
    """The roles of a person in declared order; intervals of one office that touch are one."""
    made = [_span(role, entities, names) for role in entity.roles]
    return tuple(_merged(made)) if len(made) > 1 else tuple(made)


def _span(role: Role, entities: Mapping[str, Entity], names: Names) -> RoleSpan:
    office = names.one(role.office, "entity") if role.office else ""
    wanted = role.org or (entities[office].org if office else "")
    org = names.one(wanted, "entity") if wanted else ""
    org_name = full_name(entities[org], org) if org else wanted
    title = role.title
    if not title and office:
        title = entities[office].short or full_name(entities[office], office)
    area = role.area or (entities[office].area if office else "")
    return RoleSpan(
        title=title or role.office or org_name,
        office=office,
        org=org,
        org_name=org_name,
        area=(names.one(area, "entity") or area) if area else "",
        start=role.start,
        end=role.end,
        acting=role.acting,
        note=role.note,
        sources=role.sources,
    )


def _merged(made: list[RoleSpan]) -> list[RoleSpan]:
    """Join what touches, role by role; each stands where the first of its parts was declared."""
    groups: dict[tuple[str, str, str, bool], list[int]] = {}
    for index, span in enumerate(made):
        groups.setdefault((span.office or span.title, span.org, span.area, span.acting), []).append(index)
    kept: dict[int, RoleSpan] = {}
    for indexes in groups.values():
        ordered = sorted(indexes, key=lambda i: _first_day(made[i]))
        place, current = ordered[0], made[ordered[0]]
        for index in ordered[1:]:
            if _first_day(made[index]) <= _last_day(current) + 1:
                place, current = min(place, index), _join(current, made[index])
            else:
                kept[place] = current
                place, current = index, made[index]
        kept[place] = current
    return [kept[index] for index in sorted(kept)]


def _join(one: RoleSpan, other: RoleSpan) -> RoleSpan:
    end = one.end if _last_day(one) >= _last_day(other) else other.end
    sources = tuple(dict.fromkeys((*one.sources, *other.sources)))
    return msgspec.structs.replace(one, end=end, note=one.note or other.note, sources=sources)


def _first_day(span: RoleSpan) -> int:
    return span.start.earliest if span.start else MIN_DAY


def _last_day(span: RoleSpan) -> int:
    return span.end.latest if span.end else MAX_DAY


def role_at(entities: Mapping[str, EntityNode], person: str, at: Date | None, seen_from: Date | None) -> RoleAt | None:
    """The lead role of an entity at a date, seen from another; None is no proof that there was none."""
    node = entities.get(person)
    return lead(node.roles, at, seen_from) if node is not None and node.roles else None


def lead(roles: Sequence[RoleSpan], at: Date | None, seen_from: Date | None) -> RoleAt | None:
    """The first declared of the roles held at ``at``, else of those perhaps held then."""
    if at is None:
        return None
    answers = [(role, dates.active(role.start, role.end, at)) for role in roles]
    held = [role for role, answer in answers if answer is Answer.YES]
    held = held or [role for role, answer in answers if answer is Answer.MAYBE]
    if not held:
        return None
    first = held[0]
    then = seen_from is not None and dates.active(first.start, first.end, seen_from) is Answer.NO
    return RoleAt(
        title=first.title,
        then=then,
        acting=first.acting,
        start=first.start,
        end=first.end,
        office=first.office,
        org=first.org,
        others=tuple(dict.fromkeys(role.title for role in held[1:])),
    )


Holders = dict[str, tuple[Holder, ...]]


def holders(nodes: Mapping[str, EntityNode]) -> tuple[Holders, Holders]:
    """Who held each office, and who had a role in each organisation, in order of time."""
    offices: dict[str, list[Holder]] = {}
    orgs: dict[str, list[Holder]] = {}
    for node in nodes.values():
        for role in node.roles:
            holder = Holder(person=node.id, start=role.start, end=role.end, acting=role.acting)
            if role.office:
                offices.setdefault(role.office, []).append(holder)
            if role.org:
                orgs.setdefault(role.org, []).append(holder)
    return _in_order(offices), _in_order(orgs)


def _in_order(found: dict[str, list[Holder]]) -> Holders:
    return {ident: tuple(sorted(dict.fromkeys(some), key=_time)) for ident, some in found.items()}


def _time(holder: Holder) -> tuple[int, int, str]:
    start = holder.start.earliest if holder.start else MIN_DAY
    return start, holder.end.latest if holder.end else MAX_DAY, holder.person
