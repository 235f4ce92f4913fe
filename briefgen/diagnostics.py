"""What we tell a writer: a code, a place, one plain sentence, a hint.

Diagnostics are values. Phases return them; the command line sorts and prints them once.
A mistake of a writer is always a diagnostic; an exception means a mistake of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

import msgspec


class Severity(StrEnum):
    """How much a finding matters; ``OFF`` is never shown."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


class Place(msgspec.Struct, frozen=True, gc=False, order=True):
    """Where in the writer's files something stands."""

    path: str
    """Path relative to the site folder, with forward slashes."""
    line: int = 0
    """1-based line; 0 when only the file (or only ``key``) is known."""
    column: int = 0
    """1-based column in characters; 0 when only the line is known."""
    end: int = 0
    """1-based column after the last character of the span on that line; 0 for a point."""
    key: str = ""
    """Dotted path of a YAML value (``timeline.2.date``) that is located in the file only when it is shown."""


class Note(msgspec.Struct, frozen=True, gc=False):
    """A second place that belongs to a finding."""

    place: Place
    text: str


class Diagnostic(msgspec.Struct, frozen=True, gc=False):
    """One finding."""

    code: str
    """A letter for the family and two digits, see :data:`RULES`."""
    message: str
    """One plain sentence without a full stop at the end of the line it is shown on."""
    place: Place
    hint: str = ""
    """What to do about it, one sentence; empty when the message says it."""
    notes: tuple[Note, ...] = ()
    """The other places involved."""
    stub: str = ""
    """Text to paste, ready to use (for example an entity record); empty when there is none."""
    about: str = ""
    """The name or key that leads nowhere, as typed; empty in findings of other kinds."""


class Rule(msgspec.Struct, frozen=True, gc=False):
    """What a code stands for."""

    title: str
    severity: Severity


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

RULES: Final[Mapping[str, Rule]] = {
    "F01": Rule("file is not UTF-8 text", _E),
    "F02": Rule("file is too large", _E),
    "F03": Rule("not a regular file", _E),
    "F04": Rule("symlink leads out of the site", _E),
    "F05": Rule("file cannot be read", _E),
    "F06": Rule("file is not part of any kind of content", _W),
    "F07": Rule("control character in text", _E),
    "F08": Rule("unused file beside content", _I),
    "F09": Rule("text of a source is missing", _E),
    "F10": Rule("picture that cannot be shown", _E),
    "F11": Rule("picture with too many pixels", _E),
    "F12": Rule("drawing that could run or fetch something", _E),
    "F13": Rule("font cannot be used", _E),
    "F14": Rule("pictures in one size only", _I),
    "Y01": Rule("YAML syntax", _E),
    "Y02": Rule("key given twice", _E),
    "Y03": Rule("YAML limit exceeded", _E),
    "Y04": Rule("front matter is missing or not closed", _E),
    "Y05": Rule("YAML feature that is not accepted", _E),
    "M01": Rule("unknown key", _E),
    "M02": Rule("wrong type", _E),
    "M03": Rule("required key is missing", _E),
    "M04": Rule("value is not one of the allowed ones", _E),
    "M05": Rule("id given twice", _E),
    "M06": Rule("id is not well formed", _E),
    "M07": Rule("records form a circle", _E),
    "M08": Rule("author or topic created by its name", _I),
    "M09": Rule("reference in a record to something that does not exist", _E),
    "M10": Rule("setting is not valid", _E),
    "D01": Rule("brief has no date", _E),
    "D08": Rule("date cannot be read", _E),
    "D09": Rule("date range is reversed", _E),
    "R01": Rule("unknown target", _E),
    "R02": Rule("ambiguous target", _E),
    "V01": Rule("one event with dates that exclude each other", _E),
    "V02": Rule("event cannot contain itself or cause itself", _E),
    "S04": Rule("unknown citation key", _E),
    "S05": Rule("words that cannot be checked against their source", _I),
    "Q04": Rule("verbatim words that are not in their source", _E),
    "C07": Rule("unknown claim", _E),
    "L01": Rule("dead internal link, anchor or image", _E),
    "B01": Rule("mention is not well formed", _W),
    "B02": Rule("unknown block", _E),
    "B03": Rule("unknown or wrong attribute", _E),
    "B04": Rule("block is not closed", _E),
    "B05": Rule("mention where none can stand", _E),
    "B06": Rule("unescaped | of a mention in a table", _E),
    "B07": Rule("timeline item cannot be read", _E),
    "B08": Rule("attribution cannot be read", _W),
    "B09": Rule("Markdown nested too deeply", _E),
    "B10": Rule("link scheme is not allowed", _E),
    "B11": Rule("note without a definition, defined twice or never referred to", _W),
    "B12": Rule("::: that closes no block", _W),
    "A01": Rule("image without alternative text", _E),
    "A05": Rule("alternative text that repeats a name or a caption", _W),
    "A06": Rule("image that the site does not have, without alternative text", _W),
    "O03": Rule("search index could not be made", _W),
    "U01": Rule("two sources share an output path", _E),
    "U02": Rule("unsafe path", _E),
    "U03": Rule("permalink pattern is not valid", _E),
}
"""Every code with what it stands for and its severity unless the settings say otherwise.
A number is never reused."""


def severity(code: str, overrides: Mapping[str, str]) -> Severity:
    """The severity of ``code`` under the ``checks:`` setting: its own word, else that of the longest pattern."""
    word = overrides.get(code)
    if word is None and overrides:
        fitting = [pattern for pattern in overrides if fits(code, pattern)]
        word = overrides[max(fitting, key=len)] if fitting else None
    return Severity(word) if word else RULES[code].severity


def fits(code: str, pattern: str) -> bool:
    """Whether a code is meant by ``L01``, by its family ``L``, or by a pattern such as ``L*`` or ``D0*``."""
    return code == pattern or code[0] == pattern or ("*" in pattern and fnmatchcase(code, pattern))


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by path, place, code and message and drop exact repetitions: the order in which they are shown."""
    unique = {(d.place, d.code, d.message): d for d in diagnostics}
    return [unique[key] for key in sorted(unique)]


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """``did you mean x?``, or an empty text; ``cutoff`` says how near x has to be, from 0 to 1 for the same word."""
    import difflib  # most builds have nothing to ask

    match = difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"did you mean {match[0]}?" if match else ""
