"""What is shipped: the sdist builds the wheel, and the wheel has everything a site needs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import briefgen

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with an sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    _hatch(TOP, "sdist", folder)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as packed:
        packed.extractall(folder / "unpacked", filter="data")
    _hatch(next((folder / "unpacked").iterdir()), "wheel", folder)
    return folder


def _hatch(source: Path, target: str, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_has_the_package_and_its_data(dist: Path):
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    ours = {p.relative_to(TOP).as_posix() for p in (TOP / "briefgen").rglob("*")
            if p.is_file() and "__pycache__" not in p.parts}
    themes = {"briefgen/" + p.relative_to(TOP).as_posix() for p in (TOP / "themes").rglob("*") if p.is_file()}

    assert themes
    assert ours | themes <= names
    assert {n.split("/")[0] for n in names} == {"briefgen", f"briefgen-{briefgen.__version__}.dist-info"}


def test_the_sdist_has_what_the_tests_need(dist: Path):
    with tarfile.open(next(dist.glob("*.tar.gz"))) as packed:
        names = {n.partition("/")[2] for n in packed.getnames()}

    assert {"Makefile", "LICENSE", "briefgen.yaml", "content/pages/about.md", "tests/conftest.py",
            "docs/language.md", ".ci/run"} <= names
    assert not {n for n in names if n.endswith(".pyc") or n.startswith((".git/", ".venv", "site/index"))}


def test_every_dependency_is_imported_somewhere():
    names = {"Babel": "babel", "Jinja2": "jinja2", "PyYAML": "yaml", "markdown-it-py": "markdown_it",
             "mdit-py-plugins": "mdit_py_plugins"}
    data_only = {"tzdata"}
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    code = "\n".join(p.read_text(encoding="utf-8") for p in (TOP / "briefgen").rglob("*.py"))

    wanted = {d.split(">")[0].split("[")[0] for d in project["dependencies"]} - data_only
    missing = [d for d in wanted if f"import {names.get(d, d)}" not in code and f"from {names.get(d, d)}" not in code]

    assert missing == []


def test_help_answers_at_once():
    heavy = ("babel", "rich", "markdown_it", "jinja2", "watchdog", "starlette", "uvicorn", "msgspec", "yaml")
    script = (
        "import sys, briefgen.cli\n"
        "try: briefgen.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print('LOADED', *[m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "LOADED"


def test_the_module_can_be_run():
    command = [sys.executable, "-m", "briefgen", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == f"briefgen, version {briefgen.__version__}"
