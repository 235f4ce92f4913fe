"""What the dialect promises, a row each: HTML with slots, facts with their exact place, findings by code and place."""

from __future__ import annotations

import pytest

from briefgen.diagnostics import Diagnostic
from briefgen.markup.body import parse_body
from briefgen.model import Body
from briefgen.settings import MarkdownSettings


def parse(text: str, first_line: int = 1) -> tuple[Body, tuple[Diagnostic, ...]]:
    return parse_body(
        text, path="content/briefs/x.md", first_line=first_line, settings=MarkdownSettings(), timezone="UTC"
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a [[b]] c", "<p>a \0m0\0 c</p>\n"),
        ("*a [[b|c]]* [@k, p. 2]", "<p><em>a \0m0\0</em> \0s0\0</p>\n"),
        ("`[[a]]`", "<p><code>[[a]]</code></p>\n"),
        ("[[map](url)]", '<p>[<a href="\0l0\0">map</a>]</p>\n'),
        ("[@handle](http://a.b)", '<p><a href="http://a.b">@handle</a></p>\n'),
        ("<b onclick=x>hi</b>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>\n"),
        ("# A\n\n## A", '<h2 id="a">A</h2>\n<h3 id="a-2">A</h3>\n'),
        ("**Why it matters:** x", '<p class="labelled"><strong class="label">Why it matters:</strong> x</p>\n'),
        ("> plain", "<blockquote>\n<p>plain</p>\n</blockquote>\n"),
    ],
)
def test_html(text, html):
    assert parse(text)[0].html == html


def test_a_nul_of_the_writer_is_never_a_slot():
    body, _ = parse("x \0m0\0 [[a]] &#0;")
    assert body.html.count("\0") == 2


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("[[2023-02-30]]", "D08", (7, 11)),
        ("x [y [[a]]](/u)", "B05", (7, 6)),
        ("one\ntwo[^1]", "B11", (8, 4)),
        ("[t]{qoute by=x}", "B03", (7, 1)),
        ("a\n\n::: timline\n\n:::", "B02", (9, 1)),
        ("::: aside", "B04", (7, 1)),
        ("[a](javascript:alert(1))", "B10", (7, 5)),
        ("| a | b |\n|---|---|\n| [[x|y]] | z |", "B06", (9, 3)),
    ],
)
def test_findings_stand_where_the_fault_is(text, code, place):
    found = [(one.code, (one.place.line, one.place.column)) for one in parse(text, first_line=7)[1]]
    assert found == [(code, place)]


def test_an_attribution_is_taken_apart():
    body, found = parse("> q\n>\n> — [[w|W]], to reporters in [[b]], [[2024-08-27]] (paraphrase) [@k, p. 2]")
    (quote,) = body.quotes
    assert found == ()
    assert (quote.who, body.mentions[quote.who_mention].target, quote.to) == ("w", "w", "reporters")
    assert (quote.mode, quote.sources, quote.text) == ("paraphrase", ("k",), "q")
    assert quote.date is not None
    assert quote.date.edtf == "2024-08-27"


def test_a_note_is_shown_once_and_both_references_lead_to_it():
    html = parse("a[^1] b[^1]\n\n[^1]: n")[0].html
    assert html.count('id="note-1"') == 1
    assert html.count('href="#note-1"') == 2
    assert html.index("</p>") < html.index("<aside")


@pytest.mark.parametrize(
    ("text", "asides", "twice"),
    [
        ("x [^a] [^b]\n\n[^a]: one\n\n    [^b]: two\n", 2, 0),
        ("x [^a]\n\n[^a]: > [^a]: a\n", 1, 1),
        ("[^a]: > [^a]: a\n:::\n\nx [^a]\n", 1, 1),
    ],
)
def test_a_note_may_be_defined_in_another(text: str, asides: int, twice: int):
    body, found = parse(text)
    assert body.html.count("<aside") == body.html.count("</aside>") == asides
    assert "<>" not in body.html
    assert sum(one.code == "B11" for one in found) == twice


@pytest.mark.parametrize("mark", ["> ", "[", "*", "- ", "1. ", "::: aside\n"])
def test_depth_never_raises(mark):
    parse(mark * 5000 + "x")
