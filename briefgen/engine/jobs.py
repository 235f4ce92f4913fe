"""Work shared between processes: chunks of items and their results, in any order."""

from __future__ import annotations

import contextlib
import os
import select
import selectors
import signal
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from briefgen.engine.signals import signals_wait

Item = TypeVar("Item")

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody wants to know."""


try:
    import fcntl
except ImportError:  # Windows, which cannot fork either
    fcntl = None  # type: ignore[assignment]  # mypy does not know modules that are not there

CHUNK: Final = 32
"""So many items are offered to another process at a time, and fewer when few are left: all are to end together."""
_FEW: Final = 8
"""So many items this process takes at a time, and the fewest that are offered; a hundredth of a second's work."""
_AHEAD: Final = 3
"""So many chunks are offered to each process before it answers one."""
_SHARE: Final = 2
"""Into so many parts for each process what is left is divided."""
FEWEST: Final = 192
"""With fewer items than this a second process costs more than it saves."""
_CHUNK: Final = struct.Struct("<ii")
"""Where the items of a chunk begin among all, and how many they are."""
_HEAD: Final = struct.Struct("<iq")
"""Where the items of an answer began, and its length."""
_DEAD: Final = -1
_FAILED: Final = -1
"""The beginning of an answer that a dead process did not give; length of one that raised an exception."""
_ENDED: Final[list[int]] = []
"""Processes that were ended and whose end nobody has seen yet."""


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
    meanwhile: Iterator[None] = iter(()),
) -> Iterator[bytes]:
    """``function`` of chunks of ``items``, in any order, by ``count`` processes: this one and others forked from it.

    This process takes from the end while the others take from the beginning, so that what lies together in memory is
    copied for one of them only; at last it takes what the others were offered and have not begun. ``light``: so many
    items are as much work as a file that is parsed or a page that is made. ``function`` gives bytes, so that what goes
    between processes is plain; ``start`` is called first in each of the others. ``meanwhile`` are steps of other work
    that this process does before it takes a part, where there are others. An exception of ``function`` is raised here
    as it is. Raises JobError when a process dies; none is left behind.
    """
    if count <= 1:
        yield from (function(items[at : at + CHUNK * light]) for at in range(0, len(items), CHUNK * light))
        return
    yield from _shared(function, items, count, start, light, meanwhile)


def _shared(
    function: Callable[[Sequence[Item]], bytes],
    items: Sequence[Item],
    count: int,
    start: Callable[[], None],
    light: int,
    meanwhile: Iterator[None],
) -> Iterator[bytes]:
    pool = _Pool(len(items), count - 1, light)
    try:
        for _ in range(count - 1):
            pool.fork(function, items, start)
        for _ in meanwhile:
            for chunk, data in pool.results(wait=False):
                yield function(items[chunk]) if data is None else data
        while (own := pool.take()) is not None or pool.waiting:
            if own is not None:
                yield function(items[own])
            for chunk, data in pool.results(wait=own is None):
                # The parent meets the same exception in its own process, with its type and its traceback.
                yield function(items[chunk]) if data is None else data
    finally:
        pool.end()


