"""Which octets of a message are missing: those left out on purpose, and those that could not be recorded. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from httpscope.exchange import Hole
from httpscope.store.row import Place


class Left(NamedTuple):
    """Octets of a stream that were left out: the columns of an omission that a reader asks for."""

    at: int
    start: int
    stop: int
    digest: bytes


def holes(place: Place, kept: Iterable[tuple[int, int]], left: Sequence[Left]) -> Iterator[Hole]:
    """Give the holes of a place in order, from what is kept of its stream, start and stop, and what was left out of it.

    Behind the last octet that is kept or left out there is no hole: what is missing there may still come.
    """
    position = place.start
    for start, stop in kept:
        if start > position:
            yield from _between(place, position, start, left)
        position = max(position, stop)
    end = min(max((row.stop for row in left), default=0), place.stop)
    if end > position:
        yield from _between(place, position, end, left)


def _between(place: Place, start: int, stop: int, left: Sequence[Left]) -> Iterator[Hole]:
    for row in left:
        if row.stop <= start or row.start >= stop:
            continue
        if row.start > start:
            yield Hole(start - place.start, row.start - start, b"")
        first, behind = max(start, row.start), min(stop, row.stop)
        # The digest is of all that was left out, and says nothing of a part of it.
        whole = first == row.start and behind == row.stop
        yield Hole(first - place.start, behind - first, row.digest if whole else b"")
        start = behind
    if start < stop:
        yield Hole(start - place.start, stop - start, b"")
