"""The site as static hosting would serve it, from memory: a look-up in a table cannot leave the site."""

from __future__ import annotations

import html
import mimetypes
import re
from collections.abc import Callable
from importlib import resources
from typing import Any, Final, Protocol
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from briefgen.server.guard import Guard
from briefgen.server.hub import Hub
from briefgen.server.problems import page

_TYPES: Final = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json",
    ".xml": "application/xml", ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif",
    ".woff2": "font/woff2", ".ics": "text/calendar", ".md": "text/markdown", ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json", ".pagefind": "application/octet-stream",
}  # fmt: skip
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


class Site:
    """Answers requests. ``problems`` says what is wrong now, ``whole`` whether there is a good site to show,
    ``settled`` waits until no rebuild is under way.
    """

    def __init__(
        self,
        source: Source,
        hub: Hub,
        root: str,
        problems: Callable[[], list[dict[str, Any]]],
        whole: Callable[[], bool],
        settled: Callable[[], None],
        *,
        reload: bool,
    ) -> None:
        self.source, self.hub, self.root, self.reload = source, hub, root, reload
        self.problems, self.whole, self.settled = problems, whole, settled

    async def answer(self, request: Request) -> Response:
        """A file of the site, as a static host would answer."""
        path = unquote(request.url.path, errors="replace")
        if not path.startswith(self.root):
            return RedirectResponse(self.root, 302) if path == "/" else self._plain(404, "there is nothing here")
        wanted = path[len(self.root) :]
        return await run_in_threadpool(self._find, request, wanted)

    def _find(self, request: Request, wanted: str) -> Response:
        self.settled()
        if not self.whole():
            return Response(self._with_client(page(self.problems()), wanted), 503, media_type="text/html")
        name = f"{wanted}index.html" if not wanted or wanted.endswith("/") else wanted
        if self.source.has(name):
            return self._file(request, name, 200)
        if self.source.has(f"{wanted}/index.html"):
            return RedirectResponse(self.root + quote(wanted) + "/", 302)
        return self._file(request, "404.html", 404)

    def _file(self, request: Request, name: str, status: int) -> Response:
        try:
            data = self.source.get(name)
        except Exception as error:  # noqa: BLE001 - a broken template or a vanished file is shown, not raised
            found = [{"title": "This page cannot be rendered", "text": str(error)}]
            return Response(self._with_client(page(found), name), 500, media_type="text/html")
        if data is None:
            return self._plain(404, "there is nothing here")
        media = _type(name)
        if media.startswith("text/html"):
            return Response(self._with_client(data, name), status, media_type=media)
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

    def _with_client(self, data: bytes, name: str) -> bytes:
        """The page with the script that keeps it new."""
        if not self.reload:
            return data
        state = self._print(name)
        attributes = f'data-path="{html.escape(name)}" data-print="{state}" data-root="{html.escape(self.root)}"'
        script = f'<script src="{html.escape(self.root)}_briefgen/client.js" {attributes} defer></script>'
        head, found, tail = data.rpartition(b"</body>")
        return head + script.encode() + found + tail if found else data + script.encode()

    async def client(self, _: Request) -> Response:
        """The script that keeps a page new."""
        return Response(
            resources.files("briefgen.server").joinpath("client.js").read_bytes(), media_type="text/javascript"
        )

    async def errors(self, _: Request) -> Response:
        """What is wrong now."""
        return JSONResponse(self.problems())

    async def events(self, request: Request) -> Response:
        """News, for as long as a page is open."""
        if self.hub.full():
            return self._plain(503, "too many pages listen already")
        path = request.query_params.get("path", "")
        state = await run_in_threadpool(self._state, path)
        return StreamingResponse(self.hub.listen(state), media_type="text/event-stream")

    def _state(self, path: str) -> dict[str, Any]:
        return {"broken": True} if self.problems() else {"print": self._print(path)}

    def _print(self, path: str) -> str:
        """Digest of a page as it is now; empty for one that is not there or cannot be rendered."""
        try:
            return self.source.digest(path) if self.whole() and self.source.has(path) else ""
        except Exception:  # noqa: BLE001 - the page itself says what is wrong with it
            return ""

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
