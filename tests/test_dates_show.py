"""What readers see, in words and in HTML."""

from __future__ import annotations

import re

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from briefgen.dates import html, parse, patterns, show
from briefgen.dates.days import from_day, to_ymd
from briefgen.dates.words import NEUTRAL, WORDS
from sites import DEEP

ENGLISH = [
    ("early 2023", "early 2023"),
    ("mid 2023", "mid 2023"),
    ("late 2023", "late 2023"),
    ("2023-01..2023-04", "early 2023"),
    ("H1 2023", "first half of 2023"),
    ("2023", "2023"),
    ("2023-05", "May 2023"),
    ("2023-05-10", "10 May 2023"),
    ("2023-XX", "2023"),
    ("2023-05-XX", "May 2023"),
    ("c. 1950", "about 1950"),
    ("2021?", "possibly 2021"),
    ("2021%", "possibly about 2021"),
    ("2023-~05", "about May 2023"),
    ("2024-08-27/2024-08-29", "27–29 August 2024"),
    ("2024-08-27/2024-09-03", "27 August – 3 September 2024"),
    ("2023-12-30/2024-01-02", "30 December 2023 – 2 January 2024"),
    ("2024-08-27/2024-08-27", "27 August 2024"),
    ("2023-05/2023-07", "May–July 2023"),
    ("2022-11/2023-02", "November 2022 – February 2023"),
    ("2019/2021", "2019–2021"),
    ("2023-05/2023-06-10", "May 2023 – 10 June 2023"),
    ("1984~/2004-06", "about 1984 – June 2004"),
    ("-0043/-0042", "44 BC – 43 BC"),
    ("after 2024-08-28", "after 28 August 2024"),
    ("after 2023-05", "after May 2023"),
    ("after 2023", "after 2023"),
    ("after c. 2023", "after about 2023"),
    ("before 2025-01-20", "before 20 January 2025"),
    ("before spring 2023", "before March 2023"),
    ("[2023-21..]", "spring 2023 or later"),
    ("[..9999]", "9999 or earlier"),
    ("since 2021", "since 2021"),
    ("since c. 2021-05", "since about May 2021"),
    ("until 2023-05-10", "until 10 May 2023"),
    ("2021/", "from 2021, end not known"),
    ("/2021", "to 2021, beginning not known"),
    ("2019-03..2019-07", "between March and July 2019"),
    ("2019..2021", "between 2019 and 2021"),
    ("2024-08-27..2024-08-29", "between 27 and 29 August 2024"),
    ("2023-05..2023-06-10", "between May 2023 and 10 June 2023"),
    ("2020s", "2020s"),
    ("c. 1950s", "about the 1950s"),
    ("since 2020s", "since the 2020s"),
    ("195X?", "possibly the 1950s"),
    ("2000s", "between 2000 and 2009"),
    ("19XX", "between 1900 and 1999"),
    ("spring 2023", "spring 2023"),
    ("winter 2023", "winter 2023"),
    ("Q1 2023", "first quarter of 2023"),
    ("2023-38", "second third of 2023"),
    ("2024-08-27T09:30:00+08:00", "27 August 2024, 09:30 UTC+8"),
    ("2024-08-27T09:30:00-03:30", "27 August 2024, 09:30 UTC−3:30"),
    ("2024-08-27T09:30:00Z", "27 August 2024, 09:30 UTC"),
    ("-0043-03-15", "15 March 44 BC"),
    ("0000", "1 BC"),
]


@pytest.mark.parametrize(("text", "shown"), ENGLISH)
def test_english(text: str, shown: str) -> None:
    assert show(parse(text)) == shown


