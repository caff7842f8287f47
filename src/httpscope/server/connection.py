"""The asyncio shell of one connection: it carries out the steps that its session gives, and nothing else.

It reads and writes octets, keeps time, and tells FIN from RST. What octets mean and what is answered is decided in
`session`; when octets may leave is decided by `turn`. RFC 9112 §9.6 (tear-down).
"""

import asyncio
import fcntl
import socket
import struct
import termios
from collections import deque
from collections.abc import Callable
from typing import Final, cast

from httpscope.exchange import OUTBOUND, Batch, Closing, Segment
from httpscope.exchange import Connection as ConnectionRow
from httpscope.rules.step import Close, Reset, Send, Step, Wait
from httpscope.server.limits import Limits
from httpscope.server.session import Answerer, Begin, Done, Session
from httpscope.server.turn import Turn
from httpscope.wire.receiver import Limits as SizeLimits

SECOND: Final = 1_000_000_000
RST_POLL: Final = 0.005
"""Seconds between looks whether the client has taken what was sent before an RST."""
RST_PATIENCE: Final = 0.5
"""Seconds after which the RST is sent although the client has not taken everything."""


class Connection(asyncio.Protocol):
    """One accepted connection."""

    def __init__(
        self,
        turn: Turn,
        answer: Answerer,
        limits: Limits,
        sizes: SizeLimits,
        opened: Callable[["Connection"], None],
        closed: Callable[["Connection"], None],
    ) -> None:
        self._turn = turn
        self._limits = limits
        self._opened = opened
        self._closed = closed
        self._id = turn.next_connection()
        self.session = Session(self._id, turn.next_exchange, answer, limits, sizes)
        self._loop = asyncio.get_running_loop()
        self._staged: list[Step | Done] = []
        self._outgoing: deque[memoryview | Step | Done] = deque()
        self._row_recorded = False
        self._row_turn = -1
        self._sent = 0
        self._unsent = 0
        self._planned = 0
        self._waiting: asyncio.TimerHandle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = 0
        self._write_timer: asyncio.TimerHandle | None = None
        self._paused = False
        self._closing = False
        self._resetting = False
        self._outcome = ""

    # What asyncio reports

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the connection; a client that says nothing more does no harm."""
        self._transport = cast("asyncio.Transport", transport)
        at = self._turn.clock()
        self._peer = _address(transport.get_extra_info("peername"))
        self._local = _address(transport.get_extra_info("sockname"))
        self._accepted_at = at
        self._give_row()
        self.session.opened(at)
        self._opened(self)
        self._turn.enlist(self)
        self._arm(at)

    def data_received(self, data: bytes) -> None:
        """Hand the octets to the session and wait for the turn to be recorded."""
        turn = self._turn
        at = turn.clock()
        if not self._row_recorded and self._row_turn != turn.turns:
            self._give_row()
        self.session.receive(data, at, turn.batch)
        if self.session.glutted:
            self._transport.pause_reading()
        self._arm(at)
        turn.enlist(self)

    def eof_received(self) -> bool:
        """The client sends no more; it may still read, so the transport stays open for the answers."""
        if self._closing:
            return False
        self.session.feed_eof(self._turn.clock(), self._turn.batch)
        self._turn.enlist(self)
        return True

    def pause_writing(self) -> None:
        """The client does not take octets as fast as they come: hold the rest, for so long as is fair."""
        self._paused = True
        self._unsent = self._transport.get_write_buffer_size()
        self._write_timer = self._loop.call_later(self._limits.write, self._write_expired)

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._paused = False
        self._unsent = 0
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None
        self._pump()

    def connection_lost(self, exc: Exception | None) -> None:
        """Write down how the connection ended."""
        for timer in (self._waiting, self._timer, self._write_timer):
            if timer is not None:
                timer.cancel()
        at = self._turn.clock()
        session = self.session
        unfinished = bool(session.unanswered or self._outgoing or self._staged) and not self._closing
        batch = self._turn.batch
        session.lost(at, batch)
        if self._row_recorded or self._row_turn == self._turn.turns:
            reason = self._reason(exc, unfinished=unfinished)
            batch.closings.append(Closing(self._id, at, reason, session.received, self._sent - self._unsent))
        self._closed(self)
        self._turn.schedule()

    # What the turn asks for

    def prepare(self, at: int, batch: Batch) -> None:
        """Stage the steps up to the next wait, and give the rows of what will leave."""
        steps = self.session.steps
        while steps and self._waiting is None:
            step = steps[0]
            if isinstance(step, Wait):
                if not self._staged and not self._outgoing:
                    steps.popleft()
                    self._waiting = self._loop.call_later(step.seconds, self._wait_over)
                return
            steps.popleft()
            if isinstance(step, Begin):
                batch.answers.append(step.answer._replace(at=at))
                continue
            if isinstance(step, Send):
                batch.segments.append(Segment(self._id, OUTBOUND, at, self._planned, step.octets, step.content or None))
                self._planned += len(step.octets) + len(step.content)
            self._staged.append(step)

    def perform(self, at: int) -> None:
        """Carry out what was staged, now that it is recorded."""
        self._row_recorded = True
        self.session.committed()
        if not self._staged:
            return
        staged, self._staged = self._staged, []
        for step in staged:
            if self._outgoing or self._paused:
                self._queue(step)
            else:
                self._carry_out(step, at)
        if self.session.steps:
            self._turn.enlist(self)

    def fail(self, reason: str, at: int) -> None:
        """The turn could not be recorded: say so with a 503 and close."""
        if self._closing or self._transport.is_closing():
            return
        self._staged.clear()
        self._outgoing.clear()
        reply = self.session.unrecorded(reason, at)
        if self.session.received:
            self._write(reply.head + reply.content)
            self._begin_close()

    def stop(self) -> None:
        """The server stops: an idle connection is closed, a busy one may finish."""
        if self.session.unanswered or self._outgoing:
            return
        self._outcome = "server-stopped"
        self._transport.close()

    def abort(self) -> None:
        """The server stops and has waited long enough."""
        self._outcome = "server-stopped"
        self._transport.abort()

    # Carrying out

    def _carry_out(self, step: Step | Done, at: int) -> None:
        if isinstance(step, Send):
            if len(step.content) <= self._limits.slice:
                self._write(step.octets + step.content if step.content else step.octets)
            else:
                self._write(step.octets)
                self._queue(Send(b"", step.content))
                self._pump()
        elif isinstance(step, Done):
            self._answered(at)
        elif isinstance(step, Close):
            self._begin_close()
        elif isinstance(step, Reset):
            self._begin_reset()

    def _queue(self, step: Step | Done) -> None:
        if isinstance(step, Send):
            whole = memoryview(step.octets + step.content if step.octets else step.content)
            size = self._limits.slice
            self._outgoing.extend(whole[place : place + size] for place in range(0, len(whole), size))
        else:
            self._outgoing.append(step)

    def _pump(self) -> None:
        at = self._turn.clock()
        while self._outgoing and not self._paused and not self._transport.is_closing():
            item = self._outgoing.popleft()
            if isinstance(item, memoryview):
                self._write(item)
            else:
                self._carry_out(item, at)
        if not self._outgoing and self.session.steps:
            self._turn.enlist(self)

    def _write(self, octets: bytes | memoryview) -> None:
        self._transport.write(octets)
        self._sent += len(octets)

    def _answered(self, at: int) -> None:
        session = self.session
        session.answered(at, self._turn.batch)
        self._arm(at)
        if session.steps:
            self._turn.enlist(self)
        else:
            self._turn.schedule()
        if not session.glutted and not self._transport.is_reading() and not self._transport.is_closing():
            self._transport.resume_reading()

    def _wait_over(self) -> None:
        self._waiting = None
        self._turn.enlist(self)

    def _begin_close(self) -> None:
        """FIN, then time for the client to close too: closing at once could destroy the answer (RFC 9112 §9.6)."""
        if self._closing:
            return
        self._closing = True
        if self._transport.is_closing():
            return
        if self.session.ended or not self._transport.can_write_eof():
            self._transport.close()
            return
        self._transport.write_eof()
        self._loop.call_later(self._limits.linger, self._transport.close)

    def _begin_reset(self) -> None:
        """RST, once the client's system has what was sent before it: an RST would overtake it otherwise."""
        self._closing = True
        self._resetting = True
        self._transport.pause_reading()
        self._reset_when_taken(self._loop.time() + RST_PATIENCE)

    def _reset_when_taken(self, deadline: float) -> None:
        sock = self._transport.get_extra_info("socket")
        if self._transport.is_closing():
            return
        waiting = self._transport.get_write_buffer_size() or _unacknowledged(sock)
        if waiting and self._loop.time() < deadline:
            self._loop.call_later(RST_POLL, self._reset_when_taken, deadline)
            return
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _give_row(self) -> None:
        """Give the row of the connection; again, if the turn that had it could not be recorded."""
        self._row_turn = self._turn.turns
        self._turn.batch.connections.append(ConnectionRow(self._id, self._accepted_at, self._peer, self._local))

    # Time

    def _arm(self, at: int) -> None:
        """See that a timer runs that ends no later than the session's patience; one that ends early looks again."""
        due = self.session.due()
        if due is None or (self._timer is not None and self._timer_due <= due[0]):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due = due[0]
        self._timer = self._loop.call_later(max(0.0, (due[0] - at) / SECOND), self._expired)

    def _expired(self) -> None:
        self._timer = None
        at = self._turn.clock()
        due = self.session.due()
        if due is not None and due[0] <= at:
            self.session.expire(due[1], at, self._turn.batch)
            self._turn.enlist(self)
        else:
            self._arm(at)

    def _write_expired(self) -> None:
        self._outcome = "write-timeout"
        self._transport.abort()

    def _reason(self, exc: Exception | None, *, unfinished: bool) -> str:
        session = self.session
        if self._outcome:
            return self._outcome
        if self._resetting:
            return "server-reset"
        if not session.received:
            return session.outcome or "silent"
        if unfinished:
            return "client-left"
        if exc is not None:
            return "client-reset"
        return session.outcome or "client-closed"


def _address(name: tuple[object, ...] | None) -> str:
    if not name:
        return ""
    host, port = str(name[0]), name[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _unacknowledged(sock: socket.socket) -> int:
    """Give the octets that the system still has to deliver; 0 where it cannot tell."""
    try:
        return int(struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))[0])
    except OSError:
        return 0
