"""One connection's life: octets and a clock reading in, rows for the capture and steps for the shell out.

Pure: no socket, no event loop, no clock of its own (RFC 9112 §9: persistence, pipelining, tear-down). It decides which
exchange octets belong to, when a request is whole, and that an answer is due; what the answer says comes from the
`Answerer` it is given, what a request is comes from `wire.receiver`.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, assert_never

from httpscope.exchange import INBOUND, Answer, Batch, Exchange, Progress, Segment
from httpscope.rules.answer import Reply
from httpscope.rules.rule import Then
from httpscope.rules.step import Close, Send, Step
from httpscope.server import duty
from httpscope.server.limits import Limits
from httpscope.wire.head import RequestHead
from httpscope.wire.receiver import ContentRead, CutOff, HeadRead, MessageEnd, Receiver, Refused
from httpscope.wire.receiver import Limits as SizeLimits

Answerer = Callable[[RequestHead, int], tuple[Reply, int | None]]
"""Gives the answer to a whole request at a time (nanoseconds), and the number of the ruleset it comes from."""

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
SECOND: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Done:
    """Not for the wire: the answer before this is out, and the shell says so by `Session.answered`."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Not for the wire: with the next step an answer begins, and this is its row, but for the time."""

    answer: Answer


Intention = Step | Begin | Done
DONE: Final = Done()
CLOSE: Final = Close()


