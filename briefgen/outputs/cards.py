"""Cards by which briefs are shared (``og:image``): 1200 by 630, drawn from headline, date and publisher."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from briefgen import dates
from briefgen.engine.fingerprint import digest_of
from briefgen.knowledge.graph import Graph
from briefgen.pages.gallery import Gallery
from briefgen.pages.plan import Plan
from briefgen.pages.site import Output, PageWriter, Unit
from briefgen.pages.views import direction
from briefgen.pictures.cards import Card, draw
from briefgen.pictures.make import Pictures


def card_units(writer: PageWriter, graph: Graph, plan: Plan, pictures: Pictures) -> Iterator[Unit]:
    """One for each brief that has a card."""
    writer.reader.questions["pillow"] = lambda: (pictures.pillow, digest_of(pictures.font))
    gallery = Gallery(graph, plan, pictures, lambda _, src: src)
    for key, brief in graph.brief_outlines.items():
        path = gallery.card(key)
        if path:
            yield Unit(path, f"the card of {brief.key}", partial(_card, writer, key, path))
    path = gallery.site_card()
    if path:
        yield Unit(path, "the card of the site", partial(_site_card, writer, path))


def _card(writer: PageWriter, key: str, path: str) -> Iterator[Output]:
    """The drawing itself; what it shows is asked like anything that a page shows."""
    writer.reader.ask("pillow")
    brief, settings = writer.site.brief(key), writer.settings
    language = brief.lang or settings.language
    card = Card(
        title=brief.title,
        above=dates.show(brief.date, writer.speech(language).language),
        below=settings.publisher.name or settings.title,
        accent=settings.images.accent or writer.theme.accent,
        rtl=direction(language) == "rtl",
    )
    yield Output(path, draw(card, writer.pictures.font))


def _site_card(writer: PageWriter, path: str) -> Iterator[Output]:
    writer.reader.ask("pillow")
    settings = writer.settings
    accent, rtl = settings.images.accent or writer.theme.accent, direction(settings.language) == "rtl"
    yield Output(path, draw(Card(settings.title, "", settings.description, accent, rtl), writer.pictures.font))
