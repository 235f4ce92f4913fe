"""A YAML parser's complaint in a writer's words, at the place where the mistake was made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from briefgen.diagnostics import Diagnostic, Note, Place

_QUOTE_IT = "put the value in quotation marks"
_ONE_COLUMN = "keys of one level begin in the same column"


class _Spot(NamedTuple):
    """Zero-based, as the parser counts."""

    line: int
    column: int


class _Told(NamedTuple):
    message: str
    hint: str
    spot: _Spot
    width: int = 1
    note: str = ""
    """Said of where the parser stumbled, when the mistake stands elsewhere."""


def explain(path: str, text: str, first_line: int, error: yaml.MarkedYAMLError) -> Diagnostic:
    """The finding for an error in a text that begins on ``first_line`` of a file."""
    lines = text.split("\n")
    at = _spot(error.problem_mark or error.context_mark)
    if "nesting depth" in (error.problem or ""):
        return Diagnostic("Y03", "YAML nested too deeply", Place(path, at.line + first_line, at.column + 1))
    told = _tell(lines, error, at)
    place = Place(path, told.spot.line + first_line, told.spot.column + 1, told.spot.column + 1 + told.width)
    if told.spot == at or not told.note:
        return Diagnostic("Y01", told.message, place, told.hint)
    # A text that ends too soon is noticed after its last line, which does not exist.
    line = min(at.line, len(lines) - 1)
    column = at.column if line == at.line else len(lines[line])
    notes = (Note(Place(path, line + first_line, column + 1), told.note),)
    return Diagnostic("Y01", told.message, place, told.hint, notes)


def _spot(mark: yaml.Mark | None) -> _Spot:
    return _Spot(mark.line, mark.column) if mark else _Spot(0, 0)


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _tell(lines: Sequence[str], error: yaml.MarkedYAMLError, at: _Spot) -> _Told:
    context, problem = error.context or "", error.problem or "it cannot be read"
    start = _spot(error.context_mark) if error.context_mark else at
    line = _line(lines, at.line)
    here = line[at.column : at.column + 1]
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or here == "\t":
        column = line.index("\t")
        return _Told("a tab cannot indent YAML", "indent with spaces", at._replace(column=column))
    if here == ":" and "flow" in context:
        return _Told("a colon followed by a space stands inside an unquoted text", _QUOTE_IT, at)
    if "flow sequence" in context or "flow mapping" in context:
        name = "list in [ ]" if "sequence" in context else "map in { }"
        message = f"the {name} that opens here is not closed, or lacks a comma"
        return _Told(message, f"end it with {']' if 'sequence' in context else '}'}", start, 1, "it cannot go on here")
    if "quoted scalar" in context and "end of stream" in problem:
        return _Told("the quotation mark that opens here is never closed", "", start)
    if "quoted scalar" in context:
        return _Told(
            "a backslash in double quotation marks begins an escape, and this is none",
            "write two backslashes, or use single quotation marks",
            at._replace(column=max(0, line.rfind("\\", 0, at.column + 1))),
        )
    if "an alias" in context or "undefined alias" in problem:
        return _Told("an unquoted text cannot begin with *, which stands for an alias", _QUOTE_IT, start)
    if "an anchor" in context:
        return _Told("an unquoted text cannot begin with &, which stands for an anchor", _QUOTE_IT, start)
    if "a tag" in context:
        return _Told("an unquoted text cannot begin with !, which stands for a tag", _QUOTE_IT, start)
    if "cannot start any token" in problem:
        return _Told(f"an unquoted text cannot begin with {here}", _QUOTE_IT, at)
    if "mapping values" in problem:
        return _second_colon(lines, at)
    if "another document" in problem:
        return _Told("a second document begins here", "a file holds one list or one map; take out the ---", at, 3)
    if "<document start>" in problem:
        number = next((i for i, one in enumerate(lines) if one.startswith("%")), at.line)
        return _Told("a line cannot begin with %, which stands for a YAML directive", "take it out", _Spot(number, 0))
    if "could not find expected ':'" in problem:
        return _Told("this line is neither a key with a colon nor part of the text above", _ONE_COLUMN, start)
    if "block sequence entries" in problem:
        return _Told("a list cannot begin on the line of its key", "begin it on the next line, or write [a, b]", at)
    if "block scalar" in context:
        return _Told(f"{line[start.column : start.column + 1]} begins a text of several lines", _QUOTE_IT, start)
    return _stray(lines, context, problem, at)


def _second_colon(lines: Sequence[str], at: _Spot) -> _Told:
    """A colon and a space where no key can be: in a text, or on a line that is indented by mistake."""
    line = _line(lines, at.line)
    before = next((lines[i] for i in range(at.line - 1, -1, -1) if lines[i].strip()), "")
    alone = re.match(r"\s+[\w-]+$", line[: at.column])
    if alone and re.match(r"\s*[\w-]+:\s+\S", before) and _indent(line) > _indent(before):
        width = len(alone[0].strip())
        return _Told("this line is indented, so it goes on with the text above", _ONE_COLUMN,
                     at._replace(column=at.column - width), width)  # fmt: skip
    return _Told("a colon followed by a space stands inside an unquoted text", _QUOTE_IT, at)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _stray(lines: Sequence[str], context: str, problem: str, at: _Spot) -> _Told:
    """Something where a key, an item or a value is wanted."""
    line = _line(lines, at.line)
    here = line[at.column : at.column + 1]
    if here and here in "]}":
        return _Told(f"there is no {'[' if here == ']' else '{'} for this {here}", "take it out, or quote the text", at)
    if here == "-" and "mapping" in context:
        return _Told("a list item stands where a key is wanted", "put the list below its key", at)
    if "collection" in context:
        return _Told("a list item is wanted here", "begin the line with - as the lines above, or indent it", at)
    quoted = re.search(r"(['\"])[^'\"]*\1\s*$", line[: at.column])
    if quoted or here in ("'", '"'):
        hint = "quote the whole value; a quotation mark inside it is written twice ('') or with a backslash (\\\")"
        return _Told("the quoted text ends before this", hint, at)
    if at.line >= len(lines) - 1 and not line:
        spot = _Spot(max(0, at.line - 1), len(_line(lines, at.line - 1).rstrip()))
        return _Told("the text ends where a value or a closing bracket is wanted", "", spot)
    return _Told(f"YAML cannot be read here: {problem}", "look for a missing bracket, comma or quotation mark", at)
