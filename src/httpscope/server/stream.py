"""An answer whose steps come one by one, as its shapes let them: slow, faulty, or without an end. Pure."""

from collections import deque
from typing import Final

from httpscope.exchange import SECOND, Answer, Batch, Reach
from httpscope.rules.answer import Reply
from httpscope.rules.step import Send, Step
from httpscope.server.trim import Trim

NEWS_EVERY: Final = SECOND
"""Nanoseconds between two rows about an answer that grows."""

MOST_PIECES: Final = 8
"""Pieces of a file that one client gets in a turn: more would hold up the others."""

SHARE_OF_A_PIECE: Final = 4
"""A piece takes as long as so many requests, so that who shares a turn with many gets fewer of them."""


class Stream:
    """What is left of an answer, and how far it has come."""

    __slots__ = (
        "_flow",
        "_most",
        "_told_at",
        "begun",
        "endless",
        "mailbox",
        "on_wire",
        "pieces",
        "row",
        "sent",
        "trim",
    )

    def __init__(self, reply: Reply, row: Answer, kept: int) -> None:
        """Begin it; `kept` is how many octets of content the capture keeps, where these come from a large file."""
        self._flow = reply.flow()
        self._told_at = 0
        self.row = row
        """Its row, but for the time; where it will end is not known."""
        self.endless = reply.endless
        """Only the client, a limit or the end of the server will end it."""
        self.mailbox: deque[bytes] | None = reply.mailbox
        """Takes what a person adds while it is open."""
        self.sent = 0
        """Octets that were staged."""
        self.begun = False
        """Its row is given."""
        self.on_wire = False
        """Octets of it have left."""
        heads = len(reply.head) + sum(len(head) for head, _wait in reply.interim)
        self.trim = Trim(heads + kept) if reply.pour is not None else None
        """Says what of it is kept; None: all."""
        self.pieces = 1
        """Steps of it that are taken in one turn."""
        self._most = MOST_PIECES if reply.pour is not None and not reply.shapes else 1

    def next(self) -> Step | None:
        """Give the next step, None at the end."""
        return next(self._flow, None)

    def keep_pace(self, share: int, *, busy: bool) -> None:
        """Take more of a file each time, as long as the client does; `busy`: it has not taken what went before.

        `share`: requests that the connection may have answered in this turn.
        """
        self.pieces = 1 if busy else min(2 * self.pieces, self._most, max(1, share // SHARE_OF_A_PIECE))

    def drop(self) -> None:
        """Let go of what it comes from: nobody takes further steps."""
        self._flow = iter(())

    def begin(self, at: int, batch: Batch) -> None:
        """Give its row, once: with its first octet, or when it is clear that none will come."""
        if not self.begun:
            self.begun = True
            self._told_at = at
            batch.answers.append(self.row._replace(at=at))

    def grow(self, step: Send, at: int, batch: Batch) -> None:
        """Count octets that are about to leave, and tell now and then how far it has come."""
        self.begin(at, batch)
        self.sent += len(step.octets) + len(step.content)
        if at - self._told_at >= NEWS_EVERY:
            self.tell(at, batch, over=False)

    def tell(self, at: int, batch: Batch, *, over: bool) -> None:
        """Give a row about how far it has come."""
        self._told_at = at
        batch.reaches.append(Reach(self.row.exchange, at, self.row.start + self.sent, over))
