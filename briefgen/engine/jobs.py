"""Work shared between processes: chunks of items, results in the order of the items, the same whatever the count."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody wants to know."""


CHUNK: Final = 32
FEWEST: Final = 192
"""With fewer items than this a second process costs more than it saves."""
_HEAD: Final = struct.Struct("<iq")
_DEAD: Final = -1
_FAILED: Final = -1
"""Number of an answer that a dead process did not give; length of one that raised an exception."""


class JobError(RuntimeError):
    """A worker process was killed or ran out of memory."""


def workers(jobs: int | None, items: int) -> int:
    """How many processes to use: ``jobs`` as asked for, else as many as pay; one where forking is not safe."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    if jobs is not None:
        return max(1, min(jobs, items))
    if items < FEWEST:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, items // CHUNK))


def map_chunks(
    function: Callable[[Sequence[Item]], bytes],
    items: Sequence[Item],
    count: int,
    start: Callable[[], None] = lambda: None,
    light: int = 1,
) -> Iterator[bytes]:
    """``function`` of each chunk of ``items``, in their order, by ``count`` forked processes.

    ``light``: so many items are as much work as a file that is parsed or a page that is made.

    ``function`` gives bytes, so that what goes between processes is plain. ``start`` is called first in each process.
    An exception of ``function`` is raised here as it is. Raises JobError when a process dies; none is left behind.
    """
    most = CHUNK * light
    size = max(1, min(most, -(-len(items) // (count * 4)))) if count > 1 else most
    chunks = [items[at : at + size] for at in range(0, len(items), size)]
    if count <= 1:
        yield from map(function, chunks)
        return
    yield from _forked(function, chunks, count, start)


def _forked(
    function: Callable[[Sequence[Item]], bytes], chunks: list[Sequence[Item]], count: int, start: Callable[[], None]
) -> Iterator[bytes]:
    pool = _Pool(len(chunks))
    try:
        for _ in range(count):
            pool.fork(function, chunks, start)
        for number, data in pool.results():
            # The parent meets the same exception in its own process, with its type and its traceback.
            yield function(chunks[number]) if data is None else data
    finally:
        pool.end()


class _Pool:
    """Forked processes that take the next chunk from one pipe and answer each through a pipe of its own."""

    def __init__(self, chunks: int) -> None:
        self.chunks = chunks
        self.next_read, self.next_write = os.pipe()
        self.fed = 0
        self.pipes: dict[int, int] = {}
        """Reading end of an answer pipe to the process that writes it."""
        self.feed(512)

    def feed(self, ahead: int) -> None:
        """Offer chunks to whoever is free, never more than the pipe holds."""
        until = min(self.chunks, ahead)
        for number in range(self.fed, until):
            os.write(self.next_write, struct.pack("<i", number))
        self.fed = max(self.fed, until)

    def fork(
        self, function: Callable[[Sequence[Item]], bytes], chunks: list[Sequence[Item]], start: Callable[[], None]
    ) -> None:
        read, write = os.pipe()
        child = os.fork()
        if child:
            os.close(write)
            self.pipes[read] = child
            return
        os.close(read)
        os.close(self.next_write)
        # The parent ends its children; an interrupt at the terminal reaches it too.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = 1
        try:
            start()
            _work(function, chunks, self.next_read, write)
            code = 0
        finally:
            os._exit(code)

    def results(self) -> Iterator[tuple[int, bytes | None]]:
        """Number and answer of each chunk, in order; None for one that raised an exception."""
        waiting: dict[int, bytes | None] = {}
        wanted = 0
        with selectors.DefaultSelector() as selector:
            for pipe in self.pipes:
                selector.register(pipe, selectors.EVENT_READ)
            done = 0
            while wanted < self.chunks:
                for key, _ in selector.select():
                    number, data = _receive(key.fd)
                    if number == _DEAD:
                        raise JobError("a worker process was killed; is there enough memory? try --jobs 1")
                    waiting[number] = data
                    done += 1
                    self.feed(512 + done)
                while wanted in waiting:
                    yield wanted, waiting.pop(wanted)
                    wanted += 1

    def end(self) -> None:
        """Close every pipe and wait for every process; those still at work are ended."""
        os.close(self.next_write)
        os.close(self.next_read)
        for pipe, child in self.pipes.items():
            os.close(pipe)
            finished, _ = os.waitpid(child, os.WNOHANG)
            if not finished:
                _end(child)


def _end(child: int) -> None:
    """End a process that has nothing left to do, or whose work nobody waits for any more."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _work(
    function: Callable[[Sequence[Item]], bytes], chunks: list[Sequence[Item]], numbers: int, answers: int
) -> None:
    while True:
        given = os.read(numbers, 4)
        if len(given) < 4:
            return
        number = struct.unpack("<i", given)[0]
        try:
            answer = function(chunks[number])
        except Exception:  # noqa: BLE001 - whatever it is, the parent shall meet it
            os.write(answers, _HEAD.pack(number, _FAILED))
        else:
            _send(answers, number, answer)


def _send(pipe: int, number: int, data: bytes) -> None:
    view = memoryview(_HEAD.pack(number, len(data)) + data)
    while view:
        view = view[os.write(pipe, view) :]


def _receive(pipe: int) -> tuple[int, bytes | None]:
    head = _exactly(pipe, _HEAD.size)
    if len(head) < _HEAD.size:
        return _DEAD, None
    number, length = _HEAD.unpack(head)
    if length == _FAILED:
        return number, None
    data = _exactly(pipe, length)
    return (number, data) if len(data) == length else (_DEAD, None)


def _exactly(pipe: int, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        got = os.read(pipe, min(length - len(parts), 1 << 20))
        if not got:
            break
        parts += got
    return bytes(parts)
