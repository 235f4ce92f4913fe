"""Runs the tables of ``tests/spec/dates.md``: the document is the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.dates import DateError, iso_day, looks_like_date, parse, show

SPEC = Path(__file__).parent / "spec" / "dates.md"


def rows(columns: int) -> list[tuple[str, ...]]:
    """The rows of the tables that have so many columns, without their headings."""
    lines = SPEC.read_text(encoding="utf-8").splitlines()
    table = [line.strip("|").split("|") for line in lines if line.startswith("| `")]
    return [tuple(cell.strip().strip("`") for cell in row) for row in table if len(row) == columns]


@pytest.mark.parametrize(("text", "edtf", "first", "last", "shown"), rows(5))
def test_read_and_shown(text: str, edtf: str, first: str, last: str, shown: str) -> None:
    found = parse(text)
    assert (found.edtf, iso_day(found.earliest) or "open", iso_day(found.latest) or "open") == (edtf, first, last)
    assert show(found) == shown
    assert looks_like_date(text)


@pytest.mark.parametrize(("text", "message", "suggestion"), rows(3))
def test_refused(text: str, message: str, suggestion: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)


def test_every_row_is_run() -> None:
    lines = SPEC.read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line.startswith("|---")]
    tables = [line for line in lines if line.startswith("|")]
    assert len(rows(5)) + len(rows(3)) == len(tables) - 2 * len(rules)
