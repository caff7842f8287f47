"""Which steps of a session are carried out in this turn, and the rows of the octets that leave by them. Pure.

Of an answer whose steps come one by one, one write a turn is taken, and none while the client does not read: what is
endless takes turns with all others, and nothing piles up. Every octet has its row before it leaves.
"""

from httpscope.exchange import OUTBOUND, Answer, Batch, Notice, Segment
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.server.again import Known
from httpscope.server.intention import Begin, Done
from httpscope.server.outlet import Outlet
from httpscope.server.session import Session
from httpscope.server.stream import Stream
from httpscope.server.trim import Trim, cut


class Departures:
    """What was taken from the steps of one session and waits for its rows to be recorded."""

    __slots__ = ("_planned", "_session", "held", "staged")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._planned = 0
        self.staged: list[Step | Done] = []
        self.held = False
        """Nothing more will leave, and the connection stays open."""

    @property
    def stream(self) -> Stream | None:
        """The answer whose steps come one by one, if it is its turn."""
        steps = self._session.steps
        return steps[0] if steps and isinstance(steps[0], Stream) else None

    def collect(self, at: int, batch: Batch, *, busy: bool) -> Wait | None:
        """Stage steps and give their rows; give the wait that begins now. `busy`: earlier octets wait to be taken."""
        steps = self._session.steps
        while steps and not self.held:
            step = steps[0]
            if isinstance(step, Begin):
                batch.answers.append(step.answer._replace(at=at))
            elif isinstance(step, Send):
                self._record(step, at, batch)
                self.staged.append(step)
            elif isinstance(step, Stream):
                found = None if self.staged or busy else self._pull(step, at, batch)
                if found is not None or self.staged or busy:
                    step.keep_pace(self._session.share, busy=busy)
                    return self._pull_more(step, at, batch) if found is None and not busy else found
                continue
            elif isinstance(step, Wait):
                if self.staged or busy:
                    return None
                steps.popleft()
                return step
            else:
                self.staged.append(step)
            steps.popleft()
        return None

    def give(self, number: int, known: Known, at: int, batch: Batch) -> None:
        """Give the row of an answer that has no steps and leaves before all that has."""
        start = self._planned
        answer = known.answer
        self._planned = stop = start + len(answer)
        row = number, at, start, stop, known.status, known.rule, known.ruleset, answer
        batch.answers.append(tuple.__new__(Answer, row))  # as its own constructor does, in a third of the time

    def take(self) -> list[Step | Done]:
        """Give what was staged: it is recorded."""
        staged, self.staged = self.staged, []
        stream = self.stream
        if stream is not None and stream.sent:
            stream.on_wire = True
        return staged

    def lost(self, at: int, batch: Batch) -> None:
        """The connection is gone: an answer that was under way has come to its end."""
        stream = self.stream
        if stream is not None and stream.begun:
            stream.tell(at, batch, over=True)
        for step in self._session.steps:
            if isinstance(step, Stream):
                step.drop()

    def _pull(self, stream: Stream, at: int, batch: Batch) -> Wait | None:
        """Take one step of a stream."""
        session = self._session
        most = session.limits.sent - stream.sent if stream.endless else None
        if most is not None and most <= 0:
            session.outcome = session.outcome or "endless-answer"
            session.stream_over(stream, Close(), at, batch)
            return None
        match step := stream.next():
            case Wait():
                return step
            case Send():
                step = step if most is None else cut(step, most)
                if step.octets or step.content:
                    stream.grow(step, at, batch)
                    self._record(step, at, batch, stream.trim)
                    self.staged.append(step)
            case Hold():
                stream.begin(at, batch)
                stream.tell(at, batch, over=False)
                self.held = True
            case None | Close() | Reset():
                if isinstance(step, Reset) and step.why:
                    session.outcome = "content-failed"
                    batch.notices.append(Notice(at, "warning", "file", f"{step.why}; the answer was broken off."))
                stream.begin(at, batch)
                session.stream_over(stream, step, at, batch)
        return None

    def _pull_more(self, stream: Stream, at: int, batch: Batch) -> Wait | None:
        """Take further pieces of a file for a client that keeps up: a commit for each would cost too much."""
        for _ in range(stream.pieces - 1):
            if self.stream is not stream or (found := self._pull(stream, at, batch)) is not None:
                return found
        return None

    def _record(self, step: Send, at: int, batch: Batch, trim: Trim | None = None) -> None:
        connection = self._session.connection
        if trim is None:
            row = Segment(connection, OUTBOUND, at, self._planned, step.octets, step.content or None)
            batch.segments.append(row)
        else:
            trim.record(connection, step, self._planned, at, batch)
        self._planned += len(step.octets) + len(step.content)


def why_ended(session: Session, outlet: Outlet, exc: Exception | None, *, unfinished: bool) -> str:
    """Give the code of `exchange.CLOSING_REASONS` for a connection. `unfinished`: an answer was not out."""
    if outlet.parting.expired:
        return "write-timeout"
    if outlet.parting.resetting:
        return session.outcome if session.outcome == "content-failed" else "server-reset"
    if not session.received:
        return session.outcome or "silent"
    if unfinished:
        return "client-left"
    if exc is not None:
        return "client-reset"
    return session.outcome or "client-closed"
