"""The last step of linking: nodes of every kind, with what they say of one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from briefgen import dates
from briefgen.knowledge import roles
from briefgen.knowledge.briefs import brief_node, check_links
from briefgen.knowledge.claims import claims_of
from briefgen.knowledge.graph import (
    Backlink,
    BriefNode,
    EventNode,
    Graph,
    Meeting,
    PageNode,
    Related,
    SourceNode,
    StoryNode,
    Target,
)
from briefgen.knowledge.telling import plain_text
from briefgen.model import Document, Page, SharedSource, Story

if TYPE_CHECKING:
    from briefgen.knowledge.link import Work

_MET = 30
_FREQUENT = 200
_RELATED = 4


def assemble(work: Work) -> Graph:
    """The finished graph."""
    work.shared_sources = {
        d.id: d.meta.source for d in work.records.by_kind["source"] if isinstance(d.meta, SharedSource)
    }
    work.content_paths = _content_paths(work)
    claim_ids, claims = claims_of(work)
    briefs = {doc.path: brief_node(work, doc, claim_ids) for doc in work.briefs()}
    backlinks = _backlinks(work, briefs)
    events = _events(work, briefs, backlinks)
    stories = _stories(work, briefs, events)
    briefs = _neighbours(_relate(briefs), stories)
    claims = {ident: _used(ref, briefs, work) for ident, ref in claims.items()}
    _entities(work, briefs, events, claims, backlinks)
    pages = {}
    for doc in work.records.by_kind["page"]:
        assert isinstance(doc.meta, Page)
        check_links(work, doc)
        pages[doc.id] = PageNode(
            id=doc.id, slug=doc.meta.slug or doc.id, meta=doc.meta, doc=doc, targets=work.targets.get(doc.path, ())
        )
    return Graph(
        settings=work.settings,
        now=work.now,
        briefs=briefs,
        entities=work.nodes,
        events=events,
        stories=stories,
        sources=_sources(work, briefs),
        claims=claims,
        pages=pages,
        held=tuple(work.records.held),
        files=_files(work),
    )


def _content_paths(work: Work) -> dict[str, Document | None]:
    return {doc.path: None if doc.key else doc for docs in work.records.by_kind.values() for doc in docs}


def _files(work: Work) -> dict[str, Target]:
    kinds = ("brief", "entity", "event", "story", "page")
    return {
        doc.path: Target(kind=kind, id=doc.path if kind == "brief" else doc.id)
        for kind in kinds
        for doc in work.records.by_kind[kind]
        if not doc.key
    }


def _backlinks(work: Work, briefs: dict[str, BriefNode]) -> dict[tuple[str, str], list[Backlink]]:
    """(kind, id) to its mentions, newest brief first, one for each sentence."""
    found: dict[tuple[str, str], list[Backlink]] = defaultdict(list)
    for brief in briefs.values():
        sentences = [plain_text(work, brief.doc, text) for text in brief.doc.body.sentences]
        seen = set()
        for mention, target in zip(brief.doc.body.mentions, brief.targets, strict=True):
            key = (target.kind, target.id, mention.sentence)
            if target.kind in ("entity", "event", "story", "brief") and key not in seen:
                seen.add(key)
                text = sentences[mention.sentence] if mention.sentence >= 0 else ""
                found[(target.kind, target.id)].append(Backlink(brief=brief.key, sentence=text))
    return found


def _events(work: Work, briefs: dict[str, BriefNode], backlinks: Any) -> dict[str, EventNode]:
    telling: dict[str, list[str]] = defaultdict(list)
    for brief in briefs.values():
        for ident in brief.events:
            telling[ident].append(brief.key)
    parts, caused = defaultdict(list), defaultdict(list)
    for ident, merged in work.events.items():
        if merged.event.part_of in work.events:
            parts[merged.event.part_of].append(ident)
        for cause in merged.event.because:
            caused[cause].append(ident)
    nodes = {}
    order = sorted(work.events, key=lambda i: dates.sort_key(work.events[i].event.date))  # type: ignore[arg-type]  # merged events have a date
    for ident in order:
        merged = work.events[ident]
        date = merged.event.date
        assert date is not None
        links = backlinks.get(("event", ident), [])
        keys = dict.fromkeys((*telling[ident], *(link.brief for link in links)))
        ordered = tuple(key for key in briefs if key in keys) if len(keys) > 1 else tuple(keys)
        own = any(told.own_page for told in merged.told)
        doc = next((told.doc for told in merged.told if told.doc is not None), None)
        _judge_event(work, ident, merged, doc)
        sources = {key: source for told in merged.told for key, source in _told_sources(work, briefs, told)}
        nodes[ident] = EventNode(
            id=ident,
            slug=ident,
            event=merged.event,
            date=date,
            who=merged.who,
            place=merged.place,
            planned=merged.event.status == "planned" and date.latest >= work.now.earliest,
            parts=tuple(parts[ident]),
            caused=tuple(caused[ident]),
            because=tuple(c for c in merged.event.because if c in work.events),
            part_of=merged.event.part_of if merged.event.part_of in work.events else "",
            tellings=tuple(told.telling for told in merged.told),
            briefs=ordered,
            mentions=tuple(links),
            stories=tuple(dict.fromkeys(s for key in ordered for s in briefs[key].stories)),
            sources=tuple(sources.items()),
            own_page=own,
            anchor=merged.told[0].telling.anchor,
            doc=doc if doc is not None and not doc.key else None,
            targets=work.targets.get(doc.path, ()) if doc else (),
        )
    return nodes


def _told_sources(work: Work, briefs: dict[str, BriefNode], told: Any) -> list[tuple[str, Any]]:
    local = dict(briefs[told.telling.brief].sources) if told.telling.brief in briefs else {}
    return [(k, s) for k in told.event.sources if (s := local.get(k) or work.shared_sources.get(k)) is not None]


def _judge_event(work: Work, ident: str, merged: Any, doc: Document | None) -> None:
    if doc is None:
        return
    event = merged.event
    for key, values in (("part_of", (event.part_of,)), ("because", event.because)):
        for value in values:
            if value == ident:
                work.say("V02", f"the event {ident} cannot be its own {key}", doc.at(key))
            elif value and value not in work.events:
                near = work.names.suggest(value)
                work.say("M09", f"there is no event '{value}'", doc.at(key), f"did you mean {near}?" if near else "")
    for key in event.sources:
        if key not in work.shared_sources and not any(t.telling.brief for t in merged.told):
            work.say("S04", f"there is no source with the key '{key}'", doc.at("sources"), "add it to content/sources/")


def _stories(work: Work, briefs: dict[str, BriefNode], events: dict[str, EventNode]) -> dict[str, StoryNode]:
    by_story: dict[str, list[str]] = defaultdict(list)
    for brief in briefs.values():
        for ident in brief.stories:
            by_story[ident].append(brief.key)
    nodes = {}
    for doc in work.records.by_kind["story"]:
        assert isinstance(doc.meta, Story)
        keys = by_story[doc.id]
        wanted = {ident for key in keys for ident in briefs[key].events} | {
            e for e in doc.meta.pinned_events if e in events
        }
        for missing in (e for e in doc.meta.pinned_events if e not in events):
            work.say("M09", f"there is no event '{missing}'", doc.at("pinned_events"), "")
        check_links(work, doc)
        nodes[doc.id] = StoryNode(
            id=doc.id,
            slug=doc.meta.slug or doc.id,
            story=doc.meta,
            doc=doc,
            targets=work.targets.get(doc.path, ()),
            briefs=tuple(keys),
            events=tuple(sorted(wanted, key=lambda i: dates.sort_key(events[i].date))),
            cast=_story_cast(work, [briefs[key] for key in keys]),
            claims=tuple(dict.fromkeys(ident for key in keys for ident in briefs[key].claims)),
            parent=work.names.find(doc.meta.parent)[0].id
            if doc.meta.parent and work.names.find(doc.meta.parent)
            else "",
        )
    for node in list(nodes.values()):
        children = tuple(other.id for other in nodes.values() if other.parent == node.id)
        if children:
            nodes[node.id] = msgspec.structs.replace(node, children=children)
    return nodes


def _story_cast(work: Work, briefs: list[BriefNode]) -> tuple[Any, ...]:
    """The people and organisations of a story, by how many of its briefs they appear in, with their latest role."""
    count: Counter[str] = Counter()
    latest: dict[str, Any] = {}
    for brief in briefs:
        for one in brief.cast:
            if work.nodes[one.entity].kind in ("person", "org"):
                count[one.entity] += 1
                latest.setdefault(one.entity, one)
    ranked = sorted(count, key=lambda ident: (-count[ident], ident))
    return tuple(msgspec.structs.replace(latest[ident], count=count[ident]) for ident in ranked)


def _relate(briefs: dict[str, BriefNode]) -> dict[str, BriefNode]:
    """Related briefs with what they share; what a tenth of the archive shares says nothing."""
    index: dict[str, list[str]] = defaultdict(list)
    things = {key: {a.entity for a in b.cast} | set(b.events) for key, b in briefs.items()}
    for key, shared in things.items():
        for thing in shared:
            index[thing].append(key)
    limit = min(_FREQUENT, max(10, len(briefs)))
    made = {}
    for key, brief in briefs.items():
        score: Counter[str] = Counter()
        for thing in sorted(things[key]):
            others = index[thing]
            if len(others) <= limit:
                for other in others:
                    score[other] += 1000 // len(others)
        del score[key]
        best = sorted(score, key=lambda k: (-score[k], k))[:_RELATED]
        related = tuple(
            Related(
                brief=k,
                score=score[k],
                shared=tuple(sorted(things[key] & things[k], key=lambda t: (len(index[t]), t))[:3]),
            )
            for k in best
        )
        made[key] = msgspec.structs.replace(brief, related=related)
    return made


def _neighbours(briefs: dict[str, BriefNode], stories: dict[str, StoryNode]) -> dict[str, BriefNode]:
    for story in stories.values():
        for newer, older in zip(story.briefs, story.briefs[1:], strict=False):
            if briefs[newer].stories[0] == story.id:
                briefs[newer] = msgspec.structs.replace(briefs[newer], previous=older)
            if briefs[older].stories[0] == story.id:
                briefs[older] = msgspec.structs.replace(briefs[older], next=newer)
    return briefs


def _used(ref: Any, briefs: dict[str, BriefNode], work: Work) -> Any:
    keys = work.claim_briefs.get(ref.id, {})
    return msgspec.structs.replace(ref, briefs=tuple(key for key in briefs if key in keys)) if keys else ref


def _sources(work: Work, briefs: dict[str, BriefNode]) -> dict[str, SourceNode]:
    used: dict[str, list[str]] = defaultdict(list)
    made: dict[str, SourceNode] = {}
    for brief in briefs.values():
        local = {source.id for source in brief.meta.sources}
        for key, source in brief.sources:
            ident = f"{brief.id}--{key}" if key in local else key
            used[ident].append(brief.key)
            if key in local:
                made[ident] = SourceNode(
                    id=ident, source=source, publisher=work.names.entity(source.publisher), brief=brief.key
                )
    for key, source in work.shared_sources.items():
        made[key] = SourceNode(id=key, source=source, publisher=work.names.entity(source.publisher))
    return {ident: msgspec.structs.replace(node, briefs=tuple(used[ident])) for ident, node in sorted(made.items())}


def _entities(
    work: Work, briefs: dict[str, BriefNode], events: dict[str, EventNode], claims: Any, backlinks: Any
) -> None:
    """Fill in what everything else says of each entity."""
    offices, orgs = roles.holders(work.nodes)
    said: dict[str, dict[str, list[Any]]] = {
        name: defaultdict(list) for name in ("briefs", "authored", "events", "quotes", "by", "about", "children")
    }
    met: dict[str, Counter[str]] = defaultdict(Counter)
    where: dict[tuple[str, str], list[str]] = defaultdict(list)
    for brief in briefs.values():
        people = [a.entity for a in brief.cast if work.nodes[a.entity].kind in ("person", "org")][:60]
        for ident in dict.fromkeys((*(a.entity for a in brief.cast), brief.dateline, *brief.topics)):
            said["briefs"][ident].append(brief.key)
        for ident in brief.authors:
            said["authored"][ident].append(brief.key)
        for quote in brief.quotes:
            said["quotes"][quote.speaker].append(quote)
        for one in people:
            for other in people:
                if one != other:
                    met[one][other] += 1
                    if len(where[(one, other)]) < 3:
                        where[(one, other)].append(brief.key)
    for event in events.values():
        for ident in dict.fromkeys((*(who for who, _ in event.who), event.place)):
            said["events"][ident].append(event.id)
    for claim in claims.values():
        said["by"][claim.by].append(claim.id)
        for ident in claim.about:
            said["about"][ident].append(claim.id)
    for ident, entity in work.entities.items():
        for above in dict.fromkeys(
            work.names.entity(x)
            for x in (entity.within, entity.parent, entity.org if entity.kind == "office" else "")
            if x
        ):
            said["children"][above].append(ident)
    for ident, node in work.nodes.items():
        meetings = sorted(met[ident].items(), key=lambda pair: (-pair[1], pair[0]))[:_MET] if ident in met else []
        if node.doc is not None and not node.doc.key:
            check_links(work, node.doc)
        work.nodes[ident] = msgspec.structs.replace(
            node,
            author=bool(said["authored"][ident]),
            holders=tuple(offices.get(ident, ())),
            members=tuple(orgs.get(ident, ())),
            targets=work.targets.get(node.doc.path, ()) if node.doc and not node.doc.key else (),
            mentions=tuple(backlinks.get(("entity", ident), ())),
            met=tuple(Meeting(entity=o, count=n, briefs=tuple(where[(ident, o)])) for o, n in meetings),
            briefs=tuple(said["briefs"][ident]),
            authored=tuple(said["authored"][ident]),
            events=tuple(said["events"][ident]),
            quotes=tuple(said["quotes"][ident]),
            claims_by=tuple(said["by"][ident]),
            claims_about=tuple(said["about"][ident]),
            children=tuple(said["children"][ident]),
        )
