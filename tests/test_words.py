"""The words of the interface: none stands bare in a template, every catalogue has all of them, pages speak them."""

from __future__ import annotations

import inspect
import re
import string
from pathlib import Path

import jinja2
import pytest

import words
from briefgen import dates
from briefgen.build import Options, build
from briefgen.knowledge.office import RoleAt
from briefgen.pages.speech import Catalogues, language_name, territory
from briefgen.pages.terms import TERMS, role_text, word
from briefgen.pages.theme import ThemeError, load_theme
from briefgen.reading import schema
from conftest import MakeSite

TEMPLATES = sorted(file for folder in ("themes", "briefgen/pages") for file in (words.TOP / folder).rglob("*.html"))
LANGUAGES = ("ar", "de", "es", "fr")
SPOKEN = re.compile(r"""(?:aria-label|title|alt|placeholder|data-(?!card)\w+)=["'][^"']*[^\W\d_]{2}""")
NOT_WORDS = {"JSON", "Wikidata"}
"""Names, the same in every language."""


def bare(text: str) -> list[str]:
    """Words for readers that a template says without asking for their translation."""
    env = jinja2.Environment(extensions=["jinja2.ext.i18n"])
    html, found, trans, before = "", [], False, ("", "")
    for _, kind, value in env.lex(text):
        if kind == "whitespace":
            continue
        if before == ("block_begin", "{%") and kind == "name":
            trans = value == "trans" or trans and value != "endtrans"
        if kind == "data":
            html += "" if trans else value
        elif kind == "variable_begin":
            html += "\1"
        elif kind == "string" and before[1] not in ("(", ",") and re.search(r"[A-Z][a-z]+ ?|\w+ \w+ \w+", value):
            found.append(value)
        before = (kind, value) if kind.endswith("_begin") or kind == "operator" else (kind, "")
    found += [match[0] for match in SPOKEN.finditer(html) if "\1" not in match[0]]
    plain = re.sub(r"<[^>]*>", " ", html)
    return found + [one for one in re.findall(r"[^\W\d_]{2,}", plain) if one not in NOT_WORDS]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: f"{f.parent.parent.name}-{f.name}")
