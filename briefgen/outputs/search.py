"""``search/index.json``: every person, organisation, place, story and event by name and alias, for the search page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from briefgen import dates
from briefgen.knowledge.graph import Graph
from briefgen.pages.plan import address
from briefgen.pages.site import Output, PageWriter, Unit
from briefgen.pages.terms import word

PATH = "search/index.json"

Name = tuple[str, str, str, tuple[str, ...]]
"""Name, what it is, output path, other names."""


def search_units(writer: PageWriter, graph: Graph) -> Iterator[Unit]:
    """The one file, when there is a search page."""
    if graph.settings.search.page:
        writer.reader.questions["names"] = partial(names, writer)
        yield Unit(PATH, "the names for searching", lambda: iter((Output(PATH, _encoded(writer)),)))


def names(writer: PageWriter) -> tuple[Name, ...]:
    """Everything that has a page and a name; of briefs, unless their whole texts can be searched."""
    graph, places, speech = writer.graph, writer.plan.urls, writer.speech()
    story_word = speech.gettext("Story")
    found: list[Name] = []
    for node in graph.entity_outlines.values():
        others = tuple(alias.name for alias in node.entity.aliases)
        found.append((node.name, word(speech, "entity", node.kind), places.get(f"entity:{node.id}", ""), others))
    found += [(n.story.title or n.id, story_word, places.get(f"story:{n.id}", ""), ()) for n in graph.stories.values()]
    for event in graph.outlines.values():
        shown = dates.show(event.date, speech.language)
        found.append((event.name, shown, address(places, graph, f"event:{event.id}"), ()))
    for brief in () if writer.site.full_text() else graph.brief_outlines.values():
        assert brief.meta.date is not None
        shown = dates.show(brief.meta.date, speech.language)
        found.append((brief.meta.title or brief.id, shown, places.get(f"brief:{brief.key}", ""), ()))
    return tuple(one for one in found if one[2])


def _encoded(writer: PageWriter) -> bytes:
    return msgspec.json.encode(writer.reader.ask("names")) + b"\n"
