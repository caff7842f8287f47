"""What asyncio reports of one connection: its beginning, octets that came, a client that reads or does not, its end.

What octets mean and what is answered is decided in `session`; when octets may leave is decided by `turn` and done by
`serving`; how long a client is waited for is decided by `patience`.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final, cast

from httpscope.exchange import Closing
from httpscope.exchange import Connection as ConnectionRow
from httpscope.server.answering import Answerer
from httpscope.server.crowd import NOT_ALLOWED, Crowd, address_text
from httpscope.server.departure import Departures, why_ended
from httpscope.server.desk import Desk
from httpscope.server.hangup import Hangup
from httpscope.server.outlet import Outlet
from httpscope.server.pace import READ
from httpscope.server.patience import Patience
from httpscope.server.serving import Serving
from httpscope.server.session import Session
from httpscope.server.turn import LEAST_READ, Turn

GONE_AFTER: Final = 0.2
"""Seconds after a client's FIN by which an RST, which says that it has gone altogether, is there."""

DIGESTED: Final = 4 * READ
"""The same of a body that is not kept any more: it is digested where it lies, and nothing of it is held or recorded."""
_INCOMING: Final = memoryview(bytearray(DIGESTED))
"""What all connections read into, one after the other: what is held of it is copied at once."""
_FIRST: Final = _INCOMING[:LEAST_READ]


class Connection(Serving, asyncio.BufferedProtocol):
    """One accepted connection."""

    def __init__(
        self,
        turn: Turn,
        rules: Answerer,
        desk: Desk,
        crowd: Crowd,
        opened: Callable[["Connection", str], None],
        closed: Callable[["Connection"], None],
    ) -> None:
        """Take what all connections share; `opened` is told the code of why it may not stay, if any."""
        super().__init__(turn, desk)
        self._crowd = crowd
        self._opened = opened
        self._closed = closed
        self._rules = rules
        self._hangup = Hangup()
        self._incoming = _FIRST
        """Where the next read goes, and so how much it may bring."""

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
        if code == NOT_ALLOWED:
            self.session.outcome = code
            self._transport.abort()
        elif code:
            self.session.turn_away(code)
        self._opened(self, code)
        self._turn.enlist(self)
        self._patience.arm(at)

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Lend the buffer that all connections read into, one after the other; as much as this one may bring."""
        return self._incoming

    def buffer_updated(self, nbytes: int) -> None:
        """Hand the octets to the session and wait for the turn to be recorded."""
        turn = self._turn
        at = turn.clock()
        if not self._row_recorded and self._row_turn != turn.turns:
            self._give_row()
        session = self.session
        taken = session.leave_out(_INCOMING[:nbytes], at) if self._incoming is _INCOMING else 0
        if taken == nbytes:
            self._patience.heard(at)
            return
        octets = bytes(_INCOMING[taken:nbytes])
        known = session.receive_known(octets, at, turn.batch)
        if known is not None:
            self._known = known
            turn.enlist(self)
            return
        self._brief()
        session.receive(octets, at, turn.batch)
        self._lend(nbytes)
        if not session.room:
            self._transport.pause_reading()
        self._patience.heard(at)
        turn.enlist(self)

    def _lend(self, size: int) -> None:
        """See how much the next read may bring: twice what the last did, as far as there is room for all that send."""
        session = self.session
        if session.leaves_out:
            self._incoming = _INCOMING
            return
        room = min(max(2 * size, LEAST_READ), self._turn.room(), session.room)
        self._incoming = _FIRST if room == LEAST_READ else _INCOMING[:room]

    def _read_on(self) -> None:
        self._lend(READ)
        self._transport.resume_reading()

    def _brief(self) -> None:
        """Tell the session what it may answer ahead."""
        self.session.share = self._turn.share_of_many()
        self.session.sent = self._outlet.sent

    def eof_received(self) -> bool:
        """The client sends no more; it may still read, so the transport stays open for the answers."""
        parting = self._outlet.parting
        if parting.closing:
            return not parting.leave()
        self._brief()
        self.session.feed_eof(self._turn.clock(), self._turn.batch)
        # An open stream says a word now: where the client has gone, its system answers with an RST. That is seen with
        # the next word, as nothing is read any more; a client that only ended its side gets two comments.
        self._lull.hear()
        asyncio.get_running_loop().call_later(GONE_AFTER, self._lull.hear)
        self._turn.enlist(self)
        self._hangup.begin(self._transport)
        return not (self._departures.held and parting.leave())

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        self._outlet.pause()

    def resume_writing(self) -> None:
        """The client has caught up; the transport is in the midst of its own write, where it must not be closed."""
        asyncio.get_running_loop().call_soon(self._go_on_writing)

    def _go_on_writing(self) -> None:
        if self._transport.is_closing():
            return
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
        session.unanswered -= self._owed
        all_out = not (session.unanswered or self._outlet.busy or self._departures.staged)
        batch = self._turn.batch
        self._departures.lost(at, batch)
        self._seat.leave(session.pending)
        session.lost(at, batch)
        if self._row_recorded or self._row_turn == self._turn.turns:
            told = why_ended(session, self._outlet, exc, unfinished=not (all_out or self._outlet.parting.closing))
            reason = "server-stopped" if self._stopped else told
            batch.closings.append(Closing(self._id, at, reason, session.received, self._outlet.sent))
        self._outlet.drop()
        self._crowd.leave(self._host)
        self._closed(self)
        self._turn.schedule()
