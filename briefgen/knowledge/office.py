"""Roles of people, resolved: who held what, for how long, and what of it counts at a date."""

from __future__ import annotations

from briefgen.dates import Date
from briefgen.model import Record


class RoleSpan(Record, frozen=True, kw_only=True):
    """One role of a person, resolved; touching intervals merged."""

    title: str
    """Short title to show: office ``short`` or ``name``, or the role's own title."""
    office: str = ""
    org: str = ""
    """Entity id, or empty."""
    org_name: str = ""
    area: str = ""
    """Entity id or plain text."""
    start: Date | None = None
    end: Date | None = None
    acting: bool = False
    note: str = ""
    sources: tuple[str, ...] = ()


class RoleAt(Record, frozen=True, kw_only=True):
    """A person's lead role at a date, seen from another date."""

    title: str
    then: bool
    """The role was no longer held at the date of the brief."""
    acting: bool = False
    start: Date | None = None
    end: Date | None = None
    office: str = ""
    org: str = ""
    others: tuple[str, ...] = ()
    """Titles of the other roles held at that date."""


class Holder(Record, frozen=True, kw_only=True):
    """Somebody who held an office."""

    person: str
    start: Date | None = None
    end: Date | None = None
    acting: bool = False
