"""Which rows of a capture can go together once their exchanges may: generations, marked while batches go in. Pure.

Octets come in segments, and one segment may hold the end of one request and the beginning of the next. So what
belongs to an exchange is not looked for when it goes: a mark is set every so many exchanges, and all that was in the
capture then goes with them, but for what is of connections that were open, or was waiting for its turn on them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from httpscope.exchange import INBOUND, WAITING, Batch


class Mark(NamedTuple):
    """How far the tables were filled at the end of a generation: the highest number in each."""

    exchanges: int
    segments: int
    contents: int
    """No exchange behind the mark refers to one of these."""
    connections: int
    omissions: int
    tallies: int
    counts: int
    open: frozenset[int]
    """Connections that were open."""
    waiting: Mapping[int, int]
    """Connections with octets of requests that no exchange had yet, and where in the stream these begin."""


class Streams:
    """What is open by now: connections, octets that wait on them, and exchanges that wait for a person."""

    def __init__(self) -> None:
        """Know of none: a capture that is gone on with has no open connections."""
        self.open: set[int] = set()
        self.held: set[int] = set()
        """Exchanges whose answer waits for a person."""
        self._received: dict[int, int] = {}
        self._stops: dict[int, int | None] = {}
        """By connection, where its newest exchange ends; None while that is not known."""
        self._arriving: dict[int, int] = {}
        """Connections by exchange."""

    def take_in(self, batch: Batch) -> None:
        """Take up what a batch tells."""
        self.open.update(row.id for row in batch.connections)
        for connection, direction, _at, start, octets, content in batch.segments:
            if direction == INBOUND:
                self._received[connection] = start + len(octets) + len(content or b"")
        for exchange in batch.exchanges:
            self._stops[exchange.connection] = exchange.stop
            if exchange.stop is None:
                self._arriving[exchange.id] = exchange.connection
        for progress in batch.progress:
            if progress.stop is not None and progress.exchange in self._arriving:
                self._stops[self._arriving.pop(progress.exchange)] = progress.stop
        for hold in batch.holds:
            (self.held.add if hold.state in WAITING else self.held.discard)(hold.exchange)
        if batch.closings:
            self._forget({row.connection for row in batch.closings})

    def waiting(self) -> dict[int, int]:
        """Give the connections with octets that no exchange has, and where these begin."""
        ends = {connection: self._stops.get(connection, 0) for connection in self._received}
        return {
            connection: stop
            for connection, stop in ends.items()
            if stop is not None and stop < self._received[connection]
        }

    def _forget(self, ended: set[int]) -> None:
        self.open -= ended
        for connection in ended:
            self._received.pop(connection, None)
            self._stops.pop(connection, None)
        for exchange in [exchange for exchange, connection in self._arriving.items() if connection in ended]:
            del self._arriving[exchange]
