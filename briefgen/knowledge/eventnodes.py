"""The nodes of events: merged, with what they lead to and who tells of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from briefgen.diagnostics import Place
from briefgen.knowledge.backlinks import Backlinks
from briefgen.knowledge.events import Merged
from briefgen.knowledge.graph import BriefNode, EventNode, Telling
from briefgen.knowledge.tellings import Told
from briefgen.knowledge.work import Work
from briefgen.model import Document, Source

STALE_DAYS: Final = 183
"""A plan without an end is watched for this long after it was last spoken of, or could first come true."""


def event_nodes(
    work: Work, events: Mapping[str, Merged], briefs: Mapping[str, BriefNode], links: Backlinks
) -> dict[str, EventNode]:
    """The nodes of all events, in the order of ``events``."""
    order = {key: index for index, key in enumerate(briefs)}
    told_in, named = _told_in(briefs), _named(work, briefs)
    alone = {key: (key,) for key in briefs}  # most events are told of by one brief, and its events share this
    parts, caused = defaultdict(list), defaultdict(list)
    for ident, merged in events.items():
        if merged.part_of:
            parts[merged.part_of].append(ident)
        for cause in merged.because:
            caused[cause].append(ident)
    nodes = {}
    for ident, merged in events.items():
        mentions, keys = links["event"].get(ident, ()), told_in.get(ident, ())
        if mentions:
            keys = sorted({*keys, *(link.brief for link in mentions)}, key=order.__getitem__)
        doc = merged.doc if merged.doc is not None and not merged.doc.key else None
        nodes[ident] = EventNode(
            id=ident,
            slug=ident,
            event=merged.event,
            date=merged.date,
            who=merged.who,
            place=merged.place,
            planned=merged.event.status == "planned" and not _over(merged, [briefs[key] for key in keys], work),
            parts=tuple(parts.get(ident, ())),
            caused=tuple(caused.get(ident, ())),
            because=merged.because,
            part_of=merged.part_of,
            tellings=(*map(_telling, merged.told), *named.get(ident, ())),
            briefs=alone[keys[0]] if len(keys) == 1 else tuple(keys),
            mentions=tuple(mentions),
            stories=_stories([briefs[key].stories for key in keys]),
            sources=_sources(work, merged, briefs),
            own_page=merged.own_page,
            anchor=merged.anchor,
            doc=doc,
            targets=work.targets.get(doc.path, ()) if doc is not None else (),
        )
    return nodes


def _stories(some: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The stories of several briefs, each once."""
    return some[0] if len(some) == 1 else tuple(dict.fromkeys(chain.from_iterable(some)))


def _over(merged: Merged, told: Sequence[BriefNode], work: Work) -> bool:
    """Whether a plan is past: its last day is, or it has no last day and nobody has spoken of it for half a year."""
    if merged.date.latest < work.now.earliest:
        return True
    spoken = [merged.event.as_of, *(brief.meta.date for brief in told)]
    last = max((date.latest for date in spoken if date is not None), default=merged.date.earliest)
    return merged.date.open_end and max(last, merged.date.earliest) + STALE_DAYS < work.now.earliest


def _told_in(briefs: Mapping[str, BriefNode]) -> Mapping[str, Sequence[str]]:
    """Event to the keys of the briefs whose timelines it stands in, newest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for brief in briefs.values():
        for ident in brief.events:
            found[ident].append(brief.key)
    return found


def _named(work: Work, briefs: Mapping[str, BriefNode]) -> Mapping[str, list[Telling]]:
    """Event to what the items of timelines say of it that only name it, oldest brief first."""
    found: dict[str, list[Telling]] = defaultdict(list)
    for brief in reversed(list(briefs.values())):
        for block in brief.doc.body.timelines:
            for number, item in enumerate(block.items):
                ident = work.names.one(item.event, "event") if item.date is None else ""
                if ident:
                    place = Place(brief.key, item.line, item.column)
                    found[ident].append(
                        Telling(brief=brief.key, place=place, html=item.html, anchor=f"{block.anchor}-{number + 1}")
                    )
    return found


def _telling(told: Told) -> Telling:
    return Telling(
        brief=told.doc.path if told.doc.kind == "brief" else "",
        place=told.place,
        html=told.html,
        date=told.event.date,
        status=told.event.status or "",
        anchor=told.anchor,
    )


def _sources(work: Work, merged: Merged, briefs: Mapping[str, BriefNode]) -> tuple[tuple[str, Source], ...]:
    """What the tellings rest on; a key is looked up in the brief that cites it."""
    found: dict[str, Source] = {}
    for told in merged.told:
        if told.event.sources:
            local = _local(told.doc, briefs)
            for key in told.event.sources:
                source = local.get(key) or work.sources.get(key)
                if source is not None:
                    found.setdefault(key, source)
    return tuple(found.items())


def _local(doc: Document, briefs: Mapping[str, BriefNode]) -> dict[str, Source]:
    brief = briefs.get(doc.path)
    return {source.id: source for source in brief.meta.sources} if brief is not None else {}
