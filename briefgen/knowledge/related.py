"""Briefs that belong together: about the same things, or next to one another in a story."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping
from operator import itemgetter
from typing import Final

from briefgen.knowledge.graph import Related, StoryNode
from briefgen.knowledge.outlines import BriefOutline

_RELATED: Final = 4
_REASONS: Final = 4
_WINDOW: Final = 16
"""Of the briefs about one thing only so many before and after are looked at, so that a thing in every brief costs
no more than a rare one.
"""

_CANDIDATES: Final = 16


class Relatives:
    """Who is near to whom, asked brief by brief: a theme that does not show it does not pay for it."""

    def __init__(self, briefs: Mapping[str, BriefOutline]) -> None:
        self.keys = tuple(briefs)
        self.order = {key: number for number, key in enumerate(briefs)}
        about: dict[str, list[int]] = defaultdict(list)
        for number, brief in enumerate(briefs.values()):
            for thing in _things(brief):
                about[thing].append(number)
        self.about = {thing: numbers for thing, numbers in about.items() if len(numbers) > 1}
        """What several briefs are about, to the numbers of these briefs, rising."""
        self.weight = {thing: _weight(len(numbers), len(briefs)) for thing, numbers in self.about.items()}
        self.things = [tuple(thing for thing in _things(brief) if thing in self.about) for brief in briefs.values()]

    def of(self, key: str) -> tuple[Related, ...]:
        """The nearest relatives of a brief. The rarer a shared thing, the more it counts."""
        here = self.order[key]
        own = frozenset(self.things[here])
        scored = []
        for other in self._candidates(here):
            shared = own.intersection(self.things[other])
            scored.append((-sum(map(self.weight.__getitem__, shared)), other, shared))
        nearest = sorted(scored, key=itemgetter(0, 1))[:_RELATED]
        return tuple(
            Related(brief=self.keys[other], score=-score, shared=self._strongest(shared))
            for score, other, shared in nearest
        )

    def _candidates(self, here: int) -> list[int]:
        """The briefs that share most with one of those near to it in each list; of equals those met first."""
        count: Counter[int] = Counter()
        for thing in self.things[here]:
            if self.weight[thing]:
                numbers = self.about[thing]
                at = bisect_left(numbers, here)
                count.update(numbers[max(0, at - _WINDOW) : at + _WINDOW + 1])
        count.pop(here, None)
        return [other for other, _ in count.most_common(_CANDIDATES)]

    def _strongest(self, shared: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(shared, key=lambda thing: (-self.weight[thing], thing))[:_REASONS])


def _things(brief: BriefOutline) -> dict[str, None]:
    """What a brief is about, without doubles and in a stable order."""
    return dict.fromkeys((*brief.entities, *brief.topics, *brief.events, *brief.stories))


def _weight(count: int, briefs: int) -> int:
    """What all briefs share says nothing; on a small site it is better than nothing."""
    return round(100 * math.log(briefs / count)) or int(briefs <= _CANDIDATES)


def neighbours(
    briefs: Mapping[str, BriefOutline], stories: Mapping[str, StoryNode]
) -> tuple[dict[str, str], dict[str, str]]:
    """The brief before and the brief after each in its first story, where there is one."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for story in stories.values():
        for newer, older in zip(story.briefs, story.briefs[1:], strict=False):
            if briefs[newer].stories[0] == story.id:
                before[newer] = older
            if briefs[older].stories[0] == story.id:
                after[older] = newer
    return before, after
