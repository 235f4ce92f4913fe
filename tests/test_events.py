"""One event told in several places: what merges, what wins, and what is a conflict; the rulings of the language."""

from __future__ import annotations

import pytest

from briefgen.build import Options, build, judge, look
from briefgen.diagnostics import Severity

PLACES = """
- {id: ann, kind: person, name: Ann Example}
- {id: bo, kind: person, name: Bo Example}
- {id: bank, kind: org, name: The bank}
- {id: malta, kind: place, name: Malta}
- {id: vienna, kind: place, name: Vienna}
- {id: treaty, kind: document, name: The treaty}
"""


def brief(day, *items, front=""):
    lines = "\n".join(f"- {item}" for item in items)
    return f"---\ntitle: Brief of {day}\ndate: {day}\n{front}---\n\nText.\n\n::: timeline\n\n{lines}\n\n:::\n"


def linked(make_site, *briefs, events="", now="2025-01-01"):
    files = {f"content/briefs/{number}.md": text for number, text in enumerate(briefs)}
    root = make_site({"content/entities/all.yaml": PLACES, "content/events/all.yaml": events, **files})
    known = look(root, Options(now=now))
    wrong = [f.diagnostic for f in judge(root, {}, known.diagnostics) if f.severity is Severity.ERROR]
    return known.graph, wrong, root


def page(root, path, now="2025-01-01"):
    assert build(root, Options(now=now)).ok
    return (root / "site" / path / "index.html").read_text(encoding="utf-8")


def twice(first, second):
    """One event told in two briefs."""
    return brief("2024-12-01", f"{first}: A meeting. {{#met}}"), brief("2024-12-02", f"{second}: A talk. {{#met}}")


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("2024", "2024-05", "2024-05"),
        ("2024-05", "2024-05-10", "2024-05-10"),
        ("2024-05-10", "2024-05", "2024-05-10"),
        ("early 2024", "2024-02-03", "2024-02-03"),
        ("2024-05-10/2024-05-12", "2024-05-11", "2024-05-11"),
        ("2024-05~", "2024-05", "2024-05"),
        ("2024-05-10T09:30:00Z", "2024-05-10T09:30:40Z", "2024-05-10T09:30:00Z"),
        ("2024-05", "2024-05", "2024-05"),
    ],
)
def test_the_narrower_date_wins(make_site, first, second, kept):
    graph, wrong, _ = linked(make_site, *twice(first, second))

    assert wrong == []
    assert graph.events["met"].date.edtf == kept


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2024-05-10", "2024-05-11"),
        ("2024-05", "2024-06-01"),
        ("2023", "2024"),
        ("early 2024", "late 2024"),
        ("2024-05-10T09:30:00Z", "2024-05-10T10:30:00Z"),
    ],
)
def test_dates_that_exclude_each_other_are_a_conflict_with_both_places(make_site, first, second):
    _, (wrong,), _ = linked(make_site, *twice(first, second))

    assert wrong.code == "V01"
    assert (wrong.place.path, wrong.place.line) == ("content/briefs/1.md", 10)
    assert [(note.place.path, note.place.line) for note in wrong.notes] == [("content/briefs/0.md", 10)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2024-05-10?", "2024-05-11"),
        ("2024-05-10/2024-05-12", "2024-05-12/2024-05-13"),
        ("after 2024-05-09", "2024-05-10"),
        ("since 2021", "2024-05-10"),
        ("2024-05-10T09:30:00Z", "2024-05-10"),
    ],
)
def test_what_may_be_the_same_is_no_conflict(make_site, first, second):
    _, wrong, _ = linked(make_site, *twice(first, second))

    assert wrong == []


def test_name_and_text_never_conflict_and_each_is_told(make_site):
    graph, wrong, root = linked(make_site, *twice("2024-05-10", "2024-05-10"))
    shown = page(root, "events/met")

    assert wrong == []
    assert graph.events["met"].event.name == "A meeting"
    assert "A meeting." in shown
    assert "A talk." in shown


def test_the_shared_record_names_the_event_and_briefs_add_to_it(make_site):
    record = "- {id: met, name: The meeting, date: 2024-05, who: [{id: ann, as: host}]}\n"
    told = brief("2024-06-01", "2024-05-10: [[bo]] and [[ann]] of [[bank]] meet in [[malta]] before [[vienna]]. {#met}")
    graph, wrong, _ = linked(make_site, told, events=record)
    event = graph.events["met"]

    assert wrong == []
    assert event.event.name == "The meeting"
    assert event.date.edtf == "2024-05-10"
    assert event.who == (("ann", "host"), ("bo", ""), ("bank", ""))
    assert event.place == "malta"


def test_mentions_of_an_item_become_people_and_place(make_site):
    graph, _, _ = linked(make_site, brief("2024-06-01", "2024-05-10: [[treaty]] of [[bank]] in [[malta]]. {#met}"))

    assert graph.events["met"].who == (("bank", ""),)
    assert graph.events["met"].place == "malta"


