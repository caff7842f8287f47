"""What rules remember between requests: how often each answered, whom, and the dice. It decides nothing.

The server has one for its run; a preview has a copy, so that looking changes nothing.
"""

import copy
import hashlib
import random
from collections import Counter, OrderedDict
from typing import Final

CLIENTS: Final = 10_000
"""Counts of single clients and connections that are kept; whoever was seen longest ago begins anew."""
REQUESTS: Final = "requests"
"""What is counted of each client under the name of no rule: the requests that rules were asked about."""


class Memory:
    """Counts by the name of a rule, and by what is counted within it."""

    def __init__(self, seed: int | None = None) -> None:
        self.chance = random.Random(seed)
        """For shares of requests and random order; give a seed to have the same again."""
        self._salt = random.Random(seed).randbytes(16)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._of: OrderedDict[tuple[str, str, str], int] = OrderedDict()
        """Those of single clients and connections, the one seen longest ago first."""

    def count(self, rule: str, what: str, whom: str = "") -> int:
        """Give how often something of a rule was counted, of a client or connection or (empty) of all."""
        return self._of.get((rule, what, whom), 0) if whom else self._counts[rule, what]

    def add(self, rule: str, what: str, whom: str = "") -> int:
        """Count once more, and give the count."""
        if not whom:
            self._counts[rule, what] += 1
            return self._counts[rule, what]
        count = self._of[rule, what, whom] = self._of.get((rule, what, whom), 0) + 1
        self._of.move_to_end((rule, what, whom))
        if len(self._of) > CLIENTS:
            self._of.popitem(last=False)
        return count

    def begin_at(self, rule: str, given: int) -> None:
        """Count on from so many answers of a rule, given to all clients together."""
        for what in ("answers", "sequence"):
            self._counts[rule, what] = given

    def forget(self, rule: str | None = None) -> None:
        """Let the counts of a rule, or of all, begin anew. Behind a NUL a name has what tells it from equal ones."""
        if rule is None:
            self._counts.clear()
            self._of.clear()
            return
        for key in [key for key in self._counts if key[0].partition("\0")[0] == rule]:
            del self._counts[key]
        for long_key in [key for key in self._of if key[0].partition("\0")[0] == rule]:
            del self._of[long_key]

    def throw(self, rule: str, whose: str) -> float:
        """Throw the dice of a rule for a request: from 0 to below 1, and the same again for the same one."""
        digest = hashlib.blake2b(f"{rule}\0{whose}".encode("utf-8", "surrogateescape"), digest_size=6, key=self._salt)
        return int.from_bytes(digest.digest(), "big") / 2**48

    def copy(self) -> "Memory":
        """Give another with the same counts and the same dice, which goes its own way."""
        return copy.deepcopy(self)