def test_no_template_speaks_without_a_catalogue(file: Path):
    assert bare(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    ["<h1>Sources</h1>", '<nav aria-label="Pages">', "{% if x %}in {{ x }}{% endif %}", '{{ x or "Not known" }}',
     "{% trans %}a{% endtrans %} word"],
)  # fmt: skip
def test_bare_words_are_found(text: str):
    assert bare(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_complete(language: str):
    wanted = {(one.context, one.id) for one in words.said() if one.id}
    catalogue = words.read(words.LOCALE / f"{language}.po")
    known = {(one.context, one.id): one for one in catalogue if one.id}

    assert known.keys() - wanted == set(), "no longer said; run make words"
    assert wanted - known.keys() == set(), "not in the catalogue; run make words, then translate"
    assert [key for key, one in known.items() if one.fuzzy or not all(_strings(one))] == []


def _strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_the_same_gaps_and_keep_the_markup(language: str):
    gap, tag = re.compile(r"%\(\w+\)s"), re.compile(r"</?\w+>")
    for one in words.read(words.LOCALE / f"{language}.po"):
        for form in _strings(one) if one.id else ():
            said = one.id[-1] if isinstance(one.id, tuple) else one.id
            optional = {"%(count)s"} if isinstance(one.id, tuple) else set()
            assert set(gap.findall(form)) | optional == set(gap.findall(said)) | optional, form
            assert tag.findall(form) == tag.findall(said), form
            assert "%" not in gap.sub("", form), form
            assert one.context == "separator" or form == form.strip(), form


def test_every_language_has_one_catalogue():
    assert sorted(file.stem for file in words.LOCALE.iterdir()) == list(LANGUAGES)


def test_every_word_of_the_schema_has_a_term():
    choices = {"claim": schema.CLAIM_STATUS, "event": schema.EVENT_FIELDS["status"][1],
               "brief": schema.BRIEF_FIELDS["type"][1], "entity": schema.ENTITY_FIELDS["kind"][1],
               "story": schema.STORY_FIELDS["status"][1]}  # fmt: skip
    wanted = {kind: inspect.getclosurevars(choice).nonlocals["allowed"] for kind, choice in choices.items()}
    wanted |= {"correction": schema.CORRECTION_KINDS, "source": schema.SOURCE_KINDS}

    assert {kind: set(terms) - TERMS[kind].keys() for kind, terms in wanted.items()} == {kind: set() for kind in wanted}


def speech(language: str):
    return load_theme(words.TOP, "default").catalogues.speech(language)


@pytest.mark.parametrize(
    ("language", "acting", "then", "expected"),
    [
        ("en", False, True, "then Speaker (2019–2023)"),
        ("en", True, True, "then acting Speaker (2019–2023)"),
        ("en", False, False, "Speaker"),
        ("de", True, True, "damals Speaker (kommissarisch) (2019–2023)"),
        ("fr", True, False, "Speaker par intérim"),
        ("es", False, True, "entonces Speaker (2019–2023)"),
        ("ar", False, True, "Speaker آنذاك (2019–2023)"),
    ],
)
def test_roles_as_of_a_date_are_said_in_the_language(language: str, acting: bool, then: bool, expected: str):
    role = RoleAt(title="Speaker", then=then, acting=acting, start=dates.parse("2019"), end=dates.parse("2023"))

    assert role_text(speech(language), role) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "A, B and &lt;C&gt;"), ("de", "A, B und &lt;C&gt;"), ("fr", "A, B et &lt;C&gt;"),
     ("es", "A, B y &lt;C&gt;"), ("ar", "A وB و&lt;C&gt;")],
)  # fmt: skip
def test_names_are_listed_in_the_manner_of_the_language(language: str, expected: str):
    assert speech(language).listed(["A", "B", "<C>"]) == expected
    assert speech(language).listed([]) == ""
    assert speech(language).listed(["A"]) == "A"


def test_numbers_and_plurals():
    german, arabic = speech("de"), speech("ar")
    said = "in %(count)s brief", "in %(count)s briefs"

    assert german.number(12345) == "12.345"
    assert german.ngettext(*said, 1) != german.ngettext(*said, 2)
    assert len({arabic.ngettext(*said, n) for n in (0, 1, 2, 3, 11)}) == 5


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(("de-AT", "fr"), "de"), (("ja", "fr"), "fr"), (("ja", "xx"), "en"), (("en-US", "de"), "en"), (("ES", "en"), "es"),
     (("pt_BR", "pt"), "pt-br")],
)  # fmt: skip
def test_the_nearest_catalogue_is_taken(wanted: tuple[str, ...], expected: str):
    files = dict.fromkeys((*LANGUAGES, "pt-br"), (b"",))

    assert Catalogues(files).language(*wanted) == expected


@pytest.mark.parametrize(
    ("tag", "name"), [("de", "Deutsch"), ("fr", "Français"), ("ar", "العربية"), ("zh", "中文"), ("tlh-x", "tlh-x")]
)
def test_languages_are_named_in_their_own(tag: str, name: str):
    assert language_name(tag) == name


def test_an_unknown_term_is_shown_as_it_stands():
    assert word(speech("de"), "quote", "sung") == "sung"


BRIEF = "---\ntitle: {title}\ndate: 2024-08-28\nupdated: 2024-08-29\nlang: {lang}\n{more}---\nWords.\n"


@pytest.fixture
def polyglot(make_site: MakeSite) -> Path:
    """One story in five languages, on a German site."""
    site = {"briefgen.yaml": "title: Zeitung\nlanguage: de\nbase_url: https://example.org/\n"}
    site["content/briefs/eins.md"] = BRIEF.format(title="Eins", lang="de", more="")
    for tag in ("en", "fr", "ar", "ja"):
        more = "translation_of: eins\n"
        site[f"content/briefs/eins-{tag}.md"] = BRIEF.format(title=f"One {tag}", lang=tag, more=more)
    return make_site(site)


