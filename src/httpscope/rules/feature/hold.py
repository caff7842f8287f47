"""`answer.hold` and `answer.hold_then`: the answer waits for a person, for so long, and what happens when nobody came.

They change no octet of the answer: who gives answers asks `hold_of` first. What a person may do with a request that
waits is the business of the server's desk.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.memory import Memory
from httpscope.rules.part import FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text import check

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan
    from httpscope.rules.rule import Canned, Rule


class HoldThen(Enum):
    """What a client gets whom nobody answered in time."""

    ANSWER = "answer"
    """What the rules say by then."""
    UNAVAILABLE = "503"
    DROP = "drop"
    """Nothing: the connection is closed."""


class Hold(NamedTuple):
    """How an answer waits."""

    seconds: float | None = None
    """None is as long as the limit `hold_time` says."""
    then: HoldThen = HoldThen.ANSWER


class _Neutral:
    """A feature that changes nothing of the answer."""

    __slots__ = ()

    @property
    def stage(self) -> Stage:
        """Last, so that it stands beside raw octets and settled answers too."""
        return Stage.SHAPE

    @property
    def wants_content(self) -> bool:
        """The content is in the capture for whoever reads it."""
        return False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Leave the answer as it is: by now it need not wait any more."""


@dataclass(frozen=True, slots=True)
class Held(_Neutral):
    """`answer.hold`."""

    on: bool
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Afterwards(_Neutral):
    """`answer.hold_then`."""

    then: HoldThen


def hold_of(rule: "Rule", asked: Asked, memory: Memory, everything: bool = False) -> Hold | None:
    """Tell how the answer of a rule waits; None where it need not. `everything`: all answers wait.

    Of a sequence it is the answer that would be next; that is not counted yet.
    """
    answer = rule.answer
    if answer.sequence is not None:
        answer = answer.sequence.upcoming(answer, asked, memory, rule.name)
    features = answer.features
    if not features:
        return Hold() if everything else None
    held = next((each for each in features if isinstance(each, Held)), Held(everything, None))
    if not (held.on or everything):
        return None
    then = next((each.then for each in features if isinstance(each, Afterwards)), HoldThen.ANSWER)
    return Hold(held.seconds, then)


def unheld(answer: "Canned") -> "Canned":
    """Give the answer without a word about waiting."""
    features = tuple(each for each in answer.features if not isinstance(each, Held | Afterwards))
    return replace(answer, features=features, more=tuple(pair for pair in answer.more if pair[0] not in READERS))


def _read_hold(_keys: Keys, value: object) -> Held:
    if isinstance(value, bool):
        return Held(value, None)
    expected = check.Unfit(_('true, or a time such as "30s", above 0 and up to an hour'))
    if not isinstance(value, int | float | str):
        raise expected
    try:
        seconds = check.delay(value)
    except check.Unfit:
        raise expected from None
    if not seconds:
        raise expected
    return Held(on=True, seconds=seconds)


def _read_then(_keys: Keys, value: object) -> Afterwards:
    for then in HoldThen:
        if value == then.value:
            return Afterwards(then)
    raise check.Unfit(", ".join(f'"{then.value}"' for then in HoldThen))


READERS: Final[dict[str, FeatureReader]] = {"hold": _read_hold, "hold_then": _read_then}
