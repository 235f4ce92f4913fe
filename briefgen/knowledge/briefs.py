"""One brief with everything that links it: stories, sources, claims, quotes, events, who appears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefgen import dates
from briefgen.dates import Date
from briefgen.diagnostics import Place
from briefgen.knowledge import roles
from briefgen.knowledge.claims import Claims
from briefgen.knowledge.graph import Appearance, BriefNode, QuoteRef, Target
from briefgen.knowledge.links import resolve_path
from briefgen.knowledge.sources import sources_of
from briefgen.knowledge.suggest import fold
from briefgen.knowledge.tellings import Tellings
from briefgen.knowledge.text import language_of, plain
from briefgen.knowledge.work import Work
from briefgen.model import Brief, Correction, Document, Event, Item

__all__ = ["brief_nodes", "resolve_path"]


def brief_nodes(work: Work, tellings: Tellings, order: Mapping[str, int], claims: Claims) -> dict[str, BriefNode]:
    """The nodes of all briefs, newest first, without what depends on other briefs (neighbours).

    ``order`` numbers the events by date.
    """
    translations = _translations(work)
    known: dict[str, str] = {}
    nodes = {}
    for doc, meta in work.briefs:
        targets = work.targets.get(doc.path, ())
        blocks = tuple(
            tuple(
                ident
                for position, item in enumerate(block.items)
                if (ident := _event(work, tellings, doc, number, position, item))
            )
            for number, block in enumerate(doc.body.timelines)
        )
        timeline = {*_front_events(work, tellings, doc, meta), *(ident for block in blocks for ident in block)}
        quotes = _quotes(work, doc, meta, targets)
        declared = (claims.of(doc, claim.id) for claim in meta.claims)
        uses = claims.uses.get(doc.path, ())
        nodes[doc.path] = BriefNode(
            key=doc.path,
            id=doc.id,
            slug=meta.slug or doc.id,
            doc=doc,
            meta=meta,
            place=doc.at(""),
            targets=targets,
            stories=_stories(work, doc, meta),
            topics=_named(work, known, doc, "topics", meta.topics),
            authors=_named(work, known, doc, "authors", meta.authors or work.settings.authors),
            dateline=work.maybe(meta.dateline, doc.at("dateline"), meta.date) or meta.dateline,
            cast=_cast(work, meta, targets, quotes),
            events=tuple(sorted((ident for ident in timeline if ident in order), key=order.__getitem__)),
            block_events=blocks,
            sources=sources_of(work, doc, meta),
            claims=tuple(dict.fromkeys(ident for ident in (*uses, *declared) if ident)),
            claim_uses=uses,
            quotes=quotes,
            corrections=_corrections(work, doc, meta),
            translations=translations.get(doc.path, ()),
        )
    return nodes


def _named(work: Work, known: dict[str, str], doc: Document, key: str, names: Sequence[str]) -> tuple[str, ...]:
    """Entities of authors or topics: all exist by now, or are made by their name.

    ``known`` remembers what each name led to, as most stand in many briefs.
    """
    found: dict[str, None] = {}
    for index, name in enumerate(names):
        ident = known.get(name) or (work.refer(name, "entity", doc, f"{key}.{index}") if fold(name) else "")
        if ident:
            found[ident] = None
            known[name] = ident
    return tuple(found)


def _stories(work: Work, doc: Document, meta: Brief) -> tuple[str, ...]:
    found = (work.refer(name, "story", doc, "story") for name in meta.story)
    return tuple(dict.fromkeys(ident for ident in found if ident))


def _front_events(work: Work, tellings: Tellings, doc: Document, meta: Brief) -> list[str]:
    """Events that front matter names or tells of."""
    if not meta.timeline:
        return []
    found = (
        told if isinstance(entry, Event) else work.refer(entry, "event", doc, f"timeline.{index}")
        for index, (entry, told) in enumerate(zip(meta.timeline, tellings.inline[doc.path], strict=True))
    )
    return [ident for ident in found if ident]


def _block(work: Work, tellings: Tellings, doc: Document, number: int) -> tuple[str, ...]:
    """The events of a timeline block in the written order."""
    items = enumerate(doc.body.timelines[number].items)
    found = (_event(work, tellings, doc, number, position, item) for position, item in items)
    return tuple(ident for ident in found if ident)


def _event(work: Work, tellings: Tellings, doc: Document, number: int, position: int, item: Item) -> str:
    """The event that an item of a timeline defines or names."""
    if item.date is not None:
        return tellings.items.get((doc.path, number, position), "")
    found = [one for one in work.names.find(item.event) if one.kind == "event"]
    if len(found) == 1:
        return found[0].id
    place = Place(doc.path, item.line, item.column)
    wrong = work.names.ambiguous(item.event, found, place) if found else None
    wrong = wrong or work.names.unknown("R01", item.event, place, "event")
    if wrong is not None:
        work.found.append(wrong)
    return ""


def _quotes(work: Work, doc: Document, meta: Brief, targets: Sequence[Target]) -> tuple[QuoteRef, ...]:
    """Who is quoted, and the role held when the words were said."""
    made = []
    for index, quote in enumerate(doc.body.quotes):
        at = quote.date or meta.date
        speaker = ""
        if 0 <= quote.who_mention < len(targets):
            target = targets[quote.who_mention]
            speaker = target.id if target.kind == "entity" else ""
            at = quote.date or target.at or at
        elif quote.who:
            speaker = work.maybe(quote.who, Place(doc.path, quote.line, quote.column), at)
        role = roles.role_at(work.nodes, speaker, at, meta.date) if speaker else None
        made.append(QuoteRef(brief=doc.path, index=index, speaker=speaker, role=role, date=at))
    return tuple(made)


def _cast(work: Work, meta: Brief, targets: Sequence[Target], quotes: Sequence[QuoteRef]) -> tuple[Appearance, ...]:
    """Who appears, with the role at the date each is first spoken of; speakers that are not mentioned come too."""
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    spoken: dict[str, Date | None] = {}
    for index, target in enumerate(targets):
        if target.kind == "entity":
            if target.id not in first:
                first[target.id], spoken[target.id] = index, target.at
            count[target.id] = count.get(target.id, 0) + 1
    for quote in quotes:
        if quote.speaker and quote.speaker not in first:
            count[quote.speaker] = count.get(quote.speaker, 0) + 1
            spoken.setdefault(quote.speaker, quote.date)
    groups: tuple[list[Appearance], ...] = ([], [], [])
    for ident, at in spoken.items():
        node = work.nodes[ident]
        role = roles.lead(node.roles, at, meta.date) if node.roles else None
        group = groups[0 if node.kind in ("person", "org") else 1 if node.kind == "place" else 2]
        group.append(Appearance(entity=ident, at=at, role=role, count=count[ident], first=first.get(ident, -1)))
    return (*groups[0], *groups[1], *groups[2])


def _corrections(work: Work, doc: Document, meta: Brief) -> tuple[Correction, ...]:
    """Those of front matter and those of blocks, newest first."""
    if not meta.corrections and not doc.body.corrections:
        return ()
    language = language_of(doc, work.settings.language)
    made = list(meta.corrections)
    for block in doc.body.corrections:
        date = block.date or meta.updated or meta.date
        if date is not None:
            made.append(Correction(date=date, kind=block.kind, note=plain(work.names, doc, block.text, language)))
    return tuple(sorted(made, key=lambda one: dates.sort_key(one.date), reverse=True))


def _translations(work: Work) -> dict[str, tuple[str, ...]]:
    """Path of a brief to the others of its group: translations and what they translate."""
    groups: dict[str, list[str]] = {}
    for doc, meta in reversed(work.briefs):
        if not meta.translation_of:
            continue
        found = [one.id for one in work.names.find(meta.translation_of) if one.kind == "brief" and one.id != doc.path]
        if not found:
            wrong = work.names.unknown("M09", meta.translation_of, doc.at("translation_of"), "brief")
            if wrong is not None:
                work.found.append(wrong)
            continue
        group: list[str] = []
        for path in (*found, doc.path):
            for member in groups.get(path, [path]):
                if member not in group:
                    group.append(member)
        groups.update(dict.fromkeys(group, group))
    return {path: tuple(other for other in group if other != path) for path, group in groups.items()}
