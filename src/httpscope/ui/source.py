"""A message as the capture has it, before anybody has read it: octets, and places where some are missing. Pure."""

from dataclasses import dataclass
from enum import Enum

from httpscope.exchange import Hole
from httpscope.i18n import N_
from httpscope.rules.settings import Settings
from httpscope.wire.anatomy import Gap


class Side(Enum):
    """Which message of an exchange."""

    REQUEST = N_("Request")
    ANSWER = N_("Answer")


@dataclass(frozen=True, slots=True)
class Source:
    """Octets of a message, and what must be known besides to read them."""

    side: Side
    octets: bytes
    method: str
    """Method of the request, by which the framing of a response is decided."""
    is_open: bool
    """Whether more octets may come."""
    planned: int
    """Octets that the answer has as planned; 0 for a request."""
    remark: str = ""
    """The row's remark, for a request."""
    settings: Settings | None = None
    """Policy and limits in force, to say which limit struck; None where nobody knows."""
    holes: tuple[Hole, ...] = ()
    """Where octets are missing."""
    cut: str = ""
    """Who cut a request off, and when, in a translated sentence; empty where it is whole."""

    @property
    def size(self) -> int:
        """Octets on the wire, the missing ones too."""
        return len(self.octets) + sum(hole.octets for hole in self.holes)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Give the holes by what is there: `octets` has nothing in their place."""
        missing = 0
        gaps: list[Gap] = []
        for hole in self.holes:
            gaps.append(Gap(hole.offset - missing, hole.octets))
            missing += hole.octets
        return tuple(gaps)

    def on_wire(self, offset: int) -> int:
        """Give the offset in the message as it was on the wire, of an octet that is there."""
        return offset + sum(gap.octets for gap in self.gaps if gap.at <= offset)
