"""How much a template may do: time, characters, elements. Everything that a template does asks here before it is done.

No signal and no thread: the limits hold wherever a template is rendered, in the server's loop and in the preview's
worker alike, and nothing is interrupted half-way. So whatever is done between two questions must be bounded itself.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, Final, TypeVar, cast

SECONDS: Final = 0.05
"""Processor time of this thread for all templates of an answer: a busy machine makes no template fail."""
LONGEST: Final = 2**20
"""Characters of one text, and of the output."""
_CHARACTERS: Final = 8 * LONGEST
"""Characters of all texts that are put together on the way."""
ELEMENTS: Final = 200_000
"""Elements within elements of one value."""
_HELD: Final = 4 * LONGEST
"""Characters of all texts within one value, each as often as it is there: lists are sorted and compared."""
_BITS: Final = 4096
"""Of an integer."""
_DIGITS_BITS: Final = 16_384
"""Of an integer that a text names: hexadecimal digits are read without Python's limit of 4300."""
_TICKS: Final = 32
"""The clock is looked at each time after so many questions."""
_T = TypeVar("_T")


class TooMuch(Exception):
    """A template would do more than it may."""


class Budget:
    """What is left for the templates of one answer."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._end = time.thread_time() + seconds
        self._ticks = 0
        self._characters = _CHARACTERS

    def tick(self, work: int = 1) -> None:
        """Count some work, and look at the clock now and then. Raises TooMuch."""
        self._ticks += work
        if self._ticks >= _TICKS:
            self._ticks = 0
            if time.thread_time() > self._end:
                raise TooMuch(f"it takes longer than {self._seconds * 1000:.0f} ms")

    def take(self, characters: int) -> None:
        """Count the characters of a text before it is put together. Raises TooMuch."""
        self._characters -= characters
        if characters > LONGEST or self._characters < 0:
            raise TooMuch(f"its texts are longer than {LONGEST // 2**20} MiB")
        self.tick(1 + characters // 4096)


BUDGET: Final[ContextVar[Budget]] = ContextVar("BUDGET")
"""That of the answer being made."""


def tick(work: int = 1) -> None:
    """Count some work of the answer being made. Raises TooMuch."""
    BUDGET.get().tick(work)


def take(characters: int) -> None:
    """Count the characters of a text. Raises TooMuch."""
    BUDGET.get().take(characters)


def weighed(value: _T) -> _T:
    """Give the value back if it is no larger than may be, elements within elements counted each. Raises TooMuch.

    Three lines of a template can make a list that holds itself twice, thirty levels deep.
    """
    if not isinstance(value, list | tuple | dict):
        return value
    waiting: list[Any] = [value]
    count = characters = 0
    while waiting:
        inner = waiting.pop()
        count += len(inner) + 1
        if count > ELEMENTS:
            raise TooMuch(f"a list has more than {ELEMENTS:,} elements")
        tick(1 + len(inner) // 16)
        for each in (*inner, *inner.values()) if isinstance(inner, Mapping) else inner:
            if isinstance(each, str):
                characters += len(each)
            elif isinstance(each, list | tuple | dict):
                waiting.append(each)
        if characters > _HELD:
            raise TooMuch(f"the texts of a list are longer than {_HELD // 2**20} MiB")
    return value


def counted(values: Iterable[_T]) -> Iterator[_T]:
    """Give the values one after the other, each with its question. Raises TooMuch."""
    for value in values:
        tick()
        yield weighed(value)


def joined(pieces: Iterable[str], between: str = "") -> str:
    """Put texts together. Raises TooMuch."""
    texts = list(pieces)
    take(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def times(left: Any, right: Any) -> Any:  # noqa: ANN401 - whatever a template multiplies
    """Multiply. Raises TooMuch, and whatever the operands raise."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, str | bytes | list | tuple) and isinstance(other, int):
            take(len(one) * max(other, 0))
            return weighed(left * right)
    if isinstance(left, int) and isinstance(right, int):
        _fits(left.bit_length() + right.bit_length())
    return left * right


def power(left: Any, right: Any) -> Any:  # noqa: ANN401 - whatever a template raises
    """Raise to a power. Raises TooMuch, and whatever the operands raise."""
    if isinstance(left, int) and isinstance(right, int) and right > 0:
        _fits(left.bit_length() * right)
    return left**right


def plus(left: Any, right: Any) -> Any:  # noqa: ANN401 - whatever a template adds
    """Add, or put one behind the other. Raises TooMuch, and whatever the operands raise."""
    if isinstance(left, str | bytes | list | tuple) and isinstance(right, str | bytes | list | tuple):
        take(len(left) + len(right))
        return weighed(cast("Any", left) + right)
    return left + right


def fitting(value: _T) -> _T:
    """Give the value back unless it is an integer that is too long to be reckoned with. Raises TooMuch."""
    if isinstance(value, int) and value.bit_length() > _DIGITS_BITS:
        _fits(value.bit_length())
    return value


def _fits(bits: int) -> None:
    if bits > _BITS:
        raise TooMuch(f"a number has more than {_BITS:,} bits")
