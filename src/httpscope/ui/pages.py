"""Rows by position, read in blocks and kept in a small cache, for lists of any length.

A list paints a few dozen rows of perhaps millions; it asks here for each, and one brief query brings the block around
it. Nothing is kept beyond the cache, so a million rows cost no more memory than a screenful. Where the capture cannot
be read its owner is told, and the rows of that block are not there: painting goes on.
"""

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from textual.cache import LRUCache

from httpscope.store.fault import CaptureFault

BLOCK: Final = 128
"""Rows read at a time: two screens of a tall terminal, well under a millisecond to read."""

BLOCKS: Final = 64
"""Blocks kept: 8 192 rows, so that going to and fro between two places reads nothing again."""

RowType = TypeVar("RowType")


class Pages(Generic[RowType]):
    """The rows of a list by position from 0, read when they are asked for."""

    def __init__(
        self, read: Callable[[int, int], Sequence[RowType | None]], lose: Callable[[CaptureFault], object]
    ) -> None:
        """Read with `read(first position, count)`, which gives fewer rows at the end; `lose` is told where it fails."""
        self._read = read
        self._lose = lose
        self._blocks: LRUCache[int, Sequence[RowType | None]] = LRUCache(BLOCKS)

    def get(self, position: int) -> RowType | None:
        """Give the row at the position, or None where there is none."""
        number, place = divmod(position, BLOCK)
        block = self._blocks.get(number)
        if block is None:
            try:
                block = self._read(number * BLOCK, BLOCK)
            except CaptureFault as fault:
                block = ()
                self._lose(fault)
            self._blocks[number] = block
        return block[place] if place < len(block) else None

    def forget_from(self, position: int) -> None:
        """Forget what was read of the rows from this position on, because it may have changed."""
        first = position // BLOCK
        for number in [number for number in self._blocks.keys() if number >= first]:  # noqa: SIM118  (no mapping)
            self._blocks.discard(number)
