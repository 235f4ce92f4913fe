"""A messy archive of 2,500 posts, as real ones are, builds without an error in one go."""

from __future__ import annotations

import random

from briefgen.build import Options, build

DATES = ("{d} 02:05:17.10 -5", "{d}t02:05:17z", "{d}T02:05:17+0000", "{d}", "{d} 2:05:17 -0400", "{d} 12:30", "{d}T02:05:17Z", '"{d}"', "{d} 02:05:17.123 +01:00")
TAGS = ("tags: [X, 'Y & Z', 'C#', C++, '', null, 2004, Nested/Tag, ../evil, CON, '.', 日本, a, A]", "tags: python", 'tags: [python, "C++", Café]', "tags: a, b , c", "categories:\n- news\n- Old Things", "tags:", "")
TITLES = (">\n  folded\n  title", "2004", "No", "'It''s &amp; \"quoted\" <b>x</b>'", '"A: B &mdash; c"', "Über naïve 日本語", "100% [[sic]] title", "Repeated")
AUTHORS = ("authors: ['@jane', 'J. R. \"Bob\" Dobbs', José, JOSÉ, 王, '...', '']", "author: Jane Doe", 'authors: [Jane Doe, "O\'Neil"]', "")
BODIES = (
    "", "   \n\n", "---\n\nA rule first\n\n---\ntitle: not front matter\n---\n",
    "# Title again\n\n# And again\n\n### Skipped\n\n###No space\n\nSetext\n======\n\n####### seven",
    "[[x](http://u)] [[y](z.html)] [[link]](http://a) [[1]](#fn1) [ [a] ](b) [[[a](b)]] [x]: not a definition",
    "Side[^1] and again[^1], and more[^n].\n\n[^1]: One.\n[^n]: Two\n\n    paragraphs\n\n    - and a list\n",
    '{{< figure src="/img/a.png" >}} {{% notice %}}x{{% /notice %}} {% highlight ruby %}\nputs "x"\n{% endhighlight %} {{ site.url }}',
    '<p>Raw <b>html</b> <a href="x" onclick="y()">link</a><br><object width="1"></object><center><font color=red>x</font></center>\n<!-- comment --> <!--more-->',
    "<!-- never closed\n\ntext", "<div>\n\n*md* in html\n\n</div>\n\n<table><tr><td>x<td>y</table>", "<p>unclosed <b>bold <i>both</b></i>",
    "> quote\n> -- nobody, in particular\n\n> q\n>\n> — *Me*, 1999\n\n>no space\n>>nested\n>>>deep",
    "{: .kramdown} {#anchor}\n{:toc}\n\n## Head {#custom}\n\n## Head {.cls}\n\n![i](a.png){width=50%}",
    "~~~\nfence\n~~~~\n```\nunclosed fence\n[[x]] [@y]", "```yaml\n---\ntitle: x\n---\n```\n\n    indented [[code]]\n\n`[[inline]]` ``[@x]``",
    "| a | b |\n|---|\n\n|a|b|\n|-|-|\n|c|\n|d|e|f|\n|`a|b`|", "1) one\n2) two\n* a\n+ b\n- c\n    - deep\n        - deeper\n            - deepest\n\n1986. A great year",
    "http://bare.example/a_b_c?x=1&y=2#frag <http://auto> <mailto:a@b.org> [f](ftp://x/y) [n](news:comp.lang) [i](irc://x/y) [m](magnet:?x=1)",
    "[rel](../../old/post.html) [root](/2003/01/01/x) [tag](/tag/foo/) [anchor](#nope) [q](?p=123) [p](post.php?id=1#c) [u](日本.html) [pc](%E6%97%A5.html) [md](2004-01-01-other.md)",
    "Smart “quotes” — dashes… &nbsp;&copy;&hellip;&#8217;&#x2019;&bogus; &amp;amp; \u00a0 \u200b zero \ufeff \u2028 sep",
    "emoji 😀👨‍👩‍👧 :smile: RTL אב combining e\u0301 ligature ﬁ", "x" * 30000 + "\n\n" + "word " * 5000, "*" * 200 + "_" * 200 + "`" * 99,
    "Term\n: Definition\n\n*[HTML]: Hyper\n\nH~2~O x^2^ ==mark== $a^[b]$ $$x$$ \\(y\\)", "* [ ] todo\n* [x] done\n\n- - - \n***\n___\n\n---",
    "\tTab indented\n\n \tmixed\n\n-\ttab list\n\n>\ttab quote", "Windows\r\nline\r\nends\r\n", "**Unclosed bold\n\n__under__score__ *a*b*c* **a*b**c*",
    "!!! note\n    admonition\n\n.. rst::\n\n= asciidoc =\n\nh1. textile", "&lt;script&gt;alert(1)&lt;/script&gt; \\<b> <notatag> <a b=c d> </nothing> <?php echo 1; ?> <![CDATA[x]]>",
    "Ends with [", "Ends with ![", "Ends with [[", "Ends with `", "Ends with \\", "Ends with ^[", "Ends with <", "Ends with &", "Ends with |",
    '<details><summary>x</summary>\n\n- a\n\n</details>\n\n<blockquote class="twitter-tweet"><p>x</p>&mdash; y</blockquote><script async src="//x"></script>',
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
    slug = chance.choice(('slug: ""', "", f"slug: Über-{number}", *(("slug: again",) if number % 130 < 84 else ()), f'slug: "%e6%97%a5-{number}"'))
    front = "\n".join((
        f"title: {chance.choice(TITLES)}", f"date: {chance.choice(DATES).format(d=day)}", chance.choice(TAGS),
        chance.choice(AUTHORS), slug,
    ))
    name = chance.choice(NAMES).format(d=day, i=number)
    text = f"---\n{front}\n---\n{chance.choice(BODIES)}\n"
    return f"content/briefs/{day[:4]}/{chance.choice(('', 'more/'))}{name}.md", chance.choice((text, text, "\ufeff" + text.replace("\n", "\r\n")))


def test_a_messy_archive_builds(make_site):
    """Only warnings about dead links."""
    chance = random.Random(3)
    posts = dict(_post(chance, number) for number in range(2500))
    settings = "title: Old blog\nmarkdown: {html: true}\nchecks: {L01: warning}\n"
    result = build(make_site({"briefgen.yaml": settings, **posts}), Options(now="2026-01-01"))
    errors = [f.diagnostic for f in result.findings if f.severity == "error"]

    assert [(d.code, d.message, d.place.path, d.place.line) for d in errors] == []
    assert len(result.graph.briefs) == len(posts)
