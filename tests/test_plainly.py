"""What is read plainly is what libyaml reads."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import yaml

from briefgen.reading.front import front_matter
from briefgen.reading.plainly import read_plainly
from briefgen.reading.yaml import FRONT_NODES, Text, compose

CONTENT = Path(__file__).parent.parent / "content"
PLAIN = """title: Words, and “more” - of 12:30 them
date: 2024-08-29
topics: [one, two words]
authors:
- A. Writer
summary: "a: quoted one"
image: 'it is # so'
sources:
  key:
    url: https://example.org/a?b=c
    sources: [x]
timeline:
  - date: 2023-05
    name: It was
  - vienna
why:
"""
PIECES = [*"[]{}:,#&*!|>'\"%@`-?\n \t~^()=+\\/.é\x85\u2028\ufeff\xa0中", "  ", "- ", ": ", "\n  ", "\n- ", "\n\n", " #",
          "null", "a: b", "---", "...", "[a, b]", "[]", "''", "-\n", "x:\n", "? ", "<<: "]  # fmt: skip


def flat(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.tag, node.value, node.style
    if isinstance(node, yaml.MappingNode):
        return node.tag, [(flat(key), flat(value)) for key, value in node.value]
    return node.tag, [flat(child) for child in node.value]


def agrees(text: str) -> bool:
    """Whether the text was read plainly; then libyaml must read the same and have nothing to say."""
    plain = read_plainly(text)
    if plain is None:
        return False
    root, found = compose(Text("a.md", text), max_nodes=FRONT_NODES)
    assert root is not None, text
    assert not found, text
    assert flat(root) == flat(plain), text
    return True


def test_plain_front_matter_is_read_plainly() -> None:
    assert agrees(PLAIN)


def test_any_text_is_read_as_libyaml_reads_it_or_left_to_it() -> None:
    texts = [PLAIN, *(front_matter(path.read_text("utf-8"))[0] for path in sorted(CONTENT.rglob("*.md")))]
    dice, plainly = random.Random(3), 0
    for turn in range(6_000):
        text = texts[0] if turn % 2 else dice.choice(texts)
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice(["", *PIECES]) + text[at + dice.choice([0, 0, 1, 4]) :]
        plainly += agrees(text)
    assert plainly > 500
