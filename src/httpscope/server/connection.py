"""The asyncio shell of one connection: octets to the session, its steps to the outlet.

What octets mean and what is answered is decided in `session`; when octets may leave is decided by `turn`, and
how long a client is waited for by `patience`.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final, cast

from httpscope.exchange import Batch, Closing
from httpscope.exchange import Connection as ConnectionRow
from httpscope.server.again import Known
from httpscope.server.answering import Answerer
from httpscope.server.crowd import Crowd, address_text
from httpscope.server.departure import Departures, why_ended
from httpscope.server.desk import Deed, Desk
from httpscope.server.hangup import Hangup
from httpscope.server.intention import DONE
from httpscope.server.lull import Lull
from httpscope.server.outlet import Outlet
from httpscope.server.patience import Patience
from httpscope.server.seat import Seat
from httpscope.server.session import Session
from httpscope.server.turn import Turn

GONE_AFTER: Final = 0.2
"""Seconds after a client's FIN by which an RST, which says that it has gone altogether, is there."""

READ: Final = 65_536
"""Octets that one read takes at most: what a client that sends without end makes us hold, and record, in a turn."""
_INCOMING: Final = memoryview(bytearray(READ))
"""Each read is copied out of it at once; a buffer for each, as asyncio makes them, is four times as large and new."""


