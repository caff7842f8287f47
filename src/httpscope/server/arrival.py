"""The inbound half of a session: what the receiver reports becomes rows, and answers that are due.

Pure. It decides which exchange octets belong to, when a request is whole, and that an answer is due; giving it is the
business of `answering`, what a request is comes from `wire.receiver`.
"""

from collections.abc import Callable
from typing import Final, assert_never

from httpscope.exchange import PIPELINED, PIPELINED_UNREAD, SECOND, Batch
from httpscope.rules.answer import Reply
from httpscope.rules.asked import CONTENT_READ
from httpscope.rules.settings import Limits
from httpscope.rules.step import Send
from httpscope.server import duty
from httpscope.server.answering import Answerer
from httpscope.server.intention import CLOSE
from httpscope.server.keeper import Keeper
from httpscope.server.waiting import Waiting
from httpscope.wire.head import RequestHead
from httpscope.wire.receiver import ContentRead, CutOff, HeadRead, MessageEnd, Receiver, Refused

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
SHORT_LINE: Final = 256
"""Octets of a request line up to which each read that brings more of it is worth a row."""
AHEAD: Final = 32_768
"""Octets of answers that are not out, beyond which no further request is answered: a client that reads nothing makes us
hold so much, and one answer."""


class Arrival(Waiting):
    """What comes in on one connection."""

    __slots__ = (
        "_ahead_at",
        "_began_at",
        "_content_start",
        "_early",
        "_head",
        "_keeper",
        "_looked_at",
        "_receiver",
        "sent",
        "share",
    )

    def __init__(self, connection: int, numbers: Callable[[], int], rules: Answerer, client: str) -> None:
        super().__init__(connection, numbers, rules, client)
        self.share = self._settings.limits.pipelined
        """Requests that may be answered in this turn, when many connections want one; the shell sets it."""
        self.sent = 0
        """Octets of answers that are out, in all; the shell sets it."""
        self._receiver = Receiver(self._settings.sizes, self._settings.lenient, wants_content=False)
        self._keeper = Keeper(connection)
        self._head: RequestHead | None = None
        self._early = False
        """The request in arrival is answered already, by its head alone."""
        self._began_at = 0
        """When the connection or the content in arrival began, in nanoseconds."""
        self._ahead_at = 0
        """When it was told last that a request waits unread, in nanoseconds."""
        self._content_start = 0
        self._looked_at: bytearray | None = None
        """Content of the request in arrival, where a rule looks at it."""

    def advance(self, at: int, batch: Batch) -> None:
        """Read the requests that are there, as long as not too many answers wait to go out, nor too much of them."""
        receiver = self._receiver
        self._adopt()
        room = min(self._settings.limits.pipelined, self.share)
        while not self.closing and (self._early or (self.unanswered < room and not self._streaming)):
            if self.unanswered and self._entry.planned - self.sent > AHEAD and not self._early:
                break
            event = receiver.next()
            match event:
                case None:
                    self._note_partial(at, batch)
                    return
                case HeadRead():
                    self._on_head(event, at, batch)
                case ContentRead(octets=octets):
                    self._look_at(octets)
                case MessageEnd():
                    self._on_end(event, at, batch)
                case Refused():
                    self._on_refused(event, at, batch)
                case CutOff():
                    self._on_cut_off(event, at, batch)
                case _:
                    assert_never(event)
        self._note_ahead(at, batch)

    def _look_at(self, octets: bytes) -> None:
        if self._looked_at is None:
            return
        self._looked_at += octets
        if len(self._looked_at) > CONTENT_READ:
            # No rule looks any further.
            self._receiver.want_content(False)

    def _adopt(self) -> None:
        settings = self._rules.settings()
        if settings is not self._settings:
            self._settings = settings
            self._receiver.adopt(settings.sizes, settings.lenient)

    def _settle(self, at: int, batch: Batch) -> None:
        """Give the rows of the octets that came. When nothing is read any more, all that comes may be left out."""
        if self._keeper.in_body and (last_chunk := self._receiver.last_chunk) is not None:
            # It and the trailers are few octets that say much: they are kept.
            self._keeper.end(last_chunk, at, batch)
        self._keeper.settle(self.received if self.closing else self._receiver.taken, at, batch)

    # What the receiver reports

    def _on_head(self, event: HeadRead, at: int, batch: Batch) -> None:
        head = event.head
        self._last = event.forgiven is not None
        told = event.forgiven or next(iter(head.defects), None)
        remark = told.kind.code if told else ""
        stop = event.stop if event.whole and not event.forgiven else None
        self._entry.note(at, batch, start=event.start, head=head, remark=remark, head_stop=event.stop, stop=stop)
        if event.whole:
            self._answer_to(head, at, batch)
            return
        self._head = head
        self._began_at = at
        self._content_start = event.stop
        self._keeper.body(event.stop + self._settings.limits.kept)
        self._looked_at = bytearray() if self._rules.wants_content() else None
        self._receiver.want_content(self._looked_at is not None)
        if not self._gone and self._reply_early(head, at):
            self._early = True
            # Where it closes, nothing is read of what the client still sends: all of it belongs to this request.
            self._entry.endless = self.closing
            return
        if head.expects_continue and not self._receiver.buffered:
            self.steps.append(Send(CONTINUE))
            self._entry.planned += len(CONTINUE)

    def _on_end(self, event: MessageEnd, at: int, batch: Batch) -> None:
        head = self._head
        assert head is not None, "a message ended that had not begun"
        self._keeper.end(event.stop - event.tail, at, batch)
        remark = event.forgiven.kind.code if event.forgiven and not self._last else None
        self._last = self._last or event.forgiven is not None
        stop = None if self._last else event.stop
        self._entry.note(at, batch, start=0, head=head, remark=remark, stop=stop)
        self._answer_to(head, at, batch)

    def _on_refused(self, event: Refused, at: int, batch: Batch) -> None:
        remark = event.nature.code if event.nature else event.defect.kind.code
        head = event.head or self._head
        self._keeper.end(self._receiver.taken, at, batch)
        if head is None:
            self._entry.alien()
        self._entry.note(at, batch, start=event.start, head=head, remark=remark)
        self._entry.endless = True
        self.outcome = "server-closed"
        self._refuse(duty.refusal(event.defect, event.nature, head, self._rules.time_of_day()), at)

    def _on_cut_off(self, event: CutOff, at: int, batch: Batch) -> None:
        self._keeper.end(self._receiver.taken, at, batch)
        remark = event.nature.code if event.nature else "cut-off"
        if event.head is None and self._head is None:
            self._entry.alien()
        self._entry.note(at, batch, start=event.start, head=event.head or self._head, remark=remark, stop=self.received)
        self.outcome = self.outcome or "client-left"
        self._refuse(duty.incomplete(event.head or self._head, self._rules.time_of_day()), at)
        self._entry.over()

    def _refuse(self, reply: Reply, at: int) -> None:
        """Answer for the rules; where one has answered already by the head alone, only the close is left."""
        if self._early and not self._gone:
            self.closing = True
            self.steps.append(CLOSE)
        else:
            self._give(reply, at, ruleset=None)

    def _note_partial(self, at: int, batch: Batch) -> None:
        """Show a request from its first octet on, and its request line as soon as there is some of it."""
        begun = self._receiver.begun
        if begun is None or self._head is not None or (self._entry.line_known and self._entry.number):
            return
        size = self._receiver.buffered
        if size < self._entry.next_news and self._entry.number:
            return
        # A long line that comes octet by octet would otherwise be told whole with each of them.
        self._entry.next_news = 0 if size < SHORT_LINE else size + size // 8
        head = self._receiver.peek_head()
        self._entry.line_known = bool(head.version)
        if self._entry.told in {PIPELINED, PIPELINED_UNREAD} or not self._entry.tells(head):
            self._entry.note(at, batch, start=begun, head=head, remark="")

    def _note_ahead(self, at: int, batch: Batch) -> None:
        """Show that a request waits unread since a limit says so; once a second at most, for one may follow another."""
        begun = self._receiver.begun
        if self.closing or self._gone or self._streaming or self._head is not None or begun is None:
            return
        code = _what_waits(self.unanswered, self._receiver.buffered, self._settings.limits)
        news = code != "" and at - self._ahead_at >= SECOND
        if self._entry.number:
            news = code == PIPELINED_UNREAD and self._entry.told == PIPELINED
        if news:
            self._ahead_at = at
            self._entry.note(at, batch, start=begun, head=None, remark=code)

    def _note_surplus(self, start: int, at: int, batch: Batch) -> None:
        """Show octets behind the last request to be read (RFC 9112 §9.6): they were sent, and nothing reads them."""
        self._entry.note(at, batch, start=start, head=None, remark="after-close")
        self._entry.endless = True

    def _answer_to(self, head: RequestHead, at: int, batch: Batch) -> None:
        if self._gone:
            self.unanswered += 1  # nobody waits for it, but what one turn reads is bounded
            # What follows an answer that closes is no request, though that answer has nobody to go to.
            self.closing = not head.persistent
        elif not self._early:
            self._reply_to(head, bytes(self._looked_at or b""), at, batch)
        self._head = self._looked_at = None
        self._early = False
        if self._last:
            self._entry.endless = True
            return
        self._entry.over()
        if self.closing:
            self._leave_unread(at, batch)

    def _leave_unread(self, at: int, batch: Batch) -> None:
        if self._entry.number:
            self._entry.endless = True
        elif self._receiver.buffered:
            self._note_surplus(self.received - self._receiver.buffered, at, batch)


def _what_waits(unanswered: int, buffered: int, limits: Limits) -> str:
    """Give the remark of the request that waits by these counts; an empty text where no limit holds it up."""
    if not unanswered:
        return ""
    if buffered >= limits.unread:
        return PIPELINED_UNREAD
    return PIPELINED if unanswered >= limits.pipelined else ""
