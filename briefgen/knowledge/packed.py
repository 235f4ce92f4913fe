"""Outlines of many things: a few as objects, the others as rows of bytes, made again when they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar

from briefgen.model import Rows

T = TypeVar("T")

_LAST: Final = 256
_NOWHERE: Final = (1 << 64) - 1


class Packed(Mapping[str, T], Generic[T]):
    """A mapping that is filled once, in any order, and then read in its own."""

    def __init__(
        self,
        order: Sequence[str],
        numbers: Mapping[str, int],
        pack: Callable[[T], bytes],
        unpack: Callable[[str, bytes | bytearray], T],
        most: int,
        rows: Rows,
    ) -> None:
        """``order`` has all keys, ``numbers`` a small number of its own for each.

        ``most`` values are held as objects, the others are put to ``rows``. ``pack`` gives no bytes for a value that
        has to be held as it is.
        """
        self.order, self.numbers, self.pack, self.unpack, self.most = order, numbers, pack, unpack, most
        self._held: dict[str, T] = {}
        self._last: dict[str, T] = {}
        """Values that were asked for a moment ago."""
        self._rows = rows
        self._places = array("Q")

    def put(self, key: str, value: T) -> None:
        """Take in a value."""
        row = self.pack(value) if len(self._held) >= self.most else b""
        if not row:
            self._held[key] = value
            return
        number = self.numbers[key]
        if number >= len(self._places):
            self._places.extend([_NOWHERE] * (number + 1 - len(self._places)))
        self._places[number] = self._rows.add(row)

    def __getitem__(self, key: str) -> T:
        known = self._held.get(key) or self._last.get(key)
        return known if known is not None else self._read(key)

    def _read(self, key: str) -> T:
        number = self.numbers[key]
        if number >= len(self._places):
            raise KeyError(key)
        if len(self._last) >= _LAST:
            self._last.clear()
        known = self._last[key] = self.unpack(key, self._rows.at(self._places[number]))
        return known

    def __contains__(self, key: object) -> bool:
        return key in self.numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self.order)

    def __len__(self) -> int:
        return len(self.order)

    def __or__(self, other: Mapping[str, T]) -> Packed[T]:
        """The same with other values for some of its keys."""
        new = Packed(self.order, self.numbers, self.pack, self.unpack, self.most, self._rows)
        new._held, new._places = {**self._held, **other}, self._places
        return new
