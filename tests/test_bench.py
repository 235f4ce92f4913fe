"""The benchmark runs: its pieces on twenty briefs, and its tables."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bench import builds, serving
from bench.course import Wanted, measure, warm
from bench.processes import Failure, run
from bench.results import Measured, Report, Run, Served, Size, load, save
from bench.sites import HERE, make, with_field
from bench.tables import BEGIN, END, all_tables, insert
from bench.tools import find

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(builds, "PAUSE", 0)
    monkeypatch.setattr(serving, "PAUSE", 0)


def test_tools_that_are_missing_are_named():
    there, missing = find(["briefgen", "eleventy"], ["no-such-python"])

    assert "briefgen" in {tool.name for tool, _ in there}
    assert set(missing) <= {"eleventy"}


def test_twenty_briefs_are_measured(tmp_path: Path, hasty: None):
    there, _ = find(["briefgen"], [sys.executable])
    wanted = Wanted(rounds=1, saves=1, others=1, rest=0.1)

    size = measure(20, there, wanted, tmp_path)

    ours = size.tools["briefgen"]
    assert [step for step, runs in ours.steps.items() if len(runs) == 1] == ["cold", "unchanged", "body", "title"]
    assert ours.served is not None
    assert {kind: len(times) for kind, times in ours.served.changes.items()} == {
        "a body saved": 1, "a brief added": 1, "a brief renamed": 1, "a brief deleted": 1,
        "an entity with 20 mentions renamed": 1,
    }  # fmt: skip
    assert all(run.wall > 0 and run.cpu > 0 and run.rss > 10 for runs in ours.steps.values() for run in runs)
    assert (ours.memory["cold"].pss or 0) > (10 if sys.platform == "linux" else -1)
    assert len(size.floor) == 1


def test_each_tool_is_built_once_before_it_is_measured(tmp_path: Path):
    there, _ = find(["default theme"], [sys.executable])

    warm(there, tmp_path)

    assert (tmp_path / "warm/default/site/timeline/index.html").is_file()


def test_an_output_without_a_page_is_a_failure(tmp_path: Path):
    (tool, _), = find(["briefgen"], [sys.executable])[0]
    corpus = make(3, 1, tmp_path, [tool])

    with pytest.raises(Failure, match="briefgen made no"):
        builds.checked(tool, corpus)


def test_a_command_that_fails_is_a_failure(tmp_path: Path):
    with pytest.raises(Failure, match="ended with 3\nwhy"):
        run([sys.executable, "-c", "print('why'); exit(3)"], tmp_path, {}, tmp_path / "log")


def test_a_field_is_changed_where_it_stands():
    text = "---\ntitle: A\ndate: B\n---\ndate: C\n"

    assert with_field(text, "date", "D") == text.replace("B", "D")


def some_report() -> Report:
    runs = {step: [Run(wall=w, cpu=2 * w, rss=50.0)] for step, w in (("cold", 9.0), ("unchanged", 0.1), ("body", 0.5))}
    served = Served(0.5, {"a body saved": [10.0, 120.0]}, 0.1, 90.0)
    ours = Measured("1.0", 11_000, 130.0, runs, {"cold": Run(9.5, 18.0, 200.0, 320.0)}, served)
    hugo = Measured("0.1", 11_000, 136.0, {"cold": [Run(12.0, 20.0, 1400.0)]}, {})
    return Report("2 cores", ["mkdocs"], {10_000: Size(10_000, 1, {"briefgen": ours, "hugo": hugo}, [0.3])})


def test_results_are_read_as_they_were_written(tmp_path: Path):
    save(tmp_path / "results.json", some_report())

    assert load(tmp_path / "results.json") == some_report()


def test_tables_say_what_was_reached():
    text = all_tables(some_report())

    assert "Not there: mkdocs." in text
    assert "| cold build | 10,000 | 0.75 × Hugo | 9.00 s | 9.00 s | yes |" in text
    assert "| one body edited | 10,000 | 0.35 s | 0.35 s | 0.50 s | **no** |" in text
    assert "| a body saved, served: worst of 2 | 10,000 | 100 ms | 100 ms | 120 ms | **no** |" in text
    assert "| hugo | 12.0 | 20.0 | 0.75 × | 0.90 × | 40.0 × |" in text


def test_tables_are_put_between_the_marks(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(f"a\n{BEGIN}\nold\n{END}\nz\n", encoding="utf-8")

    insert(page, "new")
    insert(page, "new")

    assert page.read_text(encoding="utf-8") == f"a\n{BEGIN}\n\nnew\n\n{END}\nz\n"


def test_the_tables_of_the_documentation_are_those_of_the_figures():
    report = load(HERE / "results.json")
    assert report is not None
    page = (TOP / "docs/performance.md").read_text(encoding="utf-8")

    assert re.findall(f"{BEGIN}\n\n(.*)\n\n{END}", page, re.DOTALL) == [all_tables(report)]
