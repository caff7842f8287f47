"""The outbound side of one connection: octets, FIN and RST, in the order asked for and at the client's pace.

It writes what it is given and decides nothing about it. RFC 9112 §9.6 (tear-down): a FIN is followed by a short wait
for the client, and an RST is sent once the client's system has what was sent before it.
"""

import asyncio
import fcntl
import socket
import struct
import termios
from collections import deque
from collections.abc import Callable
from typing import Final

from httpscope.rules.settings import Settings
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.server.crowd import Crowd
from httpscope.server.gone import nobody
from httpscope.server.intention import CLOSE, Done

RST_POLL: Final = 0.005
"""Seconds between looks whether the client has taken what was sent before an RST."""
RST_PATIENCE: Final = 0.5
"""Seconds after which the RST is sent although the client has not taken everything."""


class Outlet:
    """Carries out steps on a transport; what does not go out at once waits here, sliced."""

    def __init__(
        self,
        transport: asyncio.Transport,
        settings: Callable[[], Settings],
        crowd: Crowd,
        answered: Callable[[], None],
    ) -> None:
        """Take the transport; `answered` is called when all octets before a `Done` are written."""
        self.closing = False
        """A FIN or an RST was asked for: nothing more goes out."""
        self.resetting = False
        self.expired = False
        """The client did not read for so long that the connection was broken off."""
        # What the system does not take at once waits here in slices and not, copied, in the transport.
        transport.set_write_buffer_limits(high=0)
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._settings = settings
        self._crowd = crowd
        self._answered = answered
        self._waiting: deque[memoryview | Step | Done] = deque()
        self._paused = False
        self._left = 0
        self._moved_at = 0.0
        self._slow = False
        self._held = 0
        self._timer: asyncio.TimerHandle | None = None
        self._written = 0

    @property
    def busy(self) -> bool:
        """Whether something waits for the client to read."""
        return bool(self._waiting) or self._paused

    @property
    def sent(self) -> int:
        """Octets handed to the operating system, as far as that is certain."""
        return self._written - (self._held if self._paused else 0)

    def carry_out(self, step: Step | Done, *, ended: bool) -> None:
        """Carry out a step, or queue it behind those that wait. `ended`: the client has sent its FIN."""
        if self._waiting or self._paused:
            self._queue(step)
        else:
            self._do(step, ended=ended)

    def write(self, octets: bytes) -> bool:
        """Send octets as a `Send` does that is not to be sliced; tell whether all of them are on their way."""
        if self._waiting or self._paused:
            self._waiting.append(memoryview(octets))
        else:
            self._write(octets)
        return not (self._waiting or self._paused)

    def pause(self) -> None:
        """The client does not take octets as fast as they come: hold the rest, as long as it takes some."""
        self._paused = True
        self._moved_at = self._loop.time()
        self._slow = True
        self._crowd.slow(1)
        self._await_progress()

    def resume(self, *, ended: bool) -> None:
        """The client has caught up."""
        self._paused = False
        self.stop()
        while self._waiting and not self._paused and not self._transport.is_closing():
            item = self._waiting.popleft()
            if isinstance(item, memoryview):
                self._write(item)
            else:
                self._do(item, ended=ended)

    def refuse(self, octets: bytes, *, ended: bool, within: bool = False) -> None:
        """Write a last answer and close; break off instead where it would end up within another."""
        if self._waiting or within:
            self._waiting.clear()
            self.resetting = True
            self._transport.abort()
            return
        self._write(octets)
        self.carry_out(CLOSE, ended=ended)

    def stop(self) -> None:
        """Forget the timer and the crowd: the connection is gone, or the client is slow no more."""
        if self._slow:
            self._slow = False
            self._crowd.slow(-1)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def drop(self) -> None:
        """Let go of what nobody will take any more, and of whom it would be told: the connection is gone."""
        self._waiting.clear()
        self._answered = nobody

    def _do(self, step: Step | Done, *, ended: bool) -> None:
        match step:
            case Send(octets=octets, content=content):
                if len(content) <= self._settings().limits.slice:
                    self._write(octets + content if content else octets)
                else:
                    self._queue(step)
                    self.resume(ended=ended)
            case Done():
                self._answered()
            case Close():
                self._close(ended=ended)
            case Reset():
                self._reset()
            case Wait() | Hold():
                raise AssertionError("waits are the connection's")

    def _queue(self, step: Step | Done) -> None:
        if isinstance(step, Send):
            size = self._settings().limits.slice
            self._waiting.append(memoryview(step.octets))
            content = memoryview(step.content)
            self._waiting.extend(content[place : place + size] for place in range(0, len(content), size))
        else:
            self._waiting.append(step)

    def _write(self, octets: bytes | memoryview) -> None:
        if self._transport.is_closing():
            return
        self._written += len(octets)
        self._transport.write(octets)

    def _await_progress(self) -> None:
        self._left = self._unread()
        self._held = self._transport.get_write_buffer_size()
        self._timer = self._loop.call_later(self._settings().limits.write_time, self._look)

    def _look(self) -> None:
        """Break off where the client took too little since the last look; be patient while it is one of few."""
        self._timer = None
        limits = self._settings().limits
        taken = self._left - self._unread()
        crowded = self._crowd.crowded()
        if taken > 0 and not (crowded and taken < limits.send_rate * limits.write_time):
            self._moved_at = self._loop.time()
        elif crowded or self._loop.time() - self._moved_at >= limits.patience:
            self.expired = True
            self._transport.abort()
            return
        self._await_progress()

    def _unread(self) -> int:
        """Give the octets that the client has not taken yet, those in the system's buffer too."""
        return self._transport.get_write_buffer_size() + _unacknowledged(self._transport.get_extra_info("socket"))

    def _close(self, *, ended: bool) -> None:
        if self.closing:
            return
        self.closing = True
        if self._transport.is_closing():
            return
        if ended or not self._transport.can_write_eof():
            self._transport.close()
            return
        # Closing at once, with octets unread, could send an RST that destroys the answer.
        try:
            self._transport.write_eof()
        except OSError:
            # The client broke the connection off, which the loop has not told yet.
            self._transport.abort()
            return
        linger_time = self._settings().limits.linger_time
        self._timer = self._loop.call_later(linger_time, self._linger, None, self._loop.time())

    def _linger(self, before: int | None, moved_at: float) -> None:
        """Close when the client has the answer, or takes nothing more of it; what it sends meanwhile is recorded.

        `before`: octets that it had not taken at the last look; None at the first.
        """
        left = self._unread()
        now = self._loop.time()
        if before is None or left < before:
            moved_at = now
        if not left or now - moved_at > self._settings().limits.write_time:
            self._timer = None
            self._transport.close()
            return
        self._timer = self._loop.call_later(self._settings().limits.linger_time, self._linger, left, moved_at)

    def _reset(self) -> None:
        self.closing = self.resetting = True
        self._transport.pause_reading()
        self._reset_when_taken(self._loop.time() + RST_PATIENCE)

    def _reset_when_taken(self, deadline: float) -> None:
        if self._transport.is_closing():
            return
        if self._unread() and self._loop.time() < deadline:
            self._loop.call_later(RST_POLL, self._reset_when_taken, deadline)
            return
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def _unacknowledged(sock: socket.socket) -> int:
    """Give the octets that the system still has to deliver; 0 where it cannot tell."""
    try:
        return int(struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))[0])
    except (OSError, ValueError):  # closed meanwhile
        return 0
