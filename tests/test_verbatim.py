"""Verbatim quotes and annotated passages are found in the text of their source, or it is said that they are not."""

from __future__ import annotations

import pytest

from briefgen.build import Options, build
from conftest import MakeSite

TEXT = "The sides agreed to “keep lines open”,\nand to meet\u00a0again in spring. They spoke twice, twice."
SOURCE = "sources:\n  readout: {title: Readout, date: 2024-01-01%s}\n"


def found(make_site: MakeSite, body: str, file: str = ", file: readout.txt") -> list[str]:
    root = make_site(
        {
            "content/briefs/b.md": f"---\ntitle: B\ndate: 2024-01-02\n{SOURCE % file}---\n\n{body}\n",
            "content/briefs/readout.txt": TEXT,
        }
    )
    result = build(root, Options(now="2024-06-01"))
    return [f"{f.diagnostic.code} {f.diagnostic.place.line} {f.diagnostic.message}" for f in result.findings]


def quote(words: str, mode: str = "verbatim") -> str:
    return f"> {words}\n>\n> — The ministry ({mode}) [@readout]"


@pytest.mark.parametrize("words", ["keep lines open", '"keep lines open"', "and to meet again *in* spring."])
def test_words_that_stand_in_the_text(make_site: MakeSite, words: str):
    assert found(make_site, quote(words)) == []


def test_words_that_do_not(make_site: MakeSite):
    assert found(make_site, quote("keep doors open")) == [
        'Q04 10 this quote does not stand in the text of its source: "keep doors open"'
    ]


def test_words_that_stand_there_twice(make_site: MakeSite):
    assert found(make_site, quote("twice")) == ['Q04 10 this quote stands more than once in the text: "twice"']


def test_a_paraphrase_is_not_looked_for(make_site: MakeSite):
    assert found(make_site, quote("keep doors open", "paraphrase")) == []


def test_a_verbatim_quote_without_a_text_is_a_remark(make_site: MakeSite):
    assert found(make_site, quote("keep doors open"), file="") == [
        "S05 10 this verbatim quote cites no source with a text to find it in"
    ]


def test_a_text_that_is_not_there(make_site: MakeSite):
    assert found(make_site, "Words.[@readout]", file=", file: other.txt") == [
        "F09 5 there is no text file other.txt beside this file"
    ]


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/passwd", "../../briefgen.yaml"])
def test_a_text_outside_the_content_is_not_read(make_site: MakeSite, path: str):
    assert [line[:3] for line in found(make_site, "Words.[@readout]", file=f", file: {path}")] == ["F09"]


def test_annotated_passages(make_site: MakeSite):
    block = "::: annotate {of=readout}\n\n> %s\n\nA comment.\n\n:::"

    assert found(make_site, block % "They spoke twice") == []
    assert found(make_site, block % "They spoke thrice") == [
        'Q04 8 this passage does not stand in the text of its source: "They spoke thrice"'
    ]
    assert found(make_site, block % "They spoke", file="") == [
        "S05 8 these passages are not checked: their source has no text here"
    ]