class Connection(asyncio.BufferedProtocol):
    """One accepted connection."""

    _transport: asyncio.Transport
    _outlet: Outlet
    _departures: Departures
    _patience: Patience
    session: Session

    def __init__(
        self,
        turn: Turn,
        rules: Answerer,
        desk: Desk,
        crowd: Crowd,
        opened: Callable[["Connection", str], None],
        closed: Callable[["Connection"], None],
    ) -> None:
        """Take what all connections share; `opened` is told the code of the limit that it passes, if any."""
        self._turn = turn
        self._crowd = crowd
        self._opened = opened
        self._closed = closed
        self._id = turn.next_connection()
        self._rules = rules
        self._row_recorded = False
        self._row_turn = -1
        self._lull = Lull(partial(turn.enlist, self))
        self._seat = Seat(desk, self._id, self)
        self._hangup = Hangup()
        self._stopped = False
        self._known: tuple[int, Known] | None = None
        """The number of a request whose answer is known and leaves next, and that answer."""

    # What asyncio reports

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the connection; a client that says nothing more does no harm."""
        self._transport = cast("asyncio.Transport", transport)
        self._outlet = Outlet(self._transport, self._rules.settings, self._crowd, self._answered)
        at = self._turn.clock()
        name = transport.get_extra_info("peername")
        self._host = str(name[0]) if name else ""
        self.session = Session(self._id, self._turn.next_exchange, self._rules, self._host)
        self._departures = Departures(self.session)
        self._patience = Patience(self.session, self._crowd, self._turn, partial(self._turn.enlist, self))
        local = address_text(transport.get_extra_info("sockname"))
        self._row = ConnectionRow(self._id, at, address_text(name), local)
        self._give_row()
        self.session.opened(at)
        code = self._crowd.enter(self._host)
        if code:
            self.session.turn_away(code)
        self._opened(self, code)
        self._turn.enlist(self)
        self._patience.arm(at)

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Lend the buffer that all connections read into, one after the other."""
        return _INCOMING

    def buffer_updated(self, nbytes: int) -> None:
        """Hand the octets to the session and wait for the turn to be recorded."""
        turn = self._turn
        at = turn.clock()
        if not self._row_recorded and self._row_turn != turn.turns:
            self._give_row()
        session = self.session
        octets = bytes(_INCOMING[:nbytes])
        known = session.receive_known(octets, at, turn.batch)
        if known is not None:
            self._known = known
            turn.enlist(self)
            return
        session.share = turn.share
        session.receive(octets, at, turn.batch)
        if session.glutted:
            self._transport.pause_reading()
        self._patience.heard(at)
        turn.enlist(self)

    def eof_received(self) -> bool:
        """The client sends no more; it may still read, so the transport stays open for the answers."""
        if self._outlet.closing:
            return False
        self.session.feed_eof(self._turn.clock(), self._turn.batch)
        # An open stream says a word now: where the client has gone, its system answers with an RST. That is seen with
        # the next word, as nothing is read any more; a client that only ended its side gets two comments.
        self._lull.hear()
        asyncio.get_running_loop().call_later(GONE_AFTER, self._lull.hear)
        self._turn.enlist(self)
        self._hangup.begin(self._transport)
        return not self._departures.held

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        self._outlet.pause()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._outlet.resume(ended=self.session.ended)
        if self.session.steps:
            self._turn.enlist(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Write down how the connection ended."""
        self._outlet.stop()
        self._hangup.end()
        self._lull.cancel()
        self._patience.end()
        at = self._turn.clock()
        session = self.session
        all_out = not (session.unanswered or self._outlet.busy or self._departures.staged)
        batch = self._turn.batch
        self._departures.lost(at, batch)
        self._seat.leave(session.pending)
        session.lost(at, batch)
        if self._row_recorded or self._row_turn == self._turn.turns:
            told = why_ended(session, self._outlet, exc, unfinished=not (all_out or self._outlet.closing))
            reason = "server-stopped" if self._stopped else told
            batch.closings.append(Closing(self._id, at, reason, session.received, self._outlet.sent))
        self._outlet.drop()
        self._crowd.leave(self._host)
        self._closed(self)
        self._turn.schedule()

    # What the turn asks for

    def prepare(self, at: int, batch: Batch) -> None:
        """Stage the steps up to the next wait, and give the rows of what will leave."""
        if self._known is not None:
            self._departures.give(*self._known, at, batch)
            if not self.session.steps:
                return
        self.session.share = self._turn.share
        self._seat.look(self.session.pending)
        if not self._lull.on and (wait := self._departures.collect(at, batch, busy=self._outlet.busy)) is not None:
            self._lull.begin(wait, self._departures.stream)

    def add(self, exchange: int | None, octets: bytes) -> bool:
        """Send what a person adds to the answer that is open, of this exchange or of any; tell whether there is one."""
        stream = self._departures.stream
        if stream is None or stream.mailbox is None or exchange not in {None, stream.row.exchange}:
            return False
        stream.mailbox.append(octets)
        self._lull.hear()
        return True

    def attend(self, deed: Deed) -> None:
        """Do something to the session, and carry out what it then wants, in the next turn."""
        deed(self.session, self._turn.clock(), self._turn.batch)
        self._lull.hear()
        self._turn.enlist(self)

    def perform(self) -> None:
        """Carry out what was staged, now that it is recorded."""
        self._row_recorded = True
        self.session.committed()
        if self._known is not None:
            known, self._known = self._known[1], None
            is_out = self._outlet.write(known.answer)
            if known.closes:
                pass  # that is a step of its own, and nothing comes behind it
            elif is_out:
                self._answered()
            else:
                self._outlet.carry_out(DONE, ended=self.session.ended)
        if self._departures.staged:
            self._carry_out()
            if self.session.steps:
                self._turn.enlist(self)
        if self._departures.held and self.session.ended:
            self._transport.close()

    def fail(self, reason: str) -> None:
        """The turn could not be recorded: say so with a 503 and close."""
        self._known = None
        if self._outlet.closing or self._transport.is_closing():
            self.session.rows_lost()
            return
        if not self.session.received:
            # Nothing was asked, so nothing but a close can be due; its row is given again with its first octets.
            self._carry_out()
            return
        self._departures.staged.clear()
        stream = self._departures.stream
        reply = self.session.unrecorded(reason)
        within = stream is not None and stream.on_wire
        self._outlet.refuse(reply.head + reply.content, ended=self.session.ended, within=within)

    def stop(self) -> None:
        """The server stops: an idle connection is closed, and one where nothing more leaves; a busy one may finish."""
        session, outlet = self.session, self._outlet
        idle = not (session.unanswered or session.steps or outlet.busy or outlet.closing)
        if idle or self._departures.held:
            self._stopped = True
            self._transport.close()

    def abort(self) -> None:
        """The server stops and has waited long enough."""
        self._stopped = True
        self._transport.abort()

    def _carry_out(self) -> None:
        outlet, ended = self._outlet, self.session.ended
        for step in self._departures.take():
            outlet.carry_out(step, ended=ended)

    def _answered(self) -> None:
        """An answer is out: read on."""
        session, turn = self.session, self._turn
        at = turn.clock()
        batch = turn.batch
        before = len(batch.exchanges) + len(batch.progress)
        session.share = turn.share
        went_on = session.answered(at, batch)
        self._patience.answered(at)
        # Rows make the connection a member of the turn: when they cannot be recorded, it must hear of it.
        if went_on and (session.steps or before != len(batch.exchanges) + len(batch.progress)):
            turn.enlist(self)
        if not session.glutted and not self._transport.is_reading() and not self._transport.is_closing():
            self._transport.resume_reading()

    def _give_row(self) -> None:
        """Give the row of the connection; again, if the turn that had it could not be recorded."""
        self._row_turn = self._turn.turns
        self._turn.batch.connections.append(self._row)
