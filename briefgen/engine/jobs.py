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
_FEW: Final = 8
"""So many items this process takes at a time; a hundredth of a second's work."""
_AHEAD: Final = 3
"""So many chunks are offered to each process before it answers one."""
FEWEST: Final = 192
"""With fewer items than this a second process costs more than it saves."""
_NUMBER: Final = struct.Struct("<i")
_HEAD: Final = struct.Struct("<iq")
_DEAD: Final = -1
_FAILED: Final = -1
"""Number of an answer that a dead process did not give; length of one that raised an exception."""
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
    most = CHUNK * light
    size = max(1, min(most, -(-len(items) // (count * 4)))) if count > 1 else most
    chunks = [items[at : at + size] for at in range(0, len(items), size)]
    if count <= 1:
        yield from map(function, chunks)
        return
    yield from _shared(function, chunks, count, start, meanwhile)


def _shared(
    function: Callable[[Sequence[Item]], bytes],
    chunks: list[Sequence[Item]],
    count: int,
    start: Callable[[], None],
    meanwhile: Iterator[None],
) -> Iterator[bytes]:
    pool = _Pool(len(chunks), count - 1)
    try:
        for _ in range(count - 1):
            pool.fork(function, chunks, start)
        for _ in meanwhile:
            for number, data in pool.results(wait=False):
                yield function(chunks[number]) if data is None else data
        while (own := pool.take()) is not None or pool.waiting:
            for few in _slices(chunks[own]) if own is not None else ():
                yield function(few)
                for number, data in pool.results(wait=False):
                    # The parent meets the same exception in its own process, with its type and its traceback.
                    yield function(chunks[number]) if data is None else data
            for number, data in pool.results(wait=True) if own is None else ():
                yield function(chunks[number]) if data is None else data
    finally:
        pool.end()


def _slices(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Few at a time: others wait when this process does not listen for long."""
    return (items[at : at + _FEW] for at in range(0, len(items), _FEW))


class _Pool:
    """Forked processes that take the next chunk from one pipe and answer each through a pipe of its own."""

    def __init__(self, chunks: int, children: int) -> None:
        self.left = chunks
        """How many chunks nobody was offered."""
        self.fed = 0
        self.waiting = 0
        """How many were offered and not answered."""
        self.next_read, self.next_write = os.pipe()
        os.set_blocking(self.next_read, False)
        self.pipes: dict[int, int] = {}
        """Reading end of an answer pipe to the process that writes it."""
        self.selector = selectors.DefaultSelector()
        _reap()
        for _ in range(_AHEAD * children):
            self.feed()

    def feed(self) -> None:
        """Offer the first chunk that is left to whoever is free."""
        if self.left:
            os.write(self.next_write, _NUMBER.pack(self.fed))
            self.fed += 1
            self.left -= 1
            self.waiting += 1

    def take(self) -> int | None:
        """The last chunk that is left, else one that was offered and that nobody has begun, for this process."""
        if self.left:
            self.left -= 1
            return self.fed + self.left
        number = _next(self.next_read)
        self.waiting -= number is not None
        return number

    def fork(
        self, function: Callable[[Sequence[Item]], bytes], chunks: list[Sequence[Item]], start: Callable[[], None]
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
                _work(function, chunks, self.next_read, write)
                code = 0
            finally:
                os._exit(code)

    def results(self, *, wait: bool) -> Iterator[tuple[int, bytes | None]]:
        """Number and answer of chunks that are done; None for one that raised an exception."""
        for key, _ in self.selector.select(None if wait else 0):
            number, data = _receive(key.fd)
            if number == _DEAD:
                raise JobError("a worker process was killed; is there enough memory? try --jobs 1")
            self.waiting -= 1
            self.feed()
            yield number, data

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
            if self.left or self.waiting:
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


def _work(
    function: Callable[[Sequence[Item]], bytes], chunks: list[Sequence[Item]], numbers: int, answers: int
) -> None:
    offers = select.poll()
    offers.register(numbers, select.POLLIN)
    while offers.poll():
        try:
            number = _next(numbers)
        except EOFError:
            return
        if number is None:  # another process was quicker
            continue
        try:
            answer = function(chunks[number])
        except Exception:  # noqa: BLE001 - whatever it is, the parent shall meet it
            os.write(answers, _HEAD.pack(number, _FAILED))
        else:
            _send(answers, number, answer)


def _next(numbers: int) -> int | None:
    """The number of the next chunk on offer, None when there is none now. Raises EOFError when there will be none."""
    try:
        given = os.read(numbers, _NUMBER.size)
    except BlockingIOError:
        return None
    if len(given) < _NUMBER.size:
        raise EOFError
    number: int = _NUMBER.unpack(given)[0]
    return number


def _send(pipe: int, number: int, data: bytes) -> None:
    for part in (_HEAD.pack(number, len(data)), data):
        view = memoryview(part)
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
    first = os.read(pipe, length)
    if len(first) in (0, length):
        return first
    whole = bytearray(length)
    whole[: len(first)] = first
    view = memoryview(whole)[len(first) :]
    while view and (got := os.readv(pipe, [view])):
        view = view[got:]
    return bytes(whole[: length - len(view)])