class Session:
    """The requests of one connection, in order, and what is to be done for each."""

    __slots__ = (
        "_answer",
        "_at",
        "_begun_at",
        "_entry",
        "_entry_recorded",
        "_gone",
        "_head",
        "_limits",
        "_line_known",
        "_numbers",
        "_open_stop",
        "_ordinal",
        "_out_start",
        "_receiver",
        "_recorded",
        "_row",
        "closing",
        "connection",
        "ended",
        "outcome",
        "planned",
        "received",
        "steps",
        "unanswered",
    )

    def __init__(
        self,
        connection: int,
        numbers: Callable[[], int],
        answer: Answerer,
        limits: Limits,
        sizes: SizeLimits,
    ) -> None:
        self.connection = connection
        self.received = 0
        """Octets that came in, in all."""
        self.planned = 0
        """Octets that go out by the steps given so far, in all."""
        self.steps: deque[Intention] = deque()
        """What the shell is to do, in order; it takes them from the left."""
        self.unanswered = 0
        """Answers whose steps the shell has not finished: it counts down."""
        self.closing = False
        """No further request is read: the answer given last closes the connection."""
        self.ended = False
        """The client's side of the stream has ended."""
        self.outcome = ""
        """Why the connection closes, where the session decided it: a code of `exchange.CLOSING_REASONS`."""
        self._numbers = numbers
        self._answer = answer
        self._limits = limits
        self._receiver = Receiver(sizes)
        self._ordinal = 0
        self._entry = 0
        self._row: Progress | None = None
        self._head: RequestHead | None = None
        self._line_known = False
        self._open_stop = False
        self._begun_at = 0
        self._at = 0
        self._out_start = 0
        self._gone = False
        self._recorded = 0
        self._entry_recorded = 0

    @property
    def glutted(self) -> bool:
        """Enough is waiting: the shell stops reading until answers are out."""
        return self._receiver.buffered > self._limits.unread and self.unanswered >= self._limits.pipelined

    def receive(self, octets: bytes, at: int, batch: Batch) -> None:
        """Take octets that the client sent, and go as far as they allow."""
        batch.segments.append(Segment(self.connection, INBOUND, at, self.received, octets))
        surplus_start = self.received
        self.received += len(octets)
        self._at = at
        if not self.closing:
            self._receiver.feed(octets)
            self.advance(at, batch)
        elif not self._entry:
            self._open_surplus(surplus_start, at, batch)

    def advance(self, at: int, batch: Batch) -> None:
        """Read the requests that are there, as long as not too many answers wait to go out."""
        receiver = self._receiver
        while not self.closing and self.unanswered < self._limits.pipelined:
            event = receiver.next()
            match event:
                case None:
                    break
                case HeadRead():
                    self._on_head(event, at, batch)
                case ContentRead():
                    pass
                case MessageEnd(stop=stop):
                    self._on_end(stop, at, batch)
                case Refused():
                    self._on_refused(event, at, batch)
                case CutOff():
                    self._on_cut_off(event, at, batch)
                case _:
                    assert_never(event)
        if (
            not self.closing
            and receiver.begun is not None
            and self._head is None
            and self.unanswered < self._limits.pipelined
        ):
            self._on_partial(receiver.begun, at, batch)

    def feed_eof(self, at: int, batch: Batch) -> None:
        """The client will send nothing more; it still reads (RFC 9112 §9.6), so what it asked for is answered."""
        self.ended = True
        self._at = at
        if not self.closing:
            self._receiver.feed_eof()
            self.advance(at, batch)
        self._close_when_done()

    def answered(self, at: int, batch: Batch) -> None:
        """One answer is out: room for the next request."""
        self.unanswered -= 1
        self._at = at
        self.advance(at, batch)
        if self.ended:
            self._close_when_done()

    def due(self) -> tuple[int, str] | None:
        """Give the time (nanoseconds) at which patience ends, and its code; None while it is for us to act."""
        if self.closing or self.unanswered:
            return None
        if self._head is not None:
            return self._at + int(self._limits.content * SECOND), "content-timeout"
        if self._receiver.begun is not None:
            return self._begun_at + int(self._limits.head * SECOND), "head-timeout"
        return self._at + int(self._limits.idle * SECOND), "idle-timeout"

    def opened(self, at: int) -> None:
        """Start counting the client's time."""
        self._at = at

    def expire(self, code: str, at: int, batch: Batch) -> None:
        """Patience has ended: 408 for a request in arrival (RFC 9110 §15.5.9), a plain close for an idle connection."""
        self.outcome = code
        if code == "idle-timeout":
            self.closing = True
            self.steps.append(CLOSE)
            return
        self._progress(at, batch, head=self._head, remark=code)
        self._open_stop = True
        self._give(duty.timeout(code, at), at, ruleset=None)

    def committed(self) -> None:
        """All rows given so far are in the capture."""
        self._recorded = self.received
        self._entry_recorded = self._entry

    def unrecorded(self, reason: str, at: int) -> Reply:
        """The capture could not be written: nothing that was planned may go out. Give the answer to send instead."""
        self.steps.clear()
        self.unanswered = 1
        self.closing = True
        self._open_stop = False
        self.outcome = "server-closed"
        if self._entry != self._entry_recorded:
            self._entry = 0
        return duty.unrecorded(reason, at)

    def lost(self, at: int, batch: Batch) -> None:
        """The connection is gone: what is unread becomes entries, and what was in arrival ends with its last octet."""
        self._gone = True
        if not self.closing:
            self._receiver.feed_eof()
            self.unanswered = 0
            self.advance(at, batch)
        elif self._entry and self._open_stop:
            self._progress(at, batch, head=self._head, remark=self._remark, stop=self.received)
        elif self._entry and self._recorded < self.received:
            self._progress(at, batch, head=self._head, remark="unrecorded", stop=self._recorded)

    # What the receiver reports

    def _on_head(self, event: HeadRead, at: int, batch: Batch) -> None:
        head = event.head
        defects = head.defects
        remark = defects[0].kind.code if defects else ""
        stop = event.stop if event.whole else None
        if self._entry:
            self._progress(at, batch, head=head, remark=remark, head_stop=event.stop, stop=stop)
        else:
            self._open(at, event.start, batch, head=head, remark=remark, head_stop=event.stop, stop=stop)
        if event.whole:
            self._answer_to(head, at, batch)
            return
        self._head = head
        if head.expects_continue and not self._receiver.buffered:
            self.steps.append(Send(CONTINUE))
            self.planned += len(CONTINUE)

    def _on_end(self, stop: int, at: int, batch: Batch) -> None:
        head = self._head
        if head is None:
            raise AssertionError("a message ended that had not begun")
        self._progress(at, batch, head=head, remark=self._remark, stop=stop)
        self._answer_to(head, at, batch)

    def _on_refused(self, event: Refused, at: int, batch: Batch) -> None:
        remark = event.nature.code if event.nature else event.defect.kind.code
        head = event.head or self._head
        if self._entry:
            self._progress(at, batch, head=head, remark=remark)
        else:
            self._open(at, event.start, batch, head=head, remark=remark)
        self._open_stop = True
        self.outcome = "server-closed"
        self._give(duty.refusal(event.defect, event.nature, head, at), at, ruleset=None)

    def _on_cut_off(self, event: CutOff, at: int, batch: Batch) -> None:
        remark = event.nature.code if event.nature else "cut-off"
        head = event.head or self._head
        if self._entry:
            self._progress(at, batch, head=head, remark=remark, stop=self.received)
        else:
            self._open(at, event.start, batch, head=head, remark=remark, stop=self.received)
        self.outcome = self.outcome or "client-left"
        self._give(duty.incomplete(at), at, ruleset=None)

    def _on_partial(self, begun: int, at: int, batch: Batch) -> None:
        """Show a request from its first octet on, and its request line as soon as there is some of it."""
        if self._line_known and self._entry:
            return
        head = self._receiver.peek_head()
        self._line_known = bool(head.version)
        row = self._row
        if not self._entry:
            self._open(at, begun, batch, head=head, remark="")
        elif row is None or _control_data(head) != (row.method, row.target, row.version):
            self._progress(at, batch, head=head, remark="")

    # Rows

    @property
    def _remark(self) -> str:
        return self._row.remark if self._row else ""

    def _open(
        self,
        at: int,
        start: int,
        batch: Batch,
        *,
        head: RequestHead | None,
        remark: str,
        head_stop: int | None = None,
        stop: int | None = None,
    ) -> None:
        self._entry = self._numbers()
        self._ordinal += 1
        self._begun_at = at
        self._out_start = self.planned
        method, target, version = _control_data(head)
        batch.exchanges.append(
            Exchange(
                self._entry, self.connection, self._ordinal, at, start, head_stop, stop, method, target, version, remark
            )
        )
        if stop is None:
            self._row = Progress(self._entry, at, head_stop, None, method, target, version, remark)

    def _progress(
        self,
        at: int,
        batch: Batch,
        *,
        head: RequestHead | None,
        remark: str,
        head_stop: int | None = None,
        stop: int | None = None,
    ) -> None:
        row = Progress(self._entry, at, head_stop, stop, *_control_data(head), remark)
        if head is None and self._row is not None:
            row = self._row._replace(at=at, head_stop=head_stop, stop=stop, remark=remark)
        if row.head_stop is None and self._row is not None:
            row = row._replace(head_stop=self._row.head_stop)
        self._row = row
        batch.progress.append(row)

    # Answers

    def _answer_to(self, head: RequestHead, at: int, batch: Batch) -> None:
        if not self._gone:
            reply, ruleset = self._answer(head, at)
            self._give(reply, at, ruleset=ruleset)
        self._entry = 0
        self._row = None
        self._head = None
        self._line_known = False
        if self.closing and self._receiver.buffered:
            self._open_surplus(self.received - self._receiver.buffered, at, batch)

    def _give(self, reply: Reply, at: int, *, ruleset: int | None) -> None:
        if self._gone:
            self.closing = True
            return
        self.planned += len(reply.head) + len(reply.content)
        begin = Begin(Answer(self._entry, at, self._out_start, self.planned, reply.status, reply.rule, ruleset))
        for step in reply.steps():
            if isinstance(step, Send):
                self.steps.append(begin)
            self.steps.append(step)
        self.unanswered += 1
        if reply.then is Then.KEEP:
            self.steps.append(DONE)
        else:
            self.closing = True
            self.outcome = self.outcome or ("server-reset" if reply.then is Then.RESET else "server-closed")

    def _open_surplus(self, start: int, at: int, batch: Batch) -> None:
        """Show octets behind the last request to be read (RFC 9112 §9.6): they were sent, and nothing reads them."""
        self._open(at, start, batch, head=None, remark="after-close")
        self._open_stop = True

    def _close_when_done(self) -> None:
        if not self.closing and not self.unanswered:
            self.closing = True
            self.outcome = "client-closed" if self.received else "silent"
            self.steps.append(CLOSE)


def _control_data(head: RequestHead | None) -> tuple[str, str, str]:
    if head is None:
        return "", "", ""
    return head.method.decode("latin-1"), head.target.decode("latin-1"), head.version.decode("latin-1")
