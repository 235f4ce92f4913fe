"""Which briefs belong to what: taken down once, while briefs are gone over."""

from __future__ import annotations

from collections import defaultdict

from briefgen.knowledge.outlines import BriefOutline

Keys = dict[str, list[str]]
"""Ids of things to the keys of briefs, newest first."""


class Lists:
    """Briefs by what they say of others."""

    def __init__(self) -> None:
        self.appears: Keys = defaultdict(list)
        """In which each entity appears."""
        self.authored: Keys = defaultdict(list)
        self.quoted: Keys = defaultdict(list)
        """For each quote of an entity the brief."""
        self.stories: Keys = defaultdict(list)
        self.claims: Keys = defaultdict(list)
        self.sourced: list[str] = []
        """Those that rest on sources."""

    def add(self, brief: BriefOutline) -> None:
        """Take in a brief; the newest comes first."""
        key = brief.key
        for ident in dict.fromkeys((*brief.entities, brief.dateline, *brief.topics)):
            self.appears[ident].append(key)
        for ident in brief.authors:
            self.authored[ident].append(key)
        for ident in brief.speakers:
            self.quoted[ident].append(key)
        for ident in brief.stories:
            self.stories[ident].append(key)
        for ident in brief.claims:
            self.claims[ident].append(key)
        if brief.sources:
            self.sourced.append(key)
