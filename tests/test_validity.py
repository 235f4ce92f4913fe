"""What others say of the site: the Nu HTML checker, the schema of Atom, feedparser, the rules of sitemaps, robots."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.robotparser
from datetime import date
from itertools import pairwise
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from briefgen.build import Options, build
from links import problems

TOP = Path(__file__).resolve().parent.parent
BASES = ("", "https://example.org/", "https://example.org/sub/path/")
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CORPUS = os.environ.get("BRIEFGEN_CORPUS", "")


def checker():
    """The jar of the Nu HTML checker: npm's package vnu-jar, in the folder of packages that the environment names."""
    return Path(os.environ.get("BRIEFGEN_NODE_MODULES") or TOP / "node_modules") / "vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="module", params=BASES, ids=["none", "root", "sub-path"])
def sample(request, tmp_path_factory):
    """The sample site, and its base URL."""
    out = tmp_path_factory.mktemp("sample") / "site"
    assert build(TOP, Options(output=out, base_url=request.param, now="2024-09-01")).ok
    return out, request.param


def test_every_link_anchor_and_asset_resolves(sample):
    """On disk, at the root of a domain and below a path; the 404 page alone has absolute links."""
    assert problems(*sample) == []


def test_a_dead_link_is_found(tmp_path):
    """The look at links can fail."""
    (tmp_path / "index.html").write_text(
        '<a href="x.html">x</a><a href="#y">y</a><a href="/z">z</a><a href="../w">w</a><p id="a"></p><p id="a"></p>',
        "utf-8",
    )
    assert len(problems(tmp_path, "")) == 5


@pytest.mark.skipif(not shutil.which("java"), reason="the Nu HTML checker needs Java")
@pytest.mark.skipif(not checker().is_file(), reason="no Nu HTML checker: npm install --no-save vnu-jar")
def test_every_page_is_valid_html(sample):
    """No error and no warning."""
    out, _ = sample
    command = ["java", "-jar", str(checker()), "--skip-non-html", "--format", "json", str(out)]
    said = json.loads(subprocess.run(command, capture_output=True, check=False, text=True).stderr)

    assert [f"{m.get('url')}:{m.get('lastLine')}: {m['message']}" for m in said["messages"]] == []


def test_every_page_has_one_first_heading_and_skips_no_level(sample):
    wrong = []
    for page in sample[0].rglob("*.html"):
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", page.read_text(encoding="utf-8"))]
        if levels.count(1) != 1 or any(after > before + 1 for before, after in pairwise(levels)):
            wrong.append((page.relative_to(sample[0]).as_posix(), levels))

    assert wrong == []


def test_canonical_addresses_are_those_of_the_pages(sample):
    out, base = sample
    for page in out.rglob("*.html"):
        said = re.findall(r'<link rel="canonical" href="([^"]*)"', page.read_text(encoding="utf-8"))
        path = page.relative_to(out).as_posix()
        if not base or path == "404.html":
            assert said == []
        else:
            assert said == [base + path.removesuffix("index.html")]


def feeds(out):
    return sorted(out.rglob("*.xml"), key=str) if (out / "feed.xml").exists() else []


def test_feeds_are_atom(sample):
    """By the schema of RFC 4287, and what it cannot say: authors, own addresses, entries in order and none twice."""
    out, base = sample
    schema = etree.RelaxNG(etree.parse(TOP / "tests/data/atom.rng"))
    found = [path for path in feeds(out) if path.name == "feed.xml"]
    for path in found:
        feed = etree.parse(path)
        schema.assertValid(feed)
        own = [one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == "self"]
        ids = [one.text for one in feed.iter(f"{ATOM}id")]
        assert own == [base + path.relative_to(out).as_posix()]
        assert len(set(ids)) == len(ids)
        assert feed.find(f"{ATOM}author") is not None
        assert max((e.text for e in feed.iterfind(f".//{ATOM}updated")), default="") == feed.findtext(f"{ATOM}updated")

    assert bool(found) is bool(base)


def test_feedparser_reads_feeds_without_complaint(sample):
    out, base = sample
    for path in feeds(out):
        if path.name == "feed.xml":
            read = feedparser.parse(path.read_bytes())
            assert not read.bozo, path
            assert read.version == "atom10"
            for entry in read.entries:
                for link in re.findall(r'(?:href|src)="([^"]*)"', entry.get("content", [{"value": ""}])[0]["value"]):
                    assert link.startswith(("https://", "http://")), (path, link)
                target = entry.link.partition("#")[0].removeprefix(base)
                assert (out / target / "index.html").is_file()


def test_the_schema_refuses_what_is_no_atom():
    """The schema can fail."""
    schema = etree.RelaxNG(etree.parse(TOP / "tests/data/atom.rng"))
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><id>x:y</id><title>t</title>{}</feed>'

    assert schema.validate(etree.fromstring(feed.format("<updated>2024-01-01T00:00:00Z</updated>")))
    assert not schema.validate(etree.fromstring(feed.format("")))
    assert not schema.validate(etree.fromstring(feed.format("<updated>2024-01-01</updated>")))
    assert not schema.validate(etree.fromstring(feed.format("<updated>2024-01-01T00:00:00Z</updated><entry/>")))


def test_the_sitemap_has_every_page_once(sample):
    out, base = sample
    if not base:
        assert not (out / "sitemap.xml").exists()
        return
    root = etree.parse(out / "sitemap.xml").getroot()
    places = [one.findtext(f"{SITEMAP}loc") for one in root]
    pages = {
        base + page.relative_to(out).as_posix().removesuffix("index.html")
        for page in out.rglob("*.html")
        if page.name != "404.html" and 'http-equiv="refresh"' not in page.read_text(encoding="utf-8")
    }

    assert root.tag == f"{SITEMAP}urlset"
    assert len(set(places)) == len(places)
    assert set(places) == pages
    for one in root.iter(f"{SITEMAP}lastmod"):
        assert date.fromisoformat(one.text) <= date(2024, 9, 1)


def test_robots_may_read_everything_and_find_the_sitemap(sample):
    out, base = sample
    robots = urllib.robotparser.RobotFileParser()
    robots.parse((out / "robots.txt").read_text(encoding="utf-8").splitlines())

    assert robots.can_fetch("any", f"{base}2024/08/sullivan-in-beijing/")
    assert robots.site_maps() == ([f"{base}sitemap.xml"] if base else None)


@pytest.mark.deep
@pytest.mark.skipif(not CORPUS, reason="BRIEFGEN_CORPUS names no program that makes a large site")
def test_links_of_a_thousand_briefs_resolve(tmp_path):
    """BRIEFGEN_CORPUS is called with a number, a folder and ``--write briefgen``."""
    import sys

    subprocess.run([sys.executable, CORPUS, "1000", str(tmp_path), "--write", "briefgen"], check=True)
    result = build(tmp_path / "briefgen", Options(base_url="https://example.org/sub/path/"))

    assert result.ok
    assert len(result.graph.briefs) == 1000
    assert problems(tmp_path / "briefgen/site", "https://example.org/sub/path/") == []
