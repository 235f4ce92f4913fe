"""Every fact stands on its page: what the pages of a small site say, cell by cell."""

from __future__ import annotations

import re
from html import unescape

import pytest

from briefgen.build import Options, build
from briefgen.diagnostics import Severity

ENTITIES = """
- id: ann
  kind: person
  name: {full: An Hua, family: An, given: Hua, order: family-first}
  aliases: [Ann, {name: 安华, lang: zh}, {name: Minister An, from: 2020-01-01, to: 2022-12-31}]
  born: 1960-05
  roles:
    - {office: minister, from: 2020-01-01, to: 2022-12-31, note: For three years.}
    - {title: Envoy, org: union, area: malta, from: 2023, acting: true}
  relations: [{rel: cousin of, to: Bo Zed, since: 2001}]
- {id: bo, kind: person, name: {full: Bo Zed, family: Zed, given: Bo}, roles: [{office: minister, from: 2023-01-01}]}
- {id: minister, kind: office, name: Minister of Ports of Malta, short: Minister of Ports, org: Ports Ministry, seats: 1}
- {id: ministry, kind: org, name: Ports Ministry, class: government, parent: State of Malta}
- {id: state, kind: org, name: State of Malta}
- {id: union, kind: org, name: The Union}
- {id: malta, kind: place, name: Malta, country: MT, geo: [35.9, 14.4]}
- {id: valletta, kind: place, name: Valletta, within: Malta}
- {id: ports, kind: topic, name: Ports}
"""
EVENTS = """
- {id: opening, name: The harbour opens, date: 2022-03-01, place: valletta, who: [{id: ann, as: host}], redirect_from: [/old/opening/]}
- {id: strike, name: Dockers strike, date: 2022-05, because: [opening], confidence: low, status: alleged, as_of: 2022-06-01}
"""
STORIES = {
    "content/stories/harbour.md": "---\ntitle: The harbour\nstatus: open\nknow: [It is open.]\ndont_know: [Who paid.]\nnext: [A vote.]\n"
    "redirect_from: [/old/harbour/]\n---\nText.\n",
    "content/stories/docks.md": "---\ntitle: The docks\nparent: harbour\n---\nText.\n",
    "content/stories/over.md": "---\ntitle: The end\nstatus: closed\n---\nText.\n",
}
FIRST = """---
title: The harbour is open
date: 2022-03-02
story: [harbour, over]
topics: [ports]
authors: [Cy Writer]
redirect_from: [/old/brief/]
sources:
  paper: {title: Le port, publisher: Ports Ministry, kind: document, date: 2022-03-01, lang: fr, authors: [D. Docker], url: "https://example.org/p", accessed: 2022-03-02, archived: "https://example.org/a"}
  hidden: {title: A talk with an official, kind: unnamed, named: false, why_unnamed: The official may not speak.}
claims:
  cost: {text: It cost a million., status: disputed, by: ann, against: bo, date: 2022-03-01, as_of: 2022-03-02, sources: [paper], sources_against: [hidden]}
---

[[ann]] opened it in [[valletta]] [@paper]. [It cost a million]{claim=cost}, says [[ann|An]] [@hidden].

> It is a good harbour.
>
> — [[ann]], 2022-03-01 [@paper]

::: timeline

- [[opening]] - with a band
- 2022-04: [[bo]] visits. {#visit}
- planned, 2022-06: A vote in [[valletta]]. {#vote}

:::
"""
SECOND = """---
title: A year on
date: 2023-03-02
story: harbour
topics: [ports]
authors: [Cy Writer]
lang: en
corrections: [{date: 2023-03-03, kind: correction, was: ten, now: two}]
---

[[bo]] and [[ann@2022-03-01|An]] met again; [[opening|the opening]] is remembered.

- [[ann@2022-03-01|An]] spoke.
"""
SITE = {
    "briefgen.yaml": "title: Facts\nbase_url: https://example.org/\nimages: {cards: false}\n",
    "content/entities/all.yaml": ENTITIES,
    "content/events/all.yaml": EVENTS,
    **STORIES,
    "content/pages/about.md": "---\ntitle: About\nredirect_from: [/old/about.html]\n---\nText.\n",
    "content/briefs/2022-03-02-open.md": FIRST,
    "content/briefs/2023-03-02-year.md": SECOND,
    "content/briefs/2023-03-02-jahr.md": "---\ntitle: Ein Jahr später\ndate: 2023-03-02\nlang: de\ntranslation_of: year\n---\nText.\n",
}
SAYS = {
    "": (
        "The harbour",
        "Correction 3 March 2023",
    ),
    "people/ann": (
        "An Hua",
        "Ann, 安华, Minister An ( 1 January 2020 – 31 December 2022 )",
        "Minister of Ports , Ports Ministry 1 January 2020 – 31 December 2022 For three years.",
        "Envoy (acting) , The Union , Malta 2023 – today",
        "cousin of Bo Zed 2001 – today",
        "It is a good harbour. Minister of Ports, 1 March 2022 , The harbour is open",
        "Made by An Hua Disputed It cost a million.",
        "An spoke.",
        "Bo Zed 2 A year on ; The harbour is open",
    ),
    "people/bo": (
        "An Hua",
    ),
    "offices/minister": (
        "Office of Ports Ministry Seats 1",
        "An Hua 1 January 2020 – 31 December 2022 Bo Zed 1 January 2023 – today",
    ),
    "organizations/ministry": (
        "Part of State of Malta Kind government",
        "An Hua",
    ),
    "organizations/state": (
        "Ports Ministry",
    ),
    "places/malta": (
        "Country Malta Coordinates 35.9; 14.4",
        "Valletta",
    ),
    "places/valletta": (
        "1 March 2022 The harbour opens",
    ),
    "topics/ports": (
        "A year on",
        "The harbour is open",
    ),
    "authors/cy-writer": (
        "A year on",
    ),
    "events/opening": (
        "1 March 2022, Valletta",
        "An Hua (host)",
        "Led to May 2022 Alleged Dockers strike",
        "2 March 2022 , The harbour is open : with a band",
        "2 March 2023 , A year on : Bo Zed and An met again; the opening is remembered.",
    ),
    "events/strike": (
        "Because of 1 March 2022 The harbour opens",
        "Low confidence. As of 1 June 2022.",
    ),
    "stories/harbour": (
        "What we know It is open. What we do not know Who paid. What is next A vote.",
        "Parts The docks",
        "2 March 2022 The harbour is open New: The harbour opens ; Bo Zed visits ; A vote in Valletta",
        "Cast",
    ),
    "stories/docks": (
        "Part of The harbour",
    ),
    "2022/03/open": (
        "Le port , D. Docker, Ports Ministry, 1 March 2022 (document, Français) , seen 2 March 2022 , archived copy",
        "why no name is given: The official may not speak.",
        "Disputed It cost a million. ( An Hua ) (denied by Bo Zed )",
        "An Hua Minister of Ports",
    ),
    "2023/03/year": (
        "An Hua then Minister of Ports (2020–2022)",
        "also about",
        "Also in: Deutsch",
    ),
    "2023/03/jahr": (
        "English",
    ),
    "claims": (
        "Made by An Hua . Denied by Bo Zed . 1 March 2022 . As of 2 March 2022 . In The harbour is open",
        "Sources for it Le port",
        "Sources against it A talk with an official",
    ),
    "corrections": (
        "It said: ten . It should say: two .",
    ),
    "sources": (
        "Le port , D. Docker, Ports Ministry",
    ),
    "timeline": (
        "May 2022 Alleged Dockers strike",
    ),
    "timeline/2022": (
        "April 2022 Bo Zed visits",
    ),
    "people": (
        "An Hua",
    ),
}
MOVED = {
    "old/brief/index.html": "../../2022/03/open/index.html",
    "old/opening/index.html": "../../events/opening/index.html",
    "old/harbour/index.html": "../../stories/harbour/index.html",
    "old/about.html": "../about/index.html",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("facts")
    for path, text in SITE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    result = build(root, Options(now="2024-01-01"))
    assert [f.diagnostic.message for f in result.findings if f.severity is Severity.ERROR] == []
    return root / "site"


def said(page):
    """The words of a page, without what is drawn."""
    text = re.sub(r"(?s)<(svg|head)\b.*?</\1>", "", page.read_text(encoding="utf-8"))
    text = re.sub(r"<[^>]+>", " ", text.replace("</span>(", "</span> ("))
    return close(" ".join(unescape(text).split()))


def close(text):
    """Without the spaces that tags leave before a comma or inside brackets."""
    return re.sub(r" ([,.;)])", r"\1", text).replace("( ", "(")


@pytest.mark.parametrize("page", SAYS)
def test_the_page_says(site, page):
    text = said(site / page / "index.html")

    assert [fact for fact in SAYS[page] if close(fact) not in text] == [], text


@pytest.mark.parametrize("old", MOVED)
def test_old_addresses_lead_to_the_new_ones(site, old):
    assert f'content="0; url={MOVED[old]}"' in (site / old).read_text(encoding="utf-8")


def test_stories_that_are_closed_are_not_running(site):
    assert "The end" not in said(site / "index.html").split("Running stories")[1]


def test_names_are_in_the_order_of_their_family_names(site):
    """An Hua is written family name first, Bo Zed given name first."""
    people = said(site / "people/index.html")

    assert people.index("An Hua") < people.index("Cy Writer") < people.index("Bo Zed")


def test_pages_name_their_feeds(site):
    for page in ("topics/ports", "stories/harbour", "authors/cy-writer"):
        text = (site / page / "index.html").read_text(encoding="utf-8")
        assert f'href="../../{page}/feed.xml"' in text or 'type="application/atom+xml"' in text
        assert (site / page / "feed.xml").is_file()
