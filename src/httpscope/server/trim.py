"""The octets of one long answer, as rows of the capture: kept up to a limit, then only told of. Pure.

Every octet has its row before it leaves: a segment, or a row that says how many were left out so far and has their
digest. `keeper` does the same for what comes in.
"""

import hashlib

from httpscope.exchange import OUTBOUND, Batch, Omission, Segment
from httpscope.rules.step import Send


class Trim:
    """How much of an answer may still be kept, and the digest of what is not."""

    __slots__ = ("_digest", "_room", "_start")

    def __init__(self, room: int) -> None:
        """Keep so many octets."""
        self._room = room
        self._digest = hashlib.sha256()
        self._start = 0
        """Offset of the first octet in the digest."""

    def record(self, connection: int, step: Send, place: int, at: int, batch: Batch) -> None:
        """Give the rows of octets that are about to leave, at an offset in the outbound stream."""
        size = len(step.octets) + len(step.content)
        kept = cut(step, self._room)
        count = len(kept.octets) + len(kept.content)
        self._room -= count
        if count:
            batch.segments.append(Segment(connection, OUTBOUND, at, place, kept.octets, kept.content or None))
        if count == size:
            return
        self._start = self._start or place + count
        self._digest.update(memoryview(step.octets)[len(kept.octets) :])
        self._digest.update(memoryview(step.content)[len(kept.content) :])
        row = Omission(connection, OUTBOUND, at, self._start, place + size, self._digest.digest())
        if batch.omissions and batch.omissions[-1][:2] == row[:2] and batch.omissions[-1].start == row.start:
            batch.omissions[-1] = row
        else:
            batch.omissions.append(row)


def cut(step: Send, most: int) -> Send:
    """Give the first octets of a step, so many at most."""
    own = len(step.octets)
    if own + len(step.content) <= most:
        return step
    return Send(step.octets[:most], step.content[: max(most - own, 0)])
