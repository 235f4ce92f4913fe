"""News for browsers: each page that listens is told the print of what it shows. Prints and paths, never content."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

MOST: Final = 64
"""Pages that may listen at once."""
_PING: Final = 15.0

State = Callable[[str], dict[str, Any]]
"""Output path -> what a page that shows it is told."""


class Listener:
    """One open page. Only the newest state counts, so a slow reader costs no memory."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.newest = ""
        self.told = asyncio.Event()


class Hub:
    """Listening pages. :meth:`tell` may be called from any thread."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.listeners: set[Listener] = set()
        self.ended = False

    def end(self) -> None:
        """Let every page go: the server ends. Called in the server's own thread."""
        self.ended = True
        for listener in self.listeners:
            listener.told.set()

    def tell(self, state: State) -> None:
        """Send every page its state; what is looked at is made first."""
        for listener in tuple(self.listeners):
            text = json.dumps(state(listener.path), sort_keys=True)
            if self.loop is not None:
                self.loop.call_soon_threadsafe(_hand, listener, text)

    def full(self) -> bool:
        """Whether no further page may listen."""
        return len(self.listeners) >= MOST

    async def listen(self, path: str, state: State) -> AsyncIterator[str]:
        """Server-sent events (HTML standard, 9.2): first the state of things, then the news."""
        self.loop = asyncio.get_running_loop()
        listener = Listener(path)
        self.listeners.add(listener)
        try:
            first = await asyncio.to_thread(state, path)
            yield f"retry: 500\ndata: {json.dumps(first, sort_keys=True)}\n\n"
            while not self.ended:
                try:
                    await asyncio.wait_for(listener.told.wait(), _PING)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                listener.told.clear()
                if self.ended:
                    return
                yield f"data: {listener.newest}\n\n"
        finally:
            self.listeners.discard(listener)


def _hand(listener: Listener, text: str) -> None:
    listener.newest = text
    listener.told.set()
