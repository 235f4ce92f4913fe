"""A whole site from the example of the language, and what must hold on any site."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from briefgen.build import Options, build
from briefgen.diagnostics import Severity

TOP = Path(__file__).resolve().parent.parent

BRIEF = """---
title: Sullivan in Beijing lays the ground for a leaders' call
date: 2024-08-28
updated: 2024-08-29T07:30:00+00:00
type: reportage
story: us-china-talks
dateline: beijing
authors: [A Reporter]
why: First visit by a US national security adviser in eight years; it prepares the leaders' next talks.
how: Written from both governments' statements; no one was interviewed.
sources:
  wh-readout: {title: Readout of the adviser's meetings, publisher: white-house, kind: official-statement, date: 2024-08-28, url: https://example.org/readout, accessed: 2024-08-29}
  mfa-statement: {title: Statement on the talks, publisher: prc-mfa, date: 2024-08-28, lang: zh, kind: official-statement}
claims:
  low-point: {text: Ties were at their worst for decades in early 2023., status: unverified}
corrections:
  - {date: 2024-08-29, kind: correction, was: military-to-security, now: military-to-military, note: One word.}
---

[[jake-sullivan|Jake Sullivan]] landed in [[beijing]] on [[2024-08-27|Tuesday]], the first
[[us-nsa|national security adviser]] to visit [[china]] since [[susan-rice@2016|Susan Rice]].
Both capitals say a call between the two presidents is being arranged
[@wh-readout, para. 2; @mfa-statement].^[Neither side gave a date.]

The two armed forces stopped their military-to-military talks in [[mil-channel-cut|2022]],
after [[nancy-pelosi@pelosi-taiwan-2022|Nancy Pelosi]] went to [[taiwan]]. [Ties sank to their worst
in decades]{claim=low-point} in [[balloon|early 2023]].

> Rivalry must not be allowed to slide into a fight.
>
> — [[jake-sullivan]], to reporters in [[beijing]], [[2024-08-27]] (paraphrase) [@wh-readout]

::: timeline {title="How they got here"}

- [[pelosi-taiwan-2022]]
- early 2023: A Chinese balloon crosses North America and is shot down. {#balloon}
- 2023-05: [[Sullivan]] and [[wang-yi]] meet in [[vienna]]. {#sw-vienna}
- 2024-08-27/2024-08-28: Talks in [[beijing]].
- planned, after 2024-08-28: A phone call between the presidents. {#leaders-call}

:::

::: annotate {of=wh-readout}

> The sides agreed to schedule a leaders' call.

"Schedule" is not "hold".

:::
"""

ENTITIES = """
- id: nancy-pelosi
  kind: person
  name: Nancy Pelosi
  aliases: [Pelosi, {name: Speaker Pelosi, from: 2019-01-03, to: 2023-01-03}]
  gloss: US politician, a member of the House for California.
  born: 1940-03-26
  same_as: [wikidata:Q170581]
  roles:
    - {office: us-house-speaker, from: 2019-01-03, to: 2023-01-03}
    - {title: US Representative, org: us-house, area: california, from: 1987}
- {id: us-house-speaker, kind: office, name: Speaker of the US House of Representatives, short: Speaker of the House, org: us-house, seats: 1}
- id: wang-yi
  kind: person
  name: {full: Wang Yi, family: Wang, given: Yi, order: family-first}
  aliases: [Wang]
  roles: [{office: prc-foreign-minister, from: 2023-07}]
- {id: jake-sullivan, kind: person, name: Jake Sullivan, aliases: [Sullivan], roles: [{office: us-nsa, from: 2021-01-20}]}
- {id: susan-rice, kind: person, name: Susan Rice, roles: [{office: us-nsa, from: 2013-07-01, to: 2017-01-20}]}
- {id: us-nsa, kind: office, name: US national security adviser, short: national security adviser, org: white-house}
- {id: prc-foreign-minister, kind: office, name: Foreign Minister of China, org: prc-mfa}
- {id: white-house, kind: org, name: White House}
- {id: prc-mfa, kind: org, name: Chinese Foreign Ministry}
- {id: us-house, kind: org, name: US House of Representatives}
- {id: beijing, kind: place, name: Beijing, country: china}
- {id: china, kind: place, name: China}
- {id: taiwan, kind: place, name: Taiwan}
- {id: vienna, kind: place, name: Vienna}
- {id: california, kind: place, name: California}
"""

EVENTS = """
- id: pelosi-taiwan-2022
  name: Pelosi visits Taiwan
  date: 2022-08-02/2022-08-03
  place: taiwan
  who: [{id: nancy-pelosi, as: visitor}]
- id: mil-channel-cut
  name: China suspends military-to-military channels
  date: 2022-08
  because: [pelosi-taiwan-2022]
- id: balloon
  name: Chinese balloon crosses North America and is shot down
  date: {edtf: "[2023-01..2023-04]", as_written: early 2023}
"""

EXAMPLE = {
    "content/briefs/2024-08-28-sullivan-lands.md": BRIEF,
    "content/entities/all.yaml": ENTITIES,
    "content/events/all.yaml": EVENTS,
    "content/stories/us-china-talks.md": "---\ntitle: The leaders' channel\n---\n",
}


@pytest.fixture
def example(make_site):
    """The example of the language, built as of the day after it."""
    root = make_site(EXAMPLE)
    result = build(root, Options(now="2024-08-30"))
    assert [f for f in result.findings if f.severity is Severity.ERROR] == []
    return root, result


def words(path):
    """The words of a page without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")).split())


@pytest.mark.parametrize(
    "fact",
    [
        "Nancy Pelosi then Speaker of the House (2019–2023)",
        "Susan Rice then national security adviser (2013–2017)",
        "early 2023",
        "after 28 August 2024 Planned",
        "Claim",
        "Not verified Ties were at their worst for decades in early 2023.",
        "It said: military-to-security . It should say: military-to-military .",
        "not checked against its text",
    ],
)
def test_the_brief_shows(example, fact):
    """What the compiler derives from one file stands on its page."""
    assert fact.replace("Claim", "Claims in this brief") in words(example[0] / "site/2024/08/sullivan-lands/index.html")


def test_the_quote_is_on_its_speakers_page(example):
    """A speaker's words are gathered on the speaker's page."""
    assert "Rivalry must not be allowed" in words(example[0] / "site/people/jake-sullivan/index.html")


def test_one_event_is_planned(example):
    """The call is ahead."""
    assert [e.id for e in example[1].graph.events.values() if e.planned] == ["leaders-call"]


def test_a_second_build_writes_nothing(example):
    """Same input, same bytes, and nothing is touched."""
    root, _ = example
    before = {p: p.stat().st_mtime_ns for p in (root / "site").rglob("*") if p.is_file()}
    again = build(root, Options(now="2024-08-30"))

    assert again.published.written == ()
    assert before == {p: p.stat().st_mtime_ns for p in (root / "site").rglob("*") if p.is_file()}


class Links(HTMLParser):
    """Links and ids of a page."""

    def __init__(self):
        super().__init__()
        self.links, self.ids = [], []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the signature of the standard library
        """Collect what leads somewhere and what can be led to."""
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name == "id":
                self.ids.append(value)


@pytest.mark.parametrize("base_url", ["", "https://example.org/sub/path/"])
def test_every_link_of_the_sample_site_leads_somewhere(tmp_path, base_url):
    """Every internal link, anchor and asset resolves, on a disk and below a sub-path; ids are unique."""
    out = tmp_path / "out"
    result = build(TOP, Options(output=out, base_url=base_url, now="2024-09-01"))
    assert result.ok
    pages = {}
    for page in out.rglob("*.html"):
        pages[page] = Links()
        pages[page].feed(page.read_text(encoding="utf-8"))
    problems = [f"{p.name}: id twice" for p, one in pages.items() if len(set(one.ids)) != len(one.ids)]
    for page, one in pages.items():
        for link in one.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            path = unquote(parts.path)
            if path.startswith("/"):
                assert page.name == "404.html"
                path = path.removeprefix(urlsplit(base_url).path or "/")
                target = out / path
            else:
                target = (page.parent / path).resolve() if path else page
            if not target.is_file():
                problems.append(f"{page.relative_to(out)} -> {link}")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                problems.append(f"{page.relative_to(out)} -> {link} (anchor)")
    assert problems == []


def test_a_failed_build_leaves_the_site_that_was_there(example):
    """An error publishes nothing."""
    root, _ = example
    before = {p: p.read_bytes() for p in (root / "site").rglob("*") if p.is_file()}
    (root / "content/briefs/2024-08-29-bad.md").write_text("---\ntitle: Bad\n---\n[[nobody]]\n", encoding="utf-8")
    result = build(root, Options(now="2024-08-30"))

    assert not result.ok
    assert before == {p: p.read_bytes() for p in (root / "site").rglob("*") if p.is_file()}


def test_foreign_files_in_the_output_survive(example):
    """Only what an earlier build wrote is deleted."""
    root, _ = example
    (root / "site/CNAME").write_text("example.org\n", encoding="utf-8")
    (root / "content/briefs/2024-08-28-sullivan-lands.md").unlink()
    result = build(root, Options(now="2024-08-30"))

    assert result.ok
    assert (root / "site/CNAME").read_text(encoding="utf-8") == "example.org\n"
    assert not (root / "site/2024/08/sullivan-lands/index.html").exists()


FRONT = "---\ntitle: T\ndate: 2024-01-01\n{more}---\n{body}\n"
BROKEN = {
    "unclosed front matter": ("---\ntitle: T\n", "Y04", 1),
    "colon in a title": ("---\ntitle: A: B\ndate: 2024-01-01\n---\n", "Y01", 2),
    "tab": ("---\ntitle: T\n\tdate: 2024-01-01\n---\n", "Y01", 3),
    "key twice": ("---\ntitle: T\ntitle: U\ndate: 2024-01-01\n---\n", "Y02", 3),
    "unknown key": (FRONT.format(more="sumary: x\n", body=""), "M01", 4),
    "wrong type": (FRONT.format(more="draft: maybe\n", body=""), "M02", 4),
    "wrong word": (FRONT.format(more="type: reportagee\n", body=""), "M04", 4),
    "impossible date": ("---\ntitle: T\ndate: 2023-02-30\n---\n", "D08", 3),
    "no date": ("---\ntitle: T\n---\n", "D01", 1),
    "no title": ("---\ndate: 2024-01-01\n---\n", "M03", 1),
    "deep YAML": ("---\nextra: " + "[" * 5000 + "\n---\n", "Y03", 2),
    "alias bomb": (
        (
            "---\nextra:\n  a: &a [x,x,x,x,x,x,x,x,x]\n  b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n  c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            "  d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n  e: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n---\n"
        ),
        "Y03",
        None,
    ),
    "recursive alias": ("---\nextra: &a [*a]\n---\n", "Y03", None),
    "YAML tag": ("---\ntitle: !!python/object:os.system x\ndate: 2024-01-01\n---\n", "Y05", 2),
    "NUL": (FRONT.format(more="", body="a\0b"), "F07", 5),
    "unknown mention": (FRONT.format(more="", body="Hello [[nobody]]."), "R01", 5),
    "bad date mention": (FRONT.format(more="", body="On [[2023-02-30]]."), "D08", 5),
    "unknown source": (FRONT.format(more="", body="So [@nothing]."), "S04", 5),
    "unknown claim": (FRONT.format(more="", body="[So]{claim=nothing}."), "C07", 5),
    "dead link": (FRONT.format(more="", body="[x](other.md)"), "L01", 5),
    "dead image": (FRONT.format(more="", body="![x](x.png)"), "L01", 5),
    "dead anchor": (FRONT.format(more="", body="[x](#nowhere)"), "L01", 5),
    "unknown block": (FRONT.format(more="", body="::: timelin\n:::"), "B02", 5),
    "block attribute": (FRONT.format(more="", body='::: aside {titel="x"}\nx\n:::'), "B03", 5),
    "open block": (FRONT.format(more="", body="::: aside\nx"), "B04", 5),
    "timeline item": (FRONT.format(more="", body="::: timeline\n\n- nothing\n\n:::"), "B07", 7),
    "script link": (FRONT.format(more="", body="[x](javascript:alert(1))"), "B10", 5),
    "data link": (FRONT.format(more="", body="[x](<data:text/html,x>)"), "B10", 5),
    "mention in a link": (FRONT.format(more="", body="[see [[t]]](https://example.org)"), "B05", 5),
    "unknown story": (FRONT.format(more="story: nothing\n", body=""), "R01", 4),
    "slug with a path": (FRONT.format(more="slug: ../../x\n", body=""), "U02", 4),
    "reserved slug": (FRONT.format(more="slug: con\n", body=""), "U02", 4),
    "old URL with a path": (FRONT.format(more="redirect_from: [/../x/]\n", body=""), "U02", 4),
    "unknown event": (FRONT.format(more="timeline: [nothing]\n", body=""), "M09", 4),
    "correction without date": (FRONT.format(more="corrections: [{kind: correction}]\n", body=""), "M03", 4),
    "deep quotes": (FRONT.format(more="", body=">" * 5000), "B09", None),
    "TOML": ("+++\ntitle = 1\n+++\n", "Y04", 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_input_is_told_with_its_place(make_site, name):
    """Each fault is a diagnostic on its line; nothing is published; no exception."""
    text, code, line = BROKEN[name]
    root = make_site({"content/briefs/2024-01-01-t.md": "", "briefgen.yaml": "title: T\n"})
    name = "content/briefs/t.md"
    (root / "content/briefs/2024-01-01-t.md").unlink()
    (root / name).write_text(text, encoding="utf-8")
    result = build(root, Options(now="2024-09-01"))
    found = [(f.diagnostic.code, f.diagnostic.place.line) for f in result.findings]

    assert code in [c for c, _ in found], result.findings
    assert line is None or (code, line) in found
    assert not result.ok
    assert not (root / "site").exists()


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xff\xfea\x00", "F01"), (b"---\ntitle: caf\xe9\n---\n", "F01"), (b"x" * (6 << 20), "F02")]
)
def test_broken_bytes_are_told(make_site, data, code):
    """Encodings and sizes."""
    root = make_site({"briefgen.yaml": "title: T\n"})
    (root / "content/briefs").mkdir(parents=True)
    (root / "content/briefs/t.md").write_bytes(data)

    assert code in [f.diagnostic.code for f in build(root, Options(now="2024-09-01")).findings]


RECORDS = {
    "id twice": ("- {id: a, kind: person, name: A}\n- {id: a, kind: person, name: B}\n", "M05"),
    "circle": ("- {id: a, kind: org, name: A, parent: b}\n- {id: b, kind: org, name: B, parent: a}\n", "M07"),
    "unknown parent": ("- {id: a, kind: org, name: A, parent: nothing}\n", "M09"),
    "bad id": ("- {id: 9a, kind: org, name: A}\n", "M06"),
    "no kind": ("- {id: a, name: A}\n", "M03"),
    "not a record": ("- just text\n", "M02"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_broken_records_are_told(make_site, name):
    """Faults of entity records."""
    text, code = RECORDS[name]
    root = make_site({"content/entities/all.yaml": text})

    assert code in [f.diagnostic.code for f in build(root, Options(now="2024-09-01")).findings]


def test_an_ambiguous_name_lists_its_candidates(make_site):
    """R02 with both ids."""
    entities = "- {id: wang-yi, kind: person, name: Wang Yi, aliases: [Wang]}\n- {id: wang-b, kind: person, name: B, aliases: [Wang]}\n"
    brief = FRONT.format(more="", body="[[Wang]] spoke.")
    root = make_site({"content/entities/all.yaml": entities, "content/briefs/t.md": brief})
    found = [f.diagnostic for f in build(root, Options(now="2024-09-01")).findings if f.diagnostic.code == "R02"]

    assert "wang-b" in found[0].hint
    assert "wang-yi" in found[0].hint


def test_conflicting_dates_name_both_places(make_site):
    """V01 with the other brief."""
    one = FRONT.format(more="", body="::: timeline\n\n- 2023-05: Talks. {#talks}\n\n:::")
    other = FRONT.format(more="", body="::: timeline\n\n- 2023-07: Talks. {#talks}\n\n:::")
    root = make_site({"content/briefs/a.md": one, "content/briefs/b.md": other})
    found = [f.diagnostic for f in build(root, Options(now="2024-09-01")).findings if f.diagnostic.code == "V01"]

    assert {found[0].place.path, found[0].notes[0].place.path} == {"content/briefs/a.md", "content/briefs/b.md"}


@pytest.mark.parametrize("switch", ["draft: true", "date: 2099-01-01", "embargo: 2099-01-01", "expires: 2024-01-02"])
def test_held_back_briefs_leak_nowhere(make_site, switch):
    """Drafts, future, embargoed and expired briefs are in no file."""
    date = "" if switch.startswith("date") else "date: 2024-01-01\n"
    secret = f"---\ntitle: Zebrafish\n{date}{switch}\nauthors: [Quagga]\n---\nZebrafish [[a]].\n"
    root = make_site(
        {
            "content/briefs/secret.md": secret,
            "content/briefs/t.md": FRONT.format(more="", body="[[a]]"),
            "content/entities/a.yaml": "{kind: person, name: A}\n",
            "briefgen.yaml": "base_url: https://example.org\n",
        }
    )
    result = build(root, Options(now="2024-09-01"))

    assert result.ok
    files = [p for p in (root / "site").rglob("*") if p.is_file()]
    text = "".join(f"{p} " + p.read_bytes().decode("utf-8", "replace") for p in files).lower()
    assert "zebrafish" not in text
    assert "quagga" not in text
    assert "secret" not in text
