"""What holds of every body: nothing raises, every slot has a record, nothing of the writer's reaches the HTML as HTML,
and no pattern costs more than its length.
"""

from __future__ import annotations

import cProfile
import gc
import re
from contextlib import ExitStack
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.markup.body import _parsers, parse_body
from briefgen.markup.collect import Collector
from briefgen.settings import MarkdownSettings

PIECES = [
    "[[", "]]", "[", "]", "(", ")", "{", "}", "|", "\\|", "@", "^[", "[^a]", "[^a]: ", "\n", "\n\n", "> ", "- ", "— ", "-- ",
    "::: timeline\n", "::: claim {status=false}\n", "::: annotate {of=k}\n", "::: aside\n", "\n:::\n", "2023", "2023-05: ",
    "early 2023", "a", "b c. ", '"', "“", "`", "*", "**", "_", "{#id}", "{quote by=x}", "{claim=k}", "[@k, p. 1]", "[[a|b]]",
    "](u)", "](@t)", "](javascript:x)", "<b onclick=x>", "<script>", "&#106;", "&amp;", "!", "# ", "| a | b |\n|---|---|\n",
    "\0", "\ufeff", "\u202e", "日本", "  ", "\t", "~~", "1. ", "<http://x>", "[r]: u\n", "  \n", "planned, ", "\\",
]  # fmt: skip
BODIES = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
WRITTEN = [
    "said. ", "Mr. A. ", "did it! ", "why? ", "a_b ", '[[julia|Júlia "V"]] ', "[[b@2020]], ", "[[2023-05-01|Monday]]", "[[ |x]]",
    "[[x|*y*]] ", "[[x]](y)", "*amend*", "**opposed** ", "**Why:** ", "(*x*)", "[loan](https://a.example/x-1)", "[@k; @l, p. 3] ",
    "[@k]: ", "![alt](p.png)", "“w” > ", "\n", " \n", "\n\n", "\n\n# A b\n", "\n\n## C [[a]] \n", "# D {#e}\n", "\n\n1. one\n2. two [[a]]\n\n",
    "\n\n3. x\n", "\n\n- it\n- em\n", "1) y\n", "> q\n", "[x](@y) ", "&amp;", "日本。",
]  # fmt: skip
PROSE = st.lists(st.sampled_from(WRITTEN), max_size=20).map("".join)
SLOT = re.compile("\0([a-z])([0-9]+)\0")
TAG = re.compile(r"<[^>]*>")
ALLOWED = {"href", "id", "class", "src", "alt", "title", "loading", "scope", "tabindex", "role", "aria-label", "start"}


def parse(text, *, html=False):
    return parse_body(
        text, path="content/briefs/x.md", first_line=1, settings=MarkdownSettings(html=html), timezone="UTC"
    )


@given(BODIES)
def test_no_body_raises_and_every_slot_has_a_record(text):
    body, found = parse(text)
    records = {"m": body.mentions, "l": body.links, "i": body.pictures, "s": body.citations, "q": body.quotes,
               "k": body.claims, "t": body.timelines, "a": body.annotations, "x": body.corrections}  # fmt: skip
    shown = [body.html, *(q.html for q in body.quotes), *(i.html for t in body.timelines for i in t.items)]
    for part in shown:
        assert all(int(index) < len(records[letter]) for letter, index in SLOT.findall(part))
        assert "\0" not in SLOT.sub("", part)
    lines = text.replace("\r\n", "\n").split("\n")
    for one in found:
        assert 1 <= one.place.line <= max(len(lines), 1)
        assert one.place.column >= 1


@given(PROSE | BODIES)
def test_what_is_read_in_one_go_is_what_the_parser_makes_of_it(text):
    ways = {"text.prose": None, "lines.plain_list": False, "lines.plain_heading": False}
    with ExitStack() as slowly:
        for way, left in ways.items():
            slowly.enter_context(patch(f"briefgen.markup.{way}", return_value=left))
        expected = parse(text)

    assert parse(text) == expected


@given(BODIES)
def test_only_tags_and_attributes_of_ours_are_in_the_html(text):
    body, _ = parse(text)
    for tag in TAG.findall(SLOT.sub("", body.html)):
        assert set(re.findall(r"\s([\w-]+)=", re.sub(r'"[^"]*"', '""', tag))) <= ALLOWED
        assert not re.match(r"</?(script|style|iframe|object|b)\b", tag)
    assert not re.search(r'(href|src)="\s*(javascript|data|vbscript):', body.html, re.IGNORECASE)


@given(BODIES)
def test_no_link_stands_in_a_link_and_no_id_twice(text):
    body, _ = parse(text)
    depth = 0
    for tag in re.findall(r"</?a\b", SLOT.sub(lambda m: "<a></a>" if m[1] == "m" else "", body.html)):
        depth += 1 if tag == "<a" else -1
        assert depth in (0, 1)
    ids = re.findall(r'\sid="([^"]*)"', body.html)
    assert len(ids) == len(set(ids))


PATTERNS = [
    "^[", "[[a|", "[[a]] ", "[[x]]\n", "![](", "[@a] ", "[a](@b) ", "[x]{", '["q"]{quote by=a} ', ":::\n", "::: aside\n",
    "# a\n\n", "> ", "| a ", "*a ", "_a ", "[", "<", "`", "[^a]: x\n\n", "[^a] ", "- a\n  ", "[[a]](", "![[a]](x) ", "^[a] ",
    "[a]: b\n", "[[", "]]", "[[2023]] ", "[a [[b]] c](d) ", "**a** ", "&#10;", "\\[", "~~a", "> x\n> — y\n\n",
    "::: timeline\n- 2023: x\n:::\n", '[x](y "', "<a b=",
]  # fmt: skip


def calls(text):
    """How many functions are called to read a text: a measure of work that no other work on the machine changes."""
    profile = cProfile.Profile()
    profile.runcall(parse, text)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("unit", PATTERNS)
def test_twice_the_text_is_about_twice_the_work(unit):
    short, long = (unit * (size // len(unit)) for size in (3000, 6000))

    assert calls(long) < 2.5 * calls(short) + 2000


def test_every_rule_for_text_is_asked_somewhere():
    reader = _parsers(True, False)[0].inline
    asked = {rule for rules in reader.rules.values() for rule in rules}

    # The first is for plain text, which the reader takes itself.
    assert asked == set(reader.ruler.getRules("")[1:])


def test_a_body_that_has_been_read_leaves_nothing_behind():
    parse("[[a|b]] *c*^[d] [e](f)[@g]\n\n::: timeline\n- 2023: h\n:::\n")
    gc.collect()
    gc.disable()
    try:
        parse("[[a|b]] *c*^[d] [e](f)[@g]\n\n::: timeline\n- 2023: h\n:::\n")
        assert not [one for one in gc.get_objects() if isinstance(one, Collector)]
    finally:
        gc.enable()
