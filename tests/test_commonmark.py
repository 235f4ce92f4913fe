"""CommonMark: bare rendering passes the whole specification; our additions leave plain Markdown alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from briefgen.markup.bare import render_bare
from briefgen.markup.body import parse_body
from briefgen.pages.slots import plain
from briefgen.settings import MarkdownSettings

EXAMPLES = json.loads((Path(__file__).parent / "data/commonmark-0.31.2.json").read_text(encoding="utf-8"))
OURS = {
    547: "<p>[foo]</p>\n<p>[foo]: /url</p>\n",
    558: "<p>*foo* bar</p>\n",
    589: "<p>!foo</p>\n<p>foo: /url &quot;title&quot;</p>\n",
    597: '<p><a href="#">a+b+c:d</a></p>\n',
    598: '<p><a href="#">made-up-scheme://foo,bar</a></p>\n',
    600: '<p><a href="#">localhost:5001/foo</a></p>\n',
}
"""What the dialect makes otherwise, by index: two brackets are a mention (547, 558, 589; a name that is shown as it was
typed), and an address begins with a scheme that programs are known to open (the others, each told as B10).
"""


def test_the_whole_specification_is_here():
    """652 examples."""
    assert len(EXAMPLES) == 652


def _squeezed(html):
    """Line ends beside block tags carry no meaning: the specification's own tests normalise them."""
    return re.sub(r"\n?(</?blockquote>)\n?", r"\1", html)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_bare_is_commonmark(number):
    """The HTML of the specification, and that of the parser's own preset."""
    example = EXAMPLES[number]

    assert _squeezed(render_bare(example["markdown"])) == _squeezed(example["html"])
    assert render_bare(example["markdown"]) == MarkdownIt("commonmark").render(example["markdown"])


def _flat(html):
    """Without what we add on purpose: heading ids and levels, and that pictures are loaded late."""
    return re.sub(r"<(/?)h[1-6][^>]*>", r"<\1h>", html).replace(' loading="lazy"', "").replace(" />", ">")


def _body(number):
    text = EXAMPLES[number]["markdown"]
    body, _ = parse_body(text, path="t.md", first_line=1, settings=MarkdownSettings(html=True), timezone="UTC")
    return _flat(plain(body, "en"))


@pytest.mark.parametrize("number", [number for number in range(len(EXAMPLES)) if number not in OURS])
def test_plain_markdown_is_untouched(number):
    """Where our constructs are not used, a body is CommonMark's HTML."""
    assert _body(number) == _flat(MarkdownIt("commonmark").render(EXAMPLES[number]["markdown"]))


@pytest.mark.parametrize("number", OURS)
def test_what_the_dialect_makes_otherwise(number):
    """The few examples that happen to use our constructs."""
    assert _body(number) == OURS[number] != _flat(MarkdownIt("commonmark").render(EXAMPLES[number]["markdown"]))
