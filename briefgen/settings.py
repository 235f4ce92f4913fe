"""The settings of a site: what ``briefgen.yaml`` may say, with every default."""

from __future__ import annotations

from typing import Any

from briefgen.model import Record

PERMALINKS = {
    "brief": "/{year}/{month}/{slug}/",
    "person": "/people/{slug}/",
    "org": "/organizations/{slug}/",
    "office": "/offices/{slug}/",
    "place": "/places/{slug}/",
    "document": "/documents/{slug}/",
    "topic": "/topics/{slug}/",
    "term": "/terms/{slug}/",
    "event": "/events/{slug}/",
    "story": "/stories/{slug}/",
    "author": "/authors/{slug}/",
    "page": "/{slug}/",
}
"""Default URL pattern of each kind of page."""


class Publisher(Record, frozen=True, kw_only=True):
    """Who publishes the site."""

    name: str = ""
    url: str = ""
    policies: dict[str, str] = {}


class MarkdownSettings(Record, frozen=True, kw_only=True):
    """How Markdown is read. Part of the key under which a parse is remembered."""

    html: bool = False
    typographer: bool = False
    labels: tuple[str, ...] = (
        "Why it matters",
        "Background",
        "The context",
        "What's next",
        "What we know",
        "What we don't know",
        "The big picture",
        "By the numbers",
        "Between the lines",
        "The other side",
        "Go deeper",
    )


class FeedSettings(Record, frozen=True, kw_only=True):
    """Which feeds there are, and how they are written."""

    items: int = 20
    full: bool = True
    """Whole texts, else summaries."""
    stories: bool = True
    topics: bool = True
    authors: bool = True
    corrections: bool = True


class ImageSettings(Record, frozen=True, kw_only=True):
    """How pictures are published."""

    widths: tuple[int, ...] = (400, 800, 1200, 1600)
    """Widths in pixels in which each picture is offered, as far as it is that wide."""
    formats: tuple[str, ...] = ("avif",)
    """Modern formats beside a picture's own: avif, webp."""
    cards: bool = True
    """Draw a card for each brief that has no picture, for those who share it."""
    accent: str = ""
    """Colour of the cards, ``#9a2617``; empty: the theme's."""
    font: str = ""
    """Font file in the site's folder for the cards, for scripts that ours lacks."""


class SearchSettings(Record, frozen=True, kw_only=True):
    """The search page."""

    page: bool = True
    full: bool = True
    """Search whole texts too, where the extra is installed; else only titles and names."""


class Settings(Record, frozen=True, kw_only=True):
    """Everything ``briefgen.yaml`` may say. Every setting is optional."""

    title: str = "Briefs"
    description: str = ""
    base_url: str = ""
    """Absolute URL of the site's root with a trailing slash, or empty."""
    language: str = "en"
    timezone: str = "UTC"
    theme: str = "default"
    publisher: Publisher = Publisher()
    authors: tuple[str, ...] = ()
    """Default authors of briefs that name none."""
    permalinks: dict[str, str] = {}
    """Overrides of :data:`PERMALINKS`."""
    paging: int = 50
    feeds: FeedSettings = FeedSettings()
    outputs: dict[str, Any] = {}
    markdown: MarkdownSettings = MarkdownSettings()
    checks: dict[str, str] = {}
    """Severity word by code or family letter."""
    budget: dict[str, Any] = {}
    images: ImageSettings = ImageSettings()
    search: SearchSettings = SearchSettings()
    extra: dict[str, Any] = {}

    def permalink(self, kind: str) -> str:
        """The URL pattern of a kind of page."""
        return self.permalinks.get(kind) or PERMALINKS[kind]
