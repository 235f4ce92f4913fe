"""What pages are told of pictures: the sizes of one, and the picture by which a brief is shared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import unquote

from briefgen.knowledge.graph import Graph
from briefgen.knowledge.links import resolve_path
from briefgen.knowledge.outlines import BriefOutline
from briefgen.model import Record
from briefgen.pages.plan import Plan
from briefgen.pages.slots import ROOT, to
from briefgen.pictures import cards
from briefgen.pictures.make import Pictures, Shown

_SHARED: Final = 1200
"""The width that those who show shared pages ask for."""
_LEAST: Final = 600


class Srcset(Record, frozen=True, kw_only=True):
    """A picture in one format, as ``<source>`` takes it."""

    type: str
    srcset: str


class ImageCard(Record, frozen=True, kw_only=True):
    """A picture as pages show it."""

    src: str
    """Link to the size for those who know no other."""
    width: int = 0
    """In pixels; 0 when nothing is known."""
    height: int = 0
    srcset: str = ""
    """Sizes in its own format."""
    sources: tuple[Srcset, ...] = ()
    """Sizes in modern formats."""


class Share(Record, frozen=True, kw_only=True):
    """The picture by which a page is shared."""

    path: str
    """Output path."""
    type: str
    width: int
    height: int
    alt: str


class Gallery:
    """Answers about pictures, from what was made of them. ``link`` makes links of documents links of the site."""

    def __init__(self, graph: Graph, plan: Plan, pictures: Pictures, link: Callable[[str, str], str]) -> None:
        self.graph, self.plan, self.pictures, self.link = graph, plan, pictures, link
        self.known: Mapping[str, Any] = dict.fromkeys(graph.files)

    def find(self, here: str, src: str) -> Shown | None:
        """What is known of a picture that a document shows."""
        path = resolve_path(self.known, self.pictures.shown, here, src) if self.pictures.shown else None
        return self.pictures.shown.get(path or "")

    def image(self, here: str, src: str) -> ImageCard:
        """A picture by its path as a document writes it."""
        link, shown = self.link(here, src), self.find(here, src)
        if shown is None:
            return ImageCard(src=link)
        own = [one for one in shown.sizes if one.type == shown.type]
        fitting = [one for one in own if one.width <= _SHARED]
        choices = [(to(one.path), one.width) for one in own]
        if own and shown.width <= 2 * own[-1].width:
            choices.append((link, shown.width))
        modern = dict.fromkeys(one.type for one in shown.sizes if one.type != shown.type)
        sources = tuple(
            Srcset(type=kind, srcset=_srcset([(to(one.path), one.width) for one in shown.sizes if one.type == kind]))
            for kind in modern
        )
        src = to(fitting[-1].path) if fitting and shown.width > _SHARED else link
        return ImageCard(src=src, width=shown.width, height=shown.height, srcset=_srcset(choices), sources=sources)

    def card(self, key: str) -> str:
        """Output path of the card of a brief; empty when it has a picture, no card can be drawn, or it has no page.

        Cards need absolute URLs, Pillow, and letters that the font has.
        """
        settings, brief = self.graph.settings, self.graph.brief_outlines[key]
        words = f"{brief.meta.title}{settings.publisher.name or settings.title}"
        if self._photo(brief) is not None or not self._draws(words):
            return ""
        page = self.plan.urls.get(f"brief:{key}", "")
        return f"{page.removesuffix('index.html')}card.png" if page else ""

    def site_card(self) -> str:
        """Output path of the card of the site, for pages that are no briefs; empty when it has none."""
        settings = self.graph.settings
        return "assets/card.png" if self._draws(f"{settings.title}{settings.description}") else ""

    def _draws(self, words: str) -> bool:
        settings = self.graph.settings
        wanted = self.pictures.pillow and settings.images.cards and settings.base_url
        return bool(wanted and cards.drawable(words, self.pictures.font))

    def share(self, key: str) -> Share | None:
        """The picture by which a brief is shared: its own, else its card. Of the site, for an empty key: its card."""
        if not key:
            path, alt = self.site_card(), self.graph.settings.title
            return Share(path=path, type="image/png", width=cards.WIDTH, height=cards.HEIGHT, alt=alt) if path else None
        brief = self.graph.brief_outlines[key]
        shown, image = self._photo(brief), brief.meta.image
        if shown is None or image is None:
            path, alt = self.card(key), brief.meta.title or key
            return Share(path=path, type="image/png", width=cards.WIDTH, height=cards.HEIGHT, alt=alt) if path else None
        fitting = [one for one in shown.sizes if one.type == shown.type and one.width <= _SHARED]
        if fitting and shown.width > _SHARED:
            best = fitting[-1]
            return Share(path=best.path, type=best.type, width=best.width, height=best.height, alt=image.alt or "")
        path = unquote(self.link(brief.doc.path, image.src).lstrip(ROOT))
        return Share(path=path, type=shown.type, width=shown.width, height=shown.height, alt=image.alt or "")

    def _photo(self, brief: BriefOutline) -> Shown | None:
        """The picture of a brief, if those who show shared pages take such a one."""
        image = brief.meta.image
        shown = self.find(brief.doc.path, image.src) if image is not None else None
        fit = shown is not None and shown.type in ("image/jpeg", "image/png") and shown.width >= _LEAST
        return shown if fit else None


def _srcset(choices: Collection[tuple[str, int]]) -> str:
    return ", ".join(f"{link} {width}w" for link, width in choices)

