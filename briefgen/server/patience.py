"""HTTP as uvicorn speaks it, with an end to patience: who asks nothing is let go, and connections are counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST: Final = 256
"""Connections at once."""
PATIENCE: Final = 10.0
"""Seconds in which a connection has to come to a whole request, or to the next one."""


class Server(uvicorn.Server):
    """A server whose streams end with it: they do not end by themselves, and would be waited for."""

    def __init__(self, config: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(config)
        self.end = end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to end."""
        self.end()
        super().handle_exit(sig, frame)


class Protocol(H11Protocol):
    """One connection."""

    late: asyncio.TimerHandle | None = None
    before: RequestResponseCycle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to count the seconds."""
        super().connection_made(transport)
        if len(self.connections) > MOST:
            transport.abort()
            return
        self.late = self.loop.call_later(PATIENCE, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting."""
        if self.late is not None:
            self.late.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or (cycle is self.before and cycle.response_complete):
            self.transport.abort()
            return
        self.before = cycle
        self.late = self.loop.call_later(PATIENCE, self._look)
