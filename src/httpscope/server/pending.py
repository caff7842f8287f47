"""A request that waits for a person, and an answer that a person gives line by line. Values for `answering`; pure."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from httpscope.exchange import SECOND
from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.feature.hold import HoldThen
from httpscope.rules.rule import Then
from httpscope.rules.step import Close, Reset, Send, Step, Wait
from httpscope.rules.text.check import LONGEST_DELAY
from httpscope.wire.answer_state import NOTHING, AnswerState, answer_state

BY_HAND: Final = "(by hand)"
"""Stands for the rule in the row of such an answer."""
READ_AGAIN: Final = 2**20
"""Octets of an answer by hand that are read to tell whether it is whole; of a longer one nobody can tell."""

_IDLE: Final = Wait(LONGEST_DELAY, until_news=True)


class Hand:
    """The steps of an answer by hand, as they are typed."""

    __slots__ = ("_begun", "_method", "_over", "_steps", "octets")

    def __init__(self, method: str) -> None:
        self._method = method
        self._steps: deque[Step] = deque()
        self._over = False
        self._begun = False
        self.octets = bytearray()
        """What was typed so far, up to `READ_AGAIN` and a little."""

    @property
    def begun(self) -> bool:
        """Something was typed."""
        return self._begun

    def state(self) -> AnswerState:
        """Tell how far the answer has come; nothing is told of a long one."""
        return answer_state(bytes(self.octets), self._method) if len(self.octets) <= READ_AGAIN else NOTHING

    def say(self, octets: bytes, pause: float = 0.0) -> None:
        """Send octets, after a pause in seconds."""
        if pause:
            self._steps.append(Wait(pause))
        if octets:
            self._steps.append(Send(octets))
            self._begun = True
            if len(self.octets) <= READ_AGAIN:
                self.octets += octets

    def end(self, last: Close | Reset | None) -> None:
        """The answer is over; None leaves the connection open."""
        if last is not None:
            self._steps.append(last)
        self._over = True

    def __iter__(self) -> Iterator[Step]:
        return self

    def __next__(self) -> Step:
        """Give what was typed, or a wait for more."""
        if self._steps:
            return self._steps.popleft()
        if self._over:
            raise StopIteration
        return _IDLE

    def reply(self) -> Reply:
        """Give the reply whose steps these are."""

        def typed(_steps: Iterable[Step]) -> Iterator[Step]:
            return self

        return Reply(0, BY_HAND, b"", b"", (), Then.KEEP, 0.0, shapes=(typed,))


@dataclass(slots=True)
class Pending:
    """A request whose answer waits."""

    exchange: int
    asked: Asked
    persistent: bool
    since: int
    """When it began to wait, or when a person did something about it last, in nanoseconds."""
    seconds: float
    """How long patience is from then."""
    then: HoldThen
    state: str = "waiting"
    """One of `exchange.WAITING`."""
    hand: Hand | None = None
    """The answer by hand, once a person has begun with it."""
    kept: bool = False
    """A row about it is in the capture."""

    @property
    def until(self) -> int:
        """When patience ends, in nanoseconds."""
        return self.since + int(self.seconds * SECOND)
