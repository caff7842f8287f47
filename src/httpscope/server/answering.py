"""The outbound half of a session: answers as steps for the shell, and what becomes of the connection.

Pure. What an answer says comes from the `Answerer` it is given; where its octets lie in the stream, and which row tells
of it, is decided here. RFC 9112 §9.3 (persistence) and §9.6 (tear-down).
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from httpscope.exchange import Answer, Batch
from httpscope.rules.answer import Reply
from httpscope.rules.asked import CONTENT_READ, Asked
from httpscope.rules.feature.hold import Hold
from httpscope.rules.rule import Rule, Then
from httpscope.rules.settings import Limits, Settings
from httpscope.rules.step import Close, Reset, Send
from httpscope.server import duty
from httpscope.server.again import Known
from httpscope.server.entry import Entries
from httpscope.server.intention import CLOSE, DONE, Begin, Intention
from httpscope.server.stream import Stream
from httpscope.wire.head import RequestHead


class Answerer(Protocol):
    """The rules, as a session sees them."""

    def settings(self) -> Settings:
        """Give policy and limits as they are now; the same object as long as nothing changed."""

    def time_of_day(self) -> float:
        """Give the time of day for the Date of an answer (RFC 9110 §6.6.1), in seconds since the epoch."""

    def wants_content(self) -> bool:
        """Tell whether the content of requests is looked at to answer them."""

    def answer(self, asked: Asked, *, persistent: bool, waited: bool = False) -> tuple[Reply, int | None] | Hold:
        """Give the answer to a whole request, and the number of the ruleset it comes from, or how it is to wait.

        `persistent`: the connection may go on behind it (RFC 9112 §9.3). `waited`: it need not wait any more.
        """

    def answer_again(self, head: RequestHead, client: str, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Give the answer that the same request got a moment ago, where it cannot depend on anything else."""

    def answer_known(self, octets: bytes, client: str, settings: Settings) -> Known | None:
        """Give the same for a whole request by its octets, if it was read by these settings a moment ago."""

    def answer_by(self, rule: Rule, asked: Asked, *, persistent: bool) -> Reply:
        """Give the answer of a rule that is in no file."""

    def answer_early(self, asked: Asked, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Give the answer to a request of which only the head is there, where a rule answers so early."""


class Answering:
    """What goes out on one connection."""

    __slots__ = (
        "_client",
        "_entry",
        "_gone",
        "_last",
        "_rules",
        "_settings",
        "_streaming",
        "closing",
        "connection",
        "ended",
        "outcome",
        "received",
        "steps",
        "unanswered",
    )

    def __init__(self, connection: int, numbers: Callable[[], int], rules: Answerer, client: str) -> None:
        self.connection = connection
        self.received = 0
        """Octets that came in, in all."""
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
        self._rules = rules
        self._client = client
        self._settings = rules.settings()
        self._entry = Entries(connection, numbers)
        self._last = False
        """The request is one that a strict server refuses: what follows belongs to it, and nothing is read of that."""
        self._streaming = False
        """An answer is given of which nobody knows where it ends: no other may follow until it has."""
        self._gone = False

    @property
    def limits(self) -> Limits:
        """Times, rates and counts as they are now."""
        return self._settings.limits

    def turn_away(self, code: str) -> None:
        """There are too many connections for this one: say so with a 503 (RFC 9110 §15.6.4) and close."""
        reply = duty.turned_away(code, self._rules.time_of_day())
        self._entry.planned += len(reply.head) + len(reply.content)
        self.steps.extend((Send(reply.head, reply.content), CLOSE))
        self.closing = True
        self.outcome = code

    def stream_over(self, stream: Stream, last: Close | Reset | None, at: int, batch: Batch) -> None:
        """The answer at the head of the steps has come to its end, and the connection perhaps with it."""
        self.steps.popleft()
        self._streaming = False
        self._entry.planned += stream.sent
        stream.tell(at, batch, over=True)
        if last is None and not self.closing:
            self.steps.appendleft(DONE)
            return
        if not self.closing:
            self._close(reset=isinstance(last, Reset))
            self._leave_unread(at, batch)
        self.steps.appendleft(last or CLOSE)

    def _leave_unread(self, at: int, batch: Batch) -> None:
        """The connection closes: whatever is there of a further request is read by nobody."""
        raise NotImplementedError

    def _close(self, *, reset: bool) -> None:
        self.closing = True
        self.outcome = self.outcome or ("server-reset" if reset else "server-closed")

    def _asked(self, head: RequestHead, content: bytes, at: int) -> Asked:
        return Asked(
            head,
            content[:CONTENT_READ],
            cut=len(content) > CONTENT_READ,
            client=self._client,
            connection=self.connection,
            ordinal=self._entry.ordinal,
            at=at,
        )

    def _reply_to(self, head: RequestHead, content: bytes, at: int, batch: Batch) -> None:
        """Answer a whole request, or let it wait."""
        persistent = self._may_persist(head)
        again = self._rules.answer_again(head, self._client, persistent=persistent)
        if again is not None:
            self._give(again[0], at, ruleset=again[1])
            self._close_behind_last()
            return
        asked = self._asked(head, content, at)
        found = self._rules.answer(asked, persistent=persistent)
        if isinstance(found, Hold):
            self._put_aside(asked, found, persistent, at, batch)
            return
        if found[0].remark:
            self._entry.remark(found[0].remark, head, at, batch)
        self._give(found[0], at, ruleset=found[1])
        self._close_behind_last()

    def _put_aside(self, asked: Asked, hold: Hold, persistent: bool, at: int, batch: Batch) -> None:
        """Let a request wait for a person."""
        raise NotImplementedError

    def _reply_early(self, head: RequestHead, at: int) -> bool:
        """Answer a request by its head alone, where a rule asks for it."""
        persistent = self._may_persist(head)
        found = self._rules.answer_early(self._asked(head, b"", at), persistent=persistent)
        if found is None:
            return False
        self._give(found[0], at, ruleset=found[1])
        self._close_behind_last()
        return True

    def _may_persist(self, head: RequestHead) -> bool:
        requests = self._settings.limits.requests
        used_up = 0 < requests <= self._entry.ordinal
        if used_up:
            self.outcome = "requests-used-up"
        return head.persistent and not used_up and not self._last

    def _close_behind_last(self) -> None:
        if self._last and not self.closing:
            # A rule that keeps the connection open says so to the client; nobody reads a further request of it.
            self.closing = True
            self.steps.append(CLOSE)

    def _give(self, reply: Reply, at: int, *, ruleset: int | None, exchange: int = 0) -> None:
        """Answer the entry that is open, or an exchange that is over and has waited."""
        if self._gone:
            self.closing = True
            return
        entry = self._entry
        exchange = exchange or entry.number
        self.unanswered += 1
        if reply.shapes or reply.endless or reply.pour is not None:
            row = Answer(exchange, at, entry.out_start, None, reply.status, reply.rule, ruleset)
            self.steps.append(Stream(reply, row, self._settings.limits.kept))
            self._streaming = True
        else:
            self._give_at_once(reply, at, ruleset, exchange)
            if reply.then is Then.KEEP:
                self.steps.append(DONE)
        if reply.then is not Then.KEEP:
            self._close(reset=reply.then is Then.RESET)

    def _give_at_once(self, reply: Reply, at: int, ruleset: int | None, exchange: int) -> None:
        entry = self._entry
        steps = reply.steps()
        entry.planned += len(reply.head) + len(reply.content)
        if reply.interim:
            entry.planned += sum(len(head) for head, _wait in reply.interim)
        row = Answer(exchange, at, entry.out_start, entry.planned, reply.status, reply.rule, ruleset)
        begun = False
        for step in steps:
            if not begun and isinstance(step, Send):
                begun = True
                self.steps.append(Begin(row))
            self.steps.append(step)

    def _close_when_done(self) -> None:
        if not self.closing and not self.unanswered:
            self.closing = True
            self.outcome = "client-closed" if self.received else "silent"
            self.steps.append(CLOSE)
