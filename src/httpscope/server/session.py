"""One connection's life: octets and a clock reading in, rows for the capture and steps for the shell out.

Pure: no socket, no event loop, no clock of its own (RFC 9112 §9: persistence, pipelining, tear-down). It joins what
`arrival` reads, what `waiting` puts aside and what `answering` gives, and decides what a change of the connection means
for them: octets, their end, patience, a turn that was recorded or was not, and the loss of the connection.
"""

from collections.abc import Callable

from httpscope.exchange import Batch
from httpscope.rules.answer import Reply
from httpscope.server import duty
from httpscope.server.again import Known
from httpscope.server.answering import Answerer
from httpscope.server.arrival import Arrival
from httpscope.server.intention import CLOSE
from httpscope.server.pace import READ, Awaits, Debt, due


class Session(Arrival):
    """The requests of one connection, in order, and what is to be done for each."""

    __slots__ = ("_at", "_failed")

    def __init__(self, connection: int, numbers: Callable[[], int], rules: Answerer, client: str = "") -> None:
        super().__init__(connection, numbers, rules, client)
        self._at = 0
        """When the client did something last, in nanoseconds."""
        self._failed = False
        """A turn of this connection could not be recorded."""

    @property
    def room(self) -> int:
        """Octets that may be read ahead while answers go out: none, and the shell stops reading until some are out."""
        room = self._settings.limits.unread - self._receiver.buffered
        return READ if not self.unanswered or self.closing else max(0, room)

    @property
    def has_caught_up(self) -> bool:
        """Whether so much room is there again that it is worth to read on: not for a request or two."""
        return self.room * 2 >= min(self._settings.limits.unread, READ)

    @property
    def has_more(self) -> bool:
        """Whether octets are there that may be the next request."""
        return self._receiver.buffered > 0

    @property
    def arriving(self) -> bool:
        """A request is there in part, and it is for the client to go on."""
        return not self.closing and not self.unanswered and self._receiver.begun is not None

    def opened(self, at: int) -> None:
        """Start counting the client's time."""
        self._at = self._began_at = at

    def receive(self, octets: bytes, at: int, batch: Batch) -> None:
        """Take octets that the client sent, and go as far as they allow."""
        start = self.received
        reach = self._keeper.reach
        self._keeper.take(octets)
        self.received += len(octets)
        self._at = at
        if not self.closing:
            self._adopt()
            self._receiver.feed(octets)
            self.advance(at, batch)
        else:
            if not self._keeper.in_body:
                # What comes behind the last answer has no end that anybody could tell.
                self._keeper.body(start + self._settings.limits.kept)
            if not self._entry.number:
                # What was read ahead, and given up when a turn could not be recorded, belongs to it.
                self._note_surplus(self._entry.stop if self._entry.stop < reach else start, at, batch)
        self._settle(at, batch)

    @property
    def leaves_out(self) -> bool:
        """Whether a body is arriving of which nothing is kept any more: what comes next is digested, and not held."""
        return self._keeper.leaves_out and not self.closing

    def leave_out(self, octets: memoryview, at: int) -> int:
        """Take what is not kept from the front of octets that came, and tell how many: they change nothing else.

        The rest, if any, is for `receive`, such as the end of the body, and once a second all of it for a row of news.
        """
        keeper = self._keeper
        if self.closing or not keeper.leaves_out or keeper.owes_news(at):
            return 0
        count = self._receiver.skip(octets)
        if count:
            keeper.leave_out(octets[:count], at)
            self.received += count
            self._at = at
        return count

    def receive_known(self, octets: bytes, at: int, batch: Batch) -> tuple[int, Known] | None:
        """Take a request that came whole and alone, and was read and answered before; None: `receive` is to read it.

        The rows and the counts are those of the long way. Its answer has no steps: the shell sends it, before all else.
        """
        entry, settings = self._entry, self._settings
        busy = self.unanswered or self.steps or self._streaming or entry.number or self._head is not None or self.ended
        if busy or self.closing or settings.limits.requests or not (self._receiver.idle and self._keeper.idle):
            return None
        known = self._rules.answer_known(octets, self._client, settings)
        if known is None:
            return None
        start, count = self.received, len(octets)
        self.received = start + count
        self._at = at
        self.unanswered = 1
        self._keeper.pass_by(count)
        self._receiver.pass_by(count)
        number = entry.pass_by(at, batch, start, known[1:4], known.request)
        entry.planned += len(known.answer)
        if known.closes:
            self._close(reset=False)
            self.steps.append(CLOSE)
        return number, known

    def feed_eof(self, at: int, batch: Batch) -> None:
        """The client will send nothing more; it still reads (RFC 9112 §9.6), so what it asked for is answered."""
        self.ended = True
        self._at = at
        if not self.closing:
            self._receiver.feed_eof()
            self.advance(at, batch)
            self._settle(at, batch)
        self._client_ended(at, batch)
        self._close_when_done()

    def rested(self, at: int) -> bool:
        """Where nothing has come behind a request, take note that its answer is out, and tell so; else do nothing."""
        if self.ended or not self._receiver.idle or not self._keeper.idle:
            return False
        self.unanswered -= 1
        self._at = at
        return True

    def answered(self, at: int, batch: Batch) -> None:
        """One answer is out: room for the next request."""
        self.unanswered -= 1
        self._at = at
        self.advance(at, batch)
        self._settle(at, batch)
        if self.ended:
            self._close_when_done()

    def due(self, *, crowded: bool) -> tuple[int, str] | None:
        """Give the time (nanoseconds) at which patience ends, and its code; None while it is for us to act."""
        if self.closing or self.unanswered:
            return None
        if self._head is not None:
            debt = Debt(Awaits.CONTENT, self._began_at, self._at, self.received - self._content_start)
        elif self._receiver.begun is not None:
            debt = Debt(Awaits.HEAD, self._entry.begun_at, self._at)
        else:
            debt = Debt(Awaits.REQUEST if self.received else Awaits.FIRST_OCTET, self._began_at, self._at)
        return due(debt, self._settings.limits, crowded=crowded)

    def expire(self, code: str, at: int, batch: Batch) -> None:
        """Patience ends: 408 for a request in arrival (RFC 9110 §15.5.9), a plain close for an idle connection."""
        self.outcome = code
        if code in {Awaits.FIRST_OCTET.value, Awaits.REQUEST.value}:
            self.closing = True
            self.steps.append(CLOSE)
            return
        self._keeper.end(self._receiver.taken, at, batch)
        self._entry.note(at, batch, start=self.received, head=self._head, remark=code)
        self._entry.endless = True
        self._refuse(duty.timeout(code, self._head or self._receiver.peek_head(), self._rules.time_of_day()), at)
        self._settle(at, batch)

    def committed(self) -> None:
        """All rows given so far are in the capture."""
        self._keeper.committed()
        self._entry.committed()
        self._pending_committed()

    def unrecorded(self, reason: str) -> Reply:
        """The capture could not be written: nothing that was planned may go out. Give the answer to send instead."""
        self.steps.clear()
        self.unanswered = 1
        self.closing = True
        self.outcome = "server-closed"
        self.rows_lost()
        return duty.unrecorded(reason, self._rules.time_of_day())

    def rows_lost(self) -> None:
        """The rows given since the last commit are in no capture, and the octets among them neither."""
        self._failed = True
        self._keeper.rows_lost()
        self._entry.unrecorded()
        self._pending_unrecorded()

    def lost(self, at: int, batch: Batch) -> None:
        """The connection is gone: what is unread becomes entries, and what was in arrival ends with its last octet."""
        entry = self._entry
        self._pending_lost("unrecorded" if self._failed else "client-left", at, batch)
        self._gone = True
        if not self.closing:
            self._receiver.feed_eof()
            self.unanswered = 0
            self._streaming = False
            self.share = self._settings.limits.pipelined
            self.sent = self._entry.planned
            self.advance(at, batch)
        self._keeper.end(self.received, at, batch)
        self._settle(at, batch)
        remark = "unrecorded" if self._failed else None
        if entry.number:
            remark = None if entry.endless else remark
            entry.note(at, batch, start=0, head=self._head, remark=remark, stop=max(self._keeper.reach, entry.stop))
        elif entry.stop < self._keeper.reach:
            # An empty line that no request followed, or requests given up: nothing reads them, but they were sent.
            remark = remark or ("unread" if self.unanswered else "leading-empty-line")
            entry.note(at, batch, start=entry.stop, head=None, remark=remark, stop=self._keeper.reach)
