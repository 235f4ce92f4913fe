"""The site as static hosting would serve it, from memory: a look-up in a table cannot leave the site."""

from __future__ import annotations

import html
import mimetypes
import re
from importlib import resources
from typing import Any, Final, Protocol
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from briefgen.engine.fingerprint import digest_of
from briefgen.server.guard import Guard
from briefgen.server.hub import Hub
from briefgen.server.problems import Problem, page

_TYPES: Final = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json",
    ".xml": "application/xml", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
    ".woff2": "font/woff2", ".ics": "text/calendar", ".md": "text/markdown", ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json", ".pagefind": "application/octet-stream",
}  # fmt: skip
_KEPT: Final = 200
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)\Z")


class Source(Protocol):
    """The site as it is now."""

    def get(self, path: str) -> bytes | None:
        """The bytes of an output path, or None."""
        ...

    def has(self, path: str) -> bool:
        """Whether there is such a path."""
        ...

    def digest(self, path: str) -> str:
        """Digest of what stands there."""
        ...

    @property
    def styles(self) -> str:
        """Print of all style sheets."""
        ...

    @property
    def assets(self) -> str:
        """Print of all other files that are no pages."""
        ...


class Session(Protocol):
    """What is known of the site beside its files."""

    def problems(self) -> list[Problem]:
        """What is wrong with the newest version."""
        ...

    def broken(self) -> bool:
        """Whether anything is."""
        ...

    def whole(self) -> bool:
        """Whether there is a good site to show."""
        ...

    def settled(self) -> None:
        """Wait until no rebuild is under way."""
        ...

    def moved(self, path: str) -> str:
        """Where a page that was here stands now; empty when nobody knows."""
        ...


class Site:
    """Answers requests."""

    def __init__(self, source: Source, session: Session, hub: Hub, root: str, *, reload: bool) -> None:
        self.source, self.session, self.hub, self.root, self.reload = source, session, hub, root, reload
        self.good: dict[str, bytes] = {}
        """Pages that were made well, the latest last."""

    async def answer(self, request: Request) -> Response:
        """A file of the site, as a static host would answer."""
        path = unquote(request.url.path, errors="replace")
        if not path.startswith(self.root):
            return RedirectResponse(self.root, 302) if path == "/" else self._plain(404, "there is nothing here")
        wanted = path[len(self.root) :]
        return await run_in_threadpool(self._find, request, wanted)

    def _find(self, request: Request, wanted: str) -> Response:
        self.session.settled()
        if not self.session.whole():
            return Response(self._with_client(page(self.session.problems()), wanted), 503, media_type="text/html")
        name = f"{wanted}index.html" if not wanted or wanted.endswith("/") else wanted
        if self.source.has(name):
            return self._file(request, name, name, 200)
        if self.source.has(f"{wanted}/index.html"):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(self.root + quote(wanted) + "/" + query, 302)
        return self._file(request, "404.html", name, 404)

    def _file(self, request: Request, name: str, wanted: str, status: int) -> Response:
        data, fault = self._made(name)
        if data is None and fault:
            return Response(self._with_client(page([_fault(name, fault)]), wanted), 500, media_type="text/html")
        if data is None:
            return self._plain(404, "there is nothing here")
        media = _type(name)
        if media.startswith("text/html"):
            return Response(self._with_client(data, wanted), status, media_type=media)
        mark = f'"{self.source.digest(name)}"'
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers={"etag": mark, "cache-control": "no-cache"})
        headers = {"etag": mark, "accept-ranges": "bytes", "cache-control": "no-cache"}
        span = _span(request.headers.get("range", ""), len(data)) if status == 200 else None
        if span is None:
            return Response(data, status, headers, media)
        first, last = span
        if first > last:
            return Response(status_code=416, headers={"content-range": f"bytes */{len(data)}"})
        headers["content-range"] = f"bytes {first}-{last}/{len(data)}"
        return Response(data[first : last + 1], 206, headers, media)

    def _with_client(self, data: bytes, wanted: str) -> bytes:
        """The page with the script that keeps it new."""
        if not self.reload:
            return data
        facts = {"path": wanted, "root": self.root, **self.state(wanted)}
        attributes = " ".join(f'data-{name}="{html.escape(str(value))}"' for name, value in sorted(facts.items()))
        script = f'<script src="{html.escape(self.root)}_briefgen/client.js" {attributes} defer></script>'
        head, found, tail = data.rpartition(b"</body>")
        return head + script.encode() + found + tail if found else data + script.encode()

    async def client(self, _: Request) -> Response:
        """The script that keeps a page new."""
        return Response(
            resources.files("briefgen.server").joinpath("client.js").read_bytes(), media_type="text/javascript"
        )

    async def errors(self, request: Request) -> Response:
        """What is wrong now."""
        return JSONResponse(await run_in_threadpool(self._problems, request.query_params.get("path", "")))

    async def events(self, request: Request) -> Response:
        """News, for as long as a page is open."""
        if self.hub.full():
            return self._plain(503, "too many pages listen already")
        path = request.query_params.get("path", "")
        return StreamingResponse(self.hub.listen(path, self.state), media_type="text/event-stream")

    def state(self, path: str) -> dict[str, Any]:
        """What an open page is told: prints of the page as it is now and of what it may use."""
        name = path if self.source.has(path) else "404.html"
        data, fault = self._made(name)
        print_ = "" if data is None else digest_of(name.encode() + data)
        found: dict[str, Any] = {"print": print_, "styles": self.source.styles, "assets": self.source.assets}
        if self.session.broken() or fault:
            found["broken"] = True
        moved = self.session.moved(path)
        return {**found, "moved": moved} if moved and name != path else found

    def _problems(self, path: str) -> list[Problem]:
        _, fault = self._made(path) if self.source.has(path) else (None, "")
        return [*self.session.problems(), *([_fault(path, fault)] if fault else [])]

    def _made(self, name: str) -> tuple[bytes | None, str]:
        """A file of the site, and why its newest version cannot be made; then it is the last good one, if any."""
        try:
            data = self.source.get(name)
        except Exception as error:  # noqa: BLE001 - a broken template or a vanished file is shown, not raised
            return self.good.get(name), str(error) or type(error).__name__
        if data is not None and name.endswith(".html"):
            self.good.pop(name, None)
            self.good[name] = data
            if len(self.good) > _KEPT:
                self.good.pop(next(iter(self.good)), None)
        return data, ""

    @staticmethod
    def _plain(status: int, reason: str) -> Response:
        return Response(f"{status}: {reason}\n", status, media_type="text/plain")


def app(site: Site, hosts: frozenset[str]) -> Starlette:
    """The application: our own addresses, then the site."""
    own = f"{site.root}_briefgen/"
    routes = [
        Route(f"{own}client.js", site.client),
        Route(f"{own}problems.json", site.errors),
        Route(f"{own}events", site.events),
        Route("/{path:path}", site.answer),
    ]
    return Starlette(routes=routes if site.reload else routes[-1:], middleware=[Middleware(Guard, hosts=hosts)])


def _fault(name: str, fault: str) -> Problem:
    return {"title": "This page cannot be rendered", "where": name, "text": fault}


def _type(name: str) -> str:
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    found = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def _span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a range (RFC 9110, 14.1.2); None to send all; first beyond last: not satisfiable."""
    match = _RANGE.match(header)
    if match is None or match[1] == match[2] == "" or len(header) > 60:
        return None
    if not match[1]:
        return (max(size - int(match[2]), 0), size - 1) if int(match[2]) else (1, 0)
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < first:
        return None
    return (first, last) if first < size else (1, 0)
