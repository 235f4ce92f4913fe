"""What the first bytes of a picture say: its format and its size in pixels, without decoding it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple


class Header(NamedTuple):
    """Format as in a media type (``jpeg``), and the size as stored."""

    kind: str
    width: int
    height: int


def header(data: bytes) -> Header | None:
    """The header of a picture in a format that browsers show; None when it is none, or is cut short."""
    for kind, (matches, size) in _FORMATS.items():
        if matches(data):
            try:
                width, height = size(data)
            except (struct.error, ValueError, IndexError):
                return None
            return Header(kind, width, height) if width > 0 and height > 0 else None
    return None


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        while data[at + 1] == 0xFF:
            at += 1
        kind, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if data[at] != 0xFF or length < 2:
            raise ValueError(at)
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _avif(data: bytes) -> tuple[int, int]:
    at = data.index(b"ispe", 0, 65536)
    width, height = struct.unpack_from(">II", data, at + 8)
    return width, height


_FORMATS: Final[Mapping[str, tuple[Callable[[bytes], bool], Callable[[bytes], tuple[int, int]]]]] = {
    "jpeg": (lambda data: data.startswith(b"\xff\xd8\xff"), _jpeg),
    "png": (lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    "gif": (lambda data: data.startswith((b"GIF87a", b"GIF89a")), _gif),
    "webp": (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
    "avif": (lambda data: data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"), _avif),
}
