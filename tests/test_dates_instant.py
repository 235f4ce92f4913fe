"""Clock times: the forms, the zones, the instants."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefgen.dates import Date, DateError, iso_day, parse, parse_instant, today


def micro(*parts: int) -> int:
    since = datetime(*parts, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)  # type: ignore[arg-type, misc]
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


@pytest.mark.parametrize(
    ("text", "zone", "edtf", "instant"),
    [
        ("2017-03-08 2:05:17 -0400", "UTC", "2017-03-08T02:05:17-04:00", micro(2017, 3, 8, 6, 5, 17)),
        ("2017-03-08T2:05Z", "UTC", "2017-03-08T02:05:00Z", micro(2017, 3, 8, 2, 5)),
        ("2001-12-14t21:59:43.10-05:00", "UTC", "2001-12-14T21:59:43.1-05:00", micro(2001, 12, 15, 2, 59, 43, 100_000)),
        ("2001-12-14 21:59:43.10 -5", "UTC", "2001-12-14T21:59:43.1-05:00", micro(2001, 12, 15, 2, 59, 43, 100_000)),
        ("2001-12-15 2:59:43.10", "UTC", "2001-12-15T02:59:43.1Z", micro(2001, 12, 15, 2, 59, 43, 100_000)),
        ("2024-08-27T09:30:00+08:00", "UTC", "2024-08-27T09:30:00+08:00", micro(2024, 8, 27, 1, 30)),
        ("2024-08-27T09:30:00+00:00", "UTC", "2024-08-27T09:30:00+00:00", micro(2024, 8, 27, 9, 30)),
        ("2024-08-27T09:30:00-00:00", "UTC", "2024-08-27T09:30:00Z", micro(2024, 8, 27, 9, 30)),
        ("2024-08-27T09:30:00+08", "UTC", "2024-08-27T09:30:00+08", micro(2024, 8, 27, 1, 30)),
        ("2024-08-27T09:30:00,5Z", "UTC", "2024-08-27T09:30:00.5Z", micro(2024, 8, 27, 9, 30, 0, 500_000)),
        ("2024-08-27T09:30:00.123456789Z", "UTC", "2024-08-27T09:30:00.123456Z", micro(2024, 8, 27, 9, 30, 0, 123_456)),
        ("2024-08-27T09:30:00.000Z", "UTC", "2024-08-27T09:30:00Z", micro(2024, 8, 27, 9, 30)),
        ("2024-08-27T09:30:00", "UTC", "2024-08-27T09:30:00Z", micro(2024, 8, 27, 9, 30)),
        ("2024-08-27T09:30:00", "Asia/Shanghai", "2024-08-27T09:30:00+08:00", micro(2024, 8, 27, 1, 30)),
        ("2024-08-27 09:30", "America/New_York", "2024-08-27T09:30:00-04:00", micro(2024, 8, 27, 13, 30)),
        ("2024-01-27 09:30", "America/New_York", "2024-01-27T09:30:00-05:00", micro(2024, 1, 27, 14, 30)),
        ("2024-08-27 09:30", "Asia/Kathmandu", "2024-08-27T09:30:00+05:45", micro(2024, 8, 27, 3, 45)),
        ("1969-12-31T23:59:59Z", "UTC", "1969-12-31T23:59:59Z", -1_000_000),
        ("1969-12-31T23:59:59.5Z", "UTC", "1969-12-31T23:59:59.5Z", -500_000),
        # clocks go back: the first of the two; clocks go forward: the offset before
        ("2024-10-27 02:30", "Europe/Berlin", "2024-10-27T02:30:00+02:00", micro(2024, 10, 27, 0, 30)),
        ("2024-03-31 02:30", "Europe/Berlin", "2024-03-31T02:30:00+01:00", micro(2024, 3, 31, 1, 30)),
    ],
)
def test_forms(text: str, zone: str, edtf: str, instant: int) -> None:
    found = parse_instant(text, zone)
    assert (found.edtf, found.instant, found.precision) == (edtf, instant, "instant")
    assert parse(edtf, "Pacific/Auckland").instant == instant, "the canonical form carries its zone"
    assert found.as_written == ("" if text == edtf else text)
    assert iso_day(found.earliest) == iso_day(found.latest) == text[:10], "the day is the day as written"


def test_the_years_before_the_calendar_of_python() -> None:
    zero = parse("0000-01-01T00:00:00Z").instant
    one = parse("0001-01-01T00:00:00Z").instant
    assert zero is not None
    assert one is not None
    assert one - zero == 366 * 86_400 * 1_000_000
    assert parse("-0004-02-29T12:00:00", "Europe/Paris").edtf.startswith("-0004-02-29T12:00:00+")


def test_a_day_is_an_instant_s_coarse_sibling() -> None:
    assert parse_instant("2024-08-28") == parse("2024-08-28")


@pytest.mark.parametrize(
    "text", ["2024", "2024-08", "early 2024", "2024-08-27/2024-08-28", "2024-08-28?", "c. 2024-08-28"]
)
def test_what_is_wider_than_a_day_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="a full date is needed"):
        parse_instant(text)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("2024-08-27 09:30 GMT", "2024-08-27 09:30Z"),
        ("2024-08-27T24:00:00Z", "2024-08-28T00:00:00Z"),
        ("2024-12-31T24:00:00+01:00", "2025-01-01T00:00:00+01:00"),
        ("2024-08-27T23:59:60Z", "2024-08-27T23:59:59Z"),
        ("2024-08-27T0930", "2024-08-27T09:30"),
        ("27 August 2024", "2024-08-27"),
    ],
)
def test_suggestions(text: str, suggestion: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_instant(text)
    assert caught.value.suggestion == suggestion
    parse_instant(suggestion)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "UTC+8"])
def test_an_unknown_zone_is_a_date_error(zone: str) -> None:
    with pytest.raises(DateError, match="not a time zone"):
        parse("2024-08-27T09:30:00", zone)
    with pytest.raises(DateError, match="not a time zone"):
        today(0, zone)
    assert parse("2024-08-27T09:30:00Z", zone).instant is not None, "a zone that is not needed is not looked up"


def test_today_depends_on_the_zone() -> None:
    late = micro(2024, 8, 28, 23, 30)
    assert today(late, "UTC") == parse("2024-08-28")
    assert today(late, "Asia/Shanghai") == parse("2024-08-29")
    assert today(late, "America/Los_Angeles") == parse("2024-08-28")
    assert today(-1, "UTC") == parse("1969-12-31")
    assert isinstance(today(0, "UTC"), Date)
