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
    until_news: bool = False
    """It is over as soon as a person adds something to the answer."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection in order: everything written, FIN, a short wait for the client to close too."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Break the connection off with an RST."""

    why: str = ""
    """What went wrong, as a sentence, where nobody asked for it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Send nothing more, and leave the connection open until the client or the server goes."""


Step = Send | Wait | Hold | Close | Reset
