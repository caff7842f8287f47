"""What is said of a limit, as values."""

from enum import Enum
from typing import NamedTuple

from httpscope.i18n import N_


class Unit(Enum):
    """What a limit counts."""

    OCTETS = N_("octets")
    SECONDS = N_("seconds")
    RATE = N_("octets a second")
    COUNT = N_("count")


class LimitKind(NamedTuple):
    """One limit."""

    name: str
    """As it is called in the rules file and in flags; a field of `Limits` or of `wire.limits.Limits`."""
    unit: Unit
    what: str
    """What it bounds."""
    then: str
    """What happens when it strikes."""
    why: str
    """Why the default is what it is."""
    codes: tuple[str, ...] = ()
    """Remarks, reasons of closing and what else a census counts, which tell in the capture that it struck."""
    least: int = 1
    on_count: tuple[str, str] = ("", "")
    """What is to be said of the count: what stands in its place where it strikes nobody, and a sentence."""
