"""The house rules of ARCHITECTURE.md, held by reading the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "briefgen"
MODULES = sorted(PACKAGE.rglob("*.py"))

ORDER = (
    ("dates",),
    ("diagnostics",),
    ("model",),
    ("settings",),
    ("engine",),
    ("reading",),
    ("project",),
    ("markup",),
    ("knowledge",),
    ("checks", "pictures", "pages", "outputs"),
    ("sharing", "parsing", "remember", "traces", "reuse", "fulltext", "copies"),
    ("consequences",),
    ("understand",),
    ("findings",),
    ("making",),
    ("build", "frames"),
    ("live", "alone"),
    ("server", "tools"),
    ("terminal",),
    ("cli",),
    ("__main__",),
)
"""A part may import from the rows above it and from itself, never from a row below.
Parts of one row may import one another in the order in which they stand."""

READS_DISK = {
    "project.py", "reading/load.py", "pages/theme.py", "engine/store.py", "engine/publish.py",
    "engine/exchange.py", "engine/manifest.py", "model/rows.py",
    "engine/lock.py", "pictures/make.py", "fulltext.py", "engine/fingerprint.py", "engine/snapshot.py", "parsing.py",
    "pages/bytecode.py",
}
# jobs: a forked process ends without unwinding what its parent began
PRINTS = {"__main__.py", "cli.py", "terminal.py", "engine/jobs.py", "engine/snapshot.py"}
READS_CLOCK = {
    "understand.py", "alone.py", "server/watch.py", "tools/again.py", "engine/snapshot.py", "live.py",
    "terminal.py",
}

LONGEST_MODULE = 350
LONGEST_FUNCTION = 60


def name(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def part(module: Path) -> str:
    return name(module).split("/")[0].removesuffix(".py")


def rank(of: str) -> tuple[int, int]:
    return next((i, row.index(of)) for i, row in enumerate(ORDER) if of in row)


def imports(module: Path) -> Iterator[tuple[int, str]]:
    """Line and part of each import of our own, late and type-checking imports too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name(module)}:{node.lineno} relative import"
            if node.module == "briefgen":
                yield from ((node.lineno, alias.name) for alias in node.names if not alias.name.startswith("_"))
            elif node.module.startswith("briefgen."):
                yield node.lineno, node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, a.name.split(".")[1]) for a in node.names if a.name.startswith("briefgen."))


def calls(module: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each call; a method of something computed is ``.method``."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value) if isinstance(node.value, ast.Name | ast.Attribute) else ''}.{node.attr}"
    return ""


def test_there_is_something_to_hold():
    assert len(MODULES) > 20


@pytest.mark.parametrize("module", [m for m in MODULES if name(m) != "__init__.py"], ids=name)
def test_imports_run_one_way(module: Path):
    here = part(module)
    wrong = [f"{name(module)}:{line} imports {there}" for line, there in imports(module)
             if there != here and rank(there) > rank(here)]

    assert wrong == []


def test_only_named_modules_touch_the_disk():
    disk = re.compile(
        r"^(open|io\.open|os\.(open|scandir|listdir|stat|lstat|walk|remove|unlink|rename|replace|makedirs|mkdir|link)"
        r"|shutil\.\w+|tempfile\.\w+)$"
        r"|\.(read_text|read_bytes|write_text|write_bytes|iterdir|rglob|unlink|mkdir|is_file|is_dir|touch|rmdir)$",
    )
    free = {"server", "tools"}
    found = [f"{name(m)}:{line} {call}" for m in MODULES if name(m) not in READS_DISK and part(m) not in free
             for line, call in calls(m) if disk.search(call)]

    allowed = {"cli.py"}  # its first question: is there such a folder; and `--clean`
    assert [f for f in found if f.split(":")[0] not in allowed] == []


def test_only_the_command_line_prints_and_exits():
    speech = re.compile(r"^(print|input|exit|sys\.exit|click\.\w*echo|os\._exit|sys\.std(out|err)\.\w+)$")
    found = [f"{name(m)}:{line} {call}" for m in MODULES if name(m) not in PRINTS
             for line, call in calls(m) if speech.search(call)]

    assert found == []


def test_the_clock_is_an_input():
    clock = re.compile(r"^(time\.(time|time_ns|localtime|gmtime|ctime)|(\w+\.)*(date|datetime)\.(now|utcnow|today))$")
    found = [f"{name(m)}:{line} {call}" for m in MODULES if name(m) not in READS_CLOCK
             for line, call in calls(m) if clock.search(call)]

    assert found == []


def test_nothing_that_runs_code_is_stored_or_read():
    banned = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    found = [f"{name(m)}:{node.lineno}" for m in MODULES for node in ast.walk(tree(m))
             if (isinstance(node, ast.Import) and banned & {a.name.split(".")[0] for a in node.names})
             or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in banned)]
    found += [f"{name(m)}:{line} {call}" for m in MODULES for line, call in calls(m)
              if call in {"eval", "exec", "yaml.load", "yaml.unsafe_load", "yaml.full_load"}]

    assert found == []


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_modules_and_functions_fit_a_screen(module: Path):
    text = module.read_text(encoding="utf-8")
    code = ast.parse(text)
    long = [f"{node.name} {node.end_lineno - node.lineno + 1}" for node in ast.walk(code)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION]

    assert long == []
    assert text.count("\n") <= LONGEST_MODULE


@pytest.mark.parametrize("module", [m for m in MODULES if m.stat().st_size], ids=name)
def test_every_module_says_what_it_is(module: Path):
    assert ast.get_docstring(tree(module))


def test_no_cycle_between_modules():
    """A part may be a folder of several modules: inside it too imports run one way."""
    known = {"briefgen." + name(m).removesuffix(".py").replace("/", ".").removesuffix(".__init__"): m for m in MODULES}
    edges = {one: sorted(set(_targets(module, known)) - {one}) for one, module in known.items()}
    done: set[str] = set()

    def visit(one: str, path: tuple[str, ...]) -> None:
        assert one not in path, " -> ".join((*path[path.index(one):], one))
        if one not in done:
            for other in edges[one]:
                visit(other, (*path, one))
            done.add(one)

    for one in edges:
        visit(one, ())


def _targets(module: Path, known: dict[str, Path]) -> Iterator[str]:
    for node in tree(module).body:  # late imports wait until all modules are there
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield from (one for one in (full if full in known else node.module,) if one in known)


def test_no_path_of_a_machine():
    """The last pattern is written in two parts so that it does not find itself."""
    secret = re.compile(r"(?<![\w.-])/(work|root|home/\w+|Users/\w+)" + r"/[\w.]")
    readable = {".py", ".md", ".yaml", ".yml", ".html", ".css", ".js", ""}
    text = [p for folder in ("briefgen", "tests", "docs", "themes", "content", ".ci", "bench")
            for p in (TOP / folder).rglob("*") if p.suffix in readable]
    text += [p for p in TOP.iterdir() if p.suffix in {".md", ".toml", ".yaml", ""} and p.name != ".git"]
    found = [f"{path.relative_to(TOP)}:{number}" for path in text if path.is_file()
             for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1)
             if secret.search(line)]

    assert found == []