@pytest.mark.parametrize(
    ("text", "de", "fr", "es", "ar"),
    [
        ("early 2023", "Anfang 2023", "début 2023", "principios de 2023", "أوائل 2023"),
        ("mid 2023", "Mitte 2023", "mi-2023", "mediados de 2023", "منتصف 2023"),
        ("2023-05", "Mai 2023", "mai 2023", "mayo de 2023", "مايو 2023"),
        ("c. 1950", "um 1950", "vers 1950", "hacia 1950", "حوالي 1950"),
        (
            "after 2024-08-28",
            "nach dem 28. August 2024",
            "après le 28 août 2024",
            "después del 28 de agosto de 2024",
            "بعد 28 أغسطس 2024",
        ),
        ("since 2021", "seit 2021", "depuis 2021", "desde 2021", "منذ 2021"),
        (
            "until 2023-05-10",
            "bis zum 10. Mai 2023",
            "jusqu’au 10 mai 2023",
            "hasta el 10 de mayo de 2023",
            "حتى 10 مايو 2023",
        ),
        ("2020s", "2020er-Jahre", "années 2020", "años 2020", "عقد 2020"),
        ("spring 2023", "Frühjahr 2023", "printemps 2023", "primavera de 2023", "ربيع 2023"),
        ("Q1 2023", "1. Quartal 2023", "1er trimestre 2023", "1.er trimestre de 2023", "الربع الأول 2023"),
        (
            "2024-08-27/2024-08-29",
            "27.–29. August 2024",
            "27–29 août 2024",
            "27–29 de agosto de 2024",
            "27–29 أغسطس 2024",
        ),
        ("2023-01-01", "1. Januar 2023", "1er janvier 2023", "1 de enero de 2023", "1 يناير 2023"),
        (
            "2019-03..2019-07",
            "zwischen März und Juli 2019",
            "entre mars et juillet 2019",
            "entre marzo y julio de 2019",
            "بين مارس ويوليو 2019",
        ),
        ("since c. 2021", "seit etwa 2021", "depuis environ 2021", "desde aproximadamente 2021", "منذ حوالي 2021"),
        ("2021?", "möglicherweise 2021", "peut-être 2021", "posiblemente 2021", "ربما 2021"),
    ],
)
def test_other_words(text: str, de: str, fr: str, es: str, ar: str) -> None:
    assert [show(parse(text), locale) for locale in ("de", "fr", "es", "ar")] == [de, fr, es, ar]


@pytest.mark.parametrize(
    ("text", "locale", "shown"),
    [
        ("2024-08-27", "en-US", "August 27, 2024"),
        ("2024-08-27/2024-08-29", "en_US", "August 27 – 29, 2024"),
        ("2024-08-27", "de-AT", "27. August 2024"),
        ("2024-08-27/2024-08-29", "ja", "2024年8月27日～29日"),
        ("early 2023", "sv", "januari … april 2023"),
        ("c. 1950", "sv", "≈ 1950"),
        ("since 2021", "sv", "2021 –"),
        ("2024-08-27", "qq", "27 August 2024"),
        ("2024-08-27", "", "27 August 2024"),
    ],
)
def test_every_other_locale_has_its_patterns(text: str, locale: str, shown: str) -> None:
    assert show(parse(text), locale) == shown


@pytest.mark.parametrize(
    ("text", "weekday", "short", "shown"),
    [
        ("2024-08-28", True, False, "Wednesday, 28 August 2024"),
        ("2024-08-28", False, True, "28 Aug 2024"),
        ("2024-08-28", True, True, "Wed, 28 Aug 2024"),
        ("2023-09", False, True, "Sept 2023"),
        ("2023", True, True, "2023"),
        ("2024-08-27/2024-08-29", True, True, "27–29 Aug 2024"),
        ("2024-08-28T09:30:00Z", False, True, "28 Aug 2024, 09:30"),
        ("Q1 2023", False, True, "Q1 2023"),
    ],
)
def test_weekday_and_short(text: str, weekday: bool, short: bool, shown: str) -> None:
    assert show(parse(text), weekday=weekday, short=short) == shown


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("2023", '<time datetime="2023">2023</time>'),
        ("2023-05", '<time datetime="2023-05">May 2023</time>'),
        ("2023-05-10", '<time datetime="2023-05-10">10 May 2023</time>'),
        ("0044", '<time datetime="0044">44</time>'),
        ("2023-XX", '<time datetime="2023" data-edtf="2023-XX">2023</time>'),
        (
            "2024-08-27T09:30:00+08",
            '<time datetime="2024-08-27T09:30:00+08:00">27 August 2024, 09:30 UTC+8</time>',
        ),
        (
            "2024-08-27T09:30:00.123456Z",
            '<time datetime="2024-08-27T09:30:00.123Z">27 August 2024, 09:30 UTC</time>',
        ),
        ("early 2023", '<span class="date" data-edtf="[2023-01..2023-04]">early 2023</span>'),
        ("c. 1950", '<span class="date" data-edtf="1950~">about 1950</span>'),
        ("0000", '<span class="date" data-edtf="0000">1 BC</span>'),
        ("since 2021", '<span class="date" data-edtf="2021/..">since 2021</span>'),
        (
            "2019/2021",
            (
                '<span class="date" data-edtf="2019/2021">'
                '<time datetime="2019">2019</time>–<time datetime="2021">2021</time></span>'
            ),
        ),
        ("1984~/2004-06", '<span class="date" data-edtf="1984~/2004-06">about 1984 – June 2004</span>'),
    ],
)
def test_html(text: str, markup: str) -> None:
    assert html(parse(text)) == markup


