"""The outbound side of one connection: octets, FIN and RST, in the order asked for and at the client's pace.

It writes what it is given and decides nothing about it. Who does not take what is held for it is told by `progress`,
how a connection ends by `parting`.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from httpscope.rules.settings import Settings
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.server.crowd import Crowd
from httpscope.server.delivery import untaken
from httpscope.server.gone import nobody
from httpscope.server.intention import CLOSE, Done
from httpscope.server.parting import Parting
from httpscope.server.progress import Progress


class Outlet:
    """Carries out steps on a transport; what does not go out at once waits here, sliced."""

    __slots__ = (
        "_answered",
        "_crowd",
        "_held",
        "_loop",
        "_paused",
        "_progress",
        "_settings",
        "_timer",
        "_transport",
        "_waiting",
        "_written",
        "parting",
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        settings: Callable[[], Settings],
        crowd: Crowd,
        answered: Callable[[], None],
    ) -> None:
        """Take the transport; `answered` is called when all octets before a `Done` are written."""
        self.parting = Parting(transport, settings)
        # What the system does not take at once waits here in slices and not, copied, in the transport.
        transport.set_write_buffer_limits(high=0)
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._settings = settings
        self._crowd = crowd
        self._answered = answered
        self._waiting: deque[memoryview | Step | Done] = deque()
        self._paused = False
        self._progress: Progress | None = None
        """While the client does not take octets as fast as they come: how far it has come; it counts as slow then."""
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
        self._keep_up()
        self._paused = True
        self._held = self._transport.get_write_buffer_size()
        self._progress = Progress(untaken(self._transport), self._loop.time())
        self._crowd.slow(1)
        self._timer = self._loop.call_later(Progress.first_look(self._settings().limits), self._look)

    def resume(self, *, ended: bool) -> None:
        """The client has caught up."""
        self._paused = False
        self._keep_up()
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
            self.parting.resetting = True
            self.abort()
            return
        self._write(octets)
        self.carry_out(CLOSE, ended=ended)

    def abort(self) -> None:
        """Close now; what the client has not taken is dropped, and it is told so by an RST."""
        self.parting.abort(unfinished=self.busy)

    def stop(self) -> None:
        """Forget timers and the crowd: the connection is gone."""
        self._keep_up()
        self.parting.stop()

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
                self.parting.close(ended=ended)
            case Reset():
                self.parting.reset()
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

    def _look(self) -> None:
        """Break off where the client took too little; be patient while it is one of few."""
        self._timer = None
        assert self._progress is not None, "it is looked at while it is slow"
        left, now = untaken(self._transport), self._loop.time()
        pause = self._progress.look(left, now, self._settings().limits, crowded=self._crowd.crowded())
        self._held = self._transport.get_write_buffer_size()
        if pause is None:
            self.parting.expire()
        else:
            self._timer = self._loop.call_later(pause, self._look)

    def _keep_up(self) -> None:
        """Count the client among the slow no more."""
        if self._progress is not None:
            self._progress = None
            self._crowd.slow(-1)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
