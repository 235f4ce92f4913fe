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
OURS = re.compile(
    r"\[\[|\[@|\^\[|\[\^|:::|]\{|\(@|^> (?:—|--)|https?:[^ ]*\\|!\[|<[a-z][a-z+.-]*:|]\(|]:",
    re.MULTILINE,
)


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
    """Without what we add on purpose: heading ids and levels."""
    return re.sub(r"<(/?)h[1-6][^>]*>", r"<\1h>", html)


@pytest.mark.parametrize("number", [i for i, e in enumerate(EXAMPLES) if not OURS.search(e["markdown"])])
def test_plain_markdown_is_untouched(number):
    """Without our constructs, tables, strikethrough, links and images the body is CommonMark's HTML."""
    text = EXAMPLES[number]["markdown"]
    body, _ = parse_body(text, path="t.md", first_line=1, settings=MarkdownSettings(html=True), timezone="UTC")

    assert _flat(plain(body, "en")) == _flat(MarkdownIt("commonmark").render(text))
