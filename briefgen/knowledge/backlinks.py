"""Where each thing is mentioned, sentence by sentence, and which entities meet in the same briefs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

from briefgen.knowledge.graph import Backlink, EntityNode, Meeting, Target
from briefgen.knowledge.outlines import BriefOutline
from briefgen.knowledge.text import plain
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument

_MET: Final = 30
_BRIEFS: Final = 3
_CROWD: Final = 60
"""In a brief with more people and organisations than this only the first of them have met."""


Spots = tuple[list[str], list[int]]
"""The keys of briefs, and for each the index of a sentence of it or -1: there are too many for a record each."""


class Backlinks:
    """Everything that briefs mention; the sentences are looked up when somebody asks."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.docs: Sequence[AnyDocument] = ()
        self.numbers: Mapping[str, int] = {}
        """The briefs of which sentences are asked, and by the key of each where it stands among them."""
        self._languages: dict[str, str] = {}
        """Of those that state one."""
        self.spots: dict[str, dict[str, Spots]] = {kind: defaultdict(lambda: ([], [])) for kind in ("entity", "event")}
        """Kind and id of a thing to its mentions, newest brief first."""

    def add(self, doc: AnyDocument, targets: Sequence[Target]) -> None:
        """Take in what a brief mentions; the newest comes first."""
        language = getattr(doc.meta, "lang", None)
        if language:
            self._languages[doc.path] = language
        for kind, ident, index in _spots(doc, targets):
            if kind in self.spots:
                keys, indexes = self.spots[kind][ident]
                keys.append(doc.path)
                indexes.append(index)

    def of(self, kind: str, ident: str) -> tuple[Backlink, ...]:
        """The mentions of a thing, newest brief first, one for each sentence."""
        spots = zip(*self.spots[kind].get(ident, ((), ())), strict=True)
        return tuple(Backlink(brief=key, sentence=self._sentence(key, index)) for key, index in spots)

    def keys(self, kind: str, ident: str) -> Sequence[str]:
        """The briefs that mention a thing, one for each mention."""
        return self.spots[kind].get(ident, ((), ()))[0]

    def _sentence(self, key: str, index: int) -> str:
        if index < 0:
            return ""
        doc = self.docs[self.numbers[key]]
        language = self._languages.get(key) or self.work.settings.language
        return plain(self.work.names, doc, self.work.shelf.sentence(doc, index), language)


def _spots(doc: AnyDocument, targets: Sequence[Target]) -> Iterator[tuple[str, str, int]]:
    """Kind, id and sentence of each mention once; what stands in a sentence is not told again where it is in none."""
    spots = dict.fromkeys(
        (target.kind, target.id, mention.sentence) for mention, target in zip(doc.body.mentions, targets, strict=True)
    )
    told = {spot[:2] for spot in spots if spot[2] >= 0} if any(spot[2] < 0 for spot in spots) else ()
    return (spot for spot in spots if spot[2] >= 0 or spot[:2] not in told)


class Meetings:
    """Which people and organisations share briefs, asked entity by entity."""

    def __init__(self, nodes: Mapping[str, EntityNode], briefs: Mapping[str, BriefOutline]) -> None:
        self.nodes, self.briefs = nodes, briefs

    @cached_property
    def people(self) -> dict[str, tuple[str, ...]]:
        """Key of a brief to the people and organisations in it."""
        met = {ident for ident, node in self.nodes.items() if node.kind in ("person", "org")}
        return {
            key: tuple([ident for ident in brief.entities if ident in met][:_CROWD])
            for key, brief in self.briefs.items()
        }

    def of(self, ident: str, briefs: Sequence[str]) -> tuple[Meeting, ...]:
        """Whom an entity shares briefs with, most frequent first; ``briefs`` are those it appears in, newest first."""
        if self.nodes[ident].kind not in ("person", "org"):
            return ()
        keys = [key for key in briefs if ident in self.people[key]]
        count = Counter(chain.from_iterable(map(self.people.__getitem__, keys)))
        del count[ident]
        best = sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))[:_MET]
        first = self._first_briefs({other for other, _ in best}, keys)
        return tuple(Meeting(entity=other, count=n, briefs=tuple(first[other])) for other, n in best)

    def _first_briefs(self, wanted: set[str], keys: list[str]) -> dict[str, list[str]]:
        """The newest briefs in which each of ``wanted`` stands."""
        found: dict[str, list[str]] = {other: [] for other in wanted}
        missing = set(wanted)
        for key in keys:
            if not missing:
                break
            for other in missing.intersection(self.people[key]):
                found[other].append(key)
                if len(found[other]) == _BRIEFS:
                    missing.discard(other)
        return found