class _Pool:
    """Forked processes that take the next chunk from one pipe and answer each through a pipe of its own."""

    def __init__(self, items: int, children: int, light: int) -> None:
        self.front, self.back = 0, items
        """Between which places the items stand that nobody was offered."""
        self.few, self.most, self.share = _FEW * light, CHUNK * light, _SHARE * (children + 1)
        self.waiting: dict[int, int] = {}
        """Where those begin that were offered and not answered, and how many they are."""
        self.next_read, self.next_write = os.pipe()
        os.set_blocking(self.next_read, False)
        self.pipes: dict[int, int] = {}
        """Reading end of an answer pipe to the process that writes it."""
        self.selector = selectors.DefaultSelector()
        _reap()
        for _ in range(_AHEAD * children):
            self.feed()

    def feed(self) -> None:
        """Offer the first items that are left to whoever is free."""
        left = self.back - self.front
        size = min(left, self.most, max(self.few, left // self.share))
        if size:
            os.write(self.next_write, _CHUNK.pack(self.front, size))
            self.waiting[self.front] = size
            self.front += size

    def take(self) -> slice | None:
        """The last few that are left, else some that were offered and that nobody has begun, for this process."""
        if self.back > self.front:
            end, self.back = self.back, max(self.front, self.back - self.few)
            return slice(self.back, end)
        chunk = _next(self.next_read)
        if chunk is not None:
            del self.waiting[chunk.start]
        return chunk

    def fork(
        self, function: Callable[[Sequence[Item]], bytes], items: Sequence[Item], start: Callable[[], None]
    ) -> None:
        read, write = os.pipe()
        _widen(write)
        with signals_wait() as before:
            child = os.fork()
            if child:
                os.close(write)
                self.pipes[read] = child
                self.selector.register(read, selectors.EVENT_READ)
                return
            code = 1
            try:
                # The parent ends its children; an interrupt at the terminal reaches it too.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                os.close(read)
                os.close(self.next_write)
                start()
                _work(function, items, self.next_read, write)
                code = 0
            finally:
                os._exit(code)

    def results(self, *, wait: bool) -> Iterator[tuple[slice, bytes | None]]:
        """Chunks that are done, each with its answer; None for one that raised an exception."""
        for key, _ in self.selector.select(None if wait else 0):
            begin, data = _receive(key.fd)
            if begin == _DEAD:
                raise JobError("a worker process was killed; is there enough memory? try --jobs 1")
            chunk = slice(begin, begin + self.waiting.pop(begin))
            self.feed()
            yield chunk, data

    def end(self) -> None:
        """Close every pipe and end every process; one that may be at work still has ended when this returns.

        For the others nobody waits: it takes as long as giving back their memory does.
        """
        self.selector.close()
        os.close(self.next_write)
        os.close(self.next_read)
        for pipe, child in self.pipes.items():
            os.close(pipe)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            if self.back > self.front or self.waiting:
                os.waitpid(child, 0)
            else:
                _ENDED.append(child)


def _reap() -> None:
    """Take leave of processes that have ended."""
    _ENDED[:] = [child for child in _ENDED if not _gone(child)]


def settle() -> None:
    """Wait for every process that was ended, so that the system counts what it took as taken by this one."""
    while _ENDED:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(_ENDED.pop(), 0)


def _gone(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True  # somebody else has seen its end


def _widen(pipe: int) -> None:
    """Let a pipe hold a whole answer, where the system can: its writer need not wait until this process listens."""
    if fcntl is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def _work(function: Callable[[Sequence[Item]], bytes], items: Sequence[Item], offered: int, answers: int) -> None:
    offers = select.poll()
    offers.register(offered, select.POLLIN)
    while offers.poll():
        try:
            chunk = _next(offered)
        except EOFError:
            return
        if chunk is None:  # another process was quicker
            continue
        try:
            answer = function(items[chunk])
        except Exception:  # noqa: BLE001 - whatever it is, the parent shall meet it
            os.write(answers, _HEAD.pack(chunk.start, _FAILED))
        else:
            _send(answers, chunk.start, answer)


def _next(offered: int) -> slice | None:
    """The next chunk on offer, None when there is none now. Raises EOFError when there will be none."""
    try:
        given = os.read(offered, _CHUNK.size)
    except BlockingIOError:
        return None
    if len(given) < _CHUNK.size:
        raise EOFError
    begin, size = _CHUNK.unpack(given)
    return slice(begin, begin + size)


def _send(pipe: int, begin: int, data: bytes) -> None:
    for part in (_HEAD.pack(begin, len(data)), data):
        view = memoryview(part)
        while view:
            view = view[os.write(pipe, view) :]


def _receive(pipe: int) -> tuple[int, bytes | None]:
    head = _exactly(pipe, _HEAD.size)
    if len(head) < _HEAD.size:
        return _DEAD, None
    begin, length = _HEAD.unpack(head)
    if length == _FAILED:
        return begin, None
    data = _exactly(pipe, length)
    return (begin, data) if len(data) == length else (_DEAD, None)


def _exactly(pipe: int, length: int) -> bytes:
    first = os.read(pipe, length)
    if len(first) in (0, length):
        return first
    whole = bytearray(length)
    whole[: len(first)] = first
    view = memoryview(whole)[len(first) :]
    while view and (got := os.readv(pipe, [view])):
        view = view[got:]
    return bytes(whole[: length - len(view)])
