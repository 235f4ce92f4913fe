"""Pictures as they are published: stripped, and in sizes; made once and kept in the cache beside the store."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from briefgen.diagnostics import Diagnostic, Place
from briefgen.engine import extras
from briefgen.engine.fingerprint import code_fingerprint, digest_of
from briefgen.engine.jobs import map_chunks, workers
from briefgen.model import Record
from briefgen.pictures import cards, encode
from briefgen.pictures.gather import ENDINGS, Use
from briefgen.pictures.header import header
from briefgen.pictures.strip import orientation, strip
from briefgen.pictures.svg import UnsafeSvgError, judge
from briefgen.reading.load import read_bytes
from briefgen.settings import ImageSettings

FOLDER: Final = "pictures"
_MOST_BYTES: Final = 50 * 1024 * 1024
"""A picture of more is not read."""
_KEPT_UNUSED: Final = 64 * 1024 * 1024


class Size(Record, frozen=True, kw_only=True):
    """One size of a picture in one format."""

    path: str
    """Output path."""
    type: str
    """Media type."""
    width: int
    height: int
    file: str
    """Site-relative file in the cache."""
    bytes: int


class Shown(Record, frozen=True, kw_only=True):
    """What is known of a picture."""

    type: str = ""
    """Media type; empty for what cannot be shown."""
    width: int = 0
    height: int = 0
    sizes: tuple[Size, ...] = ()
    file: str = ""
    """Site-relative file that is published in its place; empty: the picture itself."""
    bytes: int = 0
    fault: tuple[str, str, str] | None = None
    """Code, message and hint of what is wrong with it."""


class Pictures(NamedTuple):
    """Every picture of a site, and what the drawing of cards needs."""

    shown: Mapping[str, Shown]
    diagnostics: tuple[Diagnostic, ...] = ()
    font: bytes = b""
    pillow: str = ""
    """Version of Pillow; empty without it."""


class _Work(NamedTuple):
    """What making a picture needs beside the file."""

    root: Path
    folder: str
    """Of the cache, as seen from the site's folder."""
    widths: Sequence[int]
    """Empty without Pillow."""
    modern: Sequence[str]
    salt: str


_DECODE: Final = msgspec.json.Decoder(Shown).decode


def make(
    root: Path, cache: str, uses: Mapping[str, Sequence[Use]], linked: Iterable[str], settings: ImageSettings,
    jobs: int | None = None, known: Collection[str] = (),
) -> Pictures:  # fmt: skip
    """Everything about the pictures that are shown, and those that are only linked (``linked``: site files)."""
    pillow = extras.pillow()
    files = sorted({*uses, *(path for path in linked if path.lower().endswith(ENDINGS))})
    modern = encode.formats(settings.formats) if pillow and files else ()
    widths = settings.widths if pillow else ()
    salt = repr((code_fingerprint(), pillow, widths, modern))
    work = partial(_some, _Work(root, f"{cache}/{FOLDER}", widths, modern, salt))
    (root / cache / FOLDER).mkdir(parents=True, exist_ok=True)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = workers(cores if jobs is None else jobs, max(len(files), 1))
    shown: dict[str, Shown] = {}
    for chunk in map_chunks(work, files, count):
        shown |= msgspec.json.decode(chunk, type=dict[str, Shown])
    shown = dict(sorted(shown.items()))
    font, found = _font(root, settings.font, known) if pillow else (b"", [])
    found += [
        Diagnostic(fault[0], fault[1], use.place, fault[2])
        for file, some in uses.items() for use in some if (fault := shown[file].fault) is not None
    ]  # fmt: skip
    raster = [some[0].place for file, some in sorted(uses.items()) if shown[file].type not in ("", "image/svg+xml")]
    if raster and not pillow:
        message = f"{len(raster)} pictures are published in one size only"
        found.append(Diagnostic("F14", message, raster[0], "pip install 'briefgen[images]' makes more of them"))
    _prune(root / cache / FOLDER, shown.values())
    return Pictures(shown, tuple(found), font, pillow)


def _font(root: Path, path: str, known: Collection[str]) -> tuple[bytes, list[Diagnostic]]:
    """The site's own font for cards, or what is wrong with it."""
    if not path:
        return b"", []
    place = Place("briefgen.yaml", key="images.font")
    data = read_bytes(root, path) if path in known else b""
    if isinstance(data, bytes) and cards.readable(data):
        return data, []
    hint = "give the path of a TTF, OTF or WOFF file below static/ or content/"
    return b"", [Diagnostic("F13", f"there is no font at {path}", place, hint)]


def _some(work: _Work, files: Sequence[str]) -> bytes:
    """Some pictures, as JSON: path to :class:`Shown`."""
    return msgspec.json.encode({file: _one(work, file) for file in files})


