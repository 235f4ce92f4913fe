"""Every link of a built site, followed on disk; for tests."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_SOURCES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "use": "href"}


class Page(HTMLParser):
    """Links, ids and what would be fetched of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what leads somewhere and what can be led to."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == _SOURCES.get(tag) and value is not None:
                self.links.append(value)
            elif name == "srcset" and value:
                self.links += [one.split()[0] for one in value.split(",")]
            elif name == "content" and value and value.startswith("0; url="):
                self.links.append(value.removeprefix("0; url="))


def problems(out: Path, base_url: str) -> list[str]:
    """Internal links, anchors and assets that lead nowhere, and ids that stand twice on a page."""
    root = out.resolve()
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    pages = {path: Page((root / path).read_text(encoding="utf-8")) for path in sorted(files) if path.endswith(".html")}
    found = [f"{path}: an id stands twice" for path, page in pages.items() if len(set(page.ids)) != len(page.ids)]
    ids = {path: set(page.ids) for path, page in pages.items()}
    for path, page in pages.items():
        for link in dict.fromkeys(page.links):
            target, anchor = _target(path, link, base_url)
            if target is None:
                continue
            if target not in files:
                found.append(f"{path} -> {link}")
            elif anchor and target in ids and anchor not in ids[target]:
                found.append(f"{path} -> {link} (no such anchor)")
    return found


def _target(here: str, link: str, base_url: str) -> tuple[str | None, str]:
    """The file that a link means and its anchor; None when it leads out of the site."""
    if base_url and link.startswith(base_url):
        rest = urlsplit(link[len(base_url) :])
        path = unquote(rest.path)
        return (f"{path}index.html" if not path or path.endswith("/") else path), unquote(rest.fragment)
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, ""
    path = unquote(parts.path)
    if path.startswith("/"):
        if here != "404.html":
            return f"(absolute) {path}", ""
        return path.removeprefix(urlsplit(base_url).path or "/"), unquote(parts.fragment)
    base = here.rpartition("/")[0]
    steps: list[str] = []
    for step in ([*base.split("/")] if base else []) + path.split("/"):
        if step == "..":
            if not steps:
                return f"(outside) {link}", ""
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return ("/".join(steps) if path else here), unquote(parts.fragment)
