"""Which rows of a capture can go together once their exchanges may: generations, marked while batches go in. Pure.

Octets come in segments, and one segment may hold the end of one request and the beginning of the next. So what
belongs to an exchange is not looked for when it goes: a mark is set every so many exchanges, and all that was in the
capture then goes with them, but for octets of requests that came before the mark and have their exchange behind it.
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
    omissions: int
    counts: int
    tallies: int
    """Commits that told of no exchange behind the mark."""
    connections: int
    commits: int
    """All commits: those that told of no exchange at all can go."""
    octets: int = 0
    """How many came since the mark before it, more or less."""
    waiting: Mapping[int, int] = {}
    """Connections with octets that an exchange behind the mark may have, and where in the stream these begin."""


class _Newest(NamedTuple):
    """The newest exchange of a connection."""

    exchange: int
    start: int
    stop: int | None


_NOTHING = _Newest(0, 0, 0)


class Streams:
    """What is open by now: how far connections have come, and which exchanges wait for a person."""

    def __init__(self) -> None:
        """Know of none: a capture that is gone on with has no open connections."""
        self.held: set[int] = set()
        """Exchanges whose answer waits for a person."""
        self._received: dict[int, int] = {}
        self._newest: dict[int, _Newest] = {}
        self._arriving: dict[int, int] = {}
        """Connections by exchange."""

    def take_in(self, batch: Batch) -> None:
        """Take up what a batch tells."""
        for connection, direction, _at, start, octets, content in batch.segments:
            if direction == INBOUND:
                self._received[connection] = start + len(octets) + len(content or b"")
        for exchange in batch.exchanges:
            self._newest[exchange.connection] = _Newest(exchange.id, exchange.start, exchange.stop)
            if exchange.stop is None:
                self._arriving[exchange.id] = exchange.connection
        for progress in batch.progress:
            if progress.stop is not None and progress.exchange in self._arriving:
                self._arrived(self._arriving.pop(progress.exchange), progress.exchange, progress.stop)
        for hold in batch.holds:
            (self.held.add if hold.state in WAITING else self.held.discard)(hold.exchange)
        if batch.closings:
            self._forget({row.connection for row in batch.closings})

    def waiting(self) -> dict[int, int]:
        """Give the connections with octets that the next exchange may have, and where these begin.

        Of a request that is arriving nobody knows yet how many of its octets are its own.
        """
        found = {}
        for connection, received in self._received.items():
            newest = self._newest.get(connection, _NOTHING)
            begin = newest.start if newest.stop is None else newest.stop
            if begin < received:
                found[connection] = begin
        return found

    def _arrived(self, connection: int, exchange: int, stop: int) -> None:
        newest = self._newest.get(connection)
        if newest is not None and newest.exchange == exchange:
            self._newest[connection] = newest._replace(stop=stop)

    def _forget(self, ended: set[int]) -> None:
        for connection in ended:
            self._received.pop(connection, None)
            self._newest.pop(connection, None)
        for exchange in [exchange for exchange, connection in self._arriving.items() if connection in ended]:
            del self._arriving[exchange]
