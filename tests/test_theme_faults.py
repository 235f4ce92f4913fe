"""A mistake in a theme is one sentence with the template and its line."""

from __future__ import annotations

import pytest

from briefgen.build import Options, build
from briefgen.pages.theme import ThemeError

BRIEF = {"content/briefs/2024-01-01-a.md": "---\ntitle: A\ndate: 2024-01-01\n---\n\nText.\n"}


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% block main %}{% endblock %}\n{{ nothing_like_it }}", r"brief\.html:2: 'nothing_like_it' is undefined"),
        ("a\n{{ 1 / 0 }}", r"brief\.html:2: division by zero"),
        ("a\n\n{{ node.key + 1 }}", r"brief\.html:3: can only concatenate str"),
        ("{{ node.nothing }}", r"brief\.html:1: .*nothing"),
        ("a\n{% if %}", r"brief\.html:2: Expected an expression"),
        ('{% extends "none.html" %}', r"brief\.html.*none\.html"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_mistake_in_a_template_names_its_line(make_site, template, why, jobs):
    """Also where the theme is made ready while another process parses."""
    other = {name.replace("-a.md", "-b.md"): text for name, text in BRIEF.items()}
    root = make_site({**BRIEF, **other, "themes/default/templates/brief.html": template})
    with pytest.raises(ThemeError, match=why):
        build(root, Options(now="2024-06-01", jobs=jobs))
    assert not (root / "site").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_wrong_with_the_text_is_told_before_a_template_is_needed(make_site, jobs):
    """An error in the content is no page: the mistake in the template is met when a page is made."""
    texts = {f"content/briefs/2024-01-0{n}-a.md": "---\ntitle: A\n---\n\n[[nobody]]\n" for n in (1, 2)}
    root = make_site({**texts, "themes/default/templates/brief.html": "a\n{% if %}"})

    found = build(root, Options(now="2024-06-01", jobs=jobs)).findings

    assert {finding.diagnostic.code for finding in found} >= {"R01"}
