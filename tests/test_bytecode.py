"""Compiled templates: those that ship with the package are kept as Python keeps modules, those of a site never."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from briefgen.build import build
from briefgen.engine import fingerprint
from briefgen.making import prepare
from briefgen.pages import bytecode
from briefgen.pages.theme import ThemeError, _Environment
from briefgen.settings import Settings
from sites import files, options, shown, tree, write

OWN = "themes/default/templates/home.html"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python keeps what it compiles: nothing yet."""
    folder = tmp_path / "kept"
    monkeypatch.setattr(sys, "pycache_prefix", str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled."""
    made: list[str] = []
    real = jinja2.Environment.compile

    def compile_one(self, source, name=None, *more, **given):
        made.append(name)
        return real(self, source, name, *more, **given)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_one)
    return made


def templates(kept: Path) -> list[Path]:
    return sorted(kept.rglob("template-*"))


def made(root: Path) -> dict[str, bytes]:
    result = build(root, options(root)._replace(jobs=1, force=True))
    assert result.ok, shown(result)
    return tree(root / "site")


def test_shipped_templates_are_compiled_once(tmp_path: Path, kept: Path, compiled: list[str]):
    one, other = tmp_path / "one", tmp_path / "other"
    write(one, files())
    write(other, files())
    first = made(one)
    assert {"brief.html", "base.html", "slots.html"} <= set(compiled)
    assert len(templates(kept)) == len(compiled) == len(set(compiled))

    compiled.clear()
    assert made(other) == first
    assert compiled == []


def test_a_sites_own_template_is_never_kept(tmp_path: Path, kept: Path, compiled: list[str]):
    root = tmp_path / "one"
    write(root, {**files(), OWN: "{% extends '!home.html' %}{% block main %}Our own words{% endblock %}"})
    first = made(root)
    assert b"Our own words" in first["index.html"]
    assert not [file for file in kept.rglob("*") if file.is_file() and b"Our own words" in file.read_bytes()]
    assert not list(root.rglob("*.pyc"))

    compiled.clear()
    assert made(root) == first
    assert compiled == ["home.html"]


def test_a_template_of_another_text_or_of_other_code_is_compiled_again(
    tmp_path: Path, kept: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
):
    root = tmp_path / "one"
    write(root, files())
    first, count = made(root), len(compiled)
    before = {file: file.read_bytes() for file in templates(kept)}

    compiled.clear()
    monkeypatch.setattr(bytecode, "code_fingerprint", lambda: f"other than {fingerprint.code_fingerprint()}")
    assert made(root) == first
    assert len(compiled) == count
    assert sorted(before) == templates(kept), "in the place of those before"
    assert all(file.read_bytes() != data for file, data in before.items())


@pytest.mark.parametrize("damage", [b"", b"\0", b"j2", "cut", "flip"])
def test_damaged_code_is_compiled_again(tmp_path: Path, kept: Path, compiled: list[str], damage: bytes | str):
    root = tmp_path / "one"
    write(root, files())
    first, count = made(root), len(compiled)
    for file in templates(kept):
        data = file.read_bytes()
        flipped = bytes([data[0] ^ 255]) + data[1:]
        file.write_bytes(damage if isinstance(damage, bytes) else data[:60] if damage == "cut" else flipped)

    compiled.clear()
    assert made(root) == first
    assert len(compiled) == count
    compiled.clear()
    assert made(root) == first
    assert compiled == []


def test_where_python_writes_nothing_nothing_is_written(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch):
    root = tmp_path / "one"
    write(root, files())
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    first = made(root)
    assert templates(kept) == []

    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept.write_text("no folder can be made here")
    assert made(root) == first


def test_a_fault_is_told_with_its_line_whoever_compiled(tmp_path: Path, kept: Path):
    root = tmp_path / "one"
    write(root, {**files(), OWN: "{% extends '!home.html' %}\n{% block main %}\n{{ nobody }}{% endblock %}"})
    for _ in range(2):
        with pytest.raises(ThemeError, match=r"^home\.html:3: 'nobody' is undefined$"):
            build(root, options(root)._replace(jobs=1))
    assert templates(kept)


def test_templates_are_made_ready_ahead_also_where_a_theme_has_not_all_of_them(tmp_path: Path):
    """The theme that comes along has no items.html; what stands behind it in the order is made ready all the same."""
    theme = [*prepare(tmp_path, Settings())][-1]
    assert isinstance(theme.env, _Environment)
    assert {"brief.html", "slots.html", "home.html", "listing.html", "timeline.html"} <= set(theme.env.found)
    assert "items.html" not in theme.env.found
