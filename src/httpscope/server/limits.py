"""How long the server waits and how much it does at once. Sizes of messages are `wire.receiver.Limits`.

Values only. Times are seconds. The defaults are those of a server that people type requests at by hand: nginx waits
60 s for a head and 75 s on an idle connection too.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Times and counts of one listener."""

    head: float = 60.0
    """From the first octet of a request to its empty line; then 408. nginx: 60, Apache: 20 to 40, node: 60."""

    content: float = 60.0
    """Between two reads of a message body; then 408. nginx: 60."""

    idle: float = 75.0
    """Without an octet on a connection that waits for a request, its first one included. nginx: 75, Apache: 5."""

    write: float = 20.0
    """While the client takes nothing of its answer; then the connection is broken off."""

    linger: float = 0.2
    """After our FIN, for the client to close too. Closing at once could destroy the answer: RFC 9112 §9.6."""

    stop: float = 1.0
    """For answers in progress when the server is stopped."""

    pipelined: int = 16
    """Requests of one connection that are answered ahead of the wire; further ones wait unread in the buffers."""

    unread: int = 65_536
    """Octets of further requests held in memory while earlier answers go out; then the connection is not read."""

    slice: int = 262_144
    """Octets of content handed to the operating system at a time, so that a slow reader holds little memory."""


DEFAULT = Limits()
