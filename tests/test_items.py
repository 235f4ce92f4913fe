"""``items``: lines of a theme that many pages show are written out once, and are answers like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefgen.build import build
from briefgen.pages import site as pages
from briefgen.pages.theme import ThemeError
from sites import clean, files, options, shown, tree, write

THEME = "themes/default/templates"
ITEMS = (
    '{% macro brief(key) %}<li class="own"><a href="{{ url("brief:" ~ key) }}">{{ site.brief(key).title }}</a>'
    ' {{ settings.title }} {{ items.entity("ada") }}</li>{% endmacro %}\n'
    "{% macro entity(id) %}{{ site.entity(id).name }} & co{% endmacro %}\n"
)
LISTING = (
    '{% extends "!listing.html" %}\n'
    "{% block main %}<ul>{% for key in briefs %}{{ items.brief(key) }}{% endfor %}</ul>{% endblock %}\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "one"
    write(folder, {**files(), f"{THEME}/items.html": ITEMS, f"{THEME}/listing.html": LISTING})
    return folder


def test_an_item_is_html_and_is_written_out_once(root: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[tuple[str, ...]] = []
    real = pages.PageWriter._item

    def item(self, language, name, *args):
        made.append((language, name, *args))
        return real(self, language, name, *args)

    monkeypatch.setattr(pages.PageWriter, "_item", item)
    result = build(root, options(root)._replace(jobs=1))
    assert result.ok, shown(result)

    listed = (root / "site/briefs/index.html").read_text(encoding="utf-8")
    month = (root / "site/2024/08/index.html").read_text(encoding="utf-8")
    line = '2024/08/brief-8/index.html">Brief number 8</a> Test Ada Example & co</li>'
    assert f'<li class="own"><a href="../{line}' in listed
    assert f'<li class="own"><a href="../../{line}' in month
    assert sorted(set(made)) == sorted(made)


def test_pages_that_show_an_item_follow_what_it_shows(root: Path, tmp_path: Path):
    build(root, options(root))
    write(root, {"content/entities/ada.yaml": "id: ada\nkind: person\nname: Ada Lovelace\n"})
    result = build(root, options(root))

    made = {reason.unit for reason in result.reasons}
    assert {"2024/03/index.html", "briefs/index.html"} <= made
    assert tree(root / "site") == clean(root, tmp_path / "clean")[1]

    write(root, {f"{THEME}/items.html": ITEMS.replace("& co", "and others")})
    result = build(root, options(root))
    assert {reason.unit for reason in result.reasons} >= {"2024/03/index.html", "briefs/index.html"}
    assert not any("brief-3" in reason.unit for reason in result.reasons)
    assert tree(root / "site") == clean(root, tmp_path / "clean")[1]


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ("{% macro other() %}{% endmacro %}", "listing.html:2: there is no macro brief in items.html"),
        ("{% macro brief(key) %}\n{{ page.path }}{% endmacro %}", "items.html:2: 'page' is undefined"),
        ("{% macro brief(key) %}\n{{ 1 / 0 }}{% endmacro %}", "items.html:2: division by zero"),
        ("{% macro brief(", "items.html:1: "),
    ],
)
def test_a_mistake_in_an_item_is_told_with_its_line(root: Path, items: str, why: str):
    write(root, {f"{THEME}/items.html": items})
    with pytest.raises(ThemeError) as caught:
        build(root, options(root)._replace(jobs=1))

    assert why in str(caught.value)


def test_a_theme_without_items_says_so(root: Path):
    (root / THEME / "items.html").unlink()
    with pytest.raises(ThemeError, match=r"items\.html"):
        build(root, options(root)._replace(jobs=1))
