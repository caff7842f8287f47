"""The waits of one connection's answers: one at a time, to the clock, and over early where there is news."""

import asyncio
from collections.abc import Callable
from typing import Final

from httpscope.rules.step import Wait
from httpscope.server.gone import nobody
from httpscope.server.stream import Stream

CATCH_UP: Final = 0.25
"""Seconds by which waits of one answer may lie behind and still keep to their schedule; more is forgiven, not sent."""


class Lull:
    """The wait that is on, if any."""

    def __init__(self, over: Callable[[], None]) -> None:
        """`over` is called when a wait has come to its end."""
        self._over = over
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._until_news = False
        self._due = 0.0
        self._stream: Stream | None = None
        """The answer that the last wait belongs to."""

    @property
    def on(self) -> bool:
        """Whether time must pass before the next step."""
        return self._timer is not None

    def begin(self, wait: Wait, stream: Stream | None) -> None:
        """Let time pass; waits of one answer follow each other to the clock, whatever lies between them."""
        now = self._loop.time()
        in_step = stream is not None and stream is self._stream and now - self._due < CATCH_UP
        self._stream, self._until_news = stream, wait.until_news
        self._due = (self._due if in_step else now) + wait.seconds
        self._timer = self._loop.call_at(self._due, self._end)

    def hear(self) -> None:
        """There is news: end a wait that ends with it."""
        if self._timer is not None and self._until_news:
            self._timer.cancel()
            self._due = 0.0
            self._end()

    def cancel(self) -> None:
        """Forget the wait, and whom it would be told: the connection is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._over = nobody

    def _end(self) -> None:
        self._timer = None
        self._over()