def _one(work: _Work, file: str) -> Shown:
    root = work.root
    data = read_bytes(root, file, _MOST_BYTES)
    if isinstance(data, Diagnostic):
        hint = "make it smaller: 3000 pixels on the long side are plenty" if data.code == "F02" else data.hint
        return Shown(fault=(data.code, data.message, hint))
    stem = re.sub(r"[^a-z0-9]+", "-", file.rpartition("/")[2].rpartition(".")[0].casefold()).strip("-")[:40]
    key = digest_of(f"{work.salt}\0{stem}\0".encode() + data)
    note = root / work.folder / f"{key}.json"
    base, name = f"{work.folder}/{key[:24]}", f"{stem or 'picture'}-{key[:10]}"
    with contextlib.suppress(OSError, msgspec.DecodeError, ValueError):
        total, _, text = note.read_bytes().partition(b"\n")
        known = _DECODE(text if total.decode() == digest_of(text) else b"")
        if _ours(known, base, name) and all(_whole(root / one, size) for one, size in _files(known)):
            return known
    made = _made(work, base, name, data)
    text = msgspec.json.encode(made)
    _write(note, digest_of(text).encode() + b"\n" + text)
    return made


def _ours(shown: Shown, base: str, name: str) -> bool:
    """Whether a note speaks of files that we make: the cache may have come with a cloned project."""
    files = [path.removeprefix(base) for path, _ in _files(shown)]
    paths = [one.path.removeprefix(f"assets/pictures/{name}-") for one in shown.sizes]
    return not any("/" in part or "\\" in part for part in (*files, *paths))


def _whole(file: Path, size: int) -> bool:
    status = file.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_size == size


def _files(shown: Shown) -> list[tuple[str, int]]:
    """Files of the cache that belong to a picture, and their lengths."""
    own = [(shown.file, shown.bytes)] if shown.file else []
    return own + [(one.file, one.bytes) for one in shown.sizes]


def _made(work: _Work, base: str, name: str, data: bytes) -> Shown:
    head = header(data)
    if head is None:
        return _drawing(data)
    if head.width * head.height > encode.MOST_PIXELS:
        message = f"this picture has {head.width} × {head.height} pixels, more than can be worked on"
        return Shown(fault=("F11", message, "make it smaller"))
    turned = orientation(head.kind, data)
    try:
        plain = strip(head.kind, data)
        if turned != 1 and work.widths:
            plain = encode.upright(head.kind, data)
        sizes = []
        for one in encode.sizes(head.kind, data, work.widths, work.modern) if work.widths else ():
            ending = "jpg" if one.kind == "jpeg" else one.kind
            file = f"{base}-{one.width}.{ending}"
            _write(work.root / file, one.data)
            sizes.append(Size(path=f"assets/pictures/{name}-{one.width}.{ending}", type=f"image/{one.kind}",
                              width=one.width, height=one.height, file=file, bytes=len(one.data)))  # fmt: skip
    except ValueError as error:
        hint = "open it in a picture editor and save it again"
        return Shown(fault=("F10", f"this picture is broken: {error}", hint))
    width, height = (head.height, head.width) if turned >= 5 else (head.width, head.height)
    file = f"{base}.{head.kind}" if plain != data else ""
    if file:
        _write(work.root / file, plain)
    return Shown(type=f"image/{head.kind}", width=width, height=height, sizes=tuple(sizes), file=file,
                 bytes=len(plain) if file else 0)  # fmt: skip


def _drawing(data: bytes) -> Shown:
    if b"<svg" not in data[:4096] and data.lstrip()[:5] not in (b"<?xml", b"<!DOC"):
        hint = "JPEG, PNG, WebP, AVIF, GIF and SVG are shown everywhere"
        return Shown(fault=("F10", "this is no picture that browsers show, or it is cut short", hint))
    try:
        width, height = judge(data)
    except UnsafeSvgError as error:
        return Shown(fault=("F12", f"this drawing {error}", "export it as plain SVG, or as PNG"))
    return Shown(type="image/svg+xml", width=width, height=height)


def _write(file: Path, data: bytes) -> None:
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(file)


def _prune(folder: Path, shown: Iterable[Shown]) -> None:
    """Forget what no page shows any more once there is much of it; a cache must not grow for ever."""
    used = {path.rpartition("/")[2] for one in shown for path, _ in _files(one)}
    rest = [file for file in folder.iterdir() if file.suffix != ".json" and file.name not in used]
    if sum(file.stat().st_size for file in rest) > _KEPT_UNUSED:
        for file in rest:
            file.unlink(missing_ok=True)
