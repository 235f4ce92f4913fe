"""What a page is told of something that has a page of its own: a card, never the whole of it.

A page is rendered again only when an answer it was given has changed. So an answer holds what is shown and no more.
"""

from __future__ import annotations

from briefgen.dates import Date
from briefgen.model import Correction, Record


class BriefCard(Record, frozen=True, kw_only=True):
    """A brief as lists show it."""

    key: str
    title: str
    date: Date
    summary: str = ""
    type: str = ""
    lang: str = ""
    stories: tuple[str, ...] = ()


class EntityCard(Record, frozen=True, kw_only=True):
    """An entity as links show it; its gloss is a question of its own, as most pages do not show it."""

    id: str
    kind: str
    name: str


class EventCard(Record, frozen=True, kw_only=True):
    """An event as timelines show it."""

    id: str
    name: str
    date: Date
    status: str
    planned: bool = False


class StoryCard(Record, frozen=True, kw_only=True):
    """A story as lists show it."""

    id: str
    title: str
    status: str = ""
    summary: str = ""


class QuoteCard(Record, frozen=True, kw_only=True):
    """A quote as its speaker's page shows it."""

    html: str
    """With the slots of its brief; see ``binders``."""
    anchor: str
    mode: str = ""


class CorrectionCard(Record, frozen=True, kw_only=True):
    """A correction and the brief it stands in."""

    brief: str
    correction: Correction
