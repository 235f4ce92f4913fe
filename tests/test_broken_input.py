"""Runs every example of ``tests/spec/broken-input.md``: the document is the test.

``BRIEFGEN_SPEC=write python -m pytest tests/test_broken_input.py -n 0`` puts what is shown now into the document,
for reading.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from hostile import GOOD, attempt, cases, digests, lay, write

SPEC = Path(__file__).parent / "spec" / "broken-input.md"
CASES = cases(SPEC)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good site that has been built."""
    root = tmp_path_factory.mktemp("good") / "site-folder"
    lay(root, GOOD)
    seen = attempt(root)
    assert seen.result is not None
    assert seen.result.ok, seen.text
    return root


@pytest.mark.parametrize("name", CASES)
def test_broken_input_is_told(good: Path, tmp_path: Path, name: str) -> None:
    """What is shown is what the document says; nothing is published, nothing is touched."""
    files, expected = CASES[name]
    root = tmp_path / "site-folder"
    shutil.copytree(good, root)
    lay(root, files)
    before = digests(root, "site", "content", "static")
    seen = attempt(root)

    assert digests(root, "site", "content", "static") == before
    if os.environ.get("BRIEFGEN_SPEC") == "write":
        write(SPEC, name, seen.text)
        return
    assert seen.text == expected
    assert seen.result is None or not seen.result.ok
    assert "Traceback" not in seen.text


def test_nothing_foreign_is_shown() -> None:
    """No line of a terminal is driven by content."""
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", SPEC.read_text(encoding="utf-8"))


def test_there_are_enough() -> None:
    assert len(CASES) >= 123
