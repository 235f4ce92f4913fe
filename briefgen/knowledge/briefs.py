"""One brief with everything that links it: sources, claims, quotes, cast, events."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from briefgen import dates
from briefgen.dates import Date
from briefgen.diagnostics import Place
from briefgen.knowledge import roles
from briefgen.knowledge.events import anonymous_id
from briefgen.knowledge.graph import Appearance, BriefNode, QuoteRef, Target
from briefgen.model import Brief, Correction, Document, Source

if TYPE_CHECKING:
    from briefgen.knowledge.link import Work

_FIRST = {"person": 0, "org": 1, "office": 2, "place": 3}


def brief_node(work: Work, doc: Document, claim_ids: dict[tuple[str, str], str]) -> BriefNode:
    """The node of a brief without what depends on other briefs (related, neighbours)."""
    meta, body = doc.meta, doc.body
    assert isinstance(meta, Brief)
    targets = work.targets.get(doc.path, ())
    blocks = tuple(tuple(ident for ident in _block(work, doc, number)) for number in range(len(body.timelines)))
    sources = _sources(work, doc)
    dateline = work.names.entity(meta.dateline) or meta.dateline if meta.dateline else ""
    uses = tuple(
        claim_ids.get((doc.path, use.key or f"#{i}"), "") or claim_ids.get(("", use.key), "")
        for i, use in enumerate(body.claims)
    )
    declared = tuple(claim_ids[(doc.path, claim.id)] for claim in meta.claims if (doc.path, claim.id) in claim_ids)
    check_links(work, doc)
    return BriefNode(
        key=doc.path,
        id=doc.id,
        slug=meta.slug or doc.id,
        doc=doc,
        meta=meta,
        place=doc.at(""),
        targets=targets,
        stories=_stories(work, doc),
        topics=_named(work, meta.topics),
        authors=_named(work, meta.authors or work.settings.authors),
        dateline=dateline,
        cast=cast(work, doc, targets),
        events=_events(work, doc, blocks),
        block_events=blocks,
        sources=sources,
        claims=tuple(dict.fromkeys(one for one in (*uses, *declared) if one)),
        claim_uses=uses,
        quotes=_quotes(work, doc, targets),
        corrections=_corrections(work, doc, meta),
        translations=tuple(d.path for d in work.briefs() if meta.translation_of and d.id == meta.translation_of),
        related=(),
    )


def _named(work: Work, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ident for name in names if (ident := work.names.entity(name))))


def _stories(work: Work, doc: Document) -> tuple[str, ...]:
    assert isinstance(doc.meta, Brief)
    found = []
    for name in doc.meta.story:
        target, wrong = work.names.target(name, None, None, doc.at("story"), "story")
        if wrong is None:
            found.append(target.id)
        else:
            near = work.names.suggest(name)
            hint = f"did you mean {near}?" if near else f"add a file content/stories/{name}.md"
            work.say("R01", f"there is no story '{name}'", doc.at("story"), hint)
    return tuple(found)


def _sources(work: Work, doc: Document) -> tuple[tuple[str, Source], ...]:
    """(key, source) by first citation, then the uncited ones; unknown keys are reported."""
    assert isinstance(doc.meta, Brief)
    local = {source.id: source for source in doc.meta.sources}
    shared = work.shared_sources
    found: dict[str, Source] = {}
    cited = [(cite.key, Place(doc.path, c.line, c.column, c.end)) for c in doc.body.citations for cite in c.cites]
    cited += [(key, Place(doc.path, q.line, q.column)) for q in doc.body.quotes for key in q.sources if q.inline]
    cited += [(key, Place(doc.path, c.line, c.column)) for c in doc.body.claims for key in c.sources]
    cited += [(one.of, Place(doc.path, one.line, 1)) for one in doc.body.annotations if one.of]
    cited += [
        (key, doc.at(f"claims.{claim.id}.sources"))
        for claim in doc.meta.claims
        for key in (*claim.sources, *claim.sources_against)
    ]
    for key, place in cited:
        source = local.get(key) or shared.get(key)
        if source is not None:
            found.setdefault(key, source)
        else:
            near = dates_near(key, (*local, *shared))
            work.say(
                "S04",
                f"there is no source with the key '{key}'",
                place,
                near or "add it under sources: in the front matter",
            )
    return (*found.items(), *((key, source) for key, source in local.items() if key not in found))


def dates_near(word: str, known: tuple[str, ...]) -> str:
    """A suggestion among keys."""
    from briefgen.reading.convert import nearest

    return nearest(word, known)


def _block(work: Work, doc: Document, number: int) -> list[str]:
    found = []
    for item in doc.body.timelines[number].items:
        if item.date is not None:
            from briefgen.knowledge.telling import plain_text

            found.append(item.id or anonymous_id(item.date, plain_text(work, doc, item.text)))
        else:
            ident = _event(work, item.event, Place(doc.path, item.line, item.column))
            if ident:
                found.append(ident)
    return found


def _event(work: Work, typed: str, place: Place) -> str:
    target, wrong = work.names.target(typed, None, None, place, "event")
    if wrong is None and target.id in work.events:
        return target.id
    if wrong is not None and not work.names.find(typed):
        return ""  # the mention in the item has been reported already, or the entry is in front matter
    work.say(
        "M09", f"'{typed}' is not an event", place, "a timeline holds events: write - date: text, or the id of an event"
    )
    return ""


def _events(work: Work, doc: Document, blocks: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    assert isinstance(doc.meta, Brief)
    found = [ident for block in blocks for ident in block]
    for index, entry in enumerate(doc.meta.timeline):
        if isinstance(entry, str):
            if not work.names.find(entry):
                near = work.names.suggest(entry)
                where = doc.at(f"timeline.{index}")
                work.say("M09", f"there is no event '{entry}'", where, f"did you mean {near}?" if near else "")
            elif ident := _event(work, entry, doc.at(f"timeline.{index}")):
                found.append(ident)
        elif entry.date is not None or entry.id:
            found.append(entry.id or anonymous_id(entry.date, entry.name or ""))  # type: ignore[arg-type]  # see the test
    known = dict.fromkeys(ident for ident in found if ident in work.events)
    return tuple(sorted(known, key=lambda ident: dates.sort_key(work.events[ident].event.date)))  # type: ignore[arg-type]  # merged events have a date


def cast(work: Work, doc: Document, targets: tuple[Target, ...]) -> tuple[Appearance, ...]:
    """Who appears: people and organisations first, each with the role at the date it is spoken of."""
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    for index, target in enumerate(targets):
        if target.kind == "entity":
            first.setdefault(target.id, index)
            count[target.id] = count.get(target.id, 0) + 1
    seen_from: Date | None = getattr(doc.meta, "date", None)
    made = []
    for ident, index in sorted(first.items(), key=lambda pair: (_FIRST.get(work.nodes[pair[0]].kind, 4) // 2, pair[1])):
        at = targets[index].at
        role = roles.role_at(work.nodes, ident, at, seen_from)
        made.append(Appearance(entity=ident, at=at, role=role, count=count[ident], first=index))
    return tuple(made)


def _quotes(work: Work, doc: Document, targets: tuple[Target, ...]) -> tuple[QuoteRef, ...]:
    assert isinstance(doc.meta, Brief)
    made = []
    for index, quote in enumerate(doc.body.quotes):
        at = quote.date or doc.meta.date
        speaker = ""
        if 0 <= quote.who_mention < len(targets):
            target = targets[quote.who_mention]
            speaker = target.id if target.kind == "entity" else ""
            at = quote.date or target.at
        elif quote.who:
            speaker = work.names.entity(quote.who, at)
            if not speaker and quote.inline:
                near = work.names.suggest(quote.who)
                place = Place(doc.path, quote.line, quote.column)
                work.say("R01", f"nobody is called '{quote.who}'", place, f"did you mean {near}?" if near else "")
        role = roles.role_at(work.nodes, speaker, at, doc.meta.date) if speaker else None
        made.append(QuoteRef(brief=doc.path, index=index, speaker=speaker, role=role, date=at))
    return tuple(made)


def _corrections(work: Work, doc: Document, meta: Brief) -> tuple[Correction, ...]:
    from briefgen.knowledge.telling import plain_text

    blocks = [
        Correction(date=one.date or meta.updated or meta.date, kind=one.kind, note=plain_text(work, doc, one.text))  # type: ignore[arg-type]  # a linked brief has a date
        for one in doc.body.corrections
    ]
    return tuple(sorted((*meta.corrections, *blocks), key=lambda one: dates.sort_key(one.date), reverse=True))


def check_links(work: Work, doc: Document) -> None:
    """Relative links and pictures lead to content files, attachments or static files that exist."""
    for link in doc.body.links:
        path, _, anchor = link.href.partition("#")
        place = Place(doc.path, link.line, link.column, link.end)
        if not path:
            known = doc.body.anchors
            if anchor and unquote(anchor) not in known and not anchor.startswith(("note-", "source-", "who-")):
                work.say("L01", f"this page has no heading or place '{anchor}'", place, dates_near(anchor, known))
            continue
        _check(work, doc, path, unquote(anchor), place)
    for picture in doc.body.pictures:
        place = Place(doc.path, picture.line, picture.column, picture.end)
        if not picture.src.startswith("//"):
            _check(work, doc, picture.src.partition("?")[0], "", place, what="image")


def _check(work: Work, doc: Document, path: str, anchor: str, place: Place, what: str = "link") -> None:
    found = resolve_path(work.content_paths, work.files, doc.path, path)
    if found is None:
        work.say("L01", f"this {what} leads nowhere: {path}", place, "give the path of a file, seen from this file")
    elif anchor and found in work.content_paths:
        other = work.content_paths[found]
        if other is not None and anchor not in other.body.anchors:
            work.say(
                "L01", f"{found} has no heading or place '{anchor}'", place, dates_near(anchor, other.body.anchors)
            )


def resolve_path(content: dict[str, Document | None], files: frozenset[str], here: str, href: str) -> str | None:
    """The site-relative path that a relative or absolute href means, or None. Page URLs of the site are ``/``-paths."""
    path = unquote(href.partition("?")[0])
    if path.startswith("/"):
        static = "static" + posixpath.normpath(path)
        return static if static in files else path if path.endswith("/") or "." not in path.rpartition("/")[2] else None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    for candidate in (joined, f"{joined}.md"):
        if candidate in content or candidate in files:
            return candidate
    return None
