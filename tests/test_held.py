"""Drafts, and briefs ahead of or past their time, leak into nothing: the site is the one without their files."""

from __future__ import annotations

import re

import pytest

from briefgen.build import Options, build
from briefgen.diagnostics import Severity

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>{w}pixels</title></svg>'
NOW = "2024-06-01T12:00:00Z"
REASONS = {
    "draft": "date: 2024-01-05\ndraft: true",
    "future": "date: 2024-06-02",
    "embargoed": "date: 2024-01-05\nembargo: 2024-06-01T12:30:00Z",
    "expired": "date: 2024-01-05\nexpires: 2024-06-01T11:30:00Z",
}
HELD = """---
title: {w}title
{when}
updated: 2024-06-01
type: live
summary: {w}summary
key_points: [{w}point]
story: thread
topics: [Ports, {w}topic]
authors: [{w}author]
dateline: {w}dateline
why: {w}why
how: {w}how
slug: {w}slug
lang: de
translation_of: shown
redirect_from: [/{w}old/]
image: {{src: {w}cover.svg, alt: {w}alt, caption: {w}caption, credit: {w}credit}}
sources:
  {w}key: {{title: {w}source, publisher: {w}publisher, url: "https://example.org/{w}url", note: {w}private}}
claims:
  {w}claim: {{text: {w}claimed, status: disputed, by: {w}by, sources: [{w}key]}}
corrections:
  - {{date: 2024-05-31, kind: correction, was: {w}was, now: {w}now, note: {w}noted}}
timeline:
  - shared-event
  - {{id: {w}inline, name: {w}inlinename, date: 2024-01-02, place: harbour, who: [ann]}}
extra: {{own: {w}extra}}
---

{w}body of [[ann|{w}label]] at the [[harbour]] in the [[thread]] on [[shared-event]] [@{w}key, {w}locator].^[{w}note]
["{w}inlinequote"]{{quote by=ann src={w}key}} and [{w}words]{{claim={w}claim}}, as in [[shown]]. [a file]({w}paper.pdf)

> {w}quote
>
> — [[ann]], to {w}audience, 2024-01-03 [@{w}key]

::: timeline {{title={w}timeline}}

- 2024-01-04: {w}item with [[ann]]. {{#{w}event}}
- 2024-01-06: {w}plain at the [[harbour]].
- planned, after 2024-06-01: {w}plan. {{#{w}ahead}}
- 2024-01-02: {w}restated {{#shared-event}}

:::

::: claim {{id={w}block status=reported by=ann}}

{w}blockclaim

:::

::: aside {{title={w}aside}}

{w}inside

:::

::: correction {{date=2024-05-30 kind=update}}

{w}corrected

:::
"""
SHOWN = {
    "briefgen.yaml": "title: Held\nbase_url: https://example.org/\nimages: {cards: false}\n",
    "content/briefs/2024-01-03-shown.md": "---\ntitle: Shown\ndate: 2024-01-03\nstory: thread\ntopics: [Ports]\n---\n"
    "[[ann]] was at the [[harbour]] for the [[shared-event]].\n",
    "content/entities/all.yaml": "- {id: ann, kind: person, name: Ann Example}\n"
    "- {id: harbour, kind: place, name: The harbour}\n",
    "content/events/all.yaml": "- {id: shared-event, name: The opening, date: 2024-01-02}\n",
    "content/stories/thread.md": "---\ntitle: The thread\n---\nA story.\n",
}


def tree(root):
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def held_files(reason):
    word = f"zq{reason}"
    return {
        f"content/briefs/2024-01-05-{word}file.md": HELD.format(w=word, when=REASONS[reason]),
        f"content/briefs/{word}paper.pdf": f"%PDF {word}attachment",
        f"content/briefs/{word}cover.svg": PICTURE.format(w=word),
    }


def write(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("reason", REASONS)
def test_the_site_is_the_one_without_the_held_back_brief(make_site, reason):
    """Byte for byte: no list, count, feed, timeline or page knows of it; and it would be seen if it were let in."""
    root = make_site(SHOWN)
    assert build(root, Options(now=NOW)).ok
    without = tree(root / "site")

    write(root, held_files(reason))
    result = build(root, Options(now=NOW))

    assert result.ok
    assert [held.reason for held in result.graph.held] == [reason]
    after = tree(root / "site")
    assert [path for path, data in after.items() if b"zq" in data or "zq" in path] == []
    assert after == without


PRIVATE = ("private", "extra")
"""What is not published with a brief either: notes on sources, keys of the writer's own."""


@pytest.mark.parametrize("reason", REASONS)
def test_let_in_it_is_all_over_the_site(make_site, reason):
    """What the other test looks for is there when the brief is published: that test can fail."""
    root = make_site({**SHOWN, **held_files(reason)})
    switch = {"embargoed": "future"}.get(reason, reason)
    result = build(root, Options(now=NOW, include=frozenset((switch,))))

    assert [str(f.diagnostic) for f in result.findings if f.severity is Severity.ERROR] == []
    assert result.graph.held == ()
    found = tree(root / "site")
    told = b"".join(found.values()).decode(errors="replace") + " ".join(found)
    words = set(re.findall(r"\{w\}([a-z]+)", HELD)) - set(PRIVATE) | {"attachment", "pixels"}
    assert sorted(word for word in words if f"zq{reason}{word}" not in told) == []
    assert [word for word in PRIVATE if f"zq{reason}{word}" in told] == []


def test_a_mention_of_a_held_back_brief_says_why_and_tells_no_more(make_site):
    root = make_site({**SHOWN, **held_files("draft")})
    after = "---\ntitle: After\ndate: 2024-01-09\n---\nSee [[zqdraftfile]].\n"
    write(root, {"content/briefs/2024-01-09-after.md": after})
    result = build(root, Options(now=NOW))

    (found,) = (f.diagnostic for f in result.findings if f.diagnostic.code == "R01")
    assert found.place.line == 5
    assert "draft" in found.message
    assert not (root / "site").exists()
