"""Compiled templates of the package, kept as Python keeps compiled modules: in the package, for this code alone.

A site's own templates are compiled by each build: its folder may have been cloned from anywhere, and nothing that is
read from there may run.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from jinja2.bccache import Bucket, BytecodeCache

from briefgen.engine.fingerprint import code_fingerprint, digest_of

_HERE: Final = Path(__file__).resolve().parent


class Bytecode(BytecodeCache):
    """For Jinja: where a shipped template's code is kept; of any other nothing is kept, and nothing is found."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """``folders`` hold what ships with the package."""
        self.folders = [f"{folder}{os.sep}" for folder in folders]

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What tells a shipped template from every other; empty for any other."""
        inside = [filename.removeprefix(one) for one in self.folders if filename and filename.startswith(one)]
        return digest_of(f"{name}\0{inside[0]}".encode()) if inside else ""

    def get_source_checksum(self, source: str) -> str:
        """What the code of a template is made from: its text, our code and the libraries'."""
        return digest_of(f"{code_fingerprint()}\0{source}".encode())

    def load_bytecode(self, bucket: Bucket) -> None:
        """Find the code of a template, if it is kept and still what its text says."""
        if bucket.key:
            try:
                bucket.bytecode_from_string(_file(bucket.key).read_bytes())
            except Exception:  # noqa: BLE001 - whatever a damaged file leads to: the template is compiled again
                bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template, unless Python was told to keep none or may not write there."""
        if bucket.key and not sys.dont_write_bytecode:
            with contextlib.suppress(OSError, NotImplementedError):  # a full disk; a Python that keeps nothing
                _write(_file(bucket.key), bucket.bytecode_to_string())


def _write(file: Path, data: bytes) -> None:
    """Put a file there whole, or leave none behind."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _file(key: str) -> Path:
    """Where Python keeps what it compiles of a file of this name beside this module."""
    return Path(cache_from_source(str(_HERE / f"template-{key}.html")))
