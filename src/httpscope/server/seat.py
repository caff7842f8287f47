"""One connection at the desk: it tells the desk what waits there, since when, and what waits no more.

It looks once a turn and decides nothing: the session says what waits, the desk has the clock.
"""

from httpscope.server.desk import Desk, Waiter
from httpscope.server.pending import Pending


class Seat:
    """What the desk was told of one connection."""

    __slots__ = ("_connection", "_desk", "_pending", "_since")

    def __init__(self, desk: Desk, connection: int) -> None:
        """Speak for the connection of that number."""
        self._desk = desk
        self._connection = connection
        self._pending: Pending | None = None
        self._since = 0

    def look(self, waiter: Waiter, pending: Pending | None) -> None:
        """Tell what has changed; `pending` is what waits now on the connection, which is `waiter`."""
        before = self._pending
        if before is not None and before is not pending:
            self._desk.leave(self._connection, before)
        if pending is not None and (pending is not before or pending.since != self._since):
            self._since = pending.since
            self._desk.begin(waiter, pending)
        self._pending = pending

    def leave(self, pending: Pending | None) -> None:
        """The connection is gone, and what waits there with it; and what the desk was told of, if that was in vain."""
        self._desk.leave(self._connection, pending)
        self._desk.leave(self._connection, self._pending)
