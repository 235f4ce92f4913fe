"""Atom feeds (RFC 4287): the site's and one for each story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from briefgen import dates
from briefgen.knowledge.graph import BriefNode
from briefgen.pages.site import Output, PageWriter

_NO_TIME = "1970-01-01T00:00:00Z"


def feeds(writer: PageWriter) -> Iterator[Output]:
    """The feeds of a site."""
    graph = writer.graph
    yield _feed(writer, "feed.xml", graph.settings.title, "", graph.briefs.values())
    for story in graph.stories.values():
        page = writer.plan.urls.get(f"story:{story.id}")
        if page:
            path = page.removesuffix("index.html") + "feed.xml"
            yield _feed(writer, path, story.story.title or story.id, page, (graph.briefs[key] for key in story.briefs))


def instant(date: dates.Date | None) -> str:
    """RFC 3339 in UTC; a day is its midnight."""
    if date is None:
        return _NO_TIME
    if date.instant is not None:
        day, seconds = divmod(date.instant // 1_000_000, 86_400)
        number = dates.from_day(1970, 1, 1) + day
        return f"{dates.iso_day(number)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
    return f"{dates.iso_day(date.earliest)}T00:00:00Z"


def _feed(writer: PageWriter, path: str, title: str, page: str, briefs: Iterable[BriefNode]) -> Output:
    settings = writer.graph.settings
    newest = [brief for _, brief in zip(range(settings.feeds.items), briefs, strict=False)]
    home = writer.absolute(page)
    updated = max((instant(brief.meta.updated or brief.meta.date) for brief in newest), default=_NO_TIME)
    author = escape(_clean(settings.publisher.name or settings.title))
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(settings.language)}>',
        f"<id>{escape(home)}</id>",
        f"<title>{escape(_clean(title))}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{author}</name></author>",
        f'<link rel="alternate" href={quoteattr(home)}/>',
        f'<link rel="self" href={quoteattr(writer.absolute(path))}/>',
        *(_entry(writer, brief) for brief in newest),
        "</feed>",
    ]
    return Output(path, ("\n".join(parts) + "\n").encode(), f"the feed {path}")


def _clean(text: str) -> str:
    """Text without characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n" or c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff"
    )


def _entry(writer: PageWriter, brief: BriefNode) -> str:
    meta = brief.meta
    address = writer.absolute(writer.plan.urls[f"brief:{brief.key}"])
    authors = "".join(
        f"<author><name>{escape(_clean(writer.graph.entities[a].name))}</name></author>" for a in brief.authors
    )
    content = ""
    if writer.graph.settings.feeds.full:
        content = f'<content type="html">{escape(_clean(_body(writer, brief)))}</content>'
    summary = f"<summary>{escape(_clean(meta.summary))}</summary>" if meta.summary else ""
    return (
        f"<entry><id>{escape(address)}</id><title>{escape(_clean(meta.title or ''))}</title>"
        f"<published>{instant(meta.date)}</published><updated>{instant(meta.updated or meta.date)}</updated>"
        f'<link rel="alternate" href={quoteattr(address)}/>{authors}{summary}{content}</entry>'
    )


def _body(writer: PageWriter, brief: BriefNode) -> str:
    """The body with absolute links."""
    page = next(one for one in writer.plan.pages if one.kind == "brief" and one.id == brief.key)

    def to(path: str) -> str:
        return writer.absolute(path)

    def url(key: str) -> str:
        path = writer.plan.urls.get(key)
        return to(path) if path else ""

    shared = {
        "url": url,
        "to": to,
        "site": writer.view,
        "settings": writer.graph.settings,
        "page": page,
        **writer.view.functions,
    }
    macros = writer.slots.make_module(shared)
    return str(writer.binder(brief, brief.doc, url, to, macros, page).fill(brief.doc.body.html))
