"""What readers get: light pages that are valid, can be used by everyone, ask nobody else, and need no script."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from briefgen.build import Options, build
from serving import served

TOP = Path(__file__).resolve().parent.parent
MODULES = Path(os.environ.get("BRIEFGEN_NODE_MODULES", TOP / "node_modules"))
"""Where npm has put axe-core, puppeteer-core, vnu-jar and lighthouse."""
CHROME = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
DEEP = os.environ.get("BRIEFGEN_TEST") == "deep"

BRIEF = "/2024/08/sullivan-in-beijing/"
PAGES = [
    "/", BRIEF, "/people/wang-yi/", "/stories/us-china-talks/", "/timeline/", "/claims/", "/briefs/",
    "/organizations/white-house/", "/offices/us-nsa/", "/places/beijing/", "/topics/climate/",
    "/terms/theatre-commander/",
    "/events/balloon/", "/timeline/2023/", "/people/", "/organizations/", "/offices/", "/places/", "/documents/",
    "/topics/", "/terms/", "/stories/", "/events/", "/authors/", "/authors/desk/", "/sources/", "/corrections/",
    "/2024/", "/2024/08/", "/about/", "/404.html",
]  # fmt: skip
"""A page of each kind of the sample site; the first ones stand for the rest where there is little time."""
FEW = PAGES if DEEP else PAGES[:5]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built a week after its last brief."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("content", "static", "briefgen.yaml"):
        copy = shutil.copytree if (TOP / name).is_dir() else shutil.copy
        copy(TOP / name, root / name)
    assert build(root, Options(now="2024-09-05")).ok
    return root / "site"


def need(*modules: str) -> None:
    """Skip, with the reason, without a browser, node, or some packages of npm."""
    for tool in ("node", CHROME):
        if not tool or not shutil.which(tool):
            pytest.skip("needs node and chromium (CHROME_PATH)")
    missing = [one for one in modules if not (MODULES / one).is_dir()]
    if missing:
        pytest.skip(f"needs {', '.join(missing)} of npm in BRIEFGEN_NODE_MODULES or node_modules")


def browse(folder: Path, paths: list[str], *looks: str) -> dict[str, list[list[str]]]:
    """What tests/reader.mjs finds on some pages."""
    need("axe-core", "puppeteer-core")
    with served(folder) as base:
        command = ["node", str(TOP / "tests/reader.mjs"), base, str(MODULES), json.dumps(paths), *looks]
        env = {**os.environ, "CHROME_PATH": CHROME}
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return found


def nothing(found: dict[str, list[list[str]]]) -> None:
    assert {name: some[:8] for name, some in found.items() if some} == {}


# --- With a browser


def test_axe_finds_nothing_on_any_kind_of_page(sample: Path):
    """In both schemes at 360 and 1440 pixels, under a strict policy, without a word in the console."""
    nothing(browse(sample, FEW, "axe"))


def test_nothing_is_wider_than_the_screen(sample: Path):
    nothing(browse(sample, FEW, "reflow"))


def test_the_tab_key_comes_by_everything(sample: Path):
    nothing(browse(sample, ["/", "/timeline/", "/stories/us-china-talks/", *([BRIEF] if DEEP else [])], "keyboard"))


def test_previews_come_and_go(sample: Path):
    nothing(browse(sample, [BRIEF], "previews"))


@pytest.mark.deep
@pytest.mark.skipif(not DEEP, reason="takes minutes")
@pytest.mark.parametrize("form", ["mobile", "desktop"])
@pytest.mark.parametrize("path", PAGES[:5])
def test_lighthouse_gives_full_marks(sample: Path, tmp_path: Path, path: str, form: str):
    need("lighthouse")
    report = tmp_path / "report.json"
    with served(sample) as base:
        command = [
            "node", str(MODULES / "lighthouse/cli/index.js"), base + path, "--quiet", "--output=json",
            f"--output-path={report}", "--chrome-flags=--headless --no-sandbox --disable-gpu",
            *(["--preset=desktop"] if form == "desktop" else []),
        ]  # fmt: skip
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROME}, capture_output=True)
    marks = {name: one["score"] for name, one in json.loads(report.read_text())["categories"].items()}
    wanted = {"performance": 0.98, "accessibility": 1, "best-practices": 1, "seo": 1}
    assert {name: marks[name] for name, least in wanted.items() if marks[name] < least} == {}


# --- With a validator


def test_html_css_and_svg_are_valid(sample: Path):
    """By the Nu HTML Checker, warnings too."""
    jar = MODULES / "vnu-jar/build/dist/vnu.jar"
    if not shutil.which("java") or not jar.is_file():
        pytest.skip("needs java and vnu-jar of npm in BRIEFGEN_NODE_MODULES or node_modules")
    files = [str(sample / one.strip("/") / ("" if one.endswith("html") else "index.html")).rstrip("/") for one in PAGES]
    command = ["java", "-Xss2m", "-jar", str(jar), "--format", "json", "--also-check-css", "--also-check-svg", *files]
    command += map(str, (sample / "assets").glob("*.[cs][sv]*"))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(done.stderr)["messages"]
    assert [f"{one.get('url', '')}:{one.get('lastLine')}: {one['message']}" for one in told] == []


# --- With nothing


def compressed(file: Path) -> int:
    """Bytes of a file as a host sends it."""
    return len(gzip.compress(file.read_bytes(), 6, mtime=0))


def weight(page: Path, root: Path) -> int:
    """Bytes of a page with its style and scripts, all compressed."""
    parts = re.findall(r'(?:<link rel="stylesheet" href|<script src)="(?:\.\./|/)*([^"]+)"', page.read_text("utf-8"))
    return compressed(page) + sum(compressed(root / one) for one in parts)


def test_pages_are_light(sample: Path):
    heaviest = max(sample.rglob("*.html"), key=compressed)
    script = sum(compressed(one) for one in (sample / "assets").glob("*.js"))

    assert script <= 5_000
    assert weight(sample / BRIEF.strip("/") / "index.html", sample) <= 30_000
    assert weight(heaviest, sample) <= 30_000


def long_site(briefs: int, events: int) -> dict[str, str]:
    """One person in every brief and every event of a site."""
    words = ["border", "treaty", "water", "harvest", "price", "court", "vote", "report", "harbour", "railway", "strike"]

    def say(start: int, length: int) -> str:
        return " ".join(words[(start * 7 + place * place + start * place) % len(words)] for place in range(length))

    files = {
        "content/entities/lund.yaml": "- {id: lund, kind: person, name: Anna Lund}\n",
        "content/stories/water.md": "---\ntitle: Water\n---\nThe story.\n",
    }
    for number in range(briefs):
        day = f"{2000 + number // 150}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        front = f"title: {say(number, 6)} {number}\ndate: {day}\nsummary: {say(number + 1, 18)}\nauthors: [lund]"
        text = f"On that day {say(number, 8)} [[lund]] {say(number + 3, 20)}.\n\n{say(number + 5, 60)}.\n"
        files[f"content/briefs/{day}-b{number}.md"] = f"---\n{front}\nstory: water\n---\n\n{text}"
    files["content/events/all.yaml"] = "\n".join(
        f"- {{id: event-{number}, name: {say(number, 5)} {number}, who: [lund],"
        f" date: {2000 + number % 10}-{number % 12 + 1:02}-{number % 28 + 1:02}}}"
        for number in range(events)
    )
    return files


def test_long_lists_go_on_over_light_pages_and_lose_nothing(make_site):
    """A person in 1,500 briefs and 5,000 events (fewer in the quick form): every one is listed on exactly one page."""
    briefs, events = (1500, 5000) if DEEP else (130, 330)
    root = make_site(long_site(briefs, events))
    assert build(root, Options(now="2024-09-05")).ok
    site = root / "site"
    pages = {path: path.read_text("utf-8") for path in (site / "people/lund").rglob("index.html")}

    for pattern in (r'<p class="when">.*?b(\d+)/index.html', r'<span class="what"><a href="[^"]*events/event-(\d+)/'):
        listed = sorted(int(one) for page in pages.values() for one in set(re.findall(pattern, page)))
        assert listed == list(range(briefs if "when" in pattern else events))
    assert max(weight(page, site) for page in site.rglob("*.html")) <= 40_000
    for path, page in pages.items():
        assert path.parent == site / "people/lund" or 'rel="prev"' in page


def test_no_page_carries_a_style_or_a_script_or_asks_others(sample: Path):
    """So that ``default-src 'self'`` holds, from a disk too."""
    for page in sample.rglob("*.html"):
        html = page.read_text("utf-8")
        assert not re.search(r'<style|\sstyle="|\son\w+="|javascript:|<script(?! src="(?:\.\./|assets|/))', html), page
        for asked in re.findall(r'<(?:script|img|source|link rel="stylesheet")[^>]*\s(?:src|href)="([^"]+)"', html):
            assert not re.match(r"\w+:|//", asked), page
