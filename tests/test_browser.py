"""The development server as a writer sees it: a real browser beside a real editor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import browser
from browser import Tab
from sites import brief, files, write
from test_server import NEW, PAGE, Served

pytestmark = [
    pytest.mark.skipif(browser.program() is None, reason="there is no Chromium on this machine"),
    pytest.mark.xdist_group("browser"),
]
PICTURES = os.environ.get("BRIEFGEN_PICTURES")
"""A folder for screenshots, to look at."""
LONG = "\n\n".join(f"Paragraph {n} of a long brief that has to be scrolled." for n in range(120))
STRICT = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser.browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def site(tmp_path: Path, tab: Tab) -> Iterator[Served]:
    """A site with a long page, under a strict policy for what may run, open in the browser."""
    root = tmp_path / "one"
    policy = STRICT.replace("; frame-ancestors 'none'", "")
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    write(root, {**files(), NEW: brief(3) + "\n" + LONG + "\n"})
    base = '{% extends "!base.html" %}{% block head %}' + head + "{% endblock %}"
    write(root, {"themes/default/templates/base.html": base})
    write(root, {"themes/default/assets/style.css": "body { color: rgb(1, 2, 3) }\n"})
    one = Served(root)
    tab.complaints.clear()
    tab.open(address(one, PAGE))
    yield one
    tab.open("about:blank")
    one.end()


def address(served: Served, target: str) -> str:
    return f"http://localhost:{served.port}{target}"


def stays(tab: Tab) -> None:
    """Mark the page, to see later whether it is still the same one."""
    tab.run("window.mine = 'still here'")


def overlay(script: str) -> str:
    """An expression about the inside of the overlay; empty while there is none."""
    inside = "document.getElementById('briefgen-problems')?.shadowRoot"
    return f"(() => {{ const box = {inside}; return box ? String(({script}) ?? '') : '' }})()"


def test_a_save_reloads_the_page_and_keeps_its_place(site: Served, tab: Tab):
    tab.run("scrollTo(0, 1500)")
    stays(tab)
    write(site.root, {NEW: brief(3) + "\n" + LONG + "\n\nThe very last words.\n"})

    tab.until("document.body.innerText.includes('The very last words.') && document.readyState === 'complete'")
    assert tab.until("scrollY") == 1500
    assert tab.run("window.mine") is None
    assert tab.complaints == []


def test_a_style_sheet_is_exchanged_while_the_page_stays(site: Served, tab: Tab):
    stays(tab)
    assert tab.run("getComputedStyle(document.body).color") == "rgb(1, 2, 3)"
    for shade in (4, 5):
        write(site.root, {"themes/default/assets/style.css": f"body {{ color: rgb({shade}, 2, 3) }}\n"})
        tab.until(f"getComputedStyle(document.body).color === 'rgb({shade}, 2, 3)'")

    assert tab.until("document.querySelectorAll('link[rel=stylesheet]').length") == 1
    assert tab.run("window.mine") == "still here"
    assert tab.complaints == []


def test_an_error_appears_over_the_page_and_goes_by_itself(site: Served, tab: Tab):
    stays(tab)
    write(site.root, {NEW: brief(3) + "\n" + LONG + "\n\nThere is [[nobody-here|Nobody]].\n"})

    tab.until(overlay("box.querySelector('article')"))
    text = tab.run(overlay("box.textContent"))
    assert f"{NEW}:" in text
    assert "There is [[nobody-here|Nobody]]." in text
    assert tab.run(overlay("box.querySelector('.mark').textContent")).strip().startswith("^^^")
    assert float(tab.run(overlay("box.querySelector('section').getBoundingClientRect().height"))) > 100
    assert tab.run(overlay("getComputedStyle(box.querySelector('section')).position")) == "fixed"
    assert "Paragraph 3 of a long brief" in tab.run("document.body.innerText")

    write(site.root, {NEW: brief(3) + "\n" + LONG + "\n"})
    tab.until("!document.getElementById('briefgen-problems')")
    assert tab.run("window.mine") == "still here"
    assert tab.complaints == []


def test_a_hidden_error_stays_hidden_until_it_is_another(site: Served, tab: Tab):
    write(site.root, {NEW: brief(3) + "\n[[nobody-here]]\n"})
    tab.until(overlay("box.querySelector('article')"))
    tab.run("dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")
    assert tab.run(overlay("'there'")) == ""
    write(site.root, {NEW: brief(3) + "\n[[nobody-else]]\n"})

    tab.until(overlay("box.textContent.includes('nobody-else')"))


def test_a_page_opened_while_there_are_errors_says_so(site: Served, tab: Tab):
    write(site.root, {NEW: brief(3) + "\n[[nobody-here]]\n"})
    tab.until(overlay("'there'"))
    tab.open(address(site, "/about/"))

    tab.until(overlay("box.textContent.includes('nobody-here')"))
    assert "We write of" in tab.run("document.body.innerText")


def test_a_broken_template_leaves_the_last_good_page(site: Served, tab: Tab):
    broken = '{% extends "!brief.html" %}{% block main %}{{ nothing_of_the_kind }}{% endblock %}'
    write(site.root, {"themes/default/templates/brief.html": broken})
    tab.until(overlay("box.textContent.includes('nothing_of_the_kind')"))
    assert "Paragraph 3 of a long brief" in tab.run("document.body.innerText")
    (site.root / "themes/default/templates/brief.html").unlink()

    tab.until("!document.getElementById('briefgen-problems')")


def test_a_renamed_brief_is_followed(site: Served, tab: Tab):
    (site.root / NEW).rename((site.root / NEW).with_name("2024-03-05-renamed.md"))

    tab.until("location.pathname === '/2024/03/renamed/' && document.body.innerText.includes('Brief number 3')")


def test_a_deleted_brief_comes_back(site: Served, tab: Tab):
    text = (site.root / NEW).read_text()
    (site.root / NEW).unlink()
    tab.until("document.body.innerText.includes('Page not found')")
    (site.root / NEW).write_text(text)

    tab.until("document.body.innerText.includes('Brief number 3')")


def test_a_server_that_was_lost_is_found_again(site: Served, tab: Tab):
    stays(tab)
    site.end()
    write(site.root, {NEW: brief(3).replace("Brief number 3", "Brief after the night")})
    again = Served(site.root, "-p", str(site.port))
    try:
        tab.until("document.body.innerText.includes('Brief after the night')")
    finally:
        again.end()


def test_a_site_that_was_never_whole_shows_its_errors_and_then_itself(tmp_path: Path, tab: Tab):
    write(tmp_path / "one", {**files(), NEW: "---\ntitle: <b>x</b>\ndate: never\n---\n"})
    one = Served(tmp_path / "one")
    try:
        tab.open(address(one, PAGE))
        tab.until("document.body.innerText.includes('The site has errors')")
        write(one.root, {NEW: brief(3)})
        tab.until("document.body.innerText.includes('Plain words of brief 3')")
    finally:
        tab.open("about:blank")
        one.end()


def test_many_open_pages_leave_the_server_free(site: Served, tab: Tab):
    made = [tab.send("Target.createTarget", url=address(site, PAGE))["targetId"] for _ in range(8)]
    try:
        tab.open(address(site, "/about/"))
        write(site.root, {NEW: brief(3) + "\nSaved with many pages open.\n"})
        tab.open(address(site, PAGE))
        tab.until("document.body.innerText.includes('Saved with many pages open.')")
    finally:
        for one in made:
            tab.send("Target.closeTarget", targetId=one)


def test_a_site_below_a_path(tmp_path: Path, tab: Tab):
    write(tmp_path / "one", files())
    one = Served(tmp_path / "one", "--base-url", "https://example.org/news/")
    try:
        tab.open(address(one, "/news" + PAGE))
        write(one.root, {NEW: brief(3) + "\nBelow a path.\n"})
        tab.until("document.body.innerText.includes('Below a path.')")
    finally:
        tab.open("about:blank")
        one.end()


@pytest.mark.skipif(not PICTURES, reason="BRIEFGEN_PICTURES names no folder for screenshots")
@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (360, False)])
def test_pictures_of_the_overlay(site: Served, tab: Tab, width: int, dark: bool):
    shutil.rmtree(site.root / "themes")
    text = brief(3).replace("story: talks", "story: talk").replace("[[summit]]", "[[sumit]]", 1)
    write(site.root, {NEW: text})
    tab.look(width, 800, dark=dark)
    tab.until(overlay("box.querySelector('article')"))
    assert PICTURES is not None
    Path(PICTURES, f"overlay-{width}-{'dark' if dark else 'light'}.png").write_bytes(tab.picture())
