"""A session played with everything that may befall it, and a book of what became durable: no socket, no clock.

It does by hand what `server.turn`, `server.connection` and `server.outlet` do, in any order that they can: octets and
their end come, turns are recorded or not, answers leave at once or later, patience ends, the connection vanishes.
"""

from dataclasses import replace

from httpscope.exchange import INBOUND, Answer, Batch, Exchange, Progress
from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.feature.hold import Hold
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Canned, Rule
from httpscope.rules.settings import Settings
from httpscope.rules.step import Close, Reset, Send
from httpscope.server.again import Known
from httpscope.server.departure import Departures
from httpscope.server.desk import Deed
from httpscope.server.intention import Done, Intention
from httpscope.server.pending import Pending
from httpscope.server.session import Session
from httpscope.wire.head import RequestHead

CONNECTION = 7
MILLISECOND = 1_000_000


class Player:
    """One session between a client and a capture."""

    def __init__(self, canned: Canned | None = None, settings: Settings | None = None) -> None:
        self.now = 1_700_000_000_000_000_000
        self.fed = b""
        self.sent = b""
        """Octets that left, a 503 for what could not be recorded included."""
        self.capture = Batch()
        """Rows that are durable."""
        self.failures = 0
        self.expired = False
        self.switched = False
        """The policy was changed on the way."""
        self.crowded = False
        """Many clients are slow, so that patience is short."""
        self.gone = False
        self.end_untold = False
        """The turn that told how the connection ended failed."""
        self.closed = False
        """A FIN or RST was carried out: nothing more goes out."""
        self._batch = Batch()
        self.canned = canned or Canned(body="ok")
        self.in_force = settings or Settings()
        self._exchanges = self._exchanges_recorded = 0
        self._written: list[Intention] = []
        self._waiting = False
        self._until_news = False
        self.holds = False
        """Answers wait for a person."""
        self.early = False
        """Requests with content are answered by their head alone."""
        self.meddled = False
        """A person did more than to let the rules answer, so what is read depends on it."""
        self._at_desk: Pending | None = None
        """What the desk believes to wait."""
        self.session = Session(CONNECTION, self._number, self)
        self.session.opened(self.now)
        self._departures = Departures(self.session)

    # The rules, as the session sees them

    def settings(self) -> Settings:
        """Give policy and limits."""
        return self.in_force

    def time_of_day(self) -> float:
        """Give the time of day as that of the clock."""
        return self.now / 1e9

    def wants_content(self) -> bool:
        """No rule looks at content."""
        return False

    def answer_early(self, asked: Asked, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Give the canned answer, where it is given early."""
        if self.early and not self.holds:
            return self._composed(self.canned, asked, persistent=persistent), 1
        return None

    def answer_by(self, rule: Rule, asked: Asked, *, persistent: bool) -> Reply:
        """Give the answer of that rule."""
        return self._composed(rule.answer, asked, persistent=persistent)

    def answer_again(self, head: RequestHead, client: str, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Nothing is given again."""
        return None

    def answer_known(self, octets: bytes, client: str, settings: Settings) -> Known | None:
        """Nothing is known."""
        return None

    def answer(self, asked: Asked, *, persistent: bool, waited: bool = False) -> tuple[Reply, int | None] | Hold:
        """Give the canned answer, or let the request wait."""
        if self.holds and not waited:
            return Hold()
        return self._composed(self.canned, asked, persistent=persistent), 1

    def _composed(self, canned: Canned, asked: Asked, *, persistent: bool) -> Reply:
        rule = Rule("rule", answer=canned)
        return reply_of(rule, "", asked, Contents(), Memory(), persistent=persistent, now=asked.at / 1e9)

    # What may happen

    def feed(self, octets: bytes) -> None:
        """The client sends."""
        if not self.gone and not self.session.ended and octets:
            self._pass()
            self.fed += octets
            taken = self.session.leave_out(memoryview(octets), self.now)
            if taken < len(octets):
                self.session.receive(octets[taken:], self.now, self._batch)

    def end(self) -> None:
        """The client ends its side."""
        if not self.gone and not self.session.ended and not self.closed:
            self._pass()
            self.session.feed_eof(self.now, self._batch)

    def turn(self, *, recorded: bool = True, leave: bool = True) -> None:
        """A turn of the loop ends: its rows become durable or not; what was staged leaves at once or waits."""
        self._pass()
        self._stage()
        batch, self._batch = self._batch, Batch()
        if not recorded and batch:
            self._fail()
            return
        self._exchanges_recorded = self._exchanges
        for name in ("segments", "exchanges", "progress", "answers", "reaches", "holds"):
            getattr(self.capture, name).extend(getattr(batch, name))
        if self.gone:
            return
        self.session.committed()
        self._written += self._departures.take()
        if leave:
            self.leave()

    def leave(self) -> None:
        """The client takes all that was written."""
        if self.gone:
            return
        while self._written and not self.closed:
            step = self._written.pop(0)
            if isinstance(step, Send):
                self.sent += step.octets + step.content
            elif isinstance(step, Done):
                self.session.sent = len(self.sent)
                self.session.answered(self.now, self._batch)
            elif isinstance(step, Close | Reset):
                self.closed = True

    def switch(self) -> None:
        """Somebody changes the policy in the rules file."""
        self.switched = True
        self.in_force = replace(self.in_force, lenient=not self.in_force.lenient)

    def wait_over(self) -> None:
        """The delay of an answer is over."""
        self._waiting = False

    def expire(self) -> None:
        """Time passes until patience ends, if it may end now."""
        due = None if self.gone or self.closed else self.session.due(crowded=self.crowded)
        if due is not None:
            self.now = max(self.now, due[0])
            self.expired = True
            self.session.expire(due[1], self.now, self._batch)

    def lose(self) -> None:
        """The connection is gone."""
        if not self.gone:
            self._pass()
            self.gone = True
            self._departures.lost(self.now, self._batch)
            self._departures.staged.clear()
            self._written.clear()
            self.session.lost(self.now, self._batch)

    # What a person may do about what waits

    @property
    def waits(self) -> bool:
        """A request waits, as the desk sees it."""
        return self._at_desk is not None and not self.gone

    def release(self) -> None:
        """Let the rules answer."""
        self.meddled = self.meddled or bool(self._at_desk and self._at_desk.hand and self._at_desk.hand.begun)
        self._attend(lambda session, at, batch: session.release("released", at, batch), meddles=False)

    def release_by(self, rule: Rule) -> None:
        """Give the answer of a rule that is in no file."""
        self._attend(lambda session, at, batch: session.release_by(rule, at, batch))

    def dismiss(self) -> None:
        """Answer 503."""
        self._attend(lambda session, at, batch: session.dismiss("timeout", at, batch))

    def drop(self, *, reset: bool) -> None:
        """Close without an answer."""
        self._attend(lambda session, at, batch: session.drop("dropped", at, batch, reset=reset))

    def take_in_hand(self) -> None:
        """Begin to answer by hand."""
        self._attend(lambda session, at, batch: session.take_in_hand(at, batch), meddles=False)

    def say(self, octets: bytes, pause: float) -> None:
        """Type some of the answer."""
        self._attend(lambda session, at, batch: session.say(octets, pause, at, batch))

    def end_by_hand(self, by: str) -> None:
        """The answer that was typed is over."""
        self._attend(lambda session, at, batch: session.end_by_hand(by, at, batch))

    def _attend(self, deed: Deed, *, meddles: bool = True) -> None:
        if not self.waits:
            return
        self.meddled = self.meddled or meddles
        self._pass()
        deed(self.session, self.now, self._batch)
        self._waiting = self._waiting and not self._until_news

    def finish(self) -> None:
        """All goes well from here on: the rules answer what waits, the client takes it and ends, all is recorded."""
        for _ in range(3):
            self._settle()
            self.end()
        self.lose()
        self.turn()

    def _settle(self) -> None:
        while not self.gone:
            before = len(self.sent), len(self.session.steps), self.closed
            self.wait_over()
            self.turn()
            self.release()
            if before == (len(self.sent), len(self.session.steps), self.closed) and not self._batch:
                return

    # The shell

    def _pass(self) -> None:
        self.now += MILLISECOND

    def _number(self) -> int:
        self._exchanges += 1
        return self._exchanges

    def _stage(self) -> None:
        if self.gone:
            return
        self._at_desk = self.session.pending
        if not self._waiting:
            wait = self._departures.collect(self.now, self._batch, busy=bool(self._written))
            self._waiting, self._until_news = wait is not None, wait is not None and wait.until_news

    def _fail(self) -> None:
        """Nothing of the turn is durable, and the numbers it gave are given again, to others as well."""
        self.failures += 1
        self._exchanges = self._exchanges_recorded
        if self.gone:
            self.end_untold = True
            return
        if self.closed:
            self.session.rows_lost()
            return
        if not self.session.received:
            self._written += self._departures.take()
            self.leave()
            return
        self._departures.staged.clear()
        stream = self._departures.stream
        reply = self.session.unrecorded("no room")
        if not self._written and not (stream and stream.on_wire):
            self.sent += reply.head + reply.content
        self._written.clear()
        self.closed = True

    # The book

    def exchanges(self) -> list[Exchange]:
        """Give the exchanges in the capture, what was learnt later taken in."""
        newest: dict[int, Progress] = {row.exchange: row for row in self.capture.progress}
        rows: list[Exchange] = []
        for row in self.capture.exchanges:
            late = newest.get(row.id)
            rows.append(row if late is None else row._replace(**{name: getattr(late, name) for name in _LEARNT}))
        return rows

    def octets(self, direction: int = INBOUND) -> dict[int, bytes]:
        """Give the octets in the capture by offset, segment for segment."""
        return {
            row.start: row.octets + (row.content or b"") for row in self.capture.segments if row.direction == direction
        }

    def answers(self) -> list[Answer]:
        """Give the answers in the capture; of those whose end was not known at first, the end that was told."""
        ends = {row.exchange: row.stop for row in self.capture.reaches if row.over}
        return [row._replace(stop=ends.get(row.exchange, row.stop)) for row in self.capture.answers]


_LEARNT = ("head_stop", "stop", "method", "target", "version", "remark")
