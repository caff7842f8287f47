"""A session played without a socket: what is fed in, and which rows and steps come out, written down in order."""

from collections.abc import Iterable
from itertools import count

from httpscope.exchange import Batch
from httpscope.rules.answer import Reply, compose_reply
from httpscope.rules.asked import Asked
from httpscope.rules.rule import Canned, Rule
from httpscope.rules.settings import Limits, Settings
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.server.again import Known
from httpscope.server.intention import Begin, Done
from httpscope.server.session import Session
from httpscope.server.stream import Stream
from httpscope.wire.head import RequestHead

MILLISECOND = 1_000_000
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Transcript:
    """One session with a canned answer; time stands until it is moved."""

    def __init__(
        self, canned: Canned | None = None, *, limits: Limits | None = None, settings: Settings | None = None
    ) -> None:
        self.now = 1_700_000_000_000_000_000
        self.batch = Batch()
        self.heads: list[RequestHead] = []
        self._settings = settings or Settings(limits=limits or Limits())
        self._canned = canned or Canned(body="ok", headers=("Content-Length: 2",), supply=False)
        numbers = count(1)
        self.session = Session(7, lambda: next(numbers), self)
        self.session.opened(self.now)

    def settings(self) -> Settings:
        """Give the settings of the test."""
        return self._settings

    def change(self, settings: Settings) -> None:
        """Bring other settings into force."""
        self._settings = settings

    def time_of_day(self) -> float:
        """Give the time of day as that of the clock."""
        return self.now / 1e9

    def wants_content(self) -> bool:
        """No rule looks at content."""
        return False

    def answer_early(self, asked: Asked, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """No rule answers by the head alone."""

    def answer_by(self, rule: Rule, asked: Asked, *, persistent: bool) -> Reply:
        """No request waits for a person."""
        raise NotImplementedError

    def answer_again(self, head: RequestHead, client: str, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Nothing is given again."""
        return None

    def answer_known(self, octets: bytes, client: str, settings: Settings) -> Known | None:
        """Nothing is known."""
        return None

    def answer(self, asked: Asked, *, persistent: bool, waited: bool = False) -> tuple[Reply, int | None]:
        """Give the canned answer."""
        head = asked.head
        self.heads.append(head)
        reply = compose_reply(
            self._canned,
            name="rule",
            method=head.method.decode("latin-1"),
            version=head.version.decode("latin-1"),
            persistent=persistent,
            now=asked.at / 1e9,
        )
        return reply, 1

    def feed(self, *pieces: bytes) -> "Transcript":
        """Hand the pieces to the session one after the other, a millisecond apart."""
        for piece in pieces:
            self.now += MILLISECOND
            taken = self.session.leave_out(memoryview(piece), self.now)
            if not taken or taken < len(piece):
                self.session.receive(piece[taken:], self.now, self.batch)
        return self

    def feed_octets(self, octets: bytes) -> "Transcript":
        """Hand the octets over one by one."""
        return self.feed(*(octets[place : place + 1] for place in range(len(octets))))

    def end(self) -> "Transcript":
        """End the client's side."""
        self.session.feed_eof(self.now, self.batch)
        return self

    def send_all(self) -> list[str]:
        """Carry out all steps at once, as a shell with a fast client does, and tell them in words."""
        told: list[str] = []
        while self.session.steps:
            step = self.session.steps.popleft()
            if isinstance(step, Begin):
                self.batch.answers.append(step.answer)
            elif isinstance(step, Done):
                self.session.answered(self.now, self.batch)
            else:
                if isinstance(step, Send):
                    self.session.sent += len(step.octets) + len(step.content)
                told.append(words(step))
        return told

    def exchanges(self) -> list[tuple[int, str, str, str, int | None]]:
        """Give number, method, target, remark and stop of each exchange, the newest progress taken in."""
        rows = {row.id: row for row in self.batch.exchanges}
        found = {number: (row.method, row.target, row.remark, row.stop) for number, row in rows.items()}
        for row in self.batch.progress:
            found[row.exchange] = (row.method, row.target, row.remark, row.stop)
        return [(number, *facts) for number, facts in found.items()]

    def answers(self) -> list[tuple[int, int, int, int | None, str]]:
        """Give exchange, status, start, stop and rule of each answer, those that wait to go out too."""
        waiting = [step.answer for step in self.session.steps if isinstance(step, Begin)]
        rows = self.batch.answers + waiting
        return [(row.exchange, row.status, row.start, row.stop, row.rule) for row in rows]


def words(step: Step | Stream) -> str:
    """Tell a step in words: the first line of what is sent, or what is done."""
    match step:
        case Send(octets=octets):
            return "send " + octets.partition(b"\r\n")[0].decode("latin-1")
        case Wait(seconds=seconds):
            return f"wait {seconds}"
        case Close():
            return "close"
        case Reset():
            return "reset"
        case Hold() | Stream():
            raise AssertionError("a transcript plays answers that are known at once")


def played(octets: bytes, ways: Iterable[str] = ("whole", "octet by octet")) -> dict[str, Transcript]:
    """Play the octets whole and octet by octet."""
    made = {}
    for way in ways:
        made[way] = Transcript().feed(octets) if way == "whole" else Transcript().feed_octets(octets)
    return made
