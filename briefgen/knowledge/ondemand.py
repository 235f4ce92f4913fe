"""Nodes that are made when they are asked for: most of a large site is asked for by one page, in one process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, TypeVar

T = TypeVar("T")

_KEPT: Final = 8
"""So many are kept for those who ask again at once; what is made anew is equal to what was made before."""


class OnDemand(Mapping[str, T]):
    """A mapping with fixed keys in a stable order, whose values are worked out by a pure function."""

    def __init__(self, keys: Collection[str], make: Callable[[str], T], given: Mapping[str, T] | None = None) -> None:
        """``given`` are values that stand in the place of what would be made."""
        self._keys, self._make, self._given = keys, make, given or {}
        self._kept: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        known = self._given.get(key) or self._kept.get(key)
        if known is None:
            if key not in self._keys:
                raise KeyError(key)
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            known = self._kept[key] = self._make(key)
        return known

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __or__(self, other: Mapping[str, T]) -> OnDemand[T]:
        """The same with other values for some of its keys."""
        return OnDemand(self._keys, self._make, {**self._given, **other})