@pytest.mark.parametrize(
    ("older", "newer", "status"),
    [
        ("planned, 2024-07", "2024-07-03", "happened"),
        ("planned, 2024-07", "cancelled, 2024-07", "cancelled"),
        ("planned, 2024-07", "postponed, 2024-08", "postponed"),
        ("alleged, 2024-05-10", "2024-05-10", "happened"),
        ("2024-05-10", "alleged, 2024-05-10", "alleged"),
        ("cancelled, 2024-07", "planned, 2024-09", "planned"),
    ],
)
def test_the_newest_account_sets_the_status_whatever_the_order_of_files(make_site, older, newer, status):
    texts = brief("2024-06-01", f"{older}: A meeting. {{#met}}"), brief("2024-08-01", f"{newer}: A meeting. {{#met}}")
    graph, wrong, root = linked(make_site, *texts)
    (root / "content/briefs/0.md").write_text(texts[1], encoding="utf-8")
    (root / "content/briefs/1.md").write_text(texts[0], encoding="utf-8")
    other = look(root, Options(now="2025-01-01")).graph

    assert wrong == []
    assert graph.events["met"].event.status == status
    assert other.events["met"].event.status == status
    assert other.events["met"].date == graph.events["met"].date


def test_as_of_counts_and_not_the_day_of_the_brief(make_site):
    """A brief written later may tell what was known before."""
    record = "- {id: met, name: The meeting, date: 2024-07-03, status: happened, as_of: 2024-07-03}\n"
    late = "timeline:\n  - {id: met, name: The meeting, date: 2024-07, status: planned, as_of: 2024-05-01}\n"
    graph, wrong, _ = linked(make_site, brief("2024-09-01", "[[met]]", front=late), events=record)

    assert wrong == []
    assert graph.events["met"].event.status == "happened"
    assert graph.events["met"].date.edtf == "2024-07-03"


@pytest.mark.parametrize("then", ["2024-07-20", "2024-09-02", "planned, 2024-11"])
def test_a_plan_is_not_compared_with_what_came_of_it(make_site, then):
    """Postponement is normal: the newer date counts."""
    graph, wrong, _ = linked(
        make_site,
        brief("2024-06-01", "planned, 2024-07-03: A meeting. {#met}"),
        brief("2024-10-01", f"{then}: A meeting. {{#met}}"),
    )

    assert wrong == []
    assert graph.events["met"].date.edtf == then.removeprefix("planned, ")


def test_an_item_without_an_id_has_a_permalink_that_lasts(make_site):
    """From its date and its text: other items may come before it."""
    graph, _, _ = linked(make_site, brief("2024-06-01", "2024-05-10: A meeting in [[malta]]."))
    (ident,) = graph.events
    more = brief("2024-06-01", "2024-05-01: Something before.", "2024-05-10: A meeting in [[malta]].")
    later, _, root = linked(make_site, more)

    assert ident == "2024-05-10-a-meeting-in-malta"
    assert ident in later.events
    assert f'href="../2024/06/0/index.html#{later.events[ident].anchor}"' in page(root, "timeline")


def test_what_was_written_is_kept_beside_the_date(make_site):
    record = '- {id: met, name: The meeting, date: {edtf: "[2023-01..2023-04]", as_written: early last year}}\n'
    _, wrong, root = linked(make_site, brief("2024-06-01", "[[met]]"), events=record)
    shown = page(root, "events/met")

    assert wrong == []
    assert "early 2023" in shown
    assert "early last year" in shown


@pytest.mark.parametrize(
    ("date", "told", "now", "ahead"),
    [
        ("2024-07", "2024-06-01", "2024-07-31", True),
        ("2024-07", "2024-06-01", "2024-08-01", False),
        ("after 2024-06-01", "2024-06-01", "2024-11-30", True),
        ("after 2024-06-01", "2024-06-01", "2026-01-01", False),
        ("2030", "2024-06-01", "2029-01-01", True),
    ],
)
def test_a_plan_is_watched_until_it_is_past_or_nobody_spoke_of_it_for_half_a_year(make_site, date, told, now, ahead):
    graph, _, root = linked(make_site, brief(told, f"planned, {date}: A meeting. {{#met}}"), now=now)

    assert graph.events["met"].planned is ahead
    assert graph.events["met"].event.status == "planned"
    assert ("To watch" in page(root, "", now)) is ahead


def test_a_plan_in_a_record_is_as_old_as_the_last_brief_that_speaks_of_it(make_site):
    record = "- {id: met, name: The meeting, date: after 2024-06-01, status: planned}\n"
    told = brief("2024-06-01", "[[met]]")
    soon, _, _ = linked(make_site, told, events=record, now="2024-08-01")
    late, _, _ = linked(make_site, told, events=record, now="2027-01-01")

    assert soon.events["met"].planned
    assert not late.events["met"].planned


def test_what_an_event_led_to_stands_on_its_page(make_site):
    record = (
        "- {id: met, name: The meeting, date: 2024-05, place: malta}\n"
        "- {id: deal, name: The deal, date: 2024-06, because: [met], part_of: talks}\n"
        "- {id: talks, name: The talks, date: 2024}\n"
    )
    _, wrong, root = linked(make_site, events=record)

    assert wrong == []
    assert ">The deal</a>" in page(root, "events/met")
    assert ">The meeting</a>" in page(root, "events/deal")
    assert ">The talks</a>" in page(root, "events/deal")
    assert ">The deal</a>" in page(root, "events/talks")
