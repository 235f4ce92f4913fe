"""The questions that pages may ask of the graph: each public method is one.

Arguments are texts and numbers, an answer is a record, a text, a number or a tuple of them. Every answer a page gets is
written down (see :mod:`briefgen.pages.reader`), so a question is narrow: who asks for a card does not learn the rest.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Final

from briefgen import dates
from briefgen.engine import extras
from briefgen.knowledge.graph import Backlink, ClaimRef, Graph, Meeting, Related, SourceNode
from briefgen.knowledge.related import Relatives
from briefgen.pages.cards import BriefCard, CorrectionCard, EntityCard, EventCard, QuoteCard, StoryCard
from briefgen.pages.facets import Facets, facets
from briefgen.pages.gallery import Gallery, ImageCard, Share
from briefgen.pages.paging import LONGEST, part
from briefgen.pages.plan import Plan, tokens

_MENU: Final = (
    "stories",
    "timeline",
    "index-person",
    "index-org",
    "index-place",
    "index-topic",
    "claims",
    "briefs",
)


class Queries:
    """Narrow questions to one graph and its plan."""

    def __init__(self, graph: Graph, plan: Plan, gallery: Gallery) -> None:
        self._graph, self._plan, self._gallery = graph, plan, gallery

    def stand_before(self, graph: Graph) -> None:
        """Answer from this graph; what was worked out once still holds for it."""
        self._graph = self._gallery.graph = graph

    def let_go(self) -> None:
        """Hold nothing any more: templates that were handed this view live until somebody collects them."""
        vars(self).clear()

    # --- One thing

    def image(self, here: str, src: str) -> ImageCard:
        """A picture that a document shows, by the path of the document and the path that it writes."""
        return self._gallery.image(here, src)

    def share(self, key: str) -> Share | None:
        """The picture by which a brief is shared, or with an empty key the site; if there is one."""
        return self._gallery.share(key)

    def brief(self, key: str) -> BriefCard:
        """A brief by its key."""
        one = self._graph.brief_heads[key]
        return BriefCard(
            key=key,
            title=one.title,
            date=one.date,
            summary=one.summary,
            type=one.type,
            lang=one.lang,
            stories=one.stories,
        )

    def key_points(self, key: str) -> tuple[str, ...]:
        """The key points of a brief."""
        return tuple(self._graph.brief_outlines[key].meta.key_points)

    def facets(self, ident: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """By what a timeline may be filtered to an event: its stories, and people, organisations and place in it."""
        stories, who, place = self._graph.event_facets[ident]
        return stories, tuple(one for one in dict.fromkeys((*who, place)) if one in self._graph.entities)

    def entity(self, ident: str) -> EntityCard:
        """An entity by its id."""
        node = self._graph.entity_outlines[ident]
        return EntityCard(id=ident, kind=node.kind, name=node.name)

    def gloss(self, ident: str) -> str:
        """What an entity is, in a sentence or two."""
        return self._graph.entity_outlines[ident].entity.gloss

    def mentions(self, ident: str) -> tuple[Backlink, ...]:
        """Where an entity is mentioned, newest brief first; one for each sentence."""
        return self._graph.mentions[ident]

    def unmentioned(self, ident: str) -> tuple[str, ...]:
        """Keys of the briefs of an entity that its mentions do not name."""
        return self._graph.unmentioned[ident]

    def met(self, ident: str) -> tuple[Meeting, ...]:
        """Whom a person or organisation shares briefs with, at most 30, most frequent first."""
        return self._graph.met[ident]

    def known(self, ident: str) -> bool:
        """Whether a text is the id of an entity."""
        return ident in self._graph.entities

    def event(self, ident: str) -> EventCard:
        """An event by its id."""
        one = self._graph.outlines[ident]
        return EventCard(id=ident, name=one.name, date=one.date, status=one.status, planned=one.planned)

    def participants(self, ident: str) -> tuple[str, ...]:
        """Ids of the people and organisations of an event."""
        return self._graph.outlines[ident].who

    def teller(self, ident: str) -> str:
        """Key of the newest brief that tells of an event, or an empty text."""
        return self._graph.outlines[ident].newest

    def story(self, ident: str) -> StoryCard:
        """A story by its id."""
        story = self._graph.stories[ident].story
        return StoryCard(id=ident, title=story.title or ident, status=story.status or "", summary=story.summary)

    def last_of_story(self, ident: str) -> str:
        """Key of the newest brief of a story, or an empty text."""
        return next(iter(self._graph.stories[ident].briefs), "")

    def claim(self, ident: str) -> ClaimRef:
        """A claim by its id."""
        return self._graph.claims[ident]

    def source(self, ident: str) -> SourceNode:
        """A source by its id."""
        return self._graph.sources[ident]

    def quote(self, brief: str, index: int) -> QuoteCard:
        """One quote of a brief."""
        doc = self._graph.brief_outlines[brief].doc
        quote, (html, _) = doc.body.quotes[index], self._graph.shelf.of(doc).quotes[index]
        return QuoteCard(html=html, anchor=quote.anchor, mode=quote.mode)

    def item_event(self, key: str, block: int, item: int) -> EventCard | None:
        """The event of an item that is a bare mention; ``key`` is that of the brief it stands in."""
        node, events = self._graph.brief_outlines[key], self._graph.outlines
        wanted = node.doc.body.timelines[block].items[item].event
        ids = [ident for ident in node.block_events[block] if ident in events]
        found = next((ident for ident in ids if wanted in (ident, events[ident].name)), None)
        return self.event(found) if found else None

    def language(self) -> str:
        """The language of the site: that of every text that states no other."""
        return self._graph.settings.language

    def name_of(self, ident: str) -> str:
        """The name of an entity, event or story."""
        graph = self._graph
        if ident in graph.stories:
            return graph.stories[ident].story.title or ident
        if ident in graph.outlines:
            return graph.outlines[ident].name
        return graph.entity_outlines[ident].name if ident in graph.entities else ident

    def today_between(self, first: int, last: int) -> int:
        """The day number of now when it lies between two days, else 0: a timeline of long ago does not age."""
        today = self._graph.now.earliest
        return today if first <= today <= last else 0

    def today(self) -> int:
        """The day number of now, for what lasts until today."""
        return self._graph.now.earliest

    def related(self, key: str) -> tuple[Related, ...]:
        """Other briefs that are about the same things as a brief, the nearest first, each with what both share."""
        return self._relatives.of(key)

    def first_told(self, key: str) -> tuple[str, ...]:
        """Ids of the events that a brief was the first to tell."""
        outlines = self._graph.outlines
        return tuple(ident for ident in self._graph.brief_outlines[key].events if outlines[ident].oldest == key)

    def formats(self, key: str) -> tuple[str, ...]:
        """Output paths of a brief for programs."""
        if not self._graph.settings.outputs.get("json", True):
            return ()
        return (self._plan.urls[f"brief:{key}"].removesuffix("index.html") + "index.json",)

    def feed(self, kind: str) -> bool:
        """Whether things of this kind have feeds: story, topic, author, corrections, or the site (an empty text)."""
        feeds, names = self._graph.settings.feeds, {"story": "stories", "topic": "topics", "author": "authors"}
        wanted = kind == "" or getattr(feeds, names.get(kind, kind), False)
        return bool(self._graph.settings.base_url and wanted)

    def full_text(self) -> bool:
        """Whether whole texts can be searched."""
        return bool(self._graph.settings.search.full and extras.pagefind())

    # --- Lists

    def menu(self) -> tuple[str, ...]:
        """Kinds of the index pages in the menu."""
        return tuple(kind for kind in _MENU if f"{kind}:" in self._plan.urls)

    def pages(self) -> tuple[tuple[str, str], ...]:
        """Id and title of the plain pages."""
        return tuple((ident, node.meta.title or ident) for ident, node in self._graph.pages.items())

    def latest(self, count: int) -> tuple[str, ...]:
        """Keys of the newest briefs."""
        return self._keys[:count]

    def listed(self, number: int) -> tuple[str, ...]:
        """Keys of the briefs on one page of the list of all, counted from 1."""
        size = max(self._graph.settings.paging, 1)
        return self._keys[(number - 1) * size : number * size]

    def paths(self, kind: str, ident: str) -> tuple[str, ...]:
        """Output paths of all pages of one thing or one list."""
        only = self._plan.urls.get(f"{kind}:{ident}")
        return tuple(self._paths.get((kind, ident), (only,) if only is not None else ()))

    def archive(self, folder: str) -> tuple[str, ...]:
        """Keys of the briefs of a year (``2024/``) or a month (``2024/08/``)."""
        return tuple(self._archive.get(folder, ()))

    def index(self, kind: str) -> tuple[str, ...]:
        """Ids of the entities of a kind, or of the authors, by name."""
        return tuple(self._index.get(kind, ()))

    def stories(self) -> tuple[str, ...]:
        """Ids of all stories."""
        return tuple(self._graph.stories)

    def running(self, count: int) -> tuple[str, ...]:
        """Ids of the stories that are not closed, those with the newest briefs first."""
        order = {key: number for number, key in enumerate(self._graph.brief_outlines)}
        open_ = [node for node in self._graph.stories.values() if node.briefs and node.story.status != "closed"]
        return tuple(node.id for node in sorted(open_, key=lambda node: order[node.briefs[0]])[:count])

    def planned(self, count: int) -> tuple[str, ...]:
        """Ids of events that are still to come."""
        return self._planned[:count]

    def events(self) -> tuple[str, ...]:
        """Ids of the events with pages of their own."""
        return self._graph.calendar.own_pages()

    def timeline(self, most: int) -> tuple[str, ...]:
        """Ids of all events when they are few, else of those planned or in no year: a year has a page of its own."""
        if len(self._graph.events) <= most:
            return tuple(self._graph.events)
        return self._graph.calendar.ahead_or_undated()

    def years(self) -> tuple[int, ...]:
        """Years in which an event begins, the newest first."""
        return tuple(sorted(self._years, reverse=True))

    def events_of(self, year: int) -> tuple[str, ...]:
        """Ids of the events that begin in a year."""
        return tuple(self._years.get(year, ()))

    def choices(self, year: str, number: int) -> Facets | None:
        """By what one page of the timeline of a year may be filtered, or with an empty year the timeline of all."""
        idents = part(self.events_of(int(year)), number) if year else self.timeline(LONGEST)
        return facets(self, idents)

    def claims(self) -> tuple[str, ...]:
        """Ids of all claims."""
        return tuple(self._graph.claims)

    def sources(self) -> tuple[str, ...]:
        """Ids of all sources."""
        return tuple(self._graph.sources)

    def corrections(self, most: int) -> tuple[CorrectionCard, ...]:
        """The newest corrections; all of them for -1."""
        return self._corrections if most < 0 else self._corrections[:most]

    # --- What many questions need is worked out once

    @cached_property
    def _relatives(self) -> Relatives:
        return Relatives(self._graph.brief_outlines)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(self._graph.brief_outlines)

    @cached_property
    def _paths(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        several = (page for page in self._plan.pages if page.count > 1 or page.kind == "404")
        for page in sorted(several, key=lambda one: one.number):
            found[page.kind, page.id].append(page.path)
        return found

    @cached_property
    def _archive(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, brief in self._graph.brief_outlines.items():
            at = tokens(brief)
            found[f"{at['year']}/"].append(key)
            found[f"{at['year']}/{at['month']}/"].append(key)
        return found

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self._graph.entity_outlines.values(), key=lambda one: (one.sort_name.casefold(), one.id)):
            found[f"index-{node.kind}"].append(node.id)
            if node.author:
                found["authors"].append(node.id)
        return found

    @cached_property
    def _years(self) -> dict[int, list[str]]:
        return self._graph.calendar.years()

    @cached_property
    def _planned(self) -> tuple[str, ...]:
        return self._graph.calendar.planned()

    @cached_property
    def _corrections(self) -> tuple[CorrectionCard, ...]:
        found = [
            CorrectionCard(brief=key, correction=one)
            for key, node in self._graph.brief_outlines.items()
            for one in node.corrections
        ]
        return tuple(sorted(found, key=lambda card: dates.sort_key(card.correction.date), reverse=True))
