"""How long one connection's client is waited for: the timer, and whether it counts among the slow ones.

When patience ends is decided by `pace`, what then happens by the session; here is the clock that looks.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from httpscope.exchange import SECOND
from httpscope.server.crowd import Crowd
from httpscope.server.gone import nobody
from httpscope.server.session import Session
from httpscope.server.turn import Turn

LOOK_AGAIN: Final = SECOND
"""Nanoseconds between looks whether a crowd has come, while the short time for a client is over and patience is not."""


class Patience:
    """The patience with one client."""

    __slots__ = ("_crowd", "_due", "_enlist", "_loop", "_session", "_slow", "_timer", "_turn")

    def __init__(self, session: Session, crowd: Crowd, turn: Turn, enlist: Callable[[], None]) -> None:
        """`enlist` makes the connection a member of the turn: it is called when patience has ended."""
        self._session = session
        self._crowd = crowd
        self._turn = turn
        self._enlist = enlist
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0
        """When the timer ends, in nanoseconds."""
        self._slow = False
        """The client was counted among the slow ones."""

    def arm(self, at: int) -> None:
        """See that a timer runs that ends no later than the shortest patience; one that ends early looks again."""
        due = self._session.due(crowded=True)
        if due is None:
            return
        look_at = due[0] if due[0] > at else at + LOOK_AGAIN
        if self._timer is not None:
            if self._due <= look_at:
                return
            self._timer.cancel()
        self._due = look_at
        self._timer = self._loop.call_later((look_at - at) / SECOND, self._look)

    def heard(self, at: int) -> None:
        """Octets came, and more may be owed."""
        self._weigh()
        self.arm(at)

    def answered(self, at: int) -> None:
        """An answer is out, and the next request is owed."""
        self._weigh()
        self._await_next(at)

    def rested(self, at: int) -> None:
        """The same, where nothing of the next request has come."""
        if self._slow:
            self._weigh()
        self._await_next(at)

    def end(self) -> None:
        """The connection is gone, and nobody is to be told any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._enlist = nobody
        if self._slow:
            self._crowd.slow(-1)

    def _await_next(self, at: int) -> None:
        # Mostly the next request is all that is owed, and a timer runs that ends before that is due.
        if self._slow or self._timer is None or self._due - at > self._session.limits.idle_time * SECOND:
            self.arm(at)

    def _weigh(self) -> None:
        """Count the client among the slow ones while a request of it is there in part."""
        slow = self._session.arriving
        if slow != self._slow:
            self._slow = slow
            self._crowd.slow(1 if slow else -1)

    def _look(self) -> None:
        self._timer = None
        at = self._turn.clock()
        due = self._session.due(crowded=self._crowd.crowded())
        if due is not None and due[0] <= at:
            self._session.expire(due[1], at, self._turn.batch)
            self._weigh()
            self._enlist()
        else:
            self.arm(at)
