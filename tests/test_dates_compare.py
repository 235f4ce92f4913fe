"""Comparison: against a brute-force model on small bounds, and the rulings one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.dates import (
    MAX_DAY,
    MIN_DAY,
    Answer,
    Date,
    active,
    after,
    before,
    contains,
    contradict,
    iso,
    may_be_same,
    narrower,
    overlaps,
    parse,
    sort_key,
    year,
)

YES, NO, MAYBE = Answer.YES, Answer.NO, Answer.MAYBE
Stretch = tuple[int, int]


def point(first: int, last: int) -> Date:
    return Date("x", first, last, "day")


def span(first: int, last: int, text: str = "a/b") -> Date:
    return Date(text, first, last, "day", lasts=True)


def readings(d: Date) -> Iterator[Stretch]:
    """Every first and last day the date may stand for."""
    if not d.lasts:
        yield from ((day, day) for day in range(d.earliest, d.latest + 1))
    elif d.edtf.endswith("/"):
        yield from ((d.earliest, day) for day in range(d.earliest, d.latest + 1))
    elif d.edtf.startswith("/"):
        yield from ((day, d.latest) for day in range(d.earliest, d.latest + 1))
    else:
        yield d.earliest, d.latest


def modelled(a: Date, b: Date, holds: Callable[[Stretch, Stretch], bool]) -> Answer:
    answers = {holds(one, other) for one in readings(a) for other in readings(b)}
    return MAYBE if len(answers) == 2 else YES if answers == {True} else NO


bounds = st.tuples(st.integers(-6, 6), st.integers(0, 6)).map(lambda t: (t[0], t[0] + t[1]))
dates = st.one_of(
    bounds.map(lambda t: point(*t)),
    bounds.map(lambda t: span(*t)),
    bounds.map(lambda t: span(*t, "a/")),
    bounds.map(lambda t: span(*t, "/b")),
)


@given(dates, dates)
def test_before_after_overlaps_are_what_all_readings_say(a: Date, b: Date) -> None:
    assert before(a, b) == modelled(a, b, lambda x, y: x[1] < y[0])
    assert after(a, b) == modelled(a, b, lambda x, y: x[0] > y[1])
    assert overlaps(a, b) == modelled(a, b, lambda x, y: x[0] <= y[1] and y[0] <= x[1])
    assert contradict(a, b) == (modelled(a, b, lambda x, y: x[0] <= y[1] and y[0] <= x[1]) == NO)


@given(bounds, dates, st.sampled_from(["a/b", "a/", "/b"]))
def test_contains_is_what_all_readings_say(outer: Stretch, inner: Date, text: str) -> None:
    whole = span(*outer, text)
    assert contains(whole, inner) == modelled(whole, inner, lambda x, y: x[0] <= y[0] and y[1] <= x[1])
    assert contains(point(*outer), inner) == contains(span(*outer), inner), "a wide point contains as a stretch"


@given(dates, dates)
def test_the_answers_agree_with_one_another(a: Date, b: Date) -> None:
    if before(a, b) == YES:
        assert before(b, a) == NO
        assert overlaps(a, b) == NO
        assert may_be_same(a, b) == NO
    assert overlaps(a, b) == overlaps(b, a)
    assert may_be_same(a, b) == may_be_same(b, a)
    assert contradict(a, b) == contradict(b, a)
    assert not contradict(a, a)
    assert before(a, a) != YES
    inside = narrower(a, b)
    if inside is not None:
        assert not contradict(a, b)
        assert inside in (a, b)


@given(st.lists(dates, min_size=2, max_size=6))
def test_the_sort_key_puts_what_is_before_first(many: list[Date]) -> None:
    ordered = sorted(many, key=sort_key)
    for first, second in pairwise(ordered):
        assert before(second, first) != YES


@pytest.mark.parametrize(
    ("question", "a", "b", "answer"),
    [
        (before, "2023", "2024", YES),
        (before, "2024", "2023", NO),
        (before, "2023", "2023", MAYBE),
        (before, "2023-05", "2023", MAYBE),
        (before, "2023-05-10", "2023-05-10", NO),
        (before, "2023-05-10", "2023-05-11", YES),
        (before, "early 2023", "2023-05", YES),
        (before, "early 2023", "2023-04", MAYBE),
        (before, "until 2020", "2023", YES),
        (before, "since 2021", "2020", NO),
        (before, "/2020", "2021", YES),
        (before, "2019/", "2021", MAYBE),
        (before, "after 2024-08-28", "2024-08-28", NO),
        (after, "after 2024-08-28", "2024-08-28", YES),
        (after, "after 2024-08-28", "2024-08-30", MAYBE),
        (overlaps, "since 2021", "2023", YES),
        (overlaps, "2021/", "2023", MAYBE),
        (overlaps, "2024-08-27/2024-08-29", "2024-08-28", YES),
        (overlaps, "2024-08-27..2024-08-29", "2024-08-28", MAYBE),
        (overlaps, "2024-08-27/2024-08-29", "2024-08-30", NO),
        (contains, "2023", "2023-05-10", YES),
        (contains, "2023-05-10", "2023", MAYBE),
        (contains, "2024-08-27/2024-08-29", "2024-08-26/2024-08-28", NO),
        (contains, "spring 2023", "2023-04", YES),
        (may_be_same, "2023-05-10", "2023-05-10", YES),
        (may_be_same, "2023-05-10", "2023-05", MAYBE),
        (may_be_same, "2023", "2023", MAYBE),
        (may_be_same, "2023-05-10", "2023-05-11", NO),
        (may_be_same, "2024-08-27/2024-08-29", "2024-08-27/2024-08-29", YES),
        # two instants compare in UTC
        (before, "2024-08-28T01:00:00+08:00", "2024-08-27T18:00:00Z", YES),
        (before, "2024-08-27T18:00:00Z", "2024-08-28T01:00:00+08:00", NO),
        (may_be_same, "2024-08-28T01:00:00+08:00", "2024-08-27T17:00:00Z", YES),
        (overlaps, "2024-08-28T01:00:00+08:00", "2024-08-27T17:00:00Z", YES),
        # an instant against a day compares by the day as written in its own zone
        (overlaps, "2024-08-28T01:00:00+08:00", "2024-08-28", YES),
        (before, "2024-08-27", "2024-08-28T01:00:00+08:00", YES),
        # nothing near a qualified date is definite, what is far from it is
        (before, "c. 1950", "1955", MAYBE),
        (before, "c. 1950", "1990", YES),
        (before, "2021?", "2023", MAYBE),
        (before, "1990", "c. 1950", NO),
        (overlaps, "c. 2023-05-10", "2023-05-10", MAYBE),
        (may_be_same, "2023-05-10~", "2023-05-10~", MAYBE),
    ],
)
def test_rulings(question: Callable[[Date, Date], Answer], a: str, b: str, answer: Answer) -> None:
    assert question(parse(a), parse(b)) == answer


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("2023-05-10", "2023-05-11", True),
        ("2023-05", "2023-05-11", False),
        ("2024-08-27/2024-08-28", "2024-08-27/2024-08-29", False),
        ("2024-08-26/2024-08-28", "2024-08-27/2024-08-29", False),
        ("2024-08-27/2024-08-28", "2024-08-29", True),
        ("early 2023", "2023-04-30", False),
        ("early 2023", "2023-05-01", True),
        ("2023-01-28/2023-02-04", "early 2023", False),
        ("c. 2023", "2022", False),
        ("c. 2023", "1990", True),
        ("2023?", "1990", False),
        ("after 2024-08-28", "2024-08-28", True),
        ("after 2024-08-28", "2024-08-29", False),
        ("since 2021", "2020", True),
        ("2024-08-27T09:30:00Z", "2024-08-27T09:30:12Z", False),
        ("2024-08-27T09:30:00Z", "2024-08-27T09:31:00Z", True),
        ("2024-08-27T09:30:00Z", "2024-08-27T17:30:00+08:00", False),
    ],
)
def test_contradict(a: str, b: str, verdict: bool) -> None:
    assert contradict(parse(a), parse(b)) is verdict
    assert contradict(parse(b), parse(a)) is verdict


@pytest.mark.parametrize(
    ("a", "b", "winner"),
    [
        ("2023", "2023-05", "2023-05"),
        ("2023-05", "early 2023", None),
        ("2023-01-28/2023-02-04", "early 2023", "2023-01-28/2023-02-04"),
        ("2023-05-10", "2023-05-10T09:30:00Z", "2023-05-10T09:30:00Z"),
        ("2023~", "2023", "2023"),
        ("2023-05", "2023-05", "2023-05"),
        ("2024-08-27..2024-08-29", "2024-08-27/2024-08-29", "2024-08-27/2024-08-29"),
        ("2024-08-26/2024-08-28", "2024-08-27/2024-08-29", None),
        ("2023", "2024", None),
        ("2023-05-10T09:30:00Z", "2023-05-10T10:30:00Z", None),
    ],
)
def test_narrower(a: str, b: str, winner: str | None) -> None:
    for one, other in ((a, b), (b, a)):
        found = narrower(parse(one), parse(other))
        assert (found and found.edtf) == (winner and parse(winner).edtf)


@pytest.mark.parametrize(
    ("start", "end", "at", "answer"),
    [
        ("2019-01-03", "2023-01-03", "2022-08-02", YES),
        ("2019-01-03", "2023-01-03", "2022-08-02/2022-08-03", YES),
        ("2019-01-03", "2023-01-03", "2023-01-03", MAYBE),
        ("2019-01-03", "2023-01-03", "2019-01-03", MAYBE),
        ("2019-01-03", "2023-01-03", "2023-01-04", NO),
        ("2019-01-03", "2023-01-03", "2019-01-02", NO),
        ("2019-01-03", "2023-01-03", "2023", MAYBE),
        ("2019-01-03", "2023-01-03", "2020", YES),
        ("2019-01-03", None, "2050", YES),
        (None, "2023-01-03", "1950", YES),
        (None, None, "2023", YES),
        ("2023-07", None, "2023-07-25", MAYBE),
        ("2023-07", None, "2023-08-01", YES),
        ("2023-07", None, "2023-06-30", NO),
        ("2013", "2017", "2016", YES),
        ("2013", "2017", "2017-01-20", MAYBE),
        ("2013", "2017", "2018", NO),
        ("2013", "2017", "early 2016", YES),
        ("since 2021", None, "2021-06", MAYBE),
        ("since 2021", None, "2022", YES),
        ("c. 1950", None, "1955", MAYBE),
        ("c. 1950", None, "2023", YES),
        ("c. 1950", None, "1900", NO),
        ("after 2024-08-28", None, "2024-08-28", NO),
        ("after 2024-08-28", None, "2025", MAYBE),
        (None, "until 2023", "2024", NO),
        (None, "until 2023", "2022", YES),
        ("2019-01-03", "2023-01-03", "2020-05-05T10:00:00Z", YES),
    ],
)
def test_active(start: str | None, end: str | None, at: str, answer: Answer) -> None:
    assert active(start and parse(start), end and parse(end), parse(at)) == answer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "one_year", "first"),
    [
        ("2023", 2023, "2023-01-01"),
        ("2023-05-10", 2023, "2023-05-10"),
        ("early 2023", 2023, "2023-01-01"),
        ("winter 2023", 2023, "2023-12-01"),
        ("202X", None, "2020-01-01"),
        ("2023/2024", None, "2023-01-01"),
        ("2023-02/2023-04", 2023, "2023-02-01"),
        ("since 2021", None, "2021-01-01"),
        ("until 2021", None, ""),
        ("-0043-03-15", -43, "-0043-03-15"),
        ("2024-12-31T23:00:00-08:00", 2024, "2024-12-31"),
    ],
)
def test_year_and_iso(text: str, one_year: int | None, first: str) -> None:
    assert (year(parse(text)), iso(parse(text))) == (one_year, first)


def test_open_ends_sort_outermost() -> None:
    texts = ["until 2023", "-0044", "2023", "2023-01-01", "2023-01-01T10:00:00Z", "since 2023", "2024"]
    ordered = sorted(map(parse, reversed(texts)), key=sort_key)
    assert [d.edtf for d in ordered] == [
        "../2023", "-0044", "2023-01-01", "2023-01-01T10:00:00Z", "2023", "2023/..", "2024",
    ]  # fmt: skip
    assert ordered[0].earliest == MIN_DAY
    assert ordered[-2].latest == MAX_DAY


def test_a_date_survives_json() -> None:
    for text in ("early 2023", "2024-08-27T09:30:00+08:00", "since c. 2021", "-0043-03-15"):
        raw = msgspec.json.encode(parse(text))
        assert msgspec.json.decode(raw, type=Date) == parse(text)
