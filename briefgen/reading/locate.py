"""Find the line and column of a YAML value from its dotted path; asked only when a finding is shown."""

from __future__ import annotations

import yaml

from briefgen.diagnostics import Place
from briefgen.reading.yaml import DATA_NODES, Node, Text, compose


def locate(text: str, place: Place) -> Place:
    """The place with line, column and end; the nearest ancestor when the key itself is absent; line 1 at worst."""
    front = text.startswith("---") and place.path.endswith((".md", ".markdown"))
    source = Text(place.path, text.split("\n---", 1)[0][4:] if front else text, 2 if front else 1)
    node, _ = compose(source, max_nodes=DATA_NODES)
    found = None
    for part in place.key.split(".") if place.key else ():
        step = _child(node, part)
        if step is None:
            break
        found, node = step
    if found is None:
        return Place(place.path, 1, 1, 0, place.key)
    here = source.place(found)
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
