"""Machine-readable files: pure views of the graph, one format a module."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.knowledge.graph import Graph
from briefgen.outputs.atom import feeds
from briefgen.outputs.sitemap import robots, sitemap
from briefgen.pages.plan import Plan
from briefgen.pages.site import Output, PageWriter
from briefgen.pages.theme import Theme


def machine_files(graph: Graph, plan: Plan, theme: Theme, base_url: str) -> Iterator[Output]:
    """Feeds, sitemap and robots.txt; those that need absolute URLs only when there is a base URL."""
    writer = PageWriter(graph, plan, theme, base_url)
    if base_url:
        yield from feeds(writer)
        yield Output("sitemap.xml", sitemap(writer), "the sitemap")
    yield Output("robots.txt", robots(base_url), "robots.txt")
