"""YAML in the forms in which nearly all front matter is written, read line by line; anything else is left to libyaml.

The nodes are those that libyaml would give, but without places: who has something to say composes the text. No rule of
YAML is bent here: a line that is not plainly one of a few forms makes the whole text one for libyaml.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import yaml

from briefgen.reading.yaml import MAP, SEQ, STR, Node

_LONGEST: Final = 16_000
"""Characters of a text that is read here, so that it cannot have more values than front matter may."""
_PLAIN: Final = r"[^\W_][^:#\n]*(?::(?! )[^:#\n]+)*(?<! )"
"""Words that begin with a letter or a digit; a colon within them is followed by more of the word."""
_ITEM: Final = r"[^\W_][^]:#,[{}?\"&\n]*(?<! )"
_LINE: Final = re.compile(
    r"^( {0,20})(- )?(?:([A-Za-z_][A-Za-z0-9_-]{0,60}):(?: (?=\S)|$))?"
    rf"(?:({_PLAIN})|\"([^\"\\\n]+)\"|'([^'\n]+)'|\[({_ITEM}(?:, {_ITEM})*)\])?$"
    r"|^(.*)$",
    re.MULTILINE,
)
_Parts = tuple[str, str, str, str, str, str, str, str]
"""Of a line: blanks, dash, key, plain words, words in double and in single marks, items, and the whole of another."""


class _OtherError(Exception):
    """This is for libyaml."""


class _Words(yaml.ScalarNode):
    """Plain words; made by the dozen for each file, and alike but for their value."""

    tag, start_mark, end_mark, style = STR, None, None, ""

    def __init__(self, value: str) -> None:
        self.value = value


def read_plainly(text: str) -> Node | None:
    """The root of a map in plain forms, without places; None for whatever is not plain, or not right."""
    # What is not seen, breaks lines or may not stand in YAML does not count as printable.
    if len(text) > _LONGEST or not text.endswith("\n") or not text.replace("\n", "").isprintable():
        return None
    lines: list[_Parts] = _LINE.findall(text[:-1])
    try:
        root, end = _map(lines, 0, 0)
    except _OtherError:
        return None
    return root if end == len(lines) else None


def _map(lines: list[_Parts], at: int, indent: int) -> tuple[Node, int]:
    """The map whose first key stands on a line, so deep, and the line behind it."""
    pairs: list[tuple[Node, Node]] = []
    keys: set[str] = set()
    while at < len(lines):
        blanks, dash, key, plain, double, single, items, _ = line = lines[at]
        if len(blanks) != indent or dash or not key:
            break
        keys.add(key)
        at += 1
        if plain:
            value: Node = _Words(plain)
        elif double or single or items:
            value = _value(line)
        else:
            value, at = _below(lines, at, indent)
        pairs.append((_key(key), value))
    if len(keys) < len(pairs) or not pairs:
        raise _OtherError
    return yaml.MappingNode(MAP, pairs), at


def _below(lines: list[_Parts], at: int, indent: int) -> tuple[Node, int]:
    """What stands below a key: a list, a map or nothing."""
    if at < len(lines):
        deep, dash = len(lines[at][0]), lines[at][1]
        if dash and deep >= indent:
            return _list(lines, at, deep)
        if deep > indent:
            return _map(lines, at, deep)
    return _Words(""), at


def _list(lines: list[_Parts], at: int, indent: int) -> tuple[Node, int]:
    """The list whose first item stands on a line, so deep, and the line behind it."""
    items: list[Node] = []
    while at < len(lines) and lines[at][1] and len(lines[at][0]) == indent:
        blanks, _, key, *rest = lines[at]
        if key:
            lines[at] = (f"{blanks}  ", "", key, *rest)  # type: ignore[assignment] # of the same length
            item, at = _map(lines, at, indent + 2)
        else:
            item, at = _value(lines[at]), at + 1
        items.append(item)
    return yaml.SequenceNode(SEQ, items), at


def _value(line: _Parts) -> Node:
    """What stands on the line of a key or a dash."""
    _, _, _, plain, double, single, items, _ = line
    if items:
        return yaml.SequenceNode(SEQ, [_Words(item) for item in items.split(", ")])
    if plain:
        return _Words(plain)
    if not (double or single):
        raise _OtherError
    return yaml.ScalarNode(STR, double or single, None, None, '"' if double else "'")


@lru_cache(maxsize=256)
def _key(key: str) -> Node:
    """The node of a key; all files have the same few."""
    return _Words(key)
