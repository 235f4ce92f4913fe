"""What each brief says of others: its stories, sources, claims, events, who appears in it and who is quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from briefgen import dates
from briefgen.dates import Date
from briefgen.diagnostics import Place
from briefgen.knowledge.backlinks import Backlinks
from briefgen.knowledge.claims import Claims
from briefgen.knowledge.events import Order, Ties
from briefgen.knowledge.frontmatter import read
from briefgen.knowledge.graph import Target
from briefgen.knowledge.links import resolve_path
from briefgen.knowledge.lists import Lists, when_said
from briefgen.knowledge.mentions import targets_of
from briefgen.knowledge.outlines import BriefCodec, BriefHead, BriefOutline
from briefgen.knowledge.packed import Packed
from briefgen.knowledge.sources import sources_of
from briefgen.knowledge.suggest import fold
from briefgen.knowledge.tellings import Tellings
from briefgen.knowledge.text import language_of, plain
from briefgen.knowledge.work import Work
from briefgen.model import AnyDocument, Brief, Correction, Document, Item, Rows

__all__ = ["brief_outlines", "resolve_path", "translations"]


_RANKS: Final = {"person": 0, "org": 0, "place": 1}
"""People and organisations come before places, and places before the rest."""


def brief_outlines(
    work: Work, tellings: Tellings, ties: Ties, claims: Claims, links: Backlinks, lists: Lists
) -> tuple[Packed[BriefOutline], Packed[BriefHead]]:
    """The outlines and the heads of all briefs, newest first.

    What each mentions is found, reported, and taken in by ``links``; in which lists it stands, by ``lists``.
    """
    known: dict[str, str] = {}
    ranks = {ident: _RANKS.get(node.kind, 2) for ident, node in work.nodes.items()}
    docs = links.docs = work.briefs.documents
    numbers = links.numbers = {doc.path: number for number, doc in enumerate(docs)}
    codec = BriefCodec(docs, numbers, ties.idents, ties.order)
    share = dict[Date | None, Date | None]().setdefault
    keys, folder = tuple(numbers), work.shelf.folder
    made = Packed(keys, numbers, codec.pack, codec.unpack, 0, Rows(folder))
    held = 0 if keys and codec.lent(keys[0]) else len(keys)
    heads = Packed(keys, numbers, codec.pack_head, codec.unpack_head, held, Rows(folder))
    for lent in docs:
        doc, meta = read(lent), work.briefs.meta(lent)
        targets = targets_of(work, doc, work.found)
        work.targets.put(lent, targets)
        links.add(doc, targets)
        outline = _outline(work, tellings, ties.order, claims, known, ranks, doc, meta, targets)
        said = when_said(doc.body.quotes, targets, meta.date)
        lists.add(outline, [share(day, day) for day in said] if said else ())
        made.put(doc.path, outline)
        heads.put(doc.path, _head(outline))
    return made, heads


def _head(brief: BriefOutline) -> BriefHead:
    meta = brief.meta
    assert meta.date is not None
    return BriefHead(
        meta.title or brief.key, meta.date, meta.summary or "", meta.type or "", meta.lang or "", brief.stories
    )


def _outline(
    work: Work,
    tellings: Tellings,
    order: Order,
    claims: Claims,
    known: dict[str, str],
    ranks: Mapping[str, int],
    doc: Document,
    meta: Brief,
    targets: Sequence[Target],
) -> BriefOutline:
    speakers = _speakers(work, doc, meta, targets) if doc.body.quotes else ()
    blocks = tuple([_block(work, tellings, doc, number) for number in range(len(doc.body.timelines))])
    timeline = {*_front_events(work, tellings, doc, meta), *chain.from_iterable(blocks)}
    used = (*claims.uses.get(doc.path, ()), *[claims.of(doc, claim.id) for claim in meta.claims])
    return BriefOutline(
        key=doc.path,
        id=doc.id,
        slug=meta.slug or doc.id,
        doc=doc,
        meta=meta,
        stories=_stories(work, doc, meta),
        topics=_named(work, known, doc, "topics", meta.topics),
        authors=_named(work, known, doc, "authors", meta.authors or work.settings.authors),
        dateline=work.maybe(meta.dateline, doc.at("dateline"), meta.date) or meta.dateline,
        speakers=speakers,
        entities=_appearing(ranks, targets, speakers),
        events=tuple(sorted([ident for ident in timeline if ident in order], key=order.__getitem__)),
        block_events=blocks,
        sources=sources_of(work, doc, meta),
        claims=tuple(dict.fromkeys([ident for ident in used if ident])) if used else (),
        corrections=_corrections(work, doc, meta),
    )


def _named(work: Work, known: dict[str, str], doc: AnyDocument, key: str, names: Sequence[str]) -> tuple[str, ...]:
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


def _stories(work: Work, doc: AnyDocument, meta: Brief) -> tuple[str, ...]:
    found = (work.refer(name, "story", doc, "story") for name in meta.story)
    return tuple(dict.fromkeys(ident for ident in found if ident))


def _front_events(work: Work, tellings: Tellings, doc: AnyDocument, meta: Brief) -> list[str]:
    """Events that front matter names or tells of."""
    told = tellings.inline.get(doc.path, [])
    if "" not in told:
        return told
    named = (
        work.refer(entry, "event", doc, f"timeline.{index}")
        for index, entry in enumerate(meta.timeline)
        if isinstance(entry, str)
    )
    return [ident for ident in (*told, *named) if ident]


def _block(work: Work, tellings: Tellings, doc: AnyDocument, number: int) -> tuple[str, ...]:
    """The events of a timeline block in the written order."""
    items = enumerate(doc.body.timelines[number].items)
    found = (_event(work, tellings, doc, number, position, item) for position, item in items)
    return tuple(ident for ident in found if ident)


def _event(work: Work, tellings: Tellings, doc: AnyDocument, number: int, position: int, item: Item) -> str:
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


def _speakers(work: Work, doc: AnyDocument, meta: Brief, targets: Sequence[Target]) -> tuple[str, ...]:
    """Of each quote the entity that said it, or empty."""
    made = []
    for quote in doc.body.quotes:
        speaker = ""
        if 0 <= quote.who_mention < len(targets):
            target = targets[quote.who_mention]
            speaker = target.id if target.kind == "entity" else ""
        elif quote.who:
            place = Place(doc.path, quote.line, quote.column)
            speaker = work.maybe(quote.who, place, quote.date or meta.date)
        made.append(speaker)
    return tuple(made)


def _appearing(ranks: Mapping[str, int], targets: Sequence[Target], speakers: Sequence[str]) -> tuple[str, ...]:
    """Who is mentioned or speaks, by the rank of what each is and then by first appearance."""
    found = dict.fromkeys([target.id for target in targets if target.kind == "entity"])
    found.update(dict.fromkeys(filter(None, speakers)))
    return tuple(sorted(found, key=ranks.__getitem__))


def _corrections(work: Work, doc: AnyDocument, meta: Brief) -> tuple[Correction, ...]:
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


def translations(work: Work) -> dict[str, tuple[str, ...]]:
    """Path of a brief to the others of its group: translations and what they translate."""
    groups: dict[str, list[str]] = {}
    for doc, head in reversed(list(work.briefs.headed())):
        if not head.translation_of:
            continue
        found = [one.id for one in work.names.find(head.translation_of) if one.kind == "brief" and one.id != doc.path]
        if not found:
            wrong = work.names.unknown("M09", head.translation_of, doc.at("translation_of"), "brief")
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
