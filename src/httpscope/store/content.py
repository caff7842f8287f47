"""Which content is in the capture already, so that what a thousand answers repeat is stored once. No I/O."""

import hashlib
from collections import deque
from typing import Final

INLINE: Final = 256
"""Content of fewer octets costs less beside its head than a row of its own and the look-up for it."""

_REMEMBERED: Final = 1_024
"""So many contents are remembered; a rules file has fewer."""

_BY_DIGEST: Final = 2**16
"""Content of so many octets and more is known by its SHA-256: to remember it, nobody has to hold it."""

_DIGESTED: Final = 16
"""Objects whose digest is remembered: an answer that repeats has the same object each time."""

_OCTETS_DIGESTED: Final = 2**24
"""Octets of these objects in all; the newest is held even if it is larger."""

_Key = bytes | tuple[bytes]
"""The octets, or their digest alone, which is never taken for octets."""


class Contents:
    """Numbers of contents. What a transaction adds counts once `settle` says that it is in."""

    def __init__(self, last: int = 0) -> None:
        """Know of none; new ones are numbered from behind `last`."""
        self._numbers: dict[_Key, int] = {}
        self._last = last
        self._added: dict[_Key, int] = {}
        self._rows: list[tuple[int, bytes]] = []
        self._digested: deque[tuple[bytes, bytes]] = deque()
        self._octets_digested = 0

    def number(self, octets: bytes) -> int:
        """Give the number of this content, a new one if it is not known; the hash of a bytes object is counted once."""
        key: _Key = octets if len(octets) < _BY_DIGEST else (self._digest_of(octets),)
        number = self._numbers.get(key) or self._added.get(key)
        if number is None:
            number = self._added[key] = self._last + len(self._added) + 1
            self._rows.append((number, octets))
        return number

    def added(self) -> list[tuple[int, bytes]]:
        """Give the rows that the transaction must add."""
        return self._rows

    @property
    def octets_added(self) -> int:
        """How many octets these rows have."""
        return sum(len(octets) for _number, octets in self._rows)

    def settle(self) -> None:
        """Remember what was added, and forget the oldest where there is too much."""
        self._last += len(self._added)
        self._numbers.update(self._added)
        self.drop()
        while len(self._numbers) > _REMEMBERED:
            del self._numbers[next(iter(self._numbers))]

    def forget(self) -> int:
        """Forget all between two transactions, since their rows are to go one day; give the highest number so far."""
        self._numbers.clear()
        return self._last

    def drop(self) -> None:
        """Forget what was added: the transaction failed."""
        self._added.clear()
        self._rows = []

    def _digest_of(self, octets: bytes) -> bytes:
        for known, digest in self._digested:
            if known is octets:
                return digest
        digest = hashlib.sha256(octets).digest()
        self._digested.append((octets, digest))
        self._octets_digested += len(octets)
        while len(self._digested) > 1 and (len(self._digested) > _DIGESTED or self._octets_digested > _OCTETS_DIGESTED):
            self._octets_digested -= len(self._digested.popleft()[0])
        return digest
