"""Pictures without what their files tell beside the picture: cameras, places, times, comments, earlier versions.

Nothing is decoded: the pixels come out bit by bit as they went in. Colour profiles stay.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_PNG_TOLD: Final = frozenset((b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"))
_ORIENTATION: Final = 0x0112


def strip(kind: str, data: bytes) -> bytes:
    """The file without metadata. Raises ValueError when it is not well formed.

    Of a JPEG that has to be turned, its orientation is kept, as browsers turn it by that.
    """
    if kind == "jpeg":
        return _jpeg(data)
    if kind == "png":
        return data[:8] + b"".join(chunk for kind, chunk in _png_chunks(data) if kind not in _PNG_TOLD)
    return _webp(data) if kind == "webp" else data


def orientation(kind: str, data: bytes) -> int:
    """The EXIF orientation of a JPEG, 1 to 8; 1 when nothing is said."""
    if kind != "jpeg":
        return 1
    try:
        for marker, segment in _segments(data):
            if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
                return _oriented(segment[10:])
    except (struct.error, ValueError):
        return 1
    return 1


def _oriented(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if not order:
        return 1
    at = struct.unpack_from(order + "I", tiff, 4)[0]
    for entry in range(min(struct.unpack_from(order + "H", tiff, at)[0], 200)):
        tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, at + 2 + entry * 12)
        if tag == _ORIENTATION:
            return int(value) if 1 <= value <= 8 else 1
    return 1


def _jpeg(data: bytes) -> bytes:
    turned = orientation("jpeg", data)
    kept = [b"\xff\xd8"]
    if turned != 1:
        tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
        kept.append(b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff)
    for kind, segment in _segments(data):
        if kind in (0xE0, 0xE2, 0xEE):
            name = segment[4:]
            if name.startswith((b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")):
                kept.append(segment)
        elif not (0xE0 <= kind <= 0xEF or kind == 0xFE):
            kept.append(segment)
    return b"".join(kept)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment of a JPEG, with the coded data after a scan; ends at the end of the image."""
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise ValueError(f"no marker at byte {at}")
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind == 0xD9:
            yield kind, b"\xff\xd9"
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if kind == 0xDA:
            end = _end_of_scan(data, end)
        if end > len(data):
            raise ValueError("it is cut short")
        yield kind, data[at:end]
        at = end
    raise ValueError("it is cut short")


def _end_of_scan(data: bytes, at: int) -> int:
    """The place of the next marker that is no part of coded data."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("it is cut short")
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            break
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise ValueError("it is cut short")


def _webp(data: bytes) -> bytes:
    at, end = 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    kept = []
    while at + 8 <= end:
        kind, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        chunk = data[at : at + 8 + length + length % 2]
        if len(chunk) < 8 + length:
            raise ValueError("it is cut short")
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes((chunk[8] & ~0b1100,)) + chunk[9:]
        if kind not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
