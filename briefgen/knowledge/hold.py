"""Which briefs are held back: drafts, what is ahead of its time, what is past it."""

from __future__ import annotations

from typing import Any, Final

from briefgen.dates import Date
from briefgen.knowledge.graph import Held
from briefgen.model import Brief

_SWITCHES: Final = {"draft": "--drafts", "future": "--future", "embargoed": "--future", "expired": "--expired"}


def held_back(meta: Any, now: Date, include: frozenset[str]) -> tuple[str, str]:
    """(reason, until) for a brief or page that is left out at ``now``; two empty texts otherwise."""
    if getattr(meta, "draft", None) and "draft" not in include:
        return "draft", ""
    if not isinstance(meta, Brief):
        return "", ""
    if "future" not in include:
        if meta.embargo is not None and _ahead(meta.embargo, now, strictly=True):
            return "embargoed", meta.embargo.edtf
        if meta.date is not None and _ahead(meta.date, now):
            return "future", meta.date.edtf
    if meta.expires is not None and "expired" not in include and not _ahead(meta.expires, now):
        return "expired", ""
    return "", ""


def _ahead(date: Date, now: Date, *, strictly: bool = False) -> bool:
    """Whether a moment is still to come. ``strictly``: also when it may be, as an embargo must not be broken."""
    if date.instant is not None and now.instant is not None:
        return date.instant > now.instant
    if strictly and date.instant is not None:
        return date.latest >= now.earliest
    return date.earliest > now.latest


def explain(held: Held) -> tuple[str, str]:
    """Why nothing can lead to a brief, as the end of a sentence, and what a writer can do."""
    reasons = {
        "draft": "a draft",
        "future": f"dated ahead of now ({held.until})",
        "embargoed": f"embargoed until {held.until}",
        "expired": "expired",
    }
    return reasons[held.reason], f"take the mention out, or let the brief in with {_SWITCHES[held.reason]}"
