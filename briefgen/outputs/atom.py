"""Atom feeds (RFC 4287): the site's and one for each story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from briefgen import dates
from briefgen.model import Record
from briefgen.pages.site import Output, PageWriter, Unit

_NO_TIME = "1970-01-01T00:00:00Z"


class Entry(Record, frozen=True, kw_only=True):
    """What a feed says of a brief beside its text."""

    title: str
    address: str
    published: str
    updated: str
    authors: tuple[str, ...]
    summary: str


def feed_units(writer: PageWriter) -> Iterator[Unit]:
    """The feeds of a site."""
    writer.reader.questions["feed"] = lambda story: _briefs(writer, story)
    writer.reader.questions["entry"] = lambda key: _entry_of(writer, key)
    writer.reader.questions["feed_title"] = lambda story: writer.graph.stories[story].story.title or story
    yield Unit("feed.xml", "the feed", partial(_only, writer, "feed.xml", "", ""))
    for story in writer.graph.stories:
        page = writer.plan.urls.get(f"story:{story}")
        if page:
            path = page.removesuffix("index.html") + "feed.xml"
            make = partial(_only, writer, path, story, page)
            yield Unit(path, f"the feed of the story {story}", make)


def _only(writer: PageWriter, path: str, story: str, page: str) -> Iterator[Output]:
    yield _feed(writer, path, story, page)


def instant(date: dates.Date | None) -> str:
    """RFC 3339 in UTC; a day is its midnight."""
    if date is None:
        return _NO_TIME
    if date.instant is not None:
        day, seconds = divmod(date.instant // 1_000_000, 86_400)
        number = dates.from_day(1970, 1, 1) + day
        return f"{dates.iso_day(number)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
    return f"{dates.iso_day(date.earliest)}T00:00:00Z"


def _briefs(writer: PageWriter, story: str) -> tuple[str, ...]:
    """Keys of the newest briefs of a story, or of the site."""
    keys = writer.graph.stories[story].briefs if story else tuple(writer.graph.briefs)
    return keys[: writer.graph.settings.feeds.items]


def _entry_of(writer: PageWriter, key: str) -> Entry:
    brief = writer.graph.briefs[key]
    return Entry(
        title=brief.meta.title or "",
        address=writer.absolute(writer.plan.urls[f"brief:{key}"]),
        published=instant(brief.meta.date),
        updated=instant(brief.meta.updated or brief.meta.date),
        authors=tuple(writer.graph.entities[ident].name for ident in brief.authors),
        summary=brief.meta.summary or "",
    )


def _feed(writer: PageWriter, path: str, story: str, page: str) -> Output:
    ask, settings = writer.reader.ask, writer.settings
    newest = [(key, ask("entry", key)) for key in ask("feed", story)]
    title = ask("feed_title", story) if story else settings.title
    home = writer.absolute(page)
    updated = max((entry.updated for _, entry in newest), default=_NO_TIME)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(settings.language)}>',
        f"<id>{escape(home)}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{_text(settings.publisher.name or settings.title)}</name></author>",
        f'<link rel="alternate" href={quoteattr(home)}/>',
        f'<link rel="self" href={quoteattr(writer.absolute(path))}/>',
        *(_entry(writer, key, entry) for key, entry in newest),
        "</feed>",
    ]
    return Output(path, ("\n".join(parts) + "\n").encode())


def _text(text: str) -> str:
    """Text without characters that XML 1.0 cannot hold, escaped."""
    return escape(
        "".join(
            c for c in text if c in "\t\n" or c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff"
        )
    )


def _entry(writer: PageWriter, key: str, entry: Entry) -> str:
    authors = "".join(f"<author><name>{_text(name)}</name></author>" for name in entry.authors)
    content = ""
    if writer.settings.feeds.full:
        content = f'<content type="html">{_text(writer.full_text(key))}</content>'
    summary = f"<summary>{_text(entry.summary)}</summary>" if entry.summary else ""
    return (
        f"<entry><id>{escape(entry.address)}</id><title>{_text(entry.title)}</title>"
        f"<published>{entry.published}</published><updated>{entry.updated}</updated>"
        f'<link rel="alternate" href={quoteattr(entry.address)}/>{authors}{summary}{content}</entry>'
    )
