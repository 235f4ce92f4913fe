"""Briefs that belong together: about the same things, or next to one another in a story."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec

from briefgen.knowledge.graph import BriefNode, Related, StoryNode

_RELATED: Final = 4
_REASONS: Final = 4
_WINDOW: Final = 16
"""Of the briefs about one thing only so many before and after are looked at, so that a thing in every brief costs
no more than a rare one.
"""

_CANDIDATES: Final = 16


def relate(briefs: Mapping[str, BriefNode]) -> dict[str, BriefNode]:
    """Each brief with its nearest relatives. The rarer a shared thing, the more it counts."""
    things = {key: _things(brief) for key, brief in briefs.items()}
    index: dict[str, list[str]] = defaultdict(list)
    for key, some in things.items():
        for thing in some:
            index[thing].append(key)
    weight = {thing: _weight(len(keys), len(briefs)) for thing, keys in index.items()}
    seen: Counter[str] = Counter()
    order = {key: number for number, key in enumerate(briefs)}
    made = {}
    for key, brief in briefs.items():
        candidates: Counter[str] = Counter()
        for thing in things[key]:
            keys, here = index[thing], seen[thing]
            seen[thing] += 1
            if len(keys) > 1 and weight[thing]:
                candidates.update(keys[max(0, here - _WINDOW) : here + _WINDOW + 1])
        candidates.pop(key, None)
        scored = []
        for other, _ in candidates.most_common(_CANDIDATES):
            shared = things[key].keys() & things[other].keys()
            scored.append((-sum(weight[thing] for thing in shared), order[other], other, shared))
        related = tuple(
            Related(brief=other, score=-score, shared=_strongest(shared, weight))
            for score, _, other, shared in sorted(scored, key=lambda one: one[:2])[:_RELATED]
        )
        made[key] = msgspec.structs.replace(brief, related=related) if related else brief
    return made


def _things(brief: BriefNode) -> dict[str, None]:
    """What a brief is about, without doubles and in a stable order."""
    return dict.fromkeys((*(one.entity for one in brief.cast), *brief.topics, *brief.events, *brief.stories))


def _weight(count: int, briefs: int) -> int:
    """What all briefs share says nothing; on a small site it is better than nothing."""
    return round(100 * math.log(briefs / count)) or int(briefs <= _CANDIDATES)


def _strongest(shared: set[str], weight: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(shared, key=lambda thing: (-weight[thing], thing))[:_REASONS])


def neighbours(briefs: dict[str, BriefNode], stories: Mapping[str, StoryNode]) -> dict[str, BriefNode]:
    """Each brief with the one before and after it in its first story."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for story in stories.values():
        for newer, older in zip(story.briefs, story.briefs[1:], strict=False):
            if briefs[newer].stories[0] == story.id:
                before[newer] = older
            if briefs[older].stories[0] == story.id:
                after[older] = newer
    return {
        key: msgspec.structs.replace(brief, previous=before.get(key, ""), next=after.get(key, ""))
        if key in before or key in after
        else brief
        for key, brief in briefs.items()
    }
