"""A messy archive of 2,500 posts, as real ones are, builds without an error in one go."""

from __future__ import annotations

import random

from briefgen.build import Options, build

DATES = ("{d}", "{d} 2:05:17 -0400", "{d} 12:30", "{d}T02:05:17Z", '"{d}"', "{d} 02:05:17.123 +01:00")
TAGS = ("tags: python", 'tags: [python, "C++", Café]', "tags: a, b , c", "categories:\n- news\n- Old Things", "tags:", "")
TITLES = ("'It''s &amp; \"quoted\" <b>x</b>'", '"A: B &mdash; c"', "Über naïve 日本語", "100% [[sic]] title", "Repeated")
AUTHORS = ("author: Jane Doe", 'authors: [Jane Doe, "O\'Neil"]', "")
BODIES = (
    '# Heading\n\n<div align="center"><img src="http://x/y.png"></div>\n\n[x](old.html) and [[x](u)] {{< youtube abc >}} {% h %}',
    "<!--more-->\n\n![alt](img/a.png) ![](/images/b.jpg) ![](http://x/c.gif) [a](/2004/01/x/) `[[code]]` and [^1]\n\n[^1]: Note.\n",
    '{% include "x" %}\n\n| a | b |\n|---|---|\n| 1 | [x](u) |\n\n## Two\n\n##### Five\n\n:::\n\n- a\n  - b\n',
    "> quote\n> -- nobody\n\n<script>alert(1)</script>\n\nA [@handle](https://t.co/x), <a@b.c>, http://bare.example/x_y_z  \nline",
    '[gallery ids="1,2"]\n\n[caption id="x"]y[/caption]\n\n&nbsp;&copy;\n\n***\n\n[ref]\n\n[ref]: http://x "t"\n',
)
NAMES = ("{d}-post-{i}", "{d}-links", "post-{i}", "{d}-日本-{i}", "{d}-{i}", "Post With Spaces {i}")


def _post(chance, number):
    """(file name, text) of one post."""
    day = f"{2004 + number // 130}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    slug = chance.choice(('slug: ""', "", f"slug: Über-{number}"))
    front = "\n".join((
        f"title: {chance.choice(TITLES)}", f"date: {chance.choice(DATES).format(d=day)}", chance.choice(TAGS),
        chance.choice(AUTHORS), slug,
    ))
    name = chance.choice(NAMES).format(d=day, i=number)
    return f"content/briefs/{day[:4]}/{name}.md", f"---\n{front}\n---\n{chance.choice(BODIES)}\n"


def test_a_messy_archive_builds(make_site):
    """Only warnings about dead links."""
    chance = random.Random(3)
    posts = dict(_post(chance, number) for number in range(2500))
    settings = "title: Old blog\nmarkdown: {html: true}\nchecks: {L01: warning}\n"
    result = build(make_site({"briefgen.yaml": settings, **posts}), Options(now="2026-01-01"))
    errors = [f.diagnostic for f in result.findings if f.severity == "error"]

    assert errors == []
    assert len(result.graph.briefs) == len(posts)
