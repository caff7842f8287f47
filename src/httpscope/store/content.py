"""Which content is in the capture already, so that what a thousand answers repeat is stored once. No I/O."""

from typing import Final

INLINE: Final = 256
"""Content of fewer octets costs less beside its head than a row of its own and the look-up for it."""

_REMEMBERED: Final = 1_024
"""So many contents are remembered; a rules file has fewer."""

_REMEMBERED_OCTETS: Final = 64 * 2**20
"""Their octets in all. The newest is remembered even if it is larger: it is what a busy rule repeats."""


class Contents:
    """Numbers of contents. What a transaction adds counts once `settle` says that it is in."""

    def __init__(self, last: int = 0) -> None:
        """Know of none; new ones are numbered from behind `last`."""
        self._numbers: dict[bytes, int] = {}
        self._octets = 0
        self._last = last
        self._added: dict[bytes, int] = {}

    def number(self, octets: bytes) -> int:
        """Give the number of this content, a new one if it is not known; the hash of a bytes object is counted once."""
        number = self._numbers.get(octets) or self._added.get(octets)
        if number is None:
            number = self._added[octets] = self._last + len(self._added) + 1
        return number

    def added(self) -> list[tuple[int, bytes]]:
        """Give the rows that the transaction must add."""
        return [(number, octets) for octets, number in self._added.items()]

    def settle(self) -> None:
        """Remember what was added, and forget the oldest where there is too much."""
        self._last += len(self._added)
        self._numbers.update(self._added)
        self._octets += sum(map(len, self._added))
        self._added.clear()
        while len(self._numbers) > 1 and (len(self._numbers) > _REMEMBERED or self._octets > _REMEMBERED_OCTETS):
            oldest = next(iter(self._numbers))
            del self._numbers[oldest]
            self._octets -= len(oldest)

    def drop(self) -> None:
        """Forget what was added: the transaction failed."""
        self._added.clear()
