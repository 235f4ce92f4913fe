"""Equal values of many files become one: a site names the same people, days and topics over and over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import force_setattr

from briefgen.model import Brief, Document, Event, Mention, Parsed

Share = Callable[[Any, Any], Any]
"""``setdefault`` of what is known: gives the first of equal values."""

_NOTHING: Final[dict[str, Any]] = {}
"""In the place of each writer's keys where there are none; records are never changed, so it stays empty."""


class Sharing:
    """What has been seen so far of what many files say."""

    def __init__(self) -> None:
        self.seen: dict[Any, Any] = {}

    def __call__(self, parsed: Parsed) -> Parsed:
        """The same record, which was made just now and is known to nobody else, with less in memory."""
        share = self.seen.setdefault
        path = share(parsed.path, parsed.path)
        force_setattr(parsed, "path", path)
        for document in parsed.documents:
            _document(share, document, path)
        return parsed


def _document(share: Share, document: Document, path: str) -> None:
    force_setattr(document, "path", path)
    force_setattr(document, "kind", share(document.kind, document.kind))
    meta, body = document.meta, document.body
    if not meta.extra:
        force_setattr(meta, "extra", _NOTHING)
    if isinstance(meta, Brief):
        _brief(share, meta, document.id)
    for mention in body.mentions:
        _mention(share, mention)
    for quote in body.quotes:
        force_setattr(quote, "anchor", share(quote.anchor, quote.anchor))
        force_setattr(quote, "who", share(quote.who, quote.who))
    force_setattr(body, "anchors", tuple([share(one, one) for one in body.anchors]))


def _brief(share: Share, brief: Brief, ident: str) -> None:
    if brief.slug == ident:
        force_setattr(brief, "slug", ident)
    force_setattr(brief, "date", share(brief.date, brief.date))
    force_setattr(brief, "topics", tuple([share(one, one) for one in brief.topics]))
    force_setattr(brief, "authors", tuple([share(one, one) for one in brief.authors]))
    for entry in brief.timeline:
        if isinstance(entry, Event):
            _event(share, entry)


def _event(share: Share, event: Event) -> None:
    force_setattr(event, "date", share(event.date, event.date))
    force_setattr(event, "who", tuple([share(one, one) for one in event.who]))
    if not event.extra:
        force_setattr(event, "extra", _NOTHING)


def _mention(share: Share, mention: Mention) -> None:
    force_setattr(mention, "target", share(mention.target, mention.target))
    force_setattr(mention, "text", share(mention.text, mention.text))
    if mention.label == mention.text:
        force_setattr(mention, "label", mention.text)
