"""What rules remember between requests: how often each answered, whom, and the dice. It decides nothing.

The server has one for its run; a preview has a copy, so that looking changes nothing.
"""

import copy
import random
from collections import Counter
from typing import Final

CLIENTS: Final = 10_000
"""Clients that are remembered one by one; then the counts of all begin anew, since memory is bounded."""


class Memory:
    """Counts by the name of a rule, and by what is counted within it."""

    def __init__(self, seed: int | None = None) -> None:
        self.chance = random.Random(seed)
        """For shares of requests and random order; give a seed to have the same again."""
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def count(self, rule: str, what: str, whom: str = "") -> int:
        """Give how often something of a rule was counted, of a client or connection or (empty) of all."""
        return self._counts[rule, what, whom]

    def add(self, rule: str, what: str, whom: str = "") -> int:
        """Count once more, and give the count."""
        if len(self._counts) > CLIENTS and (rule, what, whom) not in self._counts:
            self._counts.clear()
        self._counts[rule, what, whom] += 1
        return self._counts[rule, what, whom]

    def forget(self, rule: str | None = None) -> None:
        """Let the counts of a rule, or of all, begin anew."""
        if rule is None:
            self._counts.clear()
            return
        for key in [key for key in self._counts if key[0] == rule]:
            del self._counts[key]

    def copy(self) -> "Memory":
        """Give another with the same counts and the same dice, which goes its own way."""
        return copy.deepcopy(self)
