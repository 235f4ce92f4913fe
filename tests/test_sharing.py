"""Less in memory, and nothing else: values held once, nodes made when they are asked for, memories read one by one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from briefgen.build import look
from briefgen.engine.store import Store
from briefgen.knowledge.ondemand import OnDemand
from briefgen.markup.parse import parse
from briefgen.model import Brief, Event, Parsed
from briefgen.reading.load import scan
from briefgen.settings import MarkdownSettings
from briefgen.sharing import Sharing
from sites import files, write

BRIEF = """---
title: {title}
date: 2024-05-01
topics: [ports]
sources:
  - {{id: s, title: A source, url: "https://e.example/"}}
timeline:
  - {{date: 2024-04-01, name: It began, who: [ann, {{id: bo, as: host}}], extra: {{k: v}}}}
  - {{date: 2024-04-01, name: It ended, who: [ann]}}
  - began
---
## Words

[[ann|Ann]] met [[bo|*Bo*]]. ^[A note.]

> “So.”
>
> — [[ann]]
"""
ENCODE = msgspec.json.Encoder().encode
DECODE = msgspec.json.Decoder(Parsed).decode


def read(title: str) -> Parsed:
    data = BRIEF.format(title=title).encode()
    return DECODE(ENCODE(parse(f"content/briefs/{title}.md", "brief", "md", data, MarkdownSettings(), "UTC")))


def told(parsed: Parsed) -> tuple[Event, ...]:
    meta = parsed.documents[0].meta
    assert isinstance(meta, Brief)
    return tuple(entry for entry in meta.timeline if isinstance(entry, Event))


def test_what_is_shared_says_what_it_said():
    sharing = Sharing()

    for title in ("one", "two"):
        assert sharing(read(title)) == read(title)
        assert ENCODE(sharing(read(title))) == ENCODE(read(title))


def test_equal_values_of_two_files_are_one():
    sharing = Sharing()
    first, second = sharing(read("one")), sharing(read("two"))

    assert told(first)[0].date is told(second)[1].date
    assert told(first)[0].who[0] is told(second)[1].who[0]
    assert first.documents[0].body.mentions[0].target is second.documents[0].body.mentions[0].target


def test_own_keys_stay_with_their_event():
    events = told(Sharing()(read("one")))

    assert [event.extra for event in events] == [{"k": "v"}, {}]


def test_nodes_are_made_when_asked_for():
    asked = []
    nodes = OnDemand({"b": 1, "a": 2}, lambda key: asked.append(key) or key.upper())

    assert (list(nodes), len(nodes), "a" in nodes, asked) == (["b", "a"], 2, True, [])
    assert dict(nodes) == {"b": "B", "a": "A"}
    with pytest.raises(KeyError):
        nodes["c"]


def test_a_node_may_be_given_in_the_place_of_one_that_would_be_made():
    nodes = OnDemand({"b": 1, "a": 2}, str.upper)
    changed = nodes | {"b": "other"} | {"a": "another"}

    assert list(changed.items()) == [("b", "other"), ("a", "another")]
    assert dict(nodes) == {"b": "B", "a": "A"}


def test_outlines_say_what_nodes_say(tmp_path: Path):
    write(tmp_path, files())
    graph = look(tmp_path).graph
    quotes = 0

    for key, brief in graph.brief_outlines.items():
        node = graph.briefs[key]
        quotes += len(node.quotes)
        assert [one.entity for one in node.cast] == list(brief.entities)
        assert [one.speaker for one in node.quotes] == list(brief.speakers)
    for ident, entity in graph.entity_outlines.items():
        whole = graph.entities[ident]
        assert (len(whole.briefs), len(whole.quotes), len(whole.events)) == (
            entity.briefs,
            entity.quotes,
            entity.events,
        )
    assert quotes > 0


def test_what_is_remembered_is_read_one_by_one_without_what_is_damaged(tmp_path: Path):
    with Store(tmp_path, "code") as store:
        store.put("facts", {"a": b"1", "b": b"2"})
        store.commit()
        with sqlite3.connect(store.path) as other:
            other.execute("UPDATE facts SET value = ? WHERE key = 'a'", (b"damaged",))
        other.close()

        assert list(store.each("facts")) == [("b", b"2")]


TOP = Path(__file__).resolve().parent.parent


def test_what_is_read_back_is_what_was_parsed():
    """A process keeps what it parsed itself and reads back what others did: no type may tell the two apart."""
    found = scan(TOP, output=TOP / "site").files
    assert len(found) > 20
    for file in found:
        data = (TOP / file.path).read_bytes()
        parsed = parse(file.path, file.kind, file.format, data, MarkdownSettings(), "UTC")
        back = msgspec.msgpack.decode(msgspec.msgpack.encode(parsed), type=Parsed)

        assert repr(back) == repr(parsed)
        assert back == parsed
