"""Where each thing is mentioned, sentence by sentence, and which entities meet in the same briefs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

from briefgen.knowledge.graph import Backlink, BriefNode, EntityNode, Meeting
from briefgen.knowledge.text import language_of, plain
from briefgen.knowledge.work import Work

Backlinks = Mapping[tuple[str, str], list[Backlink]]

_MET: Final = 30
_BRIEFS: Final = 3
_CROWD: Final = 60
"""In a brief with more people and organisations than this only the first of them have met."""


def backlinks(work: Work, briefs: Mapping[str, BriefNode]) -> Backlinks:
    """(kind, id) to its mentions, newest brief first, one for each sentence."""
    found: dict[tuple[str, str], list[Backlink]] = defaultdict(list)
    for brief in briefs.values():
        language = language_of(brief.doc, work.settings.language)
        sentences: dict[int, str] = {-1: ""}
        where: dict[tuple[str, str], dict[int, None]] = {}
        for mention, target in zip(brief.doc.body.mentions, brief.targets, strict=True):
            if target.kind in ("entity", "event", "story", "brief"):
                where.setdefault((target.kind, target.id), {})[mention.sentence] = None
        for thing, indexes in where.items():
            for index in indexes:
                if index < 0 and len(indexes) > 1:
                    continue
                if index not in sentences:
                    sentences[index] = plain(work.names, brief.doc, brief.doc.body.sentences[index], language)
                found[thing].append(Backlink(brief=brief.key, sentence=sentences[index]))
    return found


def meetings(nodes: Mapping[str, EntityNode], briefs: Mapping[str, BriefNode]) -> dict[str, tuple[Meeting, ...]]:
    """Entity to the people and organisations it shares briefs with, most frequent first."""
    people: dict[str, list[str]] = {}
    where: dict[str, list[str]] = defaultdict(list)
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for key, brief in briefs.items():
        some = [one.entity for one in brief.cast if nodes[one.entity].kind in ("person", "org")][:_CROWD]
        people[key] = some
        for one in some:
            where[one].append(key)
            count[one].update(some)
    sets = {key: frozenset(some) for key, some in people.items()}
    made = {}
    for ident, counter in count.items():
        del counter[ident]
        best = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:_MET]
        first = _first_briefs({other for other, _ in best}, where[ident], sets)
        made[ident] = tuple(Meeting(entity=other, count=n, briefs=tuple(first[other])) for other, n in best)
    return made


def _first_briefs(wanted: set[str], keys: list[str], people: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """The newest briefs in which each of ``wanted`` stands."""
    found: dict[str, list[str]] = {other: [] for other in wanted}
    missing = set(wanted)
    for key in keys:
        if not missing:
            break
        for other in missing & people[key]:
            found[other].append(key)
            if len(found[other]) == _BRIEFS:
                missing.discard(other)
    return found
