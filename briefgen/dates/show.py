"""Date to text and HTML for readers (thin version)."""

from __future__ import annotations

from html import escape

from briefgen.dates.record import Date


def show(d: Date, locale: str = "en", *, weekday: bool = False, short: bool = False) -> str:
    """The date for a reader at its known precision."""
    return d.edtf


def html(d: Date, locale: str = "en", label: str | None = None) -> str:
    """The date as HTML; ``label`` is HTML already."""
    return f'<span class="date" data-edtf="{escape(d.edtf)}">{label if label is not None else escape(show(d, locale))}</span>'
