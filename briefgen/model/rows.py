"""Bytes that are kept apart from the objects of a process: in its memory while they are few, else in a file.

Objects are copied for every forked process that as much as looks at them; bytes are not. A file has no name, so that it
is gone when the process is, however it ends; the system holds what is read again and again.
"""

from __future__ import annotations

import os
import struct
from typing import IO, Final

MOST: Final = 1 << 24
"""Bytes that are held in memory."""
_BLOCK: Final = 1 << 20
_AHEAD: Final = 1 << 13
"""Bytes that are read at once from the file: most rows are shorter, and the next ones are often asked for next."""
_LENGTH: Final = struct.Struct("<I")


class Rows:
    """Byte strings by the place that each was given. Nothing that was added is changed."""

    def __init__(self, folder: str | None = None, most: int | None = None) -> None:
        """``folder`` is where the file may be; ``most``: so many bytes are held in memory."""
        self.folder, self.most = folder, MOST if most is None else most
        self.bytes = 0
        """Length of all rows with what tells the length of each."""
        self._tail = bytearray()
        self._spilt = 0
        """So many of the first bytes are in the file."""
        self._file: IO[bytes] | None = None
        self._begin, self._read = 0, b""
        """What was read of the file last, and from where on."""

    def __del__(self) -> None:
        """Whoever lets go of the rows lets go of the file."""
        if self._file is not None:
            self._file.close()

    def add(self, row: bytes | bytearray) -> int:
        """Keep a row; its place."""
        at = self.bytes
        self._tail += _LENGTH.pack(len(row)) + row
        self.bytes += _LENGTH.size + len(row)
        if self.bytes > self.most and len(self._tail) > _BLOCK:
            self._spill()
        return at

    def at(self, place: int) -> bytes | bytearray:
        """The row at a place. Raises OSError where the file cannot be read."""
        if place >= self._spilt:
            place -= self._spilt
            (length,) = _LENGTH.unpack_from(self._tail, place)
            return self._tail[place + _LENGTH.size : place + _LENGTH.size + length]
        data, begin = self._read, place - self._begin + _LENGTH.size
        if begin < _LENGTH.size or begin > len(data):
            data, begin = self._look(place), _LENGTH.size
        (length,) = _LENGTH.unpack_from(data, begin - _LENGTH.size)
        if begin + length > len(data):
            data, begin = self._look(place, _LENGTH.size + length), _LENGTH.size
        return data[begin : begin + length]

    def _look(self, place: int, length: int = 0) -> bytes:
        """Read from a place on."""
        assert self._file is not None
        self._begin, self._read = place, os.pread(self._file.fileno(), max(length, _AHEAD), place)
        return self._read

    def _spill(self) -> None:
        """Move what is in memory to the file. Where there is no room for it, it stays in memory."""
        try:
            if self._file is None:
                import tempfile  # few sites are as large

                self._file = tempfile.TemporaryFile(prefix="rows-", dir=self.folder, buffering=0)  # noqa: SIM115 - lives as long as the rows
            view = memoryview(self._tail)
            at = self._spilt
            while at < self.bytes:
                at += os.pwrite(self._file.fileno(), view[at - self._spilt :], at)
        except (OSError, AttributeError):  # no room; or Windows, which cannot read at a place
            self.most = 2 * self.bytes
        else:
            self._spilt, self._tail = self.bytes, bytearray()
