"""Machine-readable files: pure views of the graph, one format a module."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any, Final

from briefgen.knowledge.graph import Graph
from briefgen.outputs.atom import Entry, channel, feed_unit, feed_units
from briefgen.outputs.cards import card_units
from briefgen.outputs.data import data_unit, data_units
from briefgen.outputs.search import search_units
from briefgen.outputs.sitemap import robots, sitemap, sitemap_pages
from briefgen.pages.plan import Plan
from briefgen.pages.site import Output, PageWriter, Unit, page_unit
from briefgen.pictures.make import Pictures

ANSWERS: Final[dict[str, Any]] = {
    "entry": Entry,
    "correction": Entry,
    "feed_entries": tuple[tuple[str, int], ...],
    "feed_title": str,
}
"""Types of the answers that only files of this package ask for."""


def unit_again(writer: PageWriter, path: str, asked: Collection[tuple[Any, ...]]) -> Unit | None:
    """The unit that made a file, by what it asked: a page, the data of a brief or a feed; None for others."""
    for key in asked:
        if key[0] == "page" and key[1] == path:
            return page_unit(writer.write, writer.reader.ask(*key))
        if key[0] == "feed_entries":
            return feed_unit(writer, channel(key[1], key[2], path))
    briefs = [key[2] for key in asked if key[:2] == ("node", "brief")]
    return data_unit(writer, briefs[0], path) if path.endswith("index.json") and len(briefs) == 1 else None


def machine_units(
    writer: PageWriter, graph: Graph, plan: Plan, pictures: Pictures, static: Collection[str] = ()
) -> Iterator[Unit]:
    """Data beside briefs, feeds, sitemap and robots.txt; those that need absolute URLs only when there is a base URL.

    ``graph`` and ``plan`` are those that the writer will stand before when a unit is made.
    A ``static/robots.txt`` of the writer's own stands in the place of ours.
    """
    base_url, wanted = graph.settings.base_url, graph.settings.outputs
    if wanted.get("json", True):
        yield from data_units(writer, plan)
    yield from search_units(writer, graph)
    if base_url:
        yield from card_units(writer, graph, plan, pictures)
        yield from feed_units(writer, graph, plan)
        writer.reader.questions["sitemap"] = partial(sitemap_pages, writer)
        yield Unit("sitemap.xml", "the sitemap", lambda: iter((Output("sitemap.xml", sitemap(writer)),)))
    if "static/robots.txt" not in static:
        yield Unit("robots.txt", "robots.txt", lambda: iter((Output("robots.txt", robots(writer.settings.base_url)),)))
