"""Conditions on whose turn it is: the n-th request, and a share of requests. They come last, behind all other parts.

What `nth` counts is exact. `of = "rule"`: requests that fit all other parts of the rule but `chance`, and that no
earlier rule has answered; with `each`, those of one client or one connection. `of = "connection"`: all requests of the
connection. `of = "client"`: all requests of the client's address that rules were asked about, in this run.
Pure; the server counts (`note`), and a preview does not.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.memory import REQUESTS, Memory
from httpscope.rules.part import ConditionReader, Part
from httpscope.rules.place import Keys
from httpscope.rules.text.table import known, take, unexpected

OF: Final = ("rule", "connection", "client")
EACH: Final = ("client", "connection")
_FITTING: Final = "fitting"
_SPAN: Final = re.compile(r"(?:every +(?P<every>\d+))|(?P<first>\d+) *(?:(?P<dash>-) *(?P<last>\d+)?)?")
_HIGHEST: Final = 10**9
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?) *%")


@dataclass(frozen=True, slots=True)
class _Span:
    first: int
    last: int | None
    """None: no end."""
    every: int = 1

    def __contains__(self, number: int) -> bool:
        return self.first <= number and (self.last is None or number <= self.last) and number % self.every == 0

    def __str__(self) -> str:
        if self.every > 1:
            return _("every {0}").format(self.every)
        return str(self.first) if self.first == self.last else f"{self.first}-{'' if self.last is None else self.last}"


@dataclass(frozen=True, slots=True)
class Nth(Part):
    """Some of the requests, by their number."""

    spans: tuple[_Span, ...]
    of: str = "rule"
    each: str = ""

    @property
    def wants_content(self) -> bool:
        """It is a matter of counting."""
        return False

    @property
    def certain(self) -> bool:
        """Whether the request alone decides."""
        return self.of == "connection"

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether it is the turn of this request, as the next one to be counted."""
        number = self._number(asked, memory, rule)
        return any(number in span for span in self.spans)

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell which number the request has."""
        whose = {"rule": _("of this rule"), "connection": _("of its connection"), "client": _("of its client")}[self.of]
        if self.each:
            both = {"client": _("of this rule and client"), "connection": _("of this rule and connection")}
            whose = both[self.each]
        wanted = ", ".join(str(span) for span in self.spans)
        return _("it is request {0} {1}; wanted: {2}").format(self._number(asked, memory, rule), whose, wanted)

    @property
    def counts(self) -> bool:
        """It does."""
        return True

    @property
    def of_octets(self) -> bool:
        """The next one has another number."""
        return False

    def note(self, asked: Asked, memory: Memory, rule: str) -> None:
        """Count a request that fits all else. It keeps its number, also where it waits and is asked about again."""
        if self.of == "rule":
            asked.numbers[rule] = memory.add(rule, _FITTING, self._whom(asked))
        elif self.of == "client":
            asked.numbers[rule] = memory.count("", REQUESTS, asked.client)

    def _number(self, asked: Asked, memory: Memory, rule: str) -> int:
        if self.of == "connection":
            return asked.ordinal
        if (number := asked.numbers.get(rule)) is not None:
            return number
        if self.of == "client":
            return memory.count("", REQUESTS, asked.client) + 1
        return memory.count(rule, _FITTING, self._whom(asked)) + 1

    def _whom(self, asked: Asked) -> str:
        if self.each == "client":
            return f"client {asked.client}"
        return f"connection {asked.connection}" if self.each else ""


@dataclass(frozen=True, slots=True)
class Chance(Part):
    """A share of requests, as the dice fall: thrown only where all else fits."""

    share: float
    """0 to 1."""

    @property
    def wants_content(self) -> bool:
        """It is a matter of luck."""
        return False

    @property
    def certain(self) -> bool:
        """Whether the request alone decides."""
        return self.share in {0.0, 1.0}

    @property
    def of_octets(self) -> bool:
        """The dice are thrown for each."""
        return False

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Throw the dice of the memory: once for each request, however often it is looked at."""
        return memory.throw(rule, f"{asked.connection}.{asked.ordinal}") < self.share

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell the share."""
        return _("the dice said no: it answers {0:g} % of requests").format(self.share * 100)


def _nth(keys: Keys, value: Any) -> Nth:  # noqa: ANN401 - whatever TOML gives
    if not isinstance(value, dict):
        return Nth(_spans(keys, value))
    known(keys, value, ("number", "of", "each"))
    if "number" not in value:
        raise unexpected(keys, _('a table with number, such as { number = 1, of = "client" }'), value)
    of = take(keys, value, "of", str, _one_of(OF))
    each = take(keys, value, "each", str, _one_of(EACH))
    if of is not None and of not in OF:
        raise unexpected((*keys, "of"), _one_of(OF), of)
    if each is not None and each not in EACH:
        raise unexpected((*keys, "each"), _one_of(EACH), each)
    if each is not None and of not in {None, "rule"}:
        raise unexpected((*keys, "each"), _('of = "rule" beside each'), each)
    return Nth(_spans((*keys, "number"), value["number"]), of or "rule", each or "")


def _one_of(words: tuple[str, ...]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _spans(keys: Keys, value: Any) -> tuple[_Span, ...]:  # noqa: ANN401 - whatever TOML gives
    if isinstance(value, list) and value:
        return tuple(_span((*keys, place), each) for place, each in enumerate(value))
    return (_span(keys, value),)


def _span(keys: Keys, value: Any) -> _Span:  # noqa: ANN401 - whatever TOML gives
    expected = _('a number from 1, "1-2", "3-", "every 2", or a list of these')
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise unexpected(keys, expected, value)
    found = _SPAN.fullmatch(str(value).strip())
    if found is None:
        raise unexpected(keys, expected, value)
    first = int(found["first"] or 1)
    last = int(found["last"]) if found["last"] else None if found["dash"] or found["every"] else first
    every = int(found["every"] or 1)
    if not (1 <= first <= _HIGHEST and 1 <= every <= _HIGHEST and (last is None or first <= last <= _HIGHEST)):
        raise unexpected(keys, expected, value)
    return _Span(first, last, every)


def _chance(keys: Keys, value: Any) -> Chance:  # noqa: ANN401 - whatever TOML gives
    expected = _('a share from 0 to 1, or "30%"')
    if isinstance(value, str):
        found = _PERCENT.fullmatch(value.strip())
        share = float(found[1]) / 100 if found else -1.0
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise unexpected(keys, expected, value)
    else:
        share = float(value)
    if not 0 <= share <= 1:
        raise unexpected(keys, expected, value)
    return Chance(share)


READERS: Final[dict[str, ConditionReader]] = {"nth": _nth, "chance": _chance}
