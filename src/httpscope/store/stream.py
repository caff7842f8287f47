"""Octets of a stream out of the segments of a capture, block by block (see `schema.BLOCK_BITS`).

A stream's segments come in order, so its offsets grow from block to block. Only statements here; the connection and
its lock are the reader's.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from httpscope.store.row import Place
from httpscope.store.schema import BLOCK_BITS

_DOWN: Final = "WITH RECURSIVE block (n) AS (VALUES (?1) UNION ALL SELECT n - 1 FROM block WHERE n > ?2)"
_UP: Final = "WITH RECURSIVE block (n) AS (VALUES (?1) UNION ALL SELECT n + 1 FROM block WHERE n < ?2)"

_IN_STREAM: Final = f"id >> {BLOCK_BITS} = block.n AND connection = ?3 AND direction = ?4"

_BLOCK_OF: Final = f"""
{_DOWN} SELECT n FROM block WHERE EXISTS (SELECT 1 FROM segment WHERE {_IN_STREAM} AND start <= ?5) LIMIT 1
"""

_END: Final = f"""
{_DOWN} SELECT stop FROM (
  SELECT (SELECT stop FROM segment WHERE {_IN_STREAM} ORDER BY start DESC LIMIT 1) AS stop FROM block
) WHERE stop IS NOT NULL LIMIT 1
"""

_BETWEEN: Final = f"""
{_UP} SELECT at, start, stop, octets, content FROM block CROSS JOIN segment
  ON {_IN_STREAM} AND start < ?6 AND start >= coalesce(
    (SELECT start FROM segment WHERE {_IN_STREAM} AND start <= ?5 ORDER BY start DESC LIMIT 1), ?5)
WHERE stop > ?5
"""

Ask = Callable[..., list[Any]]
"""A statement and its values in, all rows out."""


class Piece(NamedTuple):
    """A segment that has octets in the place that was asked for."""

    at: int
    start: int
    stop: int
    octets: bytes
    content: int | None


def block_of(number: int) -> int:
    """Give the block of the segment or exchange with this number."""
    return number >> BLOCK_BITS


def pieces(ask: Ask, place: Place, first: int, last: int) -> Iterator[Piece]:
    """Give the segments of a place in order, looking into blocks `first` to `last`, and no further than needed."""
    connection, direction, start, stop = place
    blocks = 1
    while first <= last and start < stop:
        for cells in ask(_BETWEEN, first, min(first + blocks - 1, last), connection, direction, start, stop):
            piece = Piece(*cells)
            start = piece.stop
            yield piece
        # Mostly the first block has all; what came slowly lies far apart, and each statement has its price.
        first += blocks
        blocks *= 2


def begin_block(ask: Ask, place: Place, lowest: int, near: int) -> int:
    """Give the block where the place begins, looking down from block `near`, which is not before it."""
    found = ask(_BLOCK_OF, near, lowest, place.connection, place.direction, place.start)
    return int(found[0][0]) if found else lowest


def stream_end(ask: Ask, connection: int, direction: int, lowest: int, highest: int) -> int:
    """Give the offset behind the last octet of a stream that the capture has, looking down from block `highest`."""
    found = ask(_END, highest, lowest, connection, direction)
    return int(found[0][0]) if found else 0
