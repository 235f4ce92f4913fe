"""What the development server refuses before anything is looked up.

It listens on a loopback address, but every web page open in the writer's browser can reach that too. So the Host header
must be our own (against DNS rebinding), other sites may not fetch (Fetch Metadata), nothing but GET and HEAD is known,
and no header ever allows another origin anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST: Final = 2048
"""Longest request target in bytes."""
OWN: Final = "/_briefgen/"
"""Where the server's own addresses begin; no page of a site can stand there, as a site has no such folder."""

_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """Middleware in front of everything."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts
        """``hosts``: host with port, as the Host header must say it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with one plain line."""
        if scope["type"] != "http":
            return
        headers = _headers(scope)
        refused = refuse(str(scope["method"]), bytes(scope.get("raw_path") or b""), headers, self.hosts)
        if refused is not None:
            await _answer(send, *refused)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in _HEADERS if pair[0] not in known)]
            await send(message)

        await self.app(scope, receive, guarded)


def refuse(
    method: str, target: bytes, headers: Mapping[str, list[str]], hosts: frozenset[str]
) -> tuple[int, str] | None:
    """Status and reason when a request is not answered; None when it is. ``target`` is the path as it was sent."""
    if method not in ("GET", "HEAD"):
        return 405, "only GET and HEAD are answered here"
    if len(target) > LONGEST:
        return 414, "the address is too long"
    host = headers.get("host", [])
    if len(host) != 1 or host[0].lower() not in hosts:
        return 403, "the Host header does not name this server"
    if not target.startswith(b"/") or target.startswith(b"//"):
        return 400, "the request target is not a path"
    lowered = target.lower()
    if any(bad in lowered for bad in (b"\\", b"%5c", b"%00", b"\0", b"%2f", b"#")) or _climbs(lowered):
        return 400, "the path cannot be that of a page"
    own = target.startswith(OWN.encode())
    origin = headers.get("origin", [])
    if origin and any(one.lower() not in {f"http://{name}" for name in (host[0].lower(),)} for one in origin):
        return 403, "requests from other origins are not answered"
    site = headers.get("sec-fetch-site", ["same-origin"])[0].lower()
    navigates = headers.get("sec-fetch-mode", [""])[0].lower() == "navigate"
    if site not in ("same-origin", "none") and (own or not navigates):
        return 403, "requests from other sites are not answered"
    return None


def _climbs(target: bytes) -> bool:
    """Whether a segment of a path leads upwards, however the dots are written."""
    plain = target.partition(b"?")[0].replace(b"%2e", b".")
    return any(segment in (b".", b"..") for segment in plain.split(b"/"))


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


async def _answer(send: Send, status: int, reason: str) -> None:
    body = f"{status}: {reason}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *_HEADERS]})
    await send({"type": "http.response.body", "body": body})
