"""Keeping the newest part of a capture, where a person limited how much of a run is kept; the oldest goes first.

At least what was asked for is kept, and an eighth more at most, since exchanges go by generations. An exchange that
waits for a person never goes, and nothing behind it; and the newest stays whatever its size.
"""

import json
import sqlite3
from collections import deque
from dataclasses import fields
from typing import Final, NamedTuple

from httpscope.exchange import Batch
from httpscope.store.content import Contents
from httpscope.store.generation import Mark, Streams
from httpscope.store.removal import Removal
from httpscope.store.schema import let_go

_GENERATIONS: Final = 8
"""What is kept goes in so many parts."""
_ROWS: Final = 64
_OCTETS: Final = 2**20
"""Removed with a commit, or twice as much as it brings in: so the work never piles up."""
_ROW: Final = 100
"""Octets that a row takes besides those it is about, more or less."""
_AT_ONCE: Final = 2_000
"""Rows removed in a transaction where nobody waits."""

_HIGHEST: Final = """
SELECT (SELECT coalesce(max(id), 0) FROM omission), (SELECT coalesce(max(id), 0) FROM count),
  (SELECT coalesce(max(id), 0) FROM tally), (SELECT coalesce(max(id), 0) FROM connection)
"""
_FIELDS: Final = fields(Batch)
_REMEMBER: Final = "INSERT INTO mark VALUES (NULL, ?, ?)"


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
        self._exchanges = exchanges
        self._marks = deque(_marks(connection))
        ((removed,),) = connection.execute("SELECT coalesce(max(exchanges), 0) FROM removal").fetchall()
        if self._marks and self._marks[0].exchanges == removed:
            self._removal.begin(self._marks.popleft())  # it was under way
        self._gone = Mark(removed, 0, 0, 0, 0, 0, 0, 0)
        """The last mark up to which rows went."""
        self._silent: Mark | None = None
        """One about connections that came since and said nothing."""
        self._unwritten: list[Mark] = []
        self._last = self._marks[-1] if self._marks else self._gone
        self._used = self._octets_used()
        self._grown = 0
        """Octets that have come since the last mark, more or less; `_coming` are those of the batch under way."""
        self._coming = 0

    def look(self, segments: int, contents: Contents) -> None:
        """See between two transactions what may go and where a generation ends; segments are numbered up to there.

        Raises sqlite3.Error.
        """
        self._used = self._octets_used()
        if self._generation_ends:
            self._mark(segments, contents)
        if self._removal.mark is not None:
            return
        going = self._goes()
        if going is not None:
            self._gone = going
            self._removal.begin(going)
        elif self._silent is not None and self._excess > 0:
            self._removal.begin(self._silent)
            self._silent = None

    def remove(self, batch: Batch, octets: int) -> None:
        """Remove some of what is to go, inside the transaction that brings in this batch, with so many octets.

        Raises sqlite3.Error.
        """
        for mark in self._unwritten:
            said = mark._asdict() | {"waiting": list(mark.waiting.items())}
            self._connection.execute(_REMEMBER, (mark.exchanges, json.dumps(said)))
        self._coming = octets + _ROW * _rows(batch)
        self._removal.remove(_ROWS + 2 * _rows(batch), max(_OCTETS, 2 * octets))

    def drop(self) -> None:
        """Take up that the transaction failed."""
        self._removal.drop()

    def settle(self, batch: Batch, exchanges: int) -> None:
        """Take up that the batch is in, which brought the exchanges up to this number."""
        self._removal.settle()
        self._unwritten.clear()
        self._streams.take_in(batch)
        self._exchanges = exchanges
        self._grown += self._coming

    def finish(self) -> None:
        """Remove the rest of what is being removed, since it was said to be gone. Raises sqlite3.Error."""
        while self._removal.mark is not None:
            self._connection.execute("BEGIN IMMEDIATE")
            self._removal.remove(_AT_ONCE, _OCTETS)
            self._connection.execute("COMMIT")
            self._removal.settle()

    @property
    def _generation_ends(self) -> bool:
        keep = self._keep
        count = self._exchanges - self._last.exchanges
        return (keep.exchanges is not None and count >= max(keep.exchanges // _GENERATIONS, 1)) or (
            keep.octets is not None and self._grown >= keep.octets // _GENERATIONS
        )

    def _mark(self, segments: int, contents: Contents) -> None:
        """End a generation; what came without an exchange is about connections that said nothing."""
        omissions, counts, commits, connections = self._connection.execute(_HIGHEST).fetchone()
        grown, self._grown = self._grown, 0
        if self._exchanges > self._last.exchanges:
            # From here on each content gets a row anew, so that those rows can go with the exchanges that need them.
            numbers = self._exchanges, segments, contents.forget(), omissions, counts, commits
            self._last = Mark(*numbers, connections, commits, grown, self._streams.waiting())
            self._marks.append(self._last)
            self._unwritten.append(self._last)
        else:
            self._silent = self._gone._replace(connections=connections, commits=commits)

    def _goes(self) -> Mark | None:
        """Take out the marks of all that is to go now, and give the last of them."""
        mark = None
        excess = self._excess
        while self._marks and self._may_go(self._marks[0]):
            behind = self._exchanges - self._marks[0].exchanges
            too_many = self._keep.exchanges is not None and behind >= self._keep.exchanges
            too_large = excess > 0 and behind > 0
            if not (too_many or too_large):
                break
            mark = self._marks.popleft()
            excess -= mark.octets
        return mark

    @property
    def _excess(self) -> int:
        """By how many octets the capture is larger than it may be; below 1 where it is not."""
        return 0 if self._keep.octets is None else self._used - self._keep.octets

    def _may_go(self, mark: Mark) -> bool:
        held = self._streams.held
        return not held or min(held) > mark.exchanges

    def _octets_used(self) -> int:
        (pages,), (free,), (size,) = (
            self._connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


def _rows(batch: Batch) -> int:
    return sum(len(getattr(batch, field.name)) for field in _FIELDS)


def _marks(connection: sqlite3.Connection) -> list[Mark]:
    """Give the marks that a server which died had set, from the one on whose rows it was removing."""
    found = connection.execute(
        "SELECT said FROM mark WHERE exchanges >= (SELECT coalesce(max(exchanges), 0) FROM removal) ORDER BY id"
    ).fetchall()
    said = [json.loads(text) for (text,) in found]
    return [Mark(**{**mark, "waiting": dict(map(tuple, mark["waiting"]))}) for mark in said]
