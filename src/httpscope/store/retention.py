"""Keeping the newest part of a capture, where a person limited how much of a run is kept; the oldest goes first.

At least what was asked for is kept, and an eighth more at most, since exchanges go by generations. An exchange that
waits for a person never goes, and nothing behind it.
"""

import sqlite3
from collections import deque
from typing import Final, NamedTuple

from httpscope.exchange import Batch
from httpscope.store.content import Contents
from httpscope.store.generation import Mark, Streams
from httpscope.store.removal import Removal
from httpscope.store.schema import let_go

_GENERATIONS: Final = 8
"""What is kept goes in so many parts."""
_ROWS: Final = 64
_ROWS_FOR_EACH: Final = 8
"""Rows removed with a commit, and so many more for each exchange in it, which has fewer: so the work never piles up."""

_HIGHEST: Final = """
SELECT (SELECT coalesce(max(id), 0) FROM connection), (SELECT coalesce(max(id), 0) FROM omission),
  (SELECT coalesce(max(id), 0) FROM tally), (SELECT coalesce(max(id), 0) FROM count)
"""


class Keep(NamedTuple):
    """How much of a run is kept; None is all of it."""

    exchanges: int | None = None
    """So many of the newest."""
    octets: int | None = None
    """Octets of the capture file that are in use."""

    @property
    def all(self) -> bool:
        """Whether nothing ever goes."""
        return self == (None, None)


class Retention:
    """What a writer does about `Keep`: it removes with each commit, and marks where generations end."""

    def __init__(self, connection: sqlite3.Connection, keep: Keep, exchanges: int) -> None:
        """Keep so much of this capture, whose exchanges are numbered up to `exchanges`. Raises sqlite3.Error."""
        let_go(connection)
        self._connection = connection
        self._keep = keep
        self._streams = Streams()
        self._removal = Removal(connection)
        self._marks: deque[Mark] = deque()
        self._exchanges = exchanges
        self._marked = 0
        """The last exchange of the last generation."""
        self._used = self._octets_used()
        self._grown = 0
        """Octets by which the capture has grown since the last mark."""

    def look(self, segments: int, contents: Contents) -> None:
        """See between two transactions what may go and where a generation ends; segments are numbered up to there.

        Raises sqlite3.Error.
        """
        used = self._octets_used()
        self._grown += max(used - self._used, 0)
        self._used = used
        if self._generation_ends:
            connections, omissions, tallies, counts = self._connection.execute(_HIGHEST).fetchone()
            # From here on each content gets a row anew, so that those rows can go with the exchanges that need them.
            known = contents.forget()
            streams = self._streams
            numbers = self._exchanges, segments, known, connections, omissions, tallies, counts
            self._marks.append(Mark(*numbers, frozenset(streams.open), streams.waiting()))
            self._marked = self._exchanges
            self._grown = 0
        if self._removal.mark is None and self._marks and self._is_too_much(self._marks[0]):
            mark = self._marks.popleft()
            while self._marks and self._are_too_many(self._marks[0]):
                mark = self._marks.popleft()
            self._removal.begin(mark)

    def remove(self, batch: Batch) -> None:
        """Remove some of what is to go, inside the transaction that brings this batch in. Raises sqlite3.Error."""
        self._removal.remove(_ROWS + _ROWS_FOR_EACH * len(batch.exchanges))

    def drop(self) -> None:
        """Take up that the transaction failed."""
        self._removal.drop()

    def settle(self, batch: Batch, exchanges: int) -> None:
        """Take up that the batch is in, which brought the exchanges up to this number."""
        self._removal.settle()
        self._streams.take_in(batch)
        self._exchanges = exchanges

    @property
    def _generation_ends(self) -> bool:
        keep = self._keep
        count = self._exchanges - self._marked
        return count > 0 and (
            (keep.exchanges is not None and count >= max(keep.exchanges // _GENERATIONS, 1))
            or (keep.octets is not None and self._grown >= keep.octets // _GENERATIONS)
        )

    def _is_too_much(self, mark: Mark) -> bool:
        """Tell whether this generation is to go."""
        too_large = self._keep.octets is not None and self._used > self._keep.octets
        return self._are_too_many(mark) or (too_large and self._may_go(mark))

    def _are_too_many(self, mark: Mark) -> bool:
        """Tell whether enough exchanges are left without all up to the mark, and these may go."""
        kept = self._keep.exchanges
        return kept is not None and self._exchanges - mark.exchanges >= kept and self._may_go(mark)

    def _may_go(self, mark: Mark) -> bool:
        held = self._streams.held
        return not held or min(held) > mark.exchanges

    def _octets_used(self) -> int:
        (pages,), (free,), (size,) = (
            self._connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)
