"""What the server is to do for an answer, as values: decided by pure code, carried out by `server.connection`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Send:
    """Write octets to the client. `content` follows `octets`; it is apart because canned answers repeat it."""

    octets: bytes
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass before the next step, in seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection in order: everything written, FIN, a short wait for the client to close too."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Break the connection off with an RST."""


Step = Send | Wait | Close | Reset
