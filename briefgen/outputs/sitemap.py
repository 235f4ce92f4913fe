"""``sitemap.xml`` (sitemaps.org 0.9) and ``robots.txt`` (RFC 9309)."""

from __future__ import annotations

from html import escape

from briefgen import dates
from briefgen.pages.site import PageWriter


def sitemap(writer: PageWriter) -> bytes:
    """Every page but 404, with the day on which a brief last changed."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for path, changed in writer.reader.ask("sitemap"):
        when = f"<lastmod>{changed}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(writer.absolute(path), quote=False)}</loc>{when}</url>")
    return ("\n".join([*lines, "</urlset>"]) + "\n").encode()


def sitemap_pages(writer: PageWriter) -> tuple[tuple[str, str], ...]:
    """Path and day of the last change of each page, by path."""
    found = []
    for page in sorted(writer.plan.pages, key=lambda one: one.path):
        date = None
        if page.kind == "brief":
            meta = writer.graph.brief_outlines[page.id].meta
            date = meta.updated or meta.date
        if page.kind != "404":
            found.append((page.path, dates.iso_day(date.latest) if date else ""))
    return tuple(found)


def robots(base_url: str) -> bytes:
    """Everything may be read; where the sitemap is."""
    return ("User-agent: *\nAllow: /\n" + (f"Sitemap: {base_url}sitemap.xml\n" if base_url else "")).encode()
