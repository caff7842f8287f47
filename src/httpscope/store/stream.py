"""Octets of a stream out of the segments of a capture, block by block (see `schema.BLOCK_BITS`).

A stream's segments come in order, so its offsets grow from block to block. No I/O but by the callable it is given.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple, Protocol

from httpscope.store.hole import Left
from httpscope.store.row import Place
from httpscope.store.schema import BLOCK_BITS
from httpscope.store.statement import (
    OMISSIONS,
    OMITTED_END,
    SHARED_END,
    STREAM_BETWEEN,
    STREAM_BLOCK,
    STREAM_END,
    STREAM_TIMES,
    Statement,
)

BLOCK: Final = 1 << BLOCK_BITS
"""Segments or exchanges in a block."""


class Ask(Protocol):
    """A statement and its values in, all rows out."""

    def __call__(self, statement: Statement, /, *values: int) -> list[Any]:
        """Give the rows."""


class Piece(NamedTuple):
    """A segment that has octets in the place that was asked for."""

    at: int
    start: int
    stop: int
    octets: bytes
    content: int | None


class Stretch(NamedTuple):
    """When which octets of a stream came or went: a segment without its octets."""

    at: int
    start: int
    stop: int


def block_of(number: int) -> int:
    """Give the block of the segment or exchange with this number."""
    return number >> BLOCK_BITS


def pieces(ask: Ask, place: Place, first: int, last: int) -> Iterator[Piece]:
    """Give the segments of a place in order, looking into blocks `first` to `last`, and no further than needed."""
    return (Piece(*cells) for cells in _between(STREAM_BETWEEN, ask, place, first, last))


def stretches(ask: Ask, place: Place, first: int, last: int) -> Iterator[Stretch]:
    """Give the same segments without their octets, which are not read."""
    return (Stretch(*cells) for cells in _between(STREAM_TIMES, ask, place, first, last))


def left_out(ask: Ask, place: Place) -> list[Left]:
    """Give what was left out of the capture of the octets in a place, in order."""
    return [Left(*cells) for cells in ask(OMISSIONS, place.connection, place.direction, place.stop, place.start)]


def _between(statement: Statement, ask: Ask, place: Place, first: int, last: int) -> Iterator[Any]:
    """Give the rows of a statement whose third column is where a segment stops."""
    connection, direction, start, stop = place
    blocks = 1
    while first <= last and start < stop:
        for cells in ask(statement, first, min(first + blocks - 1, last), connection, direction, start, stop):
            start = cells[2]
            yield cells
        # Mostly the first block has all; what came slowly lies far apart, and each statement has its price.
        first += blocks
        blocks *= 2


def begin_block(ask: Ask, place: Place, lowest: int, near: int) -> int:
    """Give the block where the place begins, looking down from block `near`, which is not before it."""
    found = ask(STREAM_BLOCK, near, lowest, place.connection, place.direction, place.start)
    return int(found[0][0]) if found else lowest


def stream_end(ask: Ask, connection: int, direction: int, lowest: int, highest: int) -> int:
    """Give the offset behind the last octet of a stream the capture knows of, looking down from block `highest`."""
    found = ask(STREAM_END, highest, lowest, connection, direction)
    ((omitted,),) = ask(OMITTED_END, connection, direction)
    return max(int(found[0][0]) if found else 0, int(omitted))


def shared_end(ask: Ask, connection: int, direction: int, lowest: int, highest: int) -> int:
    """Give the same for requests or answers that no segment has, looking down from block `highest` of exchanges."""
    found = ask(SHARED_END, highest, lowest, connection, direction)
    return int(found[0][0]) if found else 0
