"""Where each thing is mentioned, sentence by sentence, and which entities meet in the same briefs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import Final

from briefgen.knowledge.graph import Backlink, BriefNode, EntityNode, Meeting
from briefgen.knowledge.text import language_of, plain
from briefgen.knowledge.work import Work

Backlinks = Mapping[str, Mapping[str, list[Backlink]]]
"""Kind and id of a thing to its mentions, newest brief first, one for each sentence."""

_LINKED: Final = ("entity", "event", "story", "brief")
_MET: Final = 30
_BRIEFS: Final = 3
_CROWD: Final = 60
"""In a brief with more people and organisations than this only the first of them have met."""


def backlinks(work: Work, briefs: Mapping[str, BriefNode]) -> Backlinks:
    """Everything that briefs mention; what stands in a sentence is not told again for where it stands in none."""
    found: dict[str, dict[str, list[Backlink]]] = {kind: defaultdict(list) for kind in _LINKED}
    for brief in briefs.values():
        mentions, language = brief.doc.body.mentions, language_of(brief.doc, work.settings.language)
        spots = dict.fromkeys(
            (target.kind, target.id, mention.sentence)
            for mention, target in zip(mentions, brief.targets, strict=True)
            if target.kind in found
        )
        told = {spot[:2] for spot in spots if spot[2] >= 0} if any(spot[2] < 0 for spot in spots) else ()
        sentences: dict[int, str] = {-1: ""}
        for kind, ident, index in spots:
            if index < 0 and (kind, ident) in told:
                continue
            if index not in sentences:
                sentences[index] = plain(work.names, brief.doc, brief.doc.body.sentences[index], language)
            found[kind][ident].append(Backlink(brief=brief.key, sentence=sentences[index]))
    return found


def meetings(nodes: Mapping[str, EntityNode], briefs: Mapping[str, BriefNode]) -> dict[str, tuple[Meeting, ...]]:
    """Entity to the people and organisations it shares briefs with, most frequent first."""
    people: dict[str, list[str]] = {}
    where: dict[str, list[str]] = defaultdict(list)
    for key, brief in briefs.items():
        some = [one.entity for one in brief.cast if nodes[one.entity].kind in ("person", "org")][:_CROWD]
        people[key] = some
        for one in some:
            where[one].append(key)
    sets = {key: frozenset(some) for key, some in people.items()}
    made = {}
    for ident, keys in where.items():
        count = Counter(chain.from_iterable(map(people.__getitem__, keys)))
        del count[ident]
        best = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))[:_MET]
        first = _first_briefs({other for other, _ in best}, keys, sets)
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