def page(root: Path, path: str) -> str:
    return (root / "site" / path / "index.html").read_text(encoding="utf-8")


def test_a_page_speaks_the_language_of_its_brief(polyglot: Path):
    assert build(polyglot, Options(now="2024-09-01")).ok

    assert "aktualisiert: <time" in page(polyglot, "2024/08/eins")
    assert "<p>updated <time" in page(polyglot, "2024/08/eins-en")
    assert "mis à jour : <time" in page(polyglot, "2024/08/eins-fr")
    arabic, japanese = page(polyglot, "2024/08/eins-ar"), page(polyglot, "2024/08/eins-ja")
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "آخر تحديث: <time" in arabic
    assert '<html lang="ja" dir="ltr">' in japanese  # has no catalogue: the site's language around its text
    assert '<header class="masthead line" lang="de" dir="ltr">' in japanese
    assert ">Alle Meldungen" in page(polyglot, "briefs")


def test_translations_are_linked_both_ways_and_to_a_default(polyglot: Path):
    assert build(polyglot, Options(now="2024-09-01")).ok
    links = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
    base = "https://example.org/2024/08/"

    for path in ("eins", "eins-ar", "eins-ja"):
        found = dict(links.findall(page(polyglot, f"2024/08/{path}")))
        assert found == {"de": f"{base}eins/", "en": f"{base}eins-en/", "fr": f"{base}eins-fr/",
                         "ar": f"{base}eins-ar/", "ja": f"{base}eins-ja/", "x-default": f"{base}eins/"}  # fmt: skip
    assert 'hreflang="ar" lang="ar">العربية</a>' in page(polyglot, "2024/08/eins")


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{said}"\nmsgstr "{shown}"\n'


def test_a_theme_brings_words_of_its_own(make_site: MakeSite):
    root = make_site({
        "briefgen.yaml": "language: nl\ntheme: ours\n",
        "themes/ours/templates/404.html": '{% extends "!404.html" %}',
        "themes/ours/locale/nl.po": PO.format(said="Page not found", shown="Pagina niet gevonden"),
        "themes/ours/locale/de.po": PO.format(said="Page not found", shown="Weg"),
    })  # fmt: skip
    assert build(root).ok
    assert "<h1>Pagina niet gevonden</h1>" in (root / "site/404.html").read_text(encoding="utf-8")

    (root / "briefgen.yaml").write_text("language: de\ntheme: ours\n", encoding="utf-8")
    assert build(root).ok
    german = (root / "site/404.html").read_text(encoding="utf-8")
    assert "<h1>Weg</h1>" in german
    assert "Zur Startseite" in german  # what it does not say is ours

    (root / "themes/ours/locale/de.po").write_text(PO.format(said="Page not found", shown="Fort"), encoding="utf-8")
    assert build(root).ok
    assert "<h1>Fort</h1>" in (root / "site/404.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("garbage", "nl.po:1: "),
        ("\0\xff", "nl.po"),
        (PO.format(said="By %(authors)s", shown="Door %(autors)s"), "nl.po:4: unknown named placeholder"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=banana\\n"\n', "nl.po"),
    ],
)  # fmt: skip
def test_a_broken_catalogue_is_told_in_one_sentence(make_site: MakeSite, text: str, why: str):
    root = make_site({"briefgen.yaml": "theme: ours\n", "themes/ours/templates/x.html": ""})
    (root / "themes/ours/locale").mkdir()
    (root / "themes/ours/locale/nl.po").write_bytes(text.encode("latin-1", "replace"))

    with pytest.raises(ThemeError, match=re.escape(f"themes/ours/locale/{why}")) as caught:
        load_theme(root, "ours")
    assert not set(str(caught.value)) - set(string.printable)


@pytest.mark.parametrize(
    ("tag", "expected"), [("de", "de_DE"), ("pt-BR", "pt_BR"), ("ar", "ar_EG"), ("zh-Hant", "zh_TW"), ("xx", "xx")]
)
def test_a_language_has_a_country(tag: str, expected: str):
    assert territory(tag) == expected
