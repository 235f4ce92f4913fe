"""Whole texts for searching: Pagefind reads the pages as they will be published, and its index is published with them.

It is an extra, a program of its own. It is run only when a page it would read has changed; the same pages give the
same index, byte for byte, with one version of it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol

import msgspec

from briefgen.diagnostics import Diagnostic, Place
from briefgen.engine import extras
from briefgen.engine.fingerprint import digest_of
from briefgen.engine.store import Store

_LEFT_OUT: Final = ("-ui.js", "-ui.css", "-highlight.js", "-worker.js")
"""Parts of Pagefind that our search page does without."""


class Index(msgspec.Struct, frozen=True):
    """What was published last."""

    key: str
    files: dict[str, str]
    """Output path and digest."""


class Published(Protocol):
    """A publication under way."""

    @property
    def published(self) -> Mapping[str, str]:
        """Output path and digest of what is published now."""
        ...

    def put(self, path: str, data: bytes) -> str:
        """Take a file; its digest."""
        ...

    def read(self, path: str, digest: str) -> bytes:
        """A file that was put, or that stays as it is."""
        ...


def index(
    folder: Path, pages: Iterable[str], language: str, digests: Mapping[str, str], publishing: Published, store: Store
) -> tuple[dict[str, str], Diagnostic | None]:
    """Path and digest of every file of the index of some pages, or why there is none.

    ``folder`` is for scratch. ``language`` is that of the site: all pages are in one index, in whatever language.
    """
    wanted = {path: digests[path] for path in sorted(pages) if path in digests}
    key = digest_of(msgspec.json.encode((extras.pagefind(), language, list(wanted.items()))))
    known = _known(store)
    if known is not None and known.key == key and known.files.items() <= dict(publishing.published).items():
        return known.files, None
    shutil.rmtree(folder, ignore_errors=True)
    try:
        for path, digest in wanted.items():
            file = folder / "site" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(publishing.read(path, digest))
        fault = _run(folder / "site", folder / "pagefind", language) if wanted else ""
        if fault:
            message = f"whole texts cannot be searched: {fault}"
            return {}, Diagnostic("O03", message, Place("briefgen.yaml"), "search: {full: false} does without")
        made = _files(folder / "pagefind")
        files = {path: publishing.put(path, data) for path, data in made.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    store.put("notes", {"search": msgspec.json.encode(Index(key, files))})
    return files, None


def _known(store: Store) -> Index | None:
    try:
        return msgspec.json.decode(store.get("notes", "search") or b"", type=Index)
    except msgspec.DecodeError:
        return None


def _run(site: Path, output: Path, language: str) -> str:
    """Run Pagefind; what it complained of, in one line."""
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", str(output)]
    command += ["--force-language", language, "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=3600)  # noqa: S603 - our own arguments
    except (OSError, subprocess.SubprocessError) as error:
        return str(error).partition("\n")[0]
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return "" if done.returncode == 0 else (lines[-1].strip()[:200] if lines else f"it ended with {done.returncode}")


def _files(folder: Path) -> dict[str, bytes]:
    """Output path to bytes of what the search page needs of an index."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.endswith(_LEFT_OUT))
    return {f"pagefind/{file.relative_to(folder).as_posix()}": file.read_bytes() for file in files}
