"""What the rules of a server remembered, read from its capture: by now, or when it answered a request.

Rows are read in order of their numbers, so many at once; what nobody kept is told as unknown. Pure but for `Ask`.
"""

from collections.abc import Callable
from typing import Any, Final

from httpscope.exchange import Count
from httpscope.store.statement import COUNT_AT, COUNT_HIGHEST, COUNT_OF, COUNT_UNTIL, COUNTS

AT_ONCE: Final = 100_000
"""Rows that one question looks through: some 50 ms."""
LOOKED_THROUGH: Final = 10
"""So many times as many are looked through for one request; of a longer memory nothing is said."""

Ask = Callable[..., list[Any]]
"""Asks a capture. Raises CaptureFault."""


def counts_behind(ask: Ask, seen: int) -> tuple[list[Count], int]:
    """Give what changed behind row `seen`, the newest of each, and the last row that was looked at."""
    ((until,),) = ask(COUNT_UNTIL, seen, AT_ONCE)
    until = max(until, seen)
    return [Count(*cells[:-1]) for cells in ask(COUNTS, seen, until)], until


def counts_before(ask: Ask, connection: int, ordinal: int, at: int) -> list[Count] | None:
    """Give all that was remembered before the rules counted a request; None where the capture does not tell.

    `at` is when its first octet came, or any time between that and when it was counted.
    """
    ((highest,),) = ask(COUNT_HIGHEST)
    start = _first_since(ask, at, highest)
    found = ask(COUNT_OF, start, start + AT_ONCE, connection, ordinal)
    if not found:
        return None
    counts: list[Count] = []
    seen, until = 0, found[0][0] - 1
    # In steps of rows and not of numbers: of a run that keeps its newest, most numbers have none.
    for _ in range(LOOKED_THROUGH):
        ((last,),) = ask(COUNT_UNTIL, seen, AT_ONCE)
        last = min(last, until)
        counts += [Count(*cells[:-1]) for cells in ask(COUNTS, seen, last)]
        seen = last
        if seen >= until:
            return counts
    return None


def _first_since(ask: Ask, at: int, highest: int) -> int:
    """Find the first row of a time or later: they stand in order of time."""
    low, high = 1, highest + 1
    while low < high:
        middle = (low + high) // 2
        found = ask(COUNT_AT, middle)
        if found and found[0][0] < at:
            low = middle + 1
        else:
            high = middle
    return low
