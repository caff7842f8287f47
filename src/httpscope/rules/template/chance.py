"""Random and made-up values for templates, by the dice of the rules: one seed gives the same ones again."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from httpscope.rules.memory import Memory
from httpscope.rules.template import fake
from httpscope.rules.template.budget import TooMuch, take
from httpscope.rules.template.shown import Shown

_MOST_WORDS: Final = 10_000
Number = float
Whole = int


class Chance(Shown):
    """Random values, by the dice of the rules: a seed gives the same ones again."""

    shown = frozenset({"int", "float", "choice", "shuffled", "hex", "uuid", "chance"})

    def __init__(self, memory: Memory) -> None:
        self._dice = memory.chance

    def int(self, lowest: Whole = 0, highest: Whole = 100) -> Whole:
        """Give an integer, both ends included."""
        return self._dice.randint(lowest, highest)

    def float(self) -> Number:
        """Give a number from 0 up to, not including, 1."""
        return self._dice.random()

    def chance(self, percent: Number) -> bool:
        """Give true so many times of a hundred."""
        return self._dice.random() * 100 < percent

    def choice(self, values: Sequence[Any]) -> Any:  # noqa: ANN401 - one of them
        """Give one of several values."""
        return self._dice.choice(values)

    def shuffled(self, values: Sequence[Any]) -> list[Any]:
        """Give all values in another order. Raises TooMuch."""
        if len(values) > _MOST_WORDS:
            raise TooMuch(f"more than {_MOST_WORDS:,} values")
        return self._dice.sample(list(values), len(values))

    def hex(self, digits: Whole = 8) -> str:
        """Give hexadecimal digits."""
        take(max(digits, 0))
        return f"{self._dice.getrandbits(4 * digits):0{digits}x}" if digits > 0 else ""

    def uuid(self) -> str:
        """Give a UUID of version 4, RFC 9562 §5.4."""
        return str(uuid.UUID(int=self._dice.getrandbits(128), version=4))


class Fake(Shown):
    """Made-up data, by the same dice."""

    shown = frozenset({"first_name", "last_name", "name", "email", "city", "word", "words", "sentence", "lorem"})

    def __init__(self, memory: Memory) -> None:
        self._dice = memory.chance

    def first_name(self) -> str:
        """Give a first name."""
        return self._dice.choice(fake.FIRST_NAMES)

    def last_name(self) -> str:
        """Give a last name."""
        return self._dice.choice(fake.LAST_NAMES)

    def name(self) -> str:
        """Give a name."""
        return f"{self.first_name()} {self.last_name()}"

    def email(self) -> str:
        """Give an address in a domain that nobody has, RFC 2606 §3."""
        return f"{self.first_name()}.{self.last_name()}@example.org".lower()

    def city(self) -> str:
        """Give a city."""
        return self._dice.choice(fake.CITIES)

    def word(self) -> str:
        """Give a word."""
        return self._dice.choice(fake.WORDS)

    def words(self, count: int = 5) -> str:
        """Give several words."""
        if count > _MOST_WORDS:
            raise TooMuch(f"more than {_MOST_WORDS:,} words")
        take(8 * max(count, 0))
        return " ".join(self._dice.choices(fake.WORDS, k=max(count, 0)))

    def sentence(self) -> str:
        """Give a sentence."""
        return self.words(self._dice.randint(5, 12)).capitalize() + "."

    def lorem(self, sentences: int = 5) -> str:
        """Give a paragraph."""
        if sentences > _MOST_WORDS // 10:
            raise TooMuch(f"more than {_MOST_WORDS:,} words")
        return " ".join(self.sentence() for _place in range(sentences))
