"""The PyPI package ``edtf`` as a second opinion on what EDTF says.

It is not asked where it differs on purpose or by fault: it accepts reversed intervals, gives open ends a
made-up length, lets winter end with December, and has its own mind about qualified bounds.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.dates import from_day, iso_day, parse

edtf = pytest.importorskip("edtf")


def bounds(text: str) -> tuple[int, int]:
    read = edtf.parse_edtf(text)
    first, last = read.lower_strict(), read.upper_strict()
    return from_day(*first[:3]), from_day(*last[:3])


LEVELS_0_AND_1 = [
    "1985-04-12", "1985-04", "1985", "0000", "0001", "-1985", "-0001", "-0001-02", "1985-04-12T23:20:30",
    "1985-04-12T23:20:30Z", "1985-04-12T23:20:30-04", "1985-04-12T23:20:30+04:30", "1964/2008",
    "2004-06/2006-08", "2004-02-01/2005-02-08", "2004-02-01/2005-02", "2004-02-01/2005", "2005/2006-02",
    "-0044/-0043", "201X", "20XX", "2004-XX", "1985-04-XX", "1985-XX-XX", "2001-21", "2001-22", "2001-23",
    "-20XX", "-201X", "2001-33", "2001-34", "2001-35", "2001-36", "2001-37", "2001-38", "2001-39",
    "2004-06-XX/2004-07-03", "2001-21/2003", "2024-02-29", "2000-02-29", "0000-02-29", "1900-02",
    "2024-02-XX",
]  # fmt: skip

REFUSED_BY_BOTH = [
    "2023-13", "2023-00", "2023-05-32", "2023-02-30", "-0000", "2023-05-10T25:00:00Z", "2023-05-10T10:60:00Z",
    "/", "[2023]", "2023-5", "2023-5-1", "2023/05", "20230510", "2023.05.10", "2004/2005/2006", "2004//2005",
    "202x", "2023-xx", "2023??", "[..]", "985", "2023-",
]  # fmt: skip


@pytest.mark.parametrize("text", LEVELS_0_AND_1)
def test_the_same_bounds(text: str) -> None:
    found = parse(text)
    assert (found.earliest, found.latest) == bounds(text)


@pytest.mark.parametrize("text", REFUSED_BY_BOTH)
def test_refused_by_both(text: str) -> None:
    with pytest.raises(edtf.parser.edtf_exceptions.EDTFParseException):
        edtf.parse_edtf(text)
    with pytest.raises(ValueError):
        parse(text)


YEARS = st.integers(1, 9999).map(lambda y: f"{y:04d}")
SINGLE = st.one_of(
    YEARS,
    st.builds(lambda y, m: f"{y}-{m:02d}", YEARS, st.integers(1, 12)),
    st.integers(1, from_day(9999, 12, 31)).map(iso_day),
    YEARS.map(lambda y: y[:3] + "X"),
    YEARS.map(lambda y: y + "-XX"),
)


@settings(max_examples=30)
@given(SINGLE)
def test_the_same_bounds_for_any_date(text: str) -> None:
    found = parse(text)
    assert (found.earliest, found.latest) == bounds(text)
