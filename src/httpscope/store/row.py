"""What a reader gives: values joined from rows of the capture. No I/O."""

from typing import Final, NamedTuple

from httpscope.exchange import Closing, Connection, Hold, Hole, Notice, Run


class Row(NamedTuple):
    """One line of the list: an exchange with what is known of it by now."""

    id: int
    at: int
    """Nanoseconds since the epoch at its first octet."""
    method: str
    """As received, read as latin-1; empty while unknown. The same for target and version."""
    target: str
    version: str
    status: int | None
    """None while there is no answer; 0 where raw octets of the answer show none."""
    received: int
    """Octets of the request, so far while it is arriving."""
    sent: int
    """Octets of the answer as planned, interim responses included; 0 while there is none; so far, while it is open."""
    duration: int | None
    """Nanoseconds from the request's first octet to the answer's row; None while there is no answer."""
    peer: str
    remark: str
    """Code of the first defect or of the octets' nature, or empty."""
    connection: int
    ordinal: int
    """Which request on its connection, from 1."""
    rule: str
    """Name of the rule that answered, or empty."""
    complete: bool
    """Nothing more can belong to the request."""
    closed: bool = False
    """Its connection has ended: what is missing by now will never come."""
    request_cut: bool = False
    """Octets of the request were left out of the capture. The same for the answer."""
    answer_cut: bool = False
    hold: str = ""
    """Newest state of `exchange.Hold`, where the answer waits or waited for a person; mostly empty."""
    answer_open: bool = False
    """The answer goes on: nobody knows where it will end."""
    reason: str = ""
    """Why its connection ended, a code of `exchange.CLOSING_REASONS`; empty while it is open."""


class Snapshot(NamedTuple):
    """How much a capture held at one moment."""

    exchanges: int
    """The highest number of an exchange; 0 when there is none."""
    answers: int
    connections: int
    connections_open: int
    silent: int
    """Connections that ended without one octet."""
    notices: tuple[Notice, ...]
    """The newest of each topic, oldest first."""
    run: Run | None
    changed_from: int
    """The lowest exchange whose row may differ from what the previous snapshot's time showed; `exchanges + 1` when
    none does."""
    commit: int
    """Number of the last commit seen."""
    notice: int
    """Number of the last notice seen."""
    waiting: tuple[Hold, ...] = ()
    """Requests whose answer waits for a person, in the order in which they began to."""
    hold: int = 0
    """Number of the last row about these that was seen."""
    removed: int = 0
    """Exchanges up to this number are gone: a person limited how much of the run is kept."""
    connections_removed: int = 0
    """Connections up to this number are gone too, but for some that were open."""

    @property
    def kept(self) -> int:
        """How many exchanges are there, those included that could not be recorded."""
        return self.exchanges - self.removed


class ConnectionFacts(NamedTuple):
    """A connection with its end and its exchanges."""

    connection: Connection
    closing: Closing | None
    exchanges: tuple[int, ...]
    """Numbers of its exchanges in order; of very many only the newest `EXCHANGES_LISTED`."""
    requests: int
    """How many exchanges it had, in all."""


EXCHANGES_LISTED: Final = 1_000
"""A load generator puts a million requests on one connection, and nobody reads that many numbers."""


class Transfer(NamedTuple):
    """A read or a write as far as it belongs to an exchange: when, which way, and which octets of its stream."""

    at: int
    direction: int
    """`INBOUND` or `OUTBOUND`."""
    start: int
    stop: int
    digest: bytes | None = None
    """SHA-256 of these octets where they were not kept; the time is that of the last one then."""


class Held(NamedTuple):
    """A message as far as the capture has it."""

    octets: bytes
    """What was kept, joined over the holes."""
    holes: tuple[Hole, ...] = ()


class Place(NamedTuple):
    """Octets of a stream: which connection, which direction, and a half-open range of offsets in it."""

    connection: int
    direction: int
    start: int
    stop: int
