"""Stories: their briefs, their timeline, their people, their claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from briefgen.knowledge.briefnodes import cast_of
from briefgen.knowledge.events import Order
from briefgen.knowledge.frontmatter import plainly
from briefgen.knowledge.graph import Appearance, StoryNode
from briefgen.knowledge.lists import Lists
from briefgen.knowledge.outlines import BriefOutline
from briefgen.knowledge.work import Work
from briefgen.model import Story


def story_nodes(work: Work, briefs: Mapping[str, BriefOutline], lists: Lists, order: Order) -> dict[str, StoryNode]:
    """The nodes of all stories, in the order of their files. ``order`` numbers the events by date."""
    nodes: dict[str, StoryNode] = {}
    children: dict[str, list[str]] = defaultdict(list)
    for doc in work.records.by_kind["story"]:
        meta = doc.meta
        if not isinstance(meta, Story):
            continue
        own = [briefs[key] for key in lists.stories.get(doc.id, ())]
        pinned = [work.refer(e, "event", doc, f"pinned_events.{i}") for i, e in enumerate(meta.pinned_events)]
        timeline = {*pinned, *(ident for brief in own for ident in brief.events)}
        parent = work.refer(meta.parent, "story", doc, "parent") if meta.parent else ""
        if parent:
            children[parent].append(doc.id)
        nodes[doc.id] = StoryNode(
            id=doc.id,
            slug=meta.slug or doc.id,
            story=meta,
            doc=plainly(doc),
            targets=work.targets.of(doc),
            briefs=tuple(brief.key for brief in own),
            events=tuple(sorted((ident for ident in timeline if ident in order), key=order.__getitem__)),
            cast=_cast(work, own),
            claims=tuple(dict.fromkeys(ident for brief in own for ident in brief.claims)),
            parent=parent,
        )
    for ident, below in children.items():
        nodes[ident] = msgspec.structs.replace(nodes[ident], children=tuple(below))
    return nodes


def _cast(work: Work, briefs: Sequence[BriefOutline]) -> tuple[Appearance, ...]:
    """People and organisations by the number of briefs they appear in, each as in the newest of them."""
    count: Counter[str] = Counter()
    newest: dict[str, Appearance] = {}
    for brief in briefs:
        for one in cast_of(work, brief):
            if work.nodes[one.entity].kind in ("person", "org"):
                count[one.entity] += 1
                newest.setdefault(one.entity, one)
    ranked = sorted(count, key=lambda ident: (-count[ident], ident))
    return tuple(msgspec.structs.replace(newest[ident], count=count[ident]) for ident in ranked)
