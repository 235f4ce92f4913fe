"""How a finding looks on a terminal: a headline, the source line with the span underlined, second places, a hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from briefgen.diagnostics import Diagnostic, Place, Severity

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_TAB = "    "
_WIDTH = 100


def show(severity: Severity, diagnostic: Diagnostic, lines: Mapping[str, Sequence[str]], *, color: bool) -> str:
    """One finding as several lines of text without a final newline. ``lines`` are the source lines by path."""
    paint = _painter(color)
    head = paint(_COLORS.get(severity, "0") + ";1", f"{severity}[{diagnostic.code}]")
    parts = [f"{head}: {paint('1', _one_line(diagnostic.message))}"]
    parts += _frame(diagnostic.place, lines, paint, _COLORS.get(severity, "0"))
    for note in diagnostic.notes:
        parts.append(f"  {paint('36', 'also')}: {_one_line(note.text)}")
        parts += _frame(note.place, lines, paint, "36")
    if diagnostic.hint:
        parts.append(f"  {paint('32', 'hint')}: {_one_line(diagnostic.hint)}")
    if diagnostic.stub:
        parts.append(f"  {paint('32', 'paste')}:")
        parts += [f"      {line}" for line in diagnostic.stub.rstrip("\n").split("\n")]
    return "\n".join(parts)


def where(place: Place) -> str:
    """``path:line:column`` as far as it is known."""
    known = [place.path] + [str(number) for number in (place.line, place.column) if number]
    return ":".join(known)


class _Painter:
    def __init__(self, *, color: bool) -> None:
        self.color = color

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color else text


def _painter(color: bool) -> _Painter:  # noqa: FBT001 - one private call site
    return _Painter(color=color)


def _one_line(text: str) -> str:
    """Control characters made visible, so that content cannot drive the terminal."""
    return "".join(c if c.isprintable() else " " if c.isspace() else f"\\x{ord(c):02x}" for c in text)


def _frame(place: Place, lines: Mapping[str, Sequence[str]], paint: _Painter, style: str) -> list[str]:
    gutter = " " * len(str(place.line or 0))
    out = [f"{gutter}{paint('34', '-->')} {_one_line(where(place))}"]
    source = lines.get(place.path, ())
    if not 0 < place.line <= len(source):
        return out
    text = source[place.line - 1]
    start = min(max(place.column - 1, 0), len(text))
    end = max(min(place.end - 1, len(text)), start + 1) if place.column else start
    cut = max(0, start - 60)
    shown = _visible(text[cut : cut + _WIDTH])
    out.append(f"{paint('34', str(place.line) + ' |')} {'...' if cut else ''}{shown}")
    if place.column:
        before = (3 if cut else 0) + _columns(text[cut:start])
        marks = max(1, _columns(text[start : min(end, cut + _WIDTH)]))
        out.append(f"{paint('34', gutter + ' |')} {' ' * before}{paint(style + ';1', '^' * marks)}")
    return out


def _visible(text: str) -> str:
    return _one_line(text.replace("\t", _TAB))


def _columns(text: str) -> int:
    """Cells of a terminal that the text takes."""
    cells = 0
    for char in text:
        if char == "\t":
            cells += len(_TAB)
        elif char.isprintable():
            cells += 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        else:
            cells += 1 if char.isspace() else 4
    return cells
