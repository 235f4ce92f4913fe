"""News for browsers: what changed, told to every page that listens. Epochs and paths only, never content."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

MOST: Final = 64
"""Browsers that may listen at once."""
_PING: Final = 15.0


class Hub:
    """Listening pages. :meth:`tell` may be called from any thread."""

    def __init__(self) -> None:
        self.epoch = 0
        self.loop: asyncio.AbstractEventLoop | None = None
        self.queues: set[asyncio.Queue[str]] = set()

    def tell(self, news: dict[str, Any]) -> None:
        """Send news to every page."""
        self.epoch += 1
        text = json.dumps({"epoch": self.epoch, **news}, sort_keys=True)
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._spread, text)

    def full(self) -> bool:
        """Whether no further page may listen."""
        return len(self.queues) >= MOST

    async def listen(self, first: dict[str, Any]) -> AsyncIterator[str]:
        """Server-sent events (HTML standard, 9.2): first the state of things, then the news."""
        self.loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str] = asyncio.Queue()
        self.queues.add(queue)
        try:
            yield f"retry: 500\ndata: {json.dumps({'epoch': self.epoch, **first}, sort_keys=True)}\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(queue.get(), _PING)
                except TimeoutError:
                    yield ": still here\n\n"
                else:
                    yield f"data: {text}\n\n"
        finally:
            self.queues.discard(queue)

    def _spread(self, text: str) -> None:
        for queue in self.queues:
            queue.put_nowait(text)
