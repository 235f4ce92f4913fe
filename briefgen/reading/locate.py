"""Find the line and column of a YAML value from its dotted path; asked only when a finding is shown."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from briefgen.diagnostics import Place
from briefgen.reading.front import front_matter
from briefgen.reading.yaml import DATA_NODES, Node, Text, compose, main_part


class Source(NamedTuple):
    """A file with its YAML, for questions of where things stand."""

    path: str
    text: str
    root: Node | None
    """None when there is no YAML, or none that can be read."""
    readable: bool
    """False when there is YAML that cannot be read: nothing that it says is known."""
    yaml: Text


def open_source(path: str, text: str) -> Source:
    """Read the YAML of a file, front matter or whole."""
    front, line, closed = front_matter(text) if path.endswith((".md", ".markdown")) else (text, 1, True)
    yaml_text = Text(path, front, line)
    root, found = compose(yaml_text, max_nodes=DATA_NODES)
    other = root is not None and not isinstance(root, yaml.MappingNode) and yaml_text.first_line > 1
    readable = closed and not other and not (root is None and found)
    return Source(path, text, root, readable, yaml_text)


def given(source: Source, key: str) -> bool:
    """Whether a dotted path leads to a value that says something."""
    node: Node | None = source.root
    for part in key.split("."):
        step = _child(node, part)
        if step is None:
            return False
        node = step[1]
    return not (isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "null", "~"))


def locate(source: Source, place: Place) -> Place:
    """The place with line, column and end; of an absent key the record that lacks it; line 1 at worst."""
    node, found, whole = source.root, None, True
    for part in place.key.split(".") if place.key else ():
        step = _child(node, part)
        if step is None:
            break
        found, node = step
        whole = found is node
    if found is None:
        first = source.text.split("\n", 1)[0].rstrip()
        return Place(place.path, 1, 1, len(first) + 1 if first in ("---", "+++") else 0, place.key)
    here = source.yaml.place(main_part(found) if whole else found)
    return Place(here.path, here.line, here.column, here.end, place.key)


def _child(node: Node | None, part: str) -> tuple[Node, Node] | None:
    """(node to point at, node to go on from)."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return (value if isinstance(value, yaml.ScalarNode) and value.value else key), value
    if isinstance(node, yaml.SequenceNode) and part.isdecimal() and int(part) < len(node.value):
        child = node.value[int(part)]
        return child, child
    return None
