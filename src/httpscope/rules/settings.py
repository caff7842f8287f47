"""How strictly a listener reads and how much of anything it takes: the policy and the limits, as immutable values.

A person says them in the rules file (`policy = "lenient"`, `[limits]`) or by flags, and they count from the
next request on. What each one is for, in words, is in `file.limit_table`. Nothing here reads a file or acts on a limit.
"""

from dataclasses import dataclass
from typing import Final

from httpscope.wire.limits import Limits as SizeLimits


@dataclass(frozen=True, slots=True)
class Limits:
    """Times (seconds), rates (octets a second) and counts of one listener. Sizes of messages are `wire.limits.Limits`.

    The times for slow peers are short, as on a server under attack, and count once more than `crowd` peers are slow
    together. Until then `patience` stands in for each: somebody may be typing a request by hand.
    """

    first_octet_time: float = 60.0
    head_time: float = 10.0
    read_time: float = 20.0
    write_time: float = 20.0
    patience: float = 60.0
    crowd: int = 16
    receive_rate: int = 500
    send_rate: int = 100
    idle_time: float = 75.0
    linger_time: float = 0.2
    stop_time: float = 1.0
    connections: int = 12_000
    connections_per_client: int = 256
    requests: int = 0
    pipelined: int = 16
    unread: int = 65_536
    slice: int = 32_768
    kept: int = 64 * 2**20
    sent: int = 64 * 2**20
    held: int = 100
    hold_time: float = 300.0


_SIZES: Final = SizeLimits()
_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a listener is told besides the rules."""

    lenient: bool = False
    """Answer by the rules what a strict server refuses, as far as it can be read at all, and close behind it."""
    sizes: SizeLimits = _SIZES
    limits: Limits = _LIMITS

    @property
    def policy(self) -> str:
        """The policy as people write it."""
        return "lenient" if self.lenient else "strict"


DEFAULT_SETTINGS = Settings()
