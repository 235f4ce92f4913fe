"""YAML as briefgen reads it: nodes with their places, and nothing guessed about their types.

Scalars stay as written; the schema of each field decides. Sizes and nesting are bounded before the C parser sees the
text, because libyaml ends the process on very deep nesting.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import yaml

from briefgen.diagnostics import Diagnostic, Note, Place
from briefgen.reading.load import CONTROL
from briefgen.reading.syntax import explain

Node = yaml.Node
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_DEPTH: Final = 50
MAX_ALIASES: Final = 100
FRONT_NODES: Final = 10_000
DATA_NODES: Final = 1_000_000
_MAX_OPEN: Final = 300
_NESTED_ON_A_LINE: Final = re.compile(r"[-?](?:[ \t]+[-?]){59}[ \t]")
STR, SEQ, MAP = "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
_TAGS: Final = (STR, SEQ, MAP, "!ENV")
_TAG_OF: Final = dict(zip((yaml.ScalarNode, yaml.SequenceNode, yaml.MappingNode), _TAGS, strict=False))


class Loader(_Base):  # type: ignore[misc] # in C where there is libyaml
    """Gives nodes whose tag says nothing but what they are, unless it is written."""

    def resolve(self, kind: type[Node], _value: object, _implicit: object) -> str:
        return _TAG_OF[kind]

    def descend_resolver(self, _node: object, _index: object) -> None:
        """Tags depend on no path."""

    def ascend_resolver(self) -> None:
        """As above."""


class NoPlaceError(Exception):
    """Something is to be said of a node that does not know its place."""


class Text(NamedTuple):
    """A YAML text and where it begins in its file."""

    path: str
    text: str
    first_line: int = 1
    """1-based line of the file on which the text begins."""

    def place(self, node: Node) -> Place:
        """Where a node stands; the span ends with its first line. Raises NoPlaceError for a node read plainly."""
        start, end = node.start_mark, node.end_mark
        if start is None:
            raise NoPlaceError
        last = end.column + 1 if end.line == start.line else 0
        return Place(self.path, start.line + self.first_line, start.column + 1, last)


def compose(source: Text, *, max_nodes: int) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The root node, or None with the reason. An empty text gives None without a finding."""
    too_deep = _too_deep(source)
    if too_deep is not None:
        return None, (too_deep,)
    try:
        root = yaml.compose(source.text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        return None, (explain(source.path, source.text, source.first_line, error),)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, (
            Diagnostic("Y01", f"this is not YAML: {_first_line(error)}", Place(source.path, source.first_line)),
        )
    if root is None:
        return None, ()
    broken = _judge(source, root, max_nodes)
    return (None, broken) if any(d.code == "Y03" for d in broken) else (root, broken)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["it cannot be read"])[0]


def _too_deep(source: Text) -> Diagnostic | None:
    depth = 0
    for match in (
        re.finditer(r"[\[\]{}\n]", source.text) if source.text.count("[") + source.text.count("{") > _MAX_OPEN else ()
    ):
        char = match.group()
        if char in "[{":
            depth += 1
        elif char in "]}":
            depth = max(0, depth - 1)
        if depth > _MAX_OPEN:
            return _limit(source, match.start(), f"YAML nested deeper than {MAX_DEPTH} levels")
    nested = _NESTED_ON_A_LINE.search(source.text)
    if nested:
        return _limit(source, nested.start(), f"YAML nested deeper than {MAX_DEPTH} levels")
    return None


def _limit(source: Text, offset: int, message: str) -> Diagnostic:
    before = source.text[:offset]
    column = offset - (before.rfind("\n") + 1) + 1
    return Diagnostic("Y03", message, Place(source.path, before.count("\n") + source.first_line, column))


def _judge(source: Text, root: Node, max_nodes: int) -> tuple[Diagnostic, ...]:
    """Limits, duplicate keys, tags. Visits a node as often as aliases bring it, so that bombs are counted."""
    if _faultless(source.text, root, max_nodes):
        return ()
    found: list[Diagnostic] = []
    seen: set[int] = set()
    aliases = count = 0
    stack = [(root, 1)]
    while stack:
        node, depth = stack.pop()
        count += 1
        again = id(node) in seen
        aliases += again and not isinstance(node, yaml.ScalarNode)
        if depth > MAX_DEPTH:
            return (*found, Diagnostic("Y03", f"YAML nested deeper than {MAX_DEPTH} levels", source.place(node)))
        if count > max_nodes or aliases > MAX_ALIASES * 10:
            message = f"more than {max_nodes:,} YAML values, aliases expanded"
            return (*found, Diagnostic("Y03", message, source.place(node), "split the file, or write fewer aliases"))
        if not again:
            seen.add(id(node))
            found += _tags(source, node)
            if isinstance(node, yaml.ScalarNode) and node.style == '"' and CONTROL.search(node.value):
                message = "this text holds a control character"
                found.append(Diagnostic("F07", message, source.place(node), "take the escape out"))
        if isinstance(node, yaml.MappingNode):
            if not again:
                found += _duplicates(source, node)
            stack += [(child, depth + 1) for pair in reversed(node.value) for child in reversed(pair)]
        elif isinstance(node, yaml.SequenceNode):
            stack += [(child, depth + 1) for child in reversed(node.value)]
    return tuple(found)


def _faultless(text: str, root: Node, max_nodes: int) -> bool:
    """Whether there is nothing to say, as of nearly every file; False where it takes a closer look to know."""
    if "*" in text or "\\" in text:  # aliases, and control characters from escapes
        return False
    if isinstance(root, yaml.ScalarNode):
        return False
    count, stack = 1, [(root, 1)]
    while stack:
        node, depth = stack.pop()
        if node.tag not in _TAGS or depth >= MAX_DEPTH or count > max_nodes:
            return False
        children: list[Any] = node.value
        if isinstance(node, yaml.MappingNode):
            keys = {key.value for key, _ in children if isinstance(key, yaml.ScalarNode) and key.tag in _TAGS}
            if len(keys) < len(children):
                return False
            count += len(children)
            children = [child for _, child in children]
        count += len(children)
        for child in children:
            if not isinstance(child, yaml.ScalarNode):
                stack.append((child, depth + 1))
            elif child.tag not in _TAGS:
                return False
    return count <= max_nodes


def _tags(source: Text, node: Node) -> list[Diagnostic]:
    tag = node.tag
    if tag and tag not in _TAGS:
        shown = tag.replace("tag:yaml.org,2002:", "!!", 1)
        hint = "write the plain value; a text that begins with ! needs quotation marks"
        return [Diagnostic("Y05", f"the YAML tag {shown} is not accepted", source.place(node), hint)]
    return []


def is_plain(node: Node) -> bool:
    """Whether a node has no tag but what YAML gives it by itself; a foreign tag has been reported."""
    return not node.tag or node.tag in _TAGS


def main_part(node: Node) -> Node:
    """What to point at when a whole record is meant: its id, else its first key."""
    if not isinstance(node, yaml.MappingNode) or not node.value:
        return node
    part: Node = next((value for key, value in node.value if key.value == "id"), node.value[0][0])
    return part


def _duplicates(source: Text, node: yaml.MappingNode) -> list[Diagnostic]:
    first: dict[str, Node] = {}
    found = []
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            found.append(Diagnostic("Y05", "a key must be a plain text", source.place(key), "write it as one word"))
        elif key.value in first:
            notes = (Note(source.place(first[key.value]), "first given here"),)
            found.append(Diagnostic("Y02", f"the key {key.value} is given twice", source.place(key), "keep one", notes))
        else:
            first[key.value] = key
    return found
