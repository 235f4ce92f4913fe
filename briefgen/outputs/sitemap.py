"""``sitemap.xml`` (sitemaps.org 0.9) and ``robots.txt`` (RFC 9309)."""

from __future__ import annotations

from xml.sax.saxutils import escape

from briefgen import dates
from briefgen.pages.site import PageWriter


def sitemap(writer: PageWriter) -> bytes:
    """Every page but 404, with the day on which a brief last changed."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for page in sorted(writer.plan.pages, key=lambda one: one.path):
        if page.kind == "404":
            continue
        changed = ""
        if page.kind == "brief":
            meta = writer.graph.briefs[page.id].meta
            date = meta.updated or meta.date
            changed = f"<lastmod>{dates.iso_day(date.latest)}</lastmod>" if date else ""
        lines.append(f"<url><loc>{escape(writer.absolute(page.path))}</loc>{changed}</url>")
    return ("\n".join([*lines, "</urlset>"]) + "\n").encode()


def robots(base_url: str) -> bytes:
    """Everything may be read; where the sitemap is."""
    return ("User-agent: *\nAllow: /\n" + (f"Sitemap: {base_url}sitemap.xml\n" if base_url else "")).encode()
