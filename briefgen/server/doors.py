"""Where the server listens, and under which names it may be asked for."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Sequence
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_TRIES: Final = 20
_FIRST: Final = 8000


class ServeError(RuntimeError):
    """The server cannot start; the message is one plain sentence."""


def hosts(allow: Sequence[str], port: int) -> frozenset[str]:
    """The Host headers that name this server."""
    names = {*LOOPBACK, *(name.lower() for name in allow)}
    return frozenset({f"{name}:{port}" for name in names} | (names if port == 80 else set()))


def listen(host: str, port: int | None, allow: Sequence[str]) -> tuple[list[socket.socket], int]:
    """Listening sockets and their port; without a port asked for, the next free one from 8000.

    On the loopback address both families are taken, as ``localhost`` may mean either. Raises ServeError.
    """
    plain = host.strip("[]")
    if not _is_loopback(plain) and not allow:
        message = f"--host {host} lets other machines in; name the address they will use with --allow-host"
        raise ServeError(message)
    first, reason = _FIRST if port is None else port, ""
    for one in range(first, first + (_TRIES if port is None else 1)):
        try:
            sockets = [_bound(plain, one)]
        except (OSError, OverflowError) as error:
            reason = (getattr(error, "strerror", "") or str(error)).lower()
            continue
        taken = int(sockets[0].getsockname()[1])
        if plain in ("127.0.0.1", "localhost"):
            with contextlib.suppress(OSError):
                sockets.append(_bound("::1", taken))
        return sockets, taken
    raise ServeError(f"port {first} on {host} cannot be used: {reason}; choose another with --port")


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
