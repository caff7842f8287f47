"""When octets of an answer leave: so many a second, with pauses in between, the last one late.

Shapes of steps, pure: they ask for waits and have no clock. RFC 9112 says nothing of time; clients do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.values import Off
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.plan import Plan
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.rules.text import amount, check
from httpscope.rules.text.table import checked, known, typed, unexpected

PIECES_A_SECOND: Final = 20
"""Into how many pieces a second of a paced answer is cut, where it has so many octets."""
LARGEST_PIECE: Final = 65_536


@dataclass(frozen=True)
class Rate:
    """So many octets a second, in small pieces."""

    octets: int
    stage: Stage = Stage.SHAPE
    wants_content: bool = False

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Have the steps come at this rate."""
        plan.shapes.append(self)

    def __call__(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Cut what is sent, and wait behind each piece for the time that it takes."""
        size = min(max(1, self.octets // PIECES_A_SECOND), LARGEST_PIECE)
        for step in steps:
            if not isinstance(step, Send):
                yield step
                continue
            for part in (step.octets, step.content):
                for place in range(0, len(part), size):
                    piece = part[place : place + size]
                    yield Send(piece)
                    yield Wait(len(piece) / self.octets)


@dataclass(frozen=True)
class Pauses:
    """Waits in front of octets, by their offset in the answer, interim responses included."""

    at: tuple[tuple[int, float], ...]
    """Offsets, rising, and seconds."""
    stage: Stage = Stage.SHAPE
    wants_content: bool = False

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Have the steps pause."""
        plan.shapes.append(self.shape)

    def shape(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Cut what is sent at each offset, and wait there; an offset that is never reached changes nothing."""
        waiting = list(self.at)
        out = 0
        for step in steps:
            if not isinstance(step, Send) or not waiting:
                yield step
                continue
            octets = step.octets + step.content
            place = 0
            while waiting and waiting[0][0] < out + len(octets):
                offset, seconds = waiting.pop(0)
                if offset - out > place:
                    yield Send(octets[place : offset - out])
                    place = offset - out
                yield Wait(seconds)
            yield Send(octets[place:]) if place else step
            out += len(octets)


@dataclass(frozen=True)
class EndDelay:
    """The last octet waits."""

    seconds: float
    stage: Stage = Stage.SHAPE
    wants_content: bool = False

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Have the end come late."""
        plan.shapes.append(self.shape)

    def shape(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Hold what is sent until it is known whether more follows; the last octet of all goes behind the wait."""
        held: list[Step] = []
        for step in steps:
            ends = isinstance(step, Close | Reset | Hold)
            if ends:
                yield from self._late(held)
                yield step
                return
            if isinstance(step, Send) or (isinstance(step, Wait) and step.until_news):
                yield from held
                held = []
            held.append(step)
            if isinstance(step, Wait) and step.until_news:
                yield held.pop()
        yield from self._late(held)

    def _late(self, held: list[Step]) -> Iterator[Step]:
        if held and isinstance(held[0], Send):
            octets = held[0].octets + held[0].content
            if octets[:-1]:
                yield Send(octets[:-1])
            yield from held[1:]
            yield Wait(self.seconds)
            yield Send(octets[-1:])
        else:
            yield from held
            yield Wait(self.seconds)


def _rate(keys: Keys, value: object) -> Feature:
    return Off() if value is False else Rate(checked(keys, value, amount.rate))


def _pauses(keys: Keys, value: object) -> Feature:
    if value is False:
        return Off()
    expected = _('a list of pauses such as [{ at = 10, wait = "1s" }], or false')
    found = []
    one = isinstance(value, dict)
    for place, pause in enumerate([value] if one else typed(keys, value, list, expected)):
        way: Keys = keys if one else (*keys, place)
        known(way, typed(way, pause, dict, _('a table such as { at = 10, wait = "1s" }')), ("at", "wait"))
        for name in ("at", "wait"):
            if name not in pause:
                raise unexpected(way, _("both at and wait"), pause)
        found.append((checked((*way, "at"), pause["at"], amount.octets), seconds((*way, "wait"), pause["wait"])))
    return Pauses(tuple(sorted(found, key=lambda pause: pause[0])))


def seconds(keys: Keys, value: object) -> float:
    """Read a time such as `"250ms"`. Raises Misfit."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise unexpected(keys, _('a time such as "250ms" or "2s"'), value)
    return checked(keys, value, check.delay)


def _end_delay(keys: Keys, value: object) -> Feature:
    return Off() if value is False else EndDelay(seconds(keys, value))


READERS: Final[dict[str, FeatureReader]] = {"pause": _pauses, "rate": _rate, "end_delay": _end_delay}
"""Keys below `answer`, in the order in which they shape the steps."""
