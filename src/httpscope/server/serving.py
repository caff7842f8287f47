"""What one connection does when the turn says so: give the rows of what will leave, then let it leave.

What octets mean and what is answered is decided in `session`, how they leave in `outlet`. What asyncio reports is the
business of `connection`, which grows out of this.
"""

import asyncio
from functools import partial

from httpscope.exchange import Batch
from httpscope.exchange import Connection as ConnectionRow
from httpscope.server.again import Known
from httpscope.server.delivery import unsent
from httpscope.server.departure import Departures
from httpscope.server.desk import Deed, Desk
from httpscope.server.intention import DONE
from httpscope.server.lull import Lull
from httpscope.server.outlet import Outlet
from httpscope.server.patience import Patience
from httpscope.server.seat import Seat
from httpscope.server.session import Session
from httpscope.server.turn import Turn


class Serving:
    """A member of the turn, and of those whom the desk may attend to."""

    _transport: asyncio.Transport
    _outlet: Outlet
    _departures: Departures
    _patience: Patience
    _row: ConnectionRow
    session: Session

    def __init__(self, turn: Turn, desk: Desk) -> None:
        self._turn = turn
        self._id = turn.next_connection()
        self._row_recorded = False
        self._row_turn = -1
        self._lull = Lull(partial(turn.enlist, self))
        self._seat = Seat(desk, self._id)
        self._stopped = False
        self._owed = 0
        """Answers that are out, of which the session was not told yet: others go on before."""
        self._known: tuple[int, Known] | None = None
        """The number of a request whose answer is known and leaves next, and that answer."""

    def prepare(self, at: int, batch: Batch) -> None:
        """Stage the steps up to the next wait, and give the rows of what will leave."""
        if self._known is not None:
            self._departures.give(*self._known, at, batch)
            if not self.session.steps:
                return
        self.session.share = self._turn.share
        self._seat.look(self, self.session.pending)
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

    def perform(self, at: int) -> None:
        """Carry out what was staged, now that it is recorded."""
        self._row_recorded = True
        self.session.committed()
        if self._known is not None:
            known, self._known = self._known[1], None
            is_out = self._outlet.write(known.answer)
            if known.closes:
                pass  # that is a step of its own, and nothing comes behind it
            elif is_out and self._transport.is_reading() and self.session.rested(at):
                self._patience.rested(at)
            elif is_out:
                self._answered()
            else:
                self._outlet.carry_out(DONE, ended=self.session.ended)
        if self._departures.staged:
            self._carry_out()
            if self.session.steps:
                self._turn.enlist(self)
        if self._departures.held and self.session.ended:
            self._outlet.parting.leave()

    def fail(self, reason: str) -> None:
        """The turn could not be recorded: say so with a 503 and close."""
        self._known = None
        if self._outlet.parting.closing or self._transport.is_closing():
            self.session.rows_lost()
            return
        if not self.session.received:
            # Nothing was asked, so nothing but a close can be due; its row is given again with its first octets.
            self._carry_out()
            return
        self._departures.staged.clear()
        self._owed = 0
        stream = self._departures.stream
        reply = self.session.unrecorded(reason)
        within = stream is not None and stream.on_wire
        self._outlet.refuse(reply.head + reply.content, ended=self.session.ended, within=within)

    def stop(self) -> None:
        """The server stops: an idle connection is closed, and one where nothing more leaves; a busy one may finish."""
        session, outlet = self.session, self._outlet
        idle = not (session.unanswered or session.steps or outlet.busy or outlet.parting.closing)
        if (idle or self._departures.held) and not unsent(self._transport):
            self._stopped = True
            self._transport.close()

    def abort(self) -> None:
        """The server stops and has waited long enough."""
        self._stopped = True
        self._outlet.abort()

    def _carry_out(self) -> None:
        outlet, ended = self._outlet, self.session.ended
        for step in self._departures.take():
            outlet.carry_out(step, ended=ended)

    def go_on(self) -> None:
        """Take note of the answers that are out, and read on."""
        while self._owed and not self._transport.is_closing():
            self._owed -= 1
            self._note_answered()

    def _answered(self) -> None:
        """An answer is out: read on, or wait for others who have sent as much."""
        if self._turn.is_full and self.session.has_more:
            self._owed += 1
            self._turn.put_off(self)
        else:
            self._note_answered()

    def _note_answered(self) -> None:
        session, turn = self.session, self._turn
        at = turn.clock()
        batch = turn.batch
        before = len(batch.exchanges) + len(batch.progress)
        session.share = turn.share
        session.sent = self._outlet.sent
        session.answered(at, batch)
        self._patience.answered(at)
        # Rows make the connection a member of the turn: when they cannot be recorded, it must hear of it.
        if session.steps or before != len(batch.exchanges) + len(batch.progress):
            turn.enlist(self)
        if not self._transport.is_reading() and session.has_caught_up and not self._transport.is_closing():
            self._read_on()

    def _read_on(self) -> None:
        """There is room again for what the client sends."""
        raise NotImplementedError

    def _give_row(self) -> None:
        """Give the row of the connection; again, if the turn that had it could not be recorded."""
        self._row_turn = self._turn.turns
        self._turn.batch.connections.append(self._row)
