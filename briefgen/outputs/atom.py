"""Atom feeds (RFC 4287): of the site, of each story, topic and author, and of the corrections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from itertools import islice
from typing import Final, NamedTuple

from briefgen import dates
from briefgen.knowledge.graph import Graph
from briefgen.model import Record
from briefgen.pages.plan import Plan
from briefgen.pages.site import Output, PageWriter, Unit
from briefgen.pages.terms import word

_NO_TIME = "1970-01-01T00:00:00Z"
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class Entry(Record, frozen=True, kw_only=True):
    """What a feed says of a brief beside its text."""

    title: str
    address: str
    published: str
    updated: str
    authors: tuple[str, ...]
    summary: str


class Channel(NamedTuple):
    """One feed: of the site (kind and id empty), a story, topic or author, or of the corrections."""

    kind: str
    id: str
    path: str
    page: str


def feed_units(writer: PageWriter, graph: Graph, plan: Plan) -> Iterator[Unit]:
    """The feeds of a site."""
    questions = writer.reader.questions
    questions["feed_entries"] = partial(_entries, writer)
    questions["entry"] = partial(_entry_of, writer)
    questions["correction"] = partial(_correction_of, writer)
    questions["feed_title"] = partial(_title, writer)
    for one in channels(graph, plan):
        yield feed_unit(writer, one)


def feed_unit(writer: PageWriter, channel: Channel) -> Unit:
    """One feed."""
    return Unit(channel.path, f"the feed /{channel.path}", partial(_only, writer, channel))


def channel(kind: str, ident: str, path: str) -> Channel:
    """The feed at a path: its page lies beside it, that of the site is the home page."""
    return Channel(kind, ident, path, path.removesuffix("feed.xml") + "index.html" if kind else "")


def channels(graph: Graph, plan: Plan) -> Iterator[Channel]:
    """Every feed that the settings ask for and that would not be empty."""
    urls, wanted = plan.urls, graph.settings.feeds
    yield Channel("", "", "feed.xml", "")
    lists = [("story", "story", list(graph.stories) if wanted.stories else [])]
    topics = [ident for ident, node in graph.entity_outlines.items() if node.kind == "topic" and node.briefs]
    lists.append(("topic", "entity", topics if wanted.topics else []))
    authors = [ident for ident, node in graph.entity_outlines.items() if node.author]
    lists.append(("author", "author", authors if wanted.authors else []))
    for kind, of, idents in lists:
        for ident in idents:
            page = urls.get(f"{of}:{ident}", "")
            if page:
                yield Channel(kind, ident, page.removesuffix("index.html") + "feed.xml", page)
    if wanted.corrections and "corrections:" in urls:
        yield Channel("corrections", "", "corrections/feed.xml", urls["corrections:"])


def _only(writer: PageWriter, channel: Channel) -> Iterator[Output]:
    yield _feed(writer, channel)


def instant(date: dates.Date | None) -> str:
    """RFC 3339 in UTC; a day is its midnight."""
    if date is None:
        return _NO_TIME
    if date.instant is not None:
        day, seconds = divmod(date.instant // 1_000_000, 86_400)
        number = dates.from_day(1970, 1, 1) + day
        return f"{dates.iso_day(number)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
    return f"{dates.iso_day(date.earliest)}T00:00:00Z"


def _entries(writer: PageWriter, kind: str, ident: str) -> tuple[tuple[str, int], ...]:
    """(key of a brief, number of its correction or -1), newest first."""
    graph = writer.graph
    if kind == "corrections":
        found = [
            (dates.sort_key(correction.date), key, number)
            for key, brief in graph.brief_outlines.items()
            for number, correction in enumerate(brief.corrections)
        ]
        newest = sorted(found, key=lambda one: one[0], reverse=True)
        return tuple((key, number) for _, key, number in newest[: graph.settings.feeds.items])
    if kind == "story":
        keys = graph.stories[ident].briefs
    elif kind:
        node = graph.entities[ident]
        keys = node.authored if kind == "author" else node.briefs
    else:
        keys = tuple(islice(graph.briefs, graph.settings.feeds.items))
    return tuple((key, -1) for key in keys[: graph.settings.feeds.items])


def _title(writer: PageWriter, kind: str, ident: str) -> str:
    graph = writer.graph
    if kind == "corrections":
        return f"{graph.settings.title}: {writer.speech().gettext('Corrections')}"
    if not kind:
        return graph.settings.title
    name = graph.stories[ident].story.title if kind == "story" else graph.entity_outlines[ident].name
    return f"{graph.settings.title}: {name or ident}"


def _correction_of(writer: PageWriter, key: str, number: int) -> Entry:
    """A correction as an entry of its own."""
    brief = writer.graph.brief_outlines[key]
    correction = brief.corrections[number]
    speech = writer.speech(brief.meta.lang or "")
    words = [speech.gettext("It said: %(text)s.") % {"text": correction.was} if correction.was else ""]
    words += [speech.gettext("It should say: %(text)s.") % {"text": correction.now} if correction.now else ""]
    words += [correction.note]
    address = writer.absolute(writer.plan.urls[f"brief:{key}"])
    return Entry(
        title=f"{word(speech, 'correction', correction.kind)}: {brief.meta.title}",
        address=f"{address}#_correction-{number + 1}",
        published=instant(correction.date),
        updated=instant(correction.date),
        authors=(),
        summary=" ".join(word for word in words if word),
    )


def _entry_of(writer: PageWriter, key: str) -> Entry:
    brief = writer.graph.brief_outlines[key]
    return Entry(
        title=brief.meta.title or "",
        address=writer.absolute(writer.plan.urls[f"brief:{key}"]),
        published=instant(brief.meta.date),
        updated=instant(brief.meta.updated or brief.meta.date),
        authors=tuple(writer.graph.entity_outlines[ident].name for ident in brief.authors),
        summary=brief.meta.summary or "",
    )


def _feed(writer: PageWriter, channel: Channel) -> Output:
    ask, settings = writer.reader.ask, writer.settings
    newest = [
        (key, ask("entry", key) if number < 0 else ask("correction", key, number), number)
        for key, number in ask("feed_entries", channel.kind, channel.id)
    ]
    home = writer.absolute(channel.page)
    updated = max((entry.updated for _, entry, _ in newest), default=_NO_TIME)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(settings.language)}">',
        f"<id>{escape(home, quote=False)}</id>",
        f"<title>{_text(ask('feed_title', channel.kind, channel.id))}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{_text(settings.publisher.name or settings.title)}</name></author>",
        f'<link rel="alternate" href="{escape(home)}"/>',
        f'<link rel="self" href="{escape(writer.absolute(channel.path))}"/>',
        *(_entry(writer, key if number < 0 else "", entry) for key, entry, number in newest),
        "</feed>",
    ]
    return Output(channel.path, ("\n".join(parts) + "\n").encode())


def _text(text: str) -> str:
    """Text without characters that XML 1.0 cannot hold, escaped."""
    return escape(_NO_XML.sub("", text), quote=False)


def _entry(writer: PageWriter, key: str, entry: Entry) -> str:
    authors = "".join(f"<author><name>{_text(name)}</name></author>" for name in entry.authors)
    content = ""
    if key and writer.settings.feeds.full:
        content = f'<content type="html">{_text(writer.full_text(key))}</content>'
    summary = f"<summary>{_text(entry.summary)}</summary>" if entry.summary else ""
    return (
        f"<entry><id>{escape(entry.address, quote=False)}</id><title>{_text(entry.title)}</title>"
        f"<published>{entry.published}</published><updated>{entry.updated}</updated>"
        f'<link rel="alternate" href="{escape(entry.address)}"/>{authors}{summary}{content}</entry>'
    )
