"""The end of one connection: by FIN, and a wait until the client has its answer; or by RST. RFC 9112 §9.6 (tear-down).

Nothing is left behind in the system that a client does not take: it gets as long as it would for an answer, and then
an RST. What is written before the end is the business of `outlet`.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Final

from httpscope.rules.settings import Settings
from httpscope.server.delivery import break_off, unsent, untaken

RST_POLL: Final = 0.005
"""Seconds between looks whether the client has taken what was sent before an RST."""
RST_PATIENCE: Final = 0.5
"""Seconds after which the RST is sent although the client has not taken everything."""
LONGEST_PAUSE: Final = 0.5
"""Seconds between two looks at a client that takes its time; the first come sooner, each pause twice the one before."""


class Parting:
    """How one connection is left."""

    __slots__ = (
        "_ended",
        "_left",
        "_loop",
        "_moved_at",
        "_pause",
        "_settings",
        "_timer",
        "_transport",
        "closing",
        "expired",
        "resetting",
    )

    def __init__(self, transport: asyncio.Transport, settings: Callable[[], Settings]) -> None:
        self.closing = False
        """A FIN or an RST was asked for: nothing more goes out."""
        self.resetting = False
        self.expired = False
        """The client did not read for so long that the connection was broken off."""
        self._transport = transport
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._ended = False
        """The client has sent its FIN."""
        self._left: int | None = None
        """Octets that it had not taken at the last look; None before the first."""
        self._moved_at = 0.0
        self._pause = 0.0

    def close(self, *, ended: bool) -> None:
        """Close in order, behind all that was written. `ended`: the client has sent its FIN."""
        if self.closing:
            return
        self.closing = True
        if self._transport.is_closing():
            return
        if ended or not self._transport.can_write_eof():
            self.leave()
            return
        # Closing at once, with octets unread, could send an RST that destroys the answer.
        try:
            self._transport.write_eof()
        except OSError:
            # The client broke the connection off, which the loop has not told yet.
            self._transport.abort()
            return
        self._await_client(self._settings().limits.linger_time)

    def leave(self) -> bool:
        """The client has ended its side, and nothing more will be written: tell whether that is all, and close then.

        Otherwise the connection stays until the rest could be sent: closed at once, the system would be left with it.
        """
        self._ended = True
        if not unsent(self._transport):
            self._transport.close()
            return True
        if self._timer is None:
            self._await_client(RST_POLL)
        return False

    def reset(self) -> None:
        """Send an RST as soon as the client's system has what was sent before it."""
        self.closing = self.resetting = True
        self._transport.pause_reading()
        self._reset_when_taken(self._loop.time() + RST_PATIENCE)

    def expire(self) -> None:
        """Break off: the client takes nothing."""
        self.expired = True
        break_off(self._transport)

    def abort(self, *, unfinished: bool) -> None:
        """Close now; break off where an answer is `unfinished`, or what was written is not taken."""
        if unfinished or self.resetting or untaken(self._transport):
            break_off(self._transport)
        else:
            self._transport.abort()

    def stop(self) -> None:
        """Forget the timer: the connection is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _await_client(self, pause: float) -> None:
        self._pause = pause
        self._moved_at = self._loop.time()
        self._timer = self._loop.call_later(pause, self._look)

    def _look(self) -> None:
        """Close when the client has the answer; break off when it takes nothing more of it."""
        self._timer = None
        left = unsent(self._transport) if self._ended else untaken(self._transport)
        now = self._loop.time()
        if self._left is None or left < self._left:
            self._moved_at = now
        self._left = left
        sock: socket.socket = self._transport.get_extra_info("socket")
        # asyncio reads no more behind a FIN, and hears of no RST.
        if not left or (self._ended and sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)):
            self._transport.close()
            return
        patience = self._moved_at + self._settings().limits.write_time - now
        if patience <= 0:
            self.expire()
            return
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._timer = self._loop.call_later(min(self._pause, patience), self._look)

    def _reset_when_taken(self, deadline: float) -> None:
        if self._transport.is_closing():
            return
        if untaken(self._transport) and self._loop.time() < deadline:
            self._timer = self._loop.call_later(RST_POLL, self._reset_when_taken, deadline)
            return
        break_off(self._transport)
