"""Answers that take turns: first this one twice, then that one; of all clients together, or of each by itself.

Immutable: how far a sequence has come is in `Memory`, and `Memory.forget` begins it anew. Each element says what
differs from the rule's own answer. Nothing here reads TOML (see `sequence_table.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.memory import Memory
from httpscope.rules.part import Part
from httpscope.rules.rule import Canned

if TYPE_CHECKING:
    from httpscope.rules.part import Feature

SEQUENCE_KEYS: Final = ("sequence", "sequence_then", "sequence_per")
"""Keys below `answer`."""
_COUNTED: Final = "sequence"
"""What is counted in the memory."""


class AtEnd(Enum):
    """What follows the last answer of a sequence."""

    LAST = "last"
    """The last one again, and again."""
    CYCLE = "cycle"
    """The first one."""
    RANDOM = "random"
    """There is no order: any of them by chance from the start, those with more `times` more often."""
    STOP = "stop"
    """The rule fits no longer, and those behind it have their turn."""


class Per(Enum):
    """Whose requests are counted together."""

    ALL = "all"
    CLIENT = "client"
    """By address, without port."""
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True)
class Element:
    """One answer of a sequence, as what it changes in the rule's own."""

    changes: tuple[tuple[str, Any], ...]
    """Names of fields of `Canned`, each with its value."""
    keys: frozenset[str] = frozenset()
    """Keys of its features: those of the rule's own answer give way to them."""
    features: tuple["Feature", ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    """As in `Canned`."""
    times: int = 1
    """How often it is given, one after the other."""

    def __hash__(self) -> int:
        """Leave the features out: their keys and values say the same."""
        return hash((self.changes, self.more, self.times))

    def over(self, own: Canned) -> Canned:
        """Give the whole answer."""
        return _over(own, self)


@lru_cache(maxsize=1024)
def _over(own: Canned, element: Element) -> Canned:
    kept = [pair for pair in zip(own.more, own.features, strict=True) if pair[0][0] not in element.keys]
    pairs = sorted((*kept, *zip(element.more, element.features, strict=True)), key=lambda pair: pair[1].stage)
    more = tuple(said for said, _feature in pairs)
    features = tuple(feature for _said, feature in pairs)
    return replace(own, sequence=None, more=more, features=features, **dict(element.changes))


@dataclass(frozen=True, slots=True)
class Sequence:
    """The answers in order."""

    elements: tuple[Element, ...]
    then: AtEnd = AtEnd.LAST
    per: Per = Per.ALL
    text: str = field(default="", compare=False)
    """The elements as TOML."""
    length: int = field(init=False, compare=False, default=0)
    """How many answers it has, each as often as it is given."""

    def __post_init__(self) -> None:
        """Count once."""
        object.__setattr__(self, "length", sum(element.times for element in self.elements))

    @property
    def features(self) -> tuple["Feature", ...]:
        """All features of all elements."""
        return tuple(feature for element in self.elements for feature in element.features)

    def given(self, asked: Asked, memory: Memory, rule: str) -> int:
        """Tell how many of its answers were given to those whom this request is counted with."""
        return memory.count(rule, _COUNTED, self._whom(asked))

    def following(self, own: Canned, asked: Asked, memory: Memory, rule: str) -> Canned:
        """Give the next answer, and count it."""
        before = memory.add(rule, _COUNTED, self._whom(asked)) - 1
        place = memory.chance.randrange(self.length) if self.then is AtEnd.RANDOM else self._place(before)
        return self._at(place).over(own)

    def upcoming(self, own: Canned, asked: Asked, memory: Memory, rule: str) -> Canned:
        """Give the next answer without counting it; where it goes by chance, what all of them have in common."""
        if self.then is AtEnd.RANDOM:
            return own
        return self._at(self._place(self.given(asked, memory, rule))).over(own)

    def place_note(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Say in a few words which of its answers is next, and to whom."""
        given = self.given(asked, memory, rule)
        if self.then is AtEnd.RANDOM:
            said = _("any of the {0} answers of the sequence, by chance").format(self.length)
        elif self.then is AtEnd.STOP and given >= self.length:
            said = _("the sequence is over")
        else:
            said = _("answer {0} of {1} of the sequence").format(self._place(given) + 1, self.length)
        whom = {Per.ALL: "", Per.CLIENT: _(", for each client"), Per.CONNECTION: _(", on each connection")}
        return said + whom[self.per]

    def _place(self, given: int) -> int:
        return given % self.length if self.then is AtEnd.CYCLE else min(given, self.length - 1)

    def _at(self, place: int) -> Element:
        for element in self.elements:
            if place < element.times:
                return element
            place -= element.times
        return self.elements[-1]

    def _whom(self, asked: Asked) -> str:
        whom: dict[Per, Callable[[], str]] = {
            Per.ALL: str,
            Per.CLIENT: lambda: asked.client,
            Per.CONNECTION: lambda: str(asked.connection),
        }
        return whom[self.per]()


@dataclass(frozen=True, slots=True)
class NotOver(Part):
    """The condition that a sequence which stops has not come to its end."""

    sequence: Sequence

    @property
    def wants_content(self) -> bool:
        """No: it counts answers."""
        return False

    @property
    def certain(self) -> bool:
        """Whether the request alone decides."""
        return False

    @property
    def of_octets(self) -> bool:
        """Whether requests of the same octets are alike to it."""
        return False

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether there is an answer left."""
        return self.sequence.given(asked, memory, rule) < self.sequence.length

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Say how many answers were given."""
        given = self.sequence.given(asked, memory, rule)
        return _("all {0} answers of its sequence were given").format(given)
