"""What plans and lists ask of each of many things: little, so that none of them need be made whole for it."""

from __future__ import annotations

import msgspec

from briefgen.dates import Date


class EventOutline(msgspec.Struct, frozen=True, gc=False):
    """What is asked of each event of a site."""

    id: str
    date: Date
    own_page: bool
    brief: str
    """Key of the brief that tells of it first; empty when a record of its own does."""
    oldest: str
    """Key of the oldest brief that tells of it, or empty."""
    anchor: str
    planned: bool
    redirect_from: tuple[str, ...]
