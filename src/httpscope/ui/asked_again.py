"""The selected request as rules would see it if it came again: from whom, on which connection, as which of it."""

from typing import Final, NamedTuple

from httpscope.rules.asked import CONTENT_READ, Asked
from httpscope.ui.facts import ExchangeFacts
from httpscope.wire.anatomy import anatomy_of_request
from httpscope.wire.head import RequestHead, read_request_head

HEAD_ENOUGH: Final = 65_536
"""Octets of a request that hold any head that is answered."""


class AskedAgain(NamedTuple):
    """A request of the capture."""

    facts: ExchangeFacts
    connections: int
    """How many connections the capture has: a new one gets the next number."""

    @property
    def head(self) -> RequestHead:
        """Its head."""
        return read_request_head(self.facts.request[:HEAD_ENOUGH])

    @property
    def open(self) -> bool:
        """Whether its client can ask again on the same connection."""
        return self.facts.connection.closing is None

    @property
    def connection(self) -> int:
        """The connection on which it would come again: its own while that is open, then a new one."""
        return self.facts.row.connection if self.open else self.connections + 1

    @property
    def ordinal(self) -> int:
        """Which request of that connection it would be."""
        return self.facts.connection.requests + 1 if self.open else 1

    def is_like(self, other: "AskedAgain") -> bool:
        """Tell whether rules that count nothing answer it as they answer another one."""
        mine, others = self.facts, other.facts
        return mine.request == others.request and client_of(mine.row.peer) == client_of(others.row.peer)

    def asked(self, *, with_content: bool) -> Asked:
        """Give it as the next one of its client."""
        content, cut = content_of(self.facts) if with_content else (b"", False)
        client = client_of(self.facts.row.peer)
        return Asked(
            self.head, content, cut=cut, client=client, connection=self.connection, ordinal=self.ordinal,
        )  # fmt: skip


def client_of(peer: str) -> str:
    """Give the address of a client without its port."""
    return peer.rpartition(":")[0].strip("[]")


def content_of(facts: ExchangeFacts) -> tuple[bytes, bool]:
    """Give the content of a request as rules look into it, and whether there is more of it."""
    octets = anatomy_of_request(facts.request).content_octets()
    return octets[:CONTENT_READ], facts.row.request_cut or len(octets) > CONTENT_READ
