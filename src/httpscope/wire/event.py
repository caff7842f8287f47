"""What a receiver reports of one connection's octets, in their order (RFC 9112).

Offsets count from the first octet of the connection; spans within a defect or a head from the first of their message.
"""

from typing import NamedTuple

from httpscope.wire.defect_kind import Defect
from httpscope.wire.head import RequestHead
from httpscope.wire.nature import Nature


class HeadRead(NamedTuple):
    """A whole request head that is taken."""

    start: int
    stop: int
    """Behind the empty line."""
    head: RequestHead
    whole: bool
    """No content follows: the message ends here as well."""
    forgiven: Defect | None = None
    """What a strict server would have refused it for. The request is the last one that is read."""


class ContentRead(NamedTuple):
    """Some content, the transfer coding taken off."""

    octets: bytes


class MessageEnd(NamedTuple):
    """The content is complete. Not told after a head that is the whole message."""

    stop: int
    defects: tuple[Defect, ...]
    """What is worth a mark in the message body, the first of each kind."""
    forgiven: Defect | None = None
    """What in the message body a strict server would have refused. The request is the last one that is read.

    If the chunks could not be told apart any more the message ends there; the octets from `stop` on belong to it too.
    """
    tail: int = 0
    """How many of its last octets are the last chunk and trailer section (RFC 9112 §7.1), or a line not told apart."""


class Refused(NamedTuple):
    """The reader must not go on. All octets from `start` on belong to this entry, and nothing more is told."""

    start: int
    defect: Defect
    head: RequestHead | None
    """What could be read of the head by then; None for octets that look nothing like one."""
    nature: Nature | None


class CutOff(NamedTuple):
    """The client's stream ended in the middle of a message."""

    start: int
    head: RequestHead | None
    """What there is of the head."""
    nature: Nature | None


Event = HeadRead | ContentRead | MessageEnd | Refused | CutOff
