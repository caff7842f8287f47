"""One exchange as the screen has it: everything that the view of an exchange shows, as one frozen value."""

from dataclasses import dataclass

from httpscope.exchange import Hole
from httpscope.store.row import ConnectionFacts, Row, Transfer


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """An exchange read from the capture at one moment; while it grows, a new value follows."""

    row: Row
    request: bytes
    """Octets of the request so far, or all of them."""
    answer: bytes
    """Octets of the answer that left so far, interim responses included; empty while there is none."""
    transfers: tuple[Transfer, ...]
    """Reads and writes that belong to the exchange, in the order of time."""
    connection: ConnectionFacts
    request_holes: tuple[Hole, ...] = ()
    """Where octets of the request are missing. The same for the answer."""
    answer_holes: tuple[Hole, ...] = ()