def test_a_label_is_html_already_and_stands_in_one_element() -> None:
    assert html(parse("2024-08-27"), label="<em>Tuesday</em>") == '<time datetime="2024-08-27"><em>Tuesday</em></time>'
    one = '<span class="date" data-edtf="2024-08-27/2024-08-28">August 2024</span>'
    assert html(parse("2024-08-27/2024-08-28"), label="August 2024") == one
    assert html(parse("2024"), label="") == '<time datetime="2024"></time>'


def test_what_is_shown_is_escaped() -> None:
    assert html(parse("after 2024-08-28"), "sv").startswith('<span class="date" data-edtf="[2024-08-29..]">&gt; 28')


def test_no_day_is_made_up() -> None:
    for text in (
        "2023-05",
        "early 2023",
        "2020s",
        "spring 2023",
        "2023-05-XX",
        "c. 2023-05",
        "since 2023-05",
        "after 2023-05",
    ):
        for locale in ("en", "de", "fr", "es", "ar", "ru"):
            numbers = re.findall(r"\d+", show(parse(text), locale))
            assert not {"1", "30", "31"} & set(numbers), (text, locale)


def test_the_word_tables_have_the_same_keys() -> None:
    base = {key for key in WORDS["en"] if key not in ("33", "34", "35", "36", "the decade")}
    for language, table in WORDS.items():
        missing = base - set(table)
        assert not missing, language
    assert {key.partition(".")[0] for key in NEUTRAL} <= base


EVERY_SHAPE = [
    "2023", "2023-05", "2023-05-10", "early 2023", "2024-08-27/2024-08-29", "2024-08-27/2024-09-03",
    "2023-12-30/2024-01-02", "2023-05/2023-07", "2022-11/2023-02", "2019/2021", "since 2021", "/2021", "Q1 2023",
    "winter 2023", "2020s", "c. 1950", "2024-08-27T09:30:00+08:00", "-0043-03-15", "2023-05-03..2023-05-07",
    "2023-38", "[2023-21..]", "2021%",
]  # fmt: skip


@pytest.mark.deep
def test_every_locale_babel_knows_shows_every_shape() -> None:
    for locale in locale_identifiers():
        for text in EVERY_SHAPE:
            for weekday, short in ((False, False), (True, False), (False, True), (True, True)):
                shown = show(parse(text), locale, weekday=weekday, short=short)
                assert any(char.isalnum() for char in shown), (locale, text)


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("kind", ["year", "month", "quarter", "day", "weekday"])
def test_a_pattern_is_filled_as_babel_fills_it(kind: str, short: bool):
    """In every language: what is remembered of a month makes no difference."""
    some = ((1, 1), (2, 28), (11, 10))
    days = [from_day(year, month, day) for year in (7, 843, 1999, 2000, 9999) for month, day in some]
    for name in locale_identifiers()[:: 1 if DEEP else 9]:
        locale = Locale.parse(name)
        template = patterns.pattern(locale, kind, short=short)
        for day in days:
            whole = patterns._filled(locale, template, *to_ymd(day))
            assert patterns.fill(locale, template, day) == whole, (name, template)
