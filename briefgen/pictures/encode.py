"""A picture in the sizes and formats that pages offer. Pillow does the work; it is an extra and may be absent."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

MOST_PIXELS: Final = 100_000_000
"""A picture that would take more memory than this many pixels is not decoded."""
_SAVE: Final[dict[str, dict[str, Any]]] = {
    "avif": {"quality": 58, "speed": 8, "max_threads": 1},
    "webp": {"quality": 78, "method": 4},
    "jpeg": {"quality": 80, "optimize": True, "progressive": True},
    "png": {"optimize": True},
}


class Encoded(NamedTuple):
    """One size of a picture in one format."""

    kind: str
    """Its format, ``jpeg``."""
    width: int
    height: int
    data: bytes


class BrokenPictureError(ValueError):
    """A picture that cannot be decoded; the message says why."""


def formats(wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of some formats that this Pillow can write; WebP when it can write none of them."""
    from PIL import features

    return tuple(one for one in wanted if features.check(one)) or (("webp",) if features.check("webp") else ())


def sizes(kind: str, data: bytes, widths: Sequence[int], modern: Sequence[str]) -> Iterator[Encoded]:
    """Every size in its own kind and in modern ones, the right way up; nothing for what moves.

    Raises BrokenPictureError.
    """
    image, moves = _opened(kind, data)
    if moves:
        return
    wanted = sorted({min(width, image.width) for width in widths})
    for width in wanted:
        height = max(1, round(image.height * width / image.width))
        small = image if width == image.width else _smaller(image, width, height)
        plain = _encoded(small, kind) if kind in _SAVE else data
        if width < image.width and kind in _SAVE:
            yield Encoded(kind, width, height, plain)
        for other in modern:
            if other != kind and len(found := _encoded(small, other)) < len(plain):
                yield Encoded(other, width, height, found)


def upright(kind: str, data: bytes) -> bytes:
    """A picture that says it has to be turned, turned. Raises BrokenPictureError."""
    image, _ = _opened(kind, data)
    saved = io.BytesIO()
    image.save(saved, kind.upper(), quality=92, optimize=True, icc_profile=image.info.get("icc_profile"))
    return saved.getvalue()


def _opened(kind: str, data: bytes) -> tuple[Any, bool]:
    """The decoded image, turned as it says, without anything told beside it; and whether it moves."""
    from PIL import Image, ImageOps

    image: Any
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=(kind.upper(),))
            if getattr(image, "is_animated", False):
                return image, True
            image.load()
            image = ImageOps.exif_transpose(image)
        except Exception as error:  # noqa: BLE001 - decoders raise whatever their formats teach them
            raise BrokenPictureError(str(error).partition("\n")[0][:120] or type(error).__name__) from None
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    if image.mode not in ("RGB", "RGBA", "L"):
        image = image.convert("RGBA" if "transparency" in image.info or image.mode in ("LA", "PA") else "RGB")
    image.info = {"icc_profile": profile} if profile else {}
    return image, False


def _smaller(image: Any, width: int, height: int) -> Any:
    from PIL import Image

    info = image.info
    small = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = info
    return small


def _encoded(image: Any, kind: str) -> bytes:
    saved = io.BytesIO()
    if kind == "jpeg" and image.mode == "RGBA":
        image = image.convert("RGB")
    image.save(saved, kind.upper(), icc_profile=image.info.get("icc_profile"), **_SAVE[kind])
    return saved.getvalue()
