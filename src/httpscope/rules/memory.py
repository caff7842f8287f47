"""What rules remember between requests: how often each answered, whom, and the dice. It decides nothing.

The server has one for its run, and tells the capture what changed in it (`drain`); the screen makes another one of
that (`put`). A preview has a copy, so that looking changes nothing.
"""

import hashlib
import random
from collections import Counter, OrderedDict
from collections.abc import Mapping
from typing import Final

CLIENTS: Final = 10_000
"""Counts of single clients and connections that are kept; whoever was seen longest ago begins anew."""
REQUESTS: Final = "requests"
"""What is counted of each client under the name of no rule: the requests that rules were asked about."""
ANSWERS: Final = "answers"
"""What is counted of each rule: the answers that it gave."""
LUCK: Final = 0.0
"""How the dice fall for whoever has a share of requests, however small."""
NO_LUCK: Final = 1 - 2**-48
"""And against all that have not every request."""
_ALL: Final = ("", "", "")
"""Stands for all counts, where they begin anew."""

Key = tuple[str, str, str]
"""The rule, what is counted of it, and of whom. With nothing to count: all counts of the rule, which begin anew."""


class Memory:
    """Counts by the name of a rule, and by what is counted within it."""

    def __init__(self, seed: int | None = None) -> None:
        self.chance = random.Random(seed)
        """For shares of requests and random order; give a seed to have the same again."""
        self._salt = random.Random(seed).randbytes(16)
        self.fate: float | None = None
        """How the dice of all rules fall; None: as they do."""
        self._counts: Counter[Key] = Counter()
        self._of: OrderedDict[Key, int] = OrderedDict()
        """Those of single clients and connections, the one seen longest ago first."""
        self._changed: dict[Key, int] = {}
        """What changed since `drain` was last asked."""
        self._later: dict[tuple[str, str], int] = {}
        """By rule and client how many answers are still to be counted: the first who asks for anything does that."""

    def count(self, rule: str, what: str, whom: str = "") -> int:
        """Give how often something of a rule was counted, of a client or connection or (empty) of all."""
        self._settle()
        return self._of.get((rule, what, whom), 0) if whom else self._counts.get((rule, what, ""), 0)

    def add(self, rule: str, what: str, whom: str = "", times: int = 1) -> int:
        """Count once more, or so many times, and give the count."""
        self._settle()
        key = rule, what, whom
        if not whom:
            count = self._counts[key] = self._changed[key] = self._counts.get(key, 0) + times
            return count
        count = self._of[key] = self._changed[key] = self._of.get(key, 0) + times
        self._keep(key)
        if len(self._changed) > 2 * CLIENTS:  # nobody asks, since the capture cannot be written
            del self._changed[next(iter(self._changed))]
        return count

    def add_answer(self, rule: str, client: str) -> None:
        """Count a request of a client that a rule answered, at next to no cost before anybody asks."""
        key = rule, client
        self._later[key] = self._later.get(key, 0) + 1
        if len(self._later) > CLIENTS:
            self._settle()

    @property
    def has_changed(self) -> bool:
        """Whether `drain` has something to give."""
        return bool(self._changed or self._later)

    def put(self, key: Key, count: int) -> None:
        """Take in what another memory gave as changed."""
        self._settle()
        rule, what, whom = key
        if not what:
            self.forget(rule or None)
        elif whom:
            self._of[key] = count
            self._keep(key)
        else:
            self._counts[key] = count

    def drain(self) -> Mapping[Key, int]:
        """Give what changed since this was last asked, in order."""
        self._settle()
        changed, self._changed = self._changed, {}
        return changed

    def forget(self, rule: str | None = None) -> None:
        """Let the counts of a rule, or of all, begin anew. Behind a NUL a name has what tells it from equal ones."""
        self._settle()
        for counts in (self._counts, self._of, self._changed):
            for key in [key for key in counts if rule is None or key[0].partition("\0")[0] == rule]:
                del counts[key]
        self._changed[_ALL if rule is None else (rule, "", "")] = 0

    def _settle(self) -> None:
        """Count what was to be counted later."""
        if self._later:
            later, self._later = self._later, {}
            for (rule, client), times in later.items():
                self.add("", REQUESTS, client, times)
                self.add(rule, ANSWERS, "", times)

    def _keep(self, key: Key) -> None:
        """Have a client or connection as the one seen last, in the place of the one seen longest ago."""
        self._of.move_to_end(key)
        if len(self._of) > CLIENTS:
            self._of.popitem(last=False)

    def throw(self, rule: str, whose: str) -> float:
        """Throw the dice of a rule for a request: from 0 to below 1, and the same again for the same one."""
        if self.fate is not None:
            return self.fate
        digest = hashlib.blake2b(f"{rule}\0{whose}".encode("utf-8", "surrogateescape"), digest_size=6, key=self._salt)
        return int.from_bytes(digest.digest(), "big") / 2**48

    def copy(self) -> "Memory":
        """Give another with the same counts and the same dice, which goes its own way."""
        self._settle()
        other = Memory()
        other.chance.setstate(self.chance.getstate())
        other.fate, other._salt = self.fate, self._salt
        other._counts, other._of = self._counts.copy(), self._of.copy()
        return other
