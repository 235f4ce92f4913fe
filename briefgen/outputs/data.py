"""``index.json`` beside each brief: what the page says, for programs. Only what the page itself publishes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from briefgen.dates import Date
from briefgen.knowledge.graph import BriefNode
from briefgen.model import Source
from briefgen.pages.plan import Plan
from briefgen.pages.site import Output, PageWriter, Unit
from briefgen.pages.terms import role_text


def data_units(writer: PageWriter, plan: Plan) -> Iterator[Unit]:
    """One for each brief."""
    for page in plan.pages:
        if page.kind == "brief":
            yield data_unit(writer, page.id, page.path.removesuffix("index.html") + "index.json")


def data_unit(writer: PageWriter, key: str, path: str) -> Unit:
    """The data of one brief, at an output path."""
    return Unit(path, f"the data of {key}", partial(_brief, writer, key, path))


def _brief(writer: PageWriter, key: str, path: str) -> Iterator[Output]:
    node = writer.reader.ask("node", "brief", key)
    data = _data(writer, node, path.removesuffix("index.json") + "index.html")
    text = msgspec.json.format(msgspec.json.encode(_kept(data)), indent=1)
    yield Output(path, text + b"\n")


def _data(writer: PageWriter, node: BriefNode, page: str) -> dict[str, Any]:
    meta, site = node.meta, writer.site
    speech = writer.speech(node.meta.lang or "")
    return {
        "id": node.id,
        "url": writer.absolute(page),
        "title": meta.title,
        "type": meta.type,
        "date": _date(meta.date),
        "updated": _date(meta.updated),
        "lang": meta.lang or writer.settings.language,
        "summary": meta.summary,
        "key_points": list(meta.key_points),
        "why": meta.why,
        "how": meta.how,
        "dateline": site.name_of(node.dateline) if node.dateline else "",
        "authors": [{"id": one, "name": site.name_of(one)} for one in node.authors],
        "topics": [{"id": one, "name": site.name_of(one)} for one in node.topics],
        "stories": [{"id": one, "title": site.name_of(one)} for one in node.stories],
        "words": node.doc.body.words,
        "entities": [
            {
                "id": one.entity,
                "kind": site.entity(one.entity).kind,
                "name": site.entity(one.entity).name,
                "role": role_text(speech, one.role) if one.role else "",
                "mentions": one.count,
            }
            for one in node.cast
        ],
        "events": [_event(writer, ident) for ident in node.events],
        "quotes": [
            {"text": writer.plain(node, quote.text), "speaker": ref.speaker or quote.who, "date": _date(ref.date),
             "mode": quote.mode or "reported", "verified": index in node.verified}
            for index, (quote, ref) in enumerate(zip(node.doc.body.quotes, node.quotes, strict=True))
        ],
        "claims": [_claim(writer, ident) for ident in node.claims],
        "sources": [_source(key, source) for key, source in node.sources],
        "corrections": [
            {"date": _date(one.date), "kind": one.kind, "was": one.was, "now": one.now, "note": one.note}
            for one in node.corrections
        ],
    }  # fmt: skip


def _event(writer: PageWriter, ident: str) -> dict[str, Any]:
    event = writer.site.event(ident)
    return {"id": ident, "name": event.name, "date": _date(event.date), "status": event.status}


def _claim(writer: PageWriter, ident: str) -> dict[str, Any]:
    claim = writer.site.claim(ident).claim
    return {"id": ident, "text": claim.text, "status": claim.status, "date": _date(claim.date)}


def _source(key: str, source: Source) -> dict[str, Any]:
    """A source without its private note."""
    return {
        "key": key,
        "title": source.title if source.named is not False else "",
        "publisher": source.publisher,
        "kind": source.kind,
        "date": _date(source.date),
        "url": source.url,
        "accessed": _date(source.accessed),
        "archived": source.archived,
        "why_unnamed": source.why_unnamed,
    }


def _date(date: Date | None) -> str:
    """EDTF."""
    return date.edtf if date is not None else ""


def _kept(data: Any) -> Any:
    """Without what is not said."""
    if isinstance(data, dict):
        return {key: _kept(value) for key, value in data.items() if value not in (None, "", [], {})}
    return [_kept(one) for one in data] if isinstance(data, list) else data
