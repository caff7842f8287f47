"""Span: a half-open range of octets.

Offsets count octets within one message, from its first octet, unless the place that gives a span says otherwise.
"""

from typing import NamedTuple


class Span(NamedTuple):
    """The octets from `start` up to, not including, `stop`."""

    start: int
    stop: int

    def of(self, octets: bytes) -> bytes:
        """Give the octets of the message that lie in this span."""
        return octets[self.start : self.stop]
