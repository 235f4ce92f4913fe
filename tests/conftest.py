"""What tests share: a site folder made from a table of files, and the strength of the property tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from briefgen.engine import extras

MakeSite = Callable[[Mapping[str, str]], Path]

# Two cores share their time with other work: a deadline would fail by chance, never by fault.
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=50, derandomize=True, **_COMMON)
settings.register_profile("deep", max_examples=2000, **_COMMON)
settings.load_profile("deep" if os.environ.get("BRIEFGEN_TEST") == "deep" else "quick")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller's colours and clock do not reach a test."""
    for name in ("NO_COLOR", "CLICOLOR_FORCE", "SOURCE_DATE_EPOCH", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    # Pagefind would be run by every build that changes a text; tests/test_search.py asks for it.
    monkeypatch.setattr(extras, "pagefind", lambda: "")


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Write files (path to text) into a new site folder and return it."""

    def make(files: Mapping[str, str]) -> Path:
        root = tmp_path / "site-folder"
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        root.mkdir(exist_ok=True)
        return root

    return make
