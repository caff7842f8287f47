"""What rules can say beyond method, path and a canned answer: conditions of a match, and features of an answer.

The two interfaces, and how a key of the rules file becomes one. A new kind is a module of its own with
a table `READERS` that `feature.kinds` or `condition.kinds` takes in; nothing else has to know it.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from httpscope.rules.asked import Asked
from httpscope.rules.memory import Memory
from httpscope.rules.place import Keys

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan


class Condition(Protocol):
    """One part of what a rule matches; immutable."""

    @property
    def wants_content(self) -> bool:
        """Whether the content of a request must be kept for it."""

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether a request fits. Counts nothing: the rule that answers is counted by whoever asked."""

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Say in a few words why it does not fit, with what the request has instead; safe to show."""


class Part:
    """A condition that may do more than fit: count, name parts of the request, be found by an index."""

    __slots__ = ()

    @property
    def counts(self) -> bool:
        """Whether it counts requests."""
        return False

    @property
    def of_octets(self) -> bool:
        """Whether the octets of a request alone decide: the next that has the same ones fits as well, or does not."""
        return True

    def note(self, asked: Asked, memory: Memory, rule: str) -> None:
        """Count a request for which all conditions before this one fit. Only for what answers, never for a look."""

    def is_beyond(self, preflight: Asked) -> bool:
        """Tell whether it looks at what a preflight cannot have of the request that it asks leave for."""
        del preflight
        return False

    def segments(self, asked: Asked) -> dict[str, str]:
        """Give values of a request that fits, by the names that the rule gives them."""
        del asked
        return {}

    def literals(self) -> tuple[tuple[str, str, str], ...]:
        """Give what every request has that fits: `header`, `query` or `host`, the name, the exact value."""
        return ()


class Stage(IntEnum):
    """When a feature has its turn; lower ones first."""

    CHOOSE = 0
    """How the texts of the answer are understood: templates."""
    GUARD = 1
    """Whether the client may have it at all: challenges, preflight."""
    FILL = 2
    """What the content is: events, JSON."""
    CODE = 3
    """Content coding."""
    VALIDATE = 4
    """Validators, and 304 or 412 instead."""
    CUT = 5
    """Ranges."""
    DRESS = 6
    """Further header lines, cookies, trailers, interim responses."""
    SHAPE = 7
    """How and when the octets leave, and what is wrong with them."""


class Feature(Protocol):
    """One thing that an answer does beyond being canned; immutable."""

    @property
    def stage(self) -> Stage:
        """When it has its turn."""

    @property
    def wants_content(self) -> bool:
        """Whether the content of a request must be kept for it."""

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Change the plan of the answer."""


@runtime_checkable
class AtHead(Protocol):
    """A feature that may have the answer leave before the content of the request is read."""

    @property
    def may_be_at_head(self) -> bool:
        """Whether it ever does."""

    def at_head(self, memory: Memory) -> bool:
        """Tell whether it does this time."""


ConditionReader = Callable[[Keys, Any], Condition]
"""Reads the value of a key below `match`. Raises `text.table.Misfit`, `text.check.Unfit` where it is no such value."""
FeatureReader = Callable[[Keys, Any], Feature]
"""Reads the value of a key below `answer`. Raises as a `ConditionReader` does."""
