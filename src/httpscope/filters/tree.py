"""What a filter means: a tree of values. Who looks through exchanges gives each leaf its meaning in what he has.

Texts are compared without regard to the case of ASCII letters. What is not known of an exchange, such as the status
of one without an answer, fits no range; `Not` fits whatever its part does not.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A part of a text: all pieces in their order, with anything between them."""

    field: str
    """One of `vocabulary.TEXTS`."""
    pieces: tuple[str, ...]
    codes: tuple[str, ...] = ()
    """Remarks whose words for people have it; only where the field is the remark."""


@dataclass(frozen=True, slots=True)
class Word:
    """A part of method, target, remark, rule or client, whichever."""

    pieces: tuple[str, ...]
    codes: tuple[str, ...] = ()
    """Remarks whose words for people have it."""


@dataclass(frozen=True, slots=True)
class Range:
    """A number from `low` to `high`, both included; None is no bound."""

    field: str
    """One of `vocabulary.NUMBERS`. Times are nanoseconds, sizes octets."""
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Is:
    """A state."""

    state: str
    """One of `vocabulary.STATES`."""


@dataclass(frozen=True, slots=True)
class All:
    """What fits all parts; with none of them everything does."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """What fits at least one part."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fit the part."""

    part: "Filter"


Filter: TypeAlias = Text | Word | Range | Is | All | Some | Not

EVERYTHING = All(())
"""The filter of an empty text."""
