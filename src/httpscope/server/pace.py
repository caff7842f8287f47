"""How long a client may take for what it owes us: the first octet, a head, content, the next request; how much a read.

Pure: times in nanoseconds in, a time and a code out. Whether a crowd is slow is known to `crowd`.
"""

from enum import Enum
from typing import Final, NamedTuple

from httpscope.exchange import SECOND
from httpscope.rules.settings import Limits

READ: Final = 65_536
"""Octets that one read takes at most: what a client that sends without end makes us hold, and record, in a turn."""


class Awaits(Enum):
    """What the client owes; its value is the code that closes the connection when it does not come."""

    FIRST_OCTET = "first-octet-timeout"
    REQUEST = "idle-timeout"
    HEAD = "head-timeout"
    CONTENT = "content-timeout"


TOO_SLOW = "content-too-slow"


class Debt(NamedTuple):
    """What a client owes, and what it has done for it."""

    awaits: Awaits
    since: int
    """When it began to owe this: at the connection, the first octet of a head, the end of a head."""
    moved_at: int
    """When it last sent something."""
    octets: int = 0
    """Octets of content so far."""


def due(debt: Debt, limits: Limits, *, crowded: bool) -> tuple[int, str]:
    """Give the time at which patience ends and the code for it.

    `crowded`: more peers are slow together than people would be, so that the short times and the rate count.
    """
    patience = 0.0 if crowded else limits.patience
    match debt.awaits:
        case Awaits.FIRST_OCTET:
            return debt.since + _time(limits.first_octet_time), debt.awaits.value
        case Awaits.REQUEST:
            return debt.moved_at + _time(limits.idle_time), debt.awaits.value
        case Awaits.HEAD:
            return debt.since + _time(max(limits.head_time, patience)), debt.awaits.value
        case Awaits.CONTENT:
            silent = debt.moved_at + _time(max(limits.read_time, patience))
            if crowded and limits.receive_rate:
                earned = debt.since + _time(limits.read_time) + debt.octets * SECOND // limits.receive_rate
                if earned < silent:
                    return earned, TOO_SLOW
            return silent, debt.awaits.value


def _time(seconds: float) -> int:
    return int(seconds * SECOND)
