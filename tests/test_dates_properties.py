"""Properties of parsing and showing, on dates of every form."""

from __future__ import annotations

import calendar
import pickle
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.dates import DateError, from_day, html, iso_day, looks_like_date, parse, show
from briefgen.dates.days import month_length, to_ymd

LOCALES = [
    "en",
    "en-US",
    "de",
    "fr",
    "es",
    "ar",
    "ja",
    "zh-Hant",
    "ru",
    "sv",
    "fa",
    "he",
    "pt_BR",
    "hi",
    "th",
    "xx",
    "",
]

years = st.integers(-9999, 9999).map(lambda y: f"{y:04d}" if y >= 0 else f"-{-y:04d}")
months = st.builds(lambda y, m: f"{y}-{m:02d}", years, st.integers(1, 12))
days = st.integers(from_day(-9999, 1, 1), from_day(9999, 12, 31)).map(iso_day)
seasons = st.builds(lambda y, c: f"{y}-{c}", years, st.sampled_from([21, 22, 23, 24, *range(33, 40)]))
unspecified = st.one_of(
    years.map(lambda y: y[:-1] + "X"),
    years.map(lambda y: y[:-2] + "XX"),
    years.map(lambda y: y + "-XX"),
    months.map(lambda m: m + "-XX"),
)
plain = st.one_of(years, months, days, seasons, unspecified)
single = st.builds(lambda d, q: d + q, plain, st.sampled_from(["", "", "?", "~", "%"]))
friendly = st.one_of(
    single,
    st.builds(lambda w, d: f"{w} {d}", st.sampled_from(["since", "until", "after", "before", "c."]), single),
    st.builds(
        lambda w, y: f"{w} {y}", st.sampled_from(["early", "mid", "late", "spring", "winter", "Q3", "H2"]), years
    ),
)
pairs = st.builds(lambda a, b, j: a + j + b, single, single, st.sampled_from(["/", ".."]))
open_ended = st.builds(
    lambda d, j: j.format(d), single, st.sampled_from(["{}/..", "../{}", "{}/", "/{}", "[{}..]", "[..{}]"])
)
ZONES = ["", "Z", "+08:00", "-03:30", "+00:00"]
clocks = st.builds(
    lambda d, h, m, s, z: f"{d}T{h:02d}:{m:02d}:{s:02d}{z}",
    days, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.sampled_from(ZONES),
)  # fmt: skip
written = st.one_of(friendly, pairs, open_ended, clocks)


def read(text: str):
    """The date, or None for one that is refused (reversed, beyond the calendar) with a place and a sentence."""
    try:
        return parse(text)
    except DateError as refused:
        error = refused
    assert 0 <= error.start <= error.end <= len(text)
    assert error.message
    if error.suggestion:
        parse(error.suggestion)
    return None


@given(written)
def test_the_canonical_form_reads_as_itself(text: str) -> None:
    found = read(text)
    if found is None:
        return
    again = parse(found.edtf)
    assert again.edtf == found.edtf
    assert again.as_written == ""
    same = ("earliest", "latest", "precision", "lasts", "approximate", "uncertain", "open_start", "open_end", "instant")
    assert all(getattr(again, name) == getattr(found, name) for name in same)


@given(written)
def test_bounds_are_in_order_and_shape_is_known(text: str) -> None:
    found = read(text)
    if found is not None:
        assert found.earliest <= found.latest
        assert looks_like_date(text)
        assert looks_like_date(found.edtf)


@given(written, st.sampled_from(LOCALES), st.booleans(), st.booleans())
def test_showing_never_raises_and_never_says_nothing(text: str, locale: str, weekday: bool, short: bool) -> None:
    found = read(text)
    if found is not None:
        assert show(found, locale, weekday=weekday, short=short).strip()
        assert html(found, locale).count("<time") in (0, 1, 2)
        assert html(found, locale, label="<b>x</b>").count(">x<") == 1


@given(st.text(alphabet="0123456789-/.~?%X[]{}, TZ:+sQcearlymid–", max_size=30))
def test_any_text_is_a_date_or_an_error_with_a_place(text: str) -> None:
    read(text)
    looks_like_date(text)


@given(st.text(max_size=60))
def test_any_unicode_is_a_date_or_an_error_with_a_place(text: str) -> None:
    read(text)
    looks_like_date(text)


@given(st.dates())
def test_day_numbers_are_python_s(day: date) -> None:
    number = day.toordinal()
    assert from_day(day.year, day.month, day.day) == number
    assert to_ymd(number) == (day.year, day.month, day.day)
    assert iso_day(number) == day.isoformat()
    assert month_length(day.year, day.month) == calendar.monthrange(day.year, day.month)[1]


@given(st.integers(from_day(-9999, 1, 1), from_day(9999, 12, 31) - 1))
def test_days_follow_one_another_below_year_one_too(number: int) -> None:
    one, next_one = to_ymd(number), to_ymd(number + 1)
    assert from_day(*one) == number
    assert one < next_one
    parse(iso_day(number))


def test_the_calendar_repeats_after_400_years() -> None:
    assert from_day(1, 1, 1) == 1
    assert from_day(0, 12, 31) == 0
    assert from_day(-399, 1, 1) == 1 - (date(2001, 1, 1) - date(1601, 1, 1)) // timedelta(days=1)


def test_an_error_crosses_processes() -> None:
    with pytest.raises(DateError) as caught:
        parse("May 2023")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert vars(copy) == vars(caught.value)
    assert (copy.message, copy.suggestion) == (caught.value.message, "2023-05")


def test_reading_dates_imports_neither_babel_nor_zones() -> None:
    code = (
        "import sys; from briefgen.dates import parse, before; parse('early 2023'); parse('2024-08-27T09:30:00+08:00');"
        "sys.exit(bool({'babel', 'zoneinfo', 'briefgen.dates.suggest'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
