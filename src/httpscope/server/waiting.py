"""The part of a session about a request whose answer waits for a person: until when, and how it ends.

While one waits no further request of its connection is read, so there is one at most. Pure; the desk has the clock.
"""

from collections.abc import Callable

from httpscope.exchange import Batch
from httpscope.exchange import Hold as HoldRow
from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.feature.hold import Hold
from httpscope.rules.rule import Rule
from httpscope.rules.step import Close, Reset
from httpscope.server import duty
from httpscope.server.answering import Answerer, Answering
from httpscope.server.intention import CLOSE
from httpscope.server.pending import Hand, Pending
from httpscope.server.stream import Stream


class Waiting(Answering):
    """What waits on one connection."""

    __slots__ = ("_settled", "pending")

    def __init__(self, connection: int, numbers: Callable[[], int], rules: Answerer, client: str) -> None:
        super().__init__(connection, numbers, rules, client)
        self.pending: Pending | None = None
        """The request that waits."""
        self._settled: Pending | None = None
        """One that waits no more, which the capture does not know yet."""

    def release(self, state: str, at: int, batch: Batch) -> None:
        """Let the rules answer as they are now; an answer by hand that has begun ends with the connection."""
        pending = self._take_up(state, at, batch)
        if pending is not None:
            found = self._rules.answer(pending.asked, persistent=pending.persistent, waited=True)
            assert not isinstance(found, Hold), "it has waited"
            self._answer_pending(pending, *found, at, batch)

    def release_by(self, rule: Rule, at: int, batch: Batch) -> None:
        """Give the answer of a rule that is in no file."""
        pending = self._take_up("edited", at, batch)
        if pending is not None:
            reply = self._rules.answer_by(rule, pending.asked, persistent=pending.persistent)
            self._answer_pending(pending, reply, None, at, batch)

    def dismiss(self, state: str, at: int, batch: Batch) -> None:
        """Answer 503 (RFC 9110 §15.6.4)."""
        pending = self._take_up(state, at, batch)
        if pending is not None:
            self._answer_pending(
                pending, duty.dismissed(state, pending.asked.head, self._rules.time_of_day()), None, at, batch
            )

    def drop(self, state: str, at: int, batch: Batch, *, reset: bool) -> None:
        """Close the connection without an answer, or break it off."""
        pending = self.pending
        if pending is None or self.closing:
            return
        self._settle_pending(pending, state, at, batch)
        if pending.hand is not None and pending.hand.begun:
            pending.hand.end(Reset() if reset else Close())
            return
        if pending.hand is not None:
            self.steps.pop()
        self._streaming = False
        self._close(reset=reset)
        self._leave_unread(at, batch)
        self.steps.append(Reset() if reset else CLOSE)

    def take_in_hand(self, at: int, batch: Batch) -> None:
        """Wait for what a person types."""
        pending = self.pending
        if pending is None or pending.hand is not None or self.closing:
            return
        pending.hand = Hand(pending.asked.method)
        self.unanswered -= 1
        self._give(pending.hand.reply(), at, ruleset=None, exchange=pending.exchange)
        self._renew(pending, at, batch)

    def say(self, octets: bytes, pause: float, at: int, batch: Batch) -> None:
        """Send what was typed, as soon as it is recorded."""
        self.take_in_hand(at, batch)
        pending = self.pending
        if pending is None or pending.hand is None or self.closing:
            return
        hand = pending.hand
        hand.say(octets, pause)
        stream = self.steps[-1]
        if isinstance(stream, Stream) and not stream.begun:
            stream.row = stream.row._replace(status=hand.state().status)
        self._renew(pending, at, batch)

    def end_by_hand(self, by: str, at: int, batch: Batch) -> None:
        """The answer by hand is over; the connection stays open only where the client can tell so by itself."""
        pending = self.pending
        if pending is None or pending.hand is None or self.closing:
            return
        keep = by == "keep" and pending.persistent and pending.hand.state().complete
        pending.hand.end(Reset() if by == "rst" else None if keep else Close())
        self._settle_pending(pending, "answered-by-hand", at, batch)

    def _put_aside(self, asked: Asked, hold: Hold, persistent: bool, at: int, batch: Batch) -> None:
        seconds = self._settings.limits.hold_time if hold.seconds is None else hold.seconds
        self.pending = Pending(self._entry.number, asked, persistent, at, seconds, hold.then)
        self.unanswered += 1
        # The next request is read when this one is answered: where its answer will lie is not known before.
        self._streaming = True
        if self.ended:
            self.pending.state = "half-closed"
        self._tell_pending(self.pending, at, batch)

    def _renew(self, pending: Pending, at: int, batch: Batch) -> None:
        """Patience begins anew with each line that is typed."""
        pending.state = "by-hand"
        pending.since = at
        self._tell_pending(pending, at, batch)

    def _client_ended(self, at: int, batch: Batch) -> None:
        """The client has sent its FIN: it may read on, or be gone."""
        pending = self.pending
        if pending is not None and pending.state == "waiting":
            pending.state = "half-closed"
            self._tell_pending(pending, at, batch)

    def _pending_unrecorded(self) -> None:
        """The newest rows are in no capture: what only they told of has never waited, or still does."""
        settled, self._settled = self._settled, None
        if settled is not None and settled.kept:
            self.pending = settled
        elif self.pending is not None and not self.pending.kept:
            self.pending = None

    def _pending_committed(self) -> None:
        """All rows given so far are in the capture."""
        self._settled = None
        if self.pending is not None:
            self.pending.kept = True

    def _pending_lost(self, state: str, at: int, batch: Batch) -> None:
        """The connection is gone."""
        if self.pending is not None:
            self._settle_pending(self.pending, state, at, batch)

    def _take_up(self, state: str, at: int, batch: Batch) -> Pending | None:
        """Give what waits, to be answered whole; what was begun by hand can only be ended."""
        pending = self.pending
        if pending is None or self.closing:
            return None
        if pending.hand is not None and pending.hand.begun:
            self.drop(state, at, batch, reset=False)
            return None
        if pending.hand is not None:
            # Nothing was typed yet: another answer takes the place of the one by hand.
            self.steps.pop()
        self._settle_pending(pending, state, at, batch)
        self.unanswered -= 1
        self._streaming = False
        return pending

    def _answer_pending(self, pending: Pending, reply: Reply, ruleset: int | None, at: int, batch: Batch) -> None:
        self._give(reply, at, ruleset=ruleset, exchange=pending.exchange)
        self._close_behind_last()
        if self.closing:
            self._leave_unread(at, batch)

    def _tell_pending(self, pending: Pending, at: int, batch: Batch) -> None:
        batch.holds.append(HoldRow(pending.exchange, at, pending.state, pending.until))

    def _settle_pending(self, pending: Pending, state: str, at: int, batch: Batch) -> None:
        self.pending, self._settled = None, pending
        batch.holds.append(HoldRow(pending.exchange, at, state, None))
