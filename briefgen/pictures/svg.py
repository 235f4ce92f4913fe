"""SVG that may be published: a drawing, with nothing in it that could run or be fetched from elsewhere."""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

_FORBIDDEN: Final = frozenset(("script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler"))
_INSIDE: Final = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp|avif)[;,])", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"@import|expression\s*\(|url\(\s*['\"]?\s*(?!#|['\")\s])", re.IGNORECASE)
_LENGTH: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*\Z")
_MOST: Final = 100_000


class UnsafeSvgError(ValueError):
    """What is wrong with an SVG; the message ends the sentence "this drawing ..."."""


class _Judge:
    def __init__(self) -> None:
        self.size: tuple[int, int] = (0, 0)
        self.elements = 0
        self.styles: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        self.elements += 1
        if self.elements == 1:
            if local != "svg":
                raise UnsafeSvgError(f"is no SVG: it begins with <{local[:30]}>")
            self.size = _size(attributes)
        if self.elements > _MOST:
            raise UnsafeSvgError(f"has more than {_MOST} elements")
        if local in _FORBIDDEN:
            raise UnsafeSvgError(f"holds a <{local}>, which could run a program")
        self.styles = [] if local == "style" else None
        for key, value in attributes.items():
            short = key.rpartition(":")[2].lower()
            if short.startswith("on"):
                raise UnsafeSvgError(f"has an attribute {short[:30]}, which could run a program")
            if short in ("href", "src") and not _INSIDE.match(value):
                raise UnsafeSvgError("leads to something outside it")
            if short == "attributename" and value.rpartition(":")[2].lower() in ("href", "src"):
                raise UnsafeSvgError("changes a link while it is shown")
            if _OUTSIDE.search(value):
                raise UnsafeSvgError("fetches something from outside it")

    def words(self, text: str) -> None:
        if self.styles is not None:
            self.styles.append(text)
            if "\\" in text or _OUTSIDE.search("".join(self.styles)):
                raise UnsafeSvgError("has styles that fetch something from outside it")

    def end(self, _: str) -> None:
        self.styles = None

    def doctype(self, *declared: object) -> None:
        if declared[-1]:
            raise UnsafeSvgError("declares a document type of its own; save it as plain SVG")

    def entity(self, *_: object) -> None:
        raise UnsafeSvgError("declares entities; save it as plain SVG")

    def instruct(self, target: str, _: str) -> None:
        raise UnsafeSvgError(f"has a processing instruction {target[:30]}")


def judge(data: bytes) -> tuple[int, int]:
    """Width and height of an SVG that is safe (0, 0 when it states none). Raises UnsafeSvgError."""
    parser, judge = expat.ParserCreate(), _Judge()
    parser.StartElementHandler = judge.start
    parser.EndElementHandler = judge.end
    parser.CharacterDataHandler = judge.words
    parser.EntityDeclHandler = judge.entity
    parser.StartDoctypeDeclHandler = judge.doctype
    parser.ProcessingInstructionHandler = judge.instruct
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnsafeSvgError(f"is not well-formed XML (line {error.lineno})") from None
    except (ValueError, LookupError) as error:
        if isinstance(error, UnsafeSvgError):
            raise
        raise UnsafeSvgError("is not well-formed XML") from None
    return judge.size


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """From width and height in pixels, else from the viewBox."""
    found = [_LENGTH.match(attributes.get(name, "")) for name in ("width", "height")]
    if found[0] and found[1]:
        return round(float(found[0][1])), round(float(found[1][1]))
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    try:
        width, height = (round(float(part)) for part in box[2:4])
    except ValueError:
        return 0, 0
    return (width, height) if 0 < width < 100_000 and 0 < height < 100_000 else (0, 0)
