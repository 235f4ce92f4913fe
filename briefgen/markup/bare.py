"""Plain CommonMark 0.31, raw HTML kept, nothing of ours."""

from __future__ import annotations


def render_bare(text: str) -> str:
    """Markdown to HTML as markdown-it-py's ``commonmark`` preset does it."""
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").render(text))
