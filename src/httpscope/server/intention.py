"""What a session asks of its shell: the steps of answers, and two marks between them that are not for the wire."""

from dataclasses import dataclass
from typing import Final

from httpscope.exchange import Answer
from httpscope.rules.step import Close, Step
from httpscope.server.stream import Stream


@dataclass(frozen=True, slots=True)
class Done:
    """The answer before this is out, and the shell says so by `Session.answered`."""


@dataclass(frozen=True, slots=True)
class Begin:
    """With the next step an answer begins, and this is its row, but for the time."""

    answer: Answer


Intention = Step | Begin | Done | Stream
DONE: Final = Done()
CLOSE: Final = Close()
