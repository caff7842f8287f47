"""The octets that a client sends, as rows of the capture: kept up to a limit a message body, then only told of.

Pure. Which octets are of a body is said by the session; what they are in HTTP is not known here. What is beyond the
limit is digested as it comes and held nowhere.
"""

import hashlib
from typing import Final

from httpscope.exchange import INBOUND, SECOND, Batch, Omission, Segment

NEWS_EVERY: Final = SECOND
"""Nanoseconds between two rows about octets that still come and are not kept: a killed server forgets so much."""


class Keeper:
    """Which octets of one inbound stream have their row."""

    __slots__ = ("_connection", "_digest", "_edge", "_place", "_recorded", "_start", "_told_at", "_waiting", "reach")

    def __init__(self, connection: int) -> None:
        self.reach = 0
        """Behind the last octet that is in the capture, kept or told of, or on its way there."""
        self._connection = connection
        self._recorded = 0
        self._waiting = b""
        """Octets that came and have neither a row nor a place in the digest."""
        self._place = 0
        """Offset of the first of these."""
        self._edge: int | None = None
        """Offset from which on octets of the body in arrival are not kept; None between bodies."""
        self._digest = hashlib.sha256()
        self._start: int | None = None
        """Offset of the first octet in the digest; None while there is none."""
        self._told_at = 0

    def take(self, octets: bytes) -> None:
        """Take octets as they came; `settle` gives their rows."""
        self._waiting = self._waiting + octets if self._waiting else octets

    @property
    def idle(self) -> bool:
        """Whether all that came has its row, and no body is arriving."""
        return self._edge is None and not self._waiting

    def pass_by(self, count: int) -> None:
        """Count octets between two bodies that came and have a row of another kind."""
        self._place = self.reach = self._place + count

    def body(self, edge: int) -> None:
        """A body is arriving, of which octets from the offset `edge` on are not kept."""
        self._edge = edge

    @property
    def in_body(self) -> bool:
        """Whether a body is arriving."""
        return self._edge is not None

    @property
    def leaves_out(self) -> bool:
        """Whether the octets of a body that come next are not kept."""
        return self._edge is not None and self._place >= self._edge and not self._waiting

    def leave_out(self, octets: memoryview, at: int) -> None:
        """Digest octets of a body while `leaves_out`; they are copied nowhere."""
        self._leave_out(octets, at)
        self._place += len(octets)

    def owes_news(self, at: int) -> bool:
        """Whether it is time for a row about what is being left out."""
        return self._start is not None and at - self._told_at >= NEWS_EVERY

    def end(self, stop: int, at: int, batch: Batch) -> None:
        """What is left out ends at the offset `stop` at the latest: the body is complete, or nothing is read of it."""
        if self._edge is None:
            return
        self._pass(self._edge, stop, at, batch)
        self._edge = None
        if self._start is not None:
            self._tell(self._start, at, batch)
            self._start = None

    def settle(self, stop: int, at: int, batch: Batch) -> None:
        """Give the rows of what came; where a body is arriving, its octets are known up to the offset `stop`."""
        if self._edge is None:
            if self._waiting:
                self._keep(len(self._waiting), at, batch)
            return
        self._pass(self._edge, stop, at, batch)
        if self._start is not None and self.owes_news(at):
            self._tell(self._start, at, batch)

    def committed(self) -> None:
        """All rows given so far are in the capture."""
        self._recorded = self.reach

    def rows_lost(self) -> None:
        """The rows given since the last commit are in no capture, and what they held is told of no more."""
        self.reach = self._recorded
        self._place += len(self._waiting)
        self._waiting = b""
        self._edge = self._start = None

    def _pass(self, edge: int, stop: int, at: int, batch: Batch) -> None:
        """Keep what waits in front of the edge, and leave out what is behind it, but for what is behind `stop`."""
        if self._waiting and self._place < edge:
            self._keep(min(edge - self._place, len(self._waiting)), at, batch)
        count = min(stop - self._place, len(self._waiting))
        if count <= 0 or self._place < edge:
            return
        self._leave_out(memoryview(self._waiting)[:count], at)
        self._drop(count)

    def _leave_out(self, octets: memoryview, at: int) -> None:
        if self._start is None:
            self._digest = hashlib.sha256()
            self._start, self._told_at = self._place, at
        self._digest.update(octets)

    def _keep(self, count: int, at: int, batch: Batch) -> None:
        octets = self._waiting if count == len(self._waiting) else self._waiting[:count]
        batch.segments.append(Segment(self._connection, INBOUND, at, self._place, octets))
        self._drop(count)
        self.reach = self._place

    def _tell(self, start: int, at: int, batch: Batch) -> None:
        self._told_at = at
        self.reach = self._place
        digest = self._digest.digest()
        batch.omissions.append(Omission(self._connection, INBOUND, at, start, self._place, digest))

    def _drop(self, count: int) -> None:
        self._place += count
        self._waiting = self._waiting[count:] if count < len(self._waiting) else b""
