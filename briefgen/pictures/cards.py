"""The card of a page, for those who share it: headline, date and publisher in the site's accent, 1200 by 630."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

WIDTH: Final = 1200
HEIGHT: Final = 630
_MARGIN: Final = 72
_PAPER: Final = (0xFF, 0xFD, 0xF8)
_INK: Final = (0x1B, 0x1A, 0x17)
_SHADES: Final = 250
_ACCENT: Final = 255
_FONT: Final = Path(__file__).resolve().parent / "fonts" / "headline.ttf"
_UNKNOWN: Final = re.compile(
    "[^ -~\u00a0-\u024f\u0259\u02bb\u02bc\u02c6-\u02dd\u0300-\u0304\u0306-\u030c\u0323\u0326-\u0328\u0370-\u03ff"
    "\u0400-\u052f\u0591-\u05f4\u0600-\u06ff\u0750-\u077f\u1e00-\u1eff\u200c-\u2027\u202f-\u203a\u2044\u20aa\u20ac"
    "\u20b9\u20bd\u2116\u2122]"
)
_RIGHT: Final = re.compile("[\u0590-\u08ff]")


class Card(NamedTuple):
    """What stands on a card."""

    title: str
    above: str
    """Small, above the headline: a date."""
    below: str
    """At the foot: who publishes."""
    accent: str
    """``#9a2617``."""
    rtl: bool


def drawable(text: str, own_font: bytes) -> bool:
    """Whether a card can show a text: our font has Latin, Greek, Cyrillic, Hebrew and Arabic; a site's has its own."""
    if own_font:
        return True
    return not _UNKNOWN.search(text) and (not _RIGHT.search(text) or _shapes())


@lru_cache(maxsize=1)
def _shapes() -> bool:
    """Whether this Pillow can join letters and write from the right."""
    from PIL import features

    return bool(features.check("raqm"))


def readable(font: bytes) -> bool:
    """Whether these bytes are a font that can be drawn with."""
    try:
        return bool(font) and _font(font, 30).getlength("a") >= 0
    except (OSError, ValueError):
        return False


def draw(card: Card, own_font: bytes = b"") -> bytes:
    """PNG of a card; the same bytes for the same card."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "L"
    size, lines = _fitted(card.title, own_font)
    small = _font(own_font, 30)
    top = _MARGIN + 8
    if card.above:
        _write(pen, card.above, top, small, 150, rtl=card.rtl)
        top += 62
    for line in lines:
        _write(pen, line, top, _font(own_font, size), _SHADES, rtl=card.rtl)
        top += round(size * 1.22)
    _write(pen, _short(card.below, small), HEIGHT - _MARGIN - 34, small, _SHADES, rtl=card.rtl)
    pen.rectangle((0, 0, WIDTH, 17), fill=_ACCENT)
    side = (WIDTH - _MARGIN - 96, WIDTH - _MARGIN) if card.rtl else (_MARGIN, _MARGIN + 96)
    pen.rectangle((side[0], HEIGHT - _MARGIN - 58, side[1], HEIGHT - _MARGIN - 53), fill=_ACCENT)
    image.putpalette(_palette(card.accent))
    saved = io.BytesIO()
    image.save(saved, "PNG", compress_level=6)
    return saved.getvalue()


def _palette(accent: str) -> list[int]:
    """From paper to ink, and the accent last."""
    shades = [
        round(paper + (ink - paper) * min(step, _SHADES) / _SHADES)
        for step in range(255)
        for paper, ink in zip(_PAPER, _INK, strict=True)
    ]
    return [*shades, *bytes.fromhex(accent.removeprefix("#"))]


@lru_cache(maxsize=16)
def _font(own: bytes, size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(own) if own else str(_FONT), size)


def _write(pen: Any, text: str, top: int, font: Any, shade: int, *, rtl: bool) -> None:
    options = {"direction": "rtl" if rtl else "ltr"} if _shapes() else {}
    at, anchor = ((WIDTH - _MARGIN, top), "ra") if rtl else ((_MARGIN, top), "la")
    pen.text(at, text, font=font, fill=shade, anchor=anchor, **options)


def _fitted(title: str, own: bytes) -> tuple[int, list[str]]:
    """The largest size at which a headline takes its room, and its lines."""
    for size, most in ((76, 3), (64, 4), (54, 5)):
        lines = _lines(title, _font(own, size))
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], _short(" ".join(lines[most - 1 :]), _font(own, size))]


def _lines(text: str, font: Any) -> list[str]:
    """Words in lines that fit; a word longer than a line, as in scripts without spaces, is broken."""
    lines = [""]
    for word in text.split():
        wider = f"{lines[-1]} {word}".strip()
        if font.getlength(wider) <= WIDTH - 2 * _MARGIN:
            lines[-1] = wider
            continue
        rest = word if font.getlength(word) <= WIDTH - 2 * _MARGIN else ""
        if rest:
            lines.append(rest)
            continue
        for letter in (f" {word}" if lines[-1] else word):
            if font.getlength(lines[-1] + letter) > WIDTH - 2 * _MARGIN:
                lines.append("")
            lines[-1] = (lines[-1] + letter).lstrip()
    return [line for line in lines if line]


def _short(text: str, font: Any) -> str:
    """A text cut so that it fits on one line."""
    text = text[:400]
    if font.getlength(text) <= WIDTH - 2 * _MARGIN:
        return text
    while text and font.getlength(text + "…") > WIDTH - 2 * _MARGIN:
        text = text[:-1]
    return text.rstrip() + "…"
