"""Answers given a moment ago, to be given again to the same request: most clients of a test ask for one thing.

Only what depends on nothing but method, target, version and persistence is kept, for a second at most, since Date is
in it. It knows which rules are of that kind; what they answer, it is told.
"""

from typing import Final

from httpscope.rules.answer import Reply
from httpscope.rules.method import ANSWERED_BY_THE_SERVER
from httpscope.rules.rule import LAST_RESORT, Rule, Ruleset
from httpscope.wire.head import RequestHead

KEPT: Final = 256
"""Different requests of one second; then all are forgotten."""

_LOOKED_AT: Final = frozenset(method.encode() for method in ANSWERED_BY_THE_SERVER)
"""Methods whose answer depends on more than the request line."""

Key = tuple[bytes, bytes, bytes, bool]


class Again:
    """The answers of this second."""

    def __init__(self) -> None:
        self._second = 0
        self._replies: dict[Key, Reply] = {}
        self._plain: frozenset[int] = frozenset()

    def enter(self, ruleset: Ruleset) -> None:
        """Other rules are in force."""
        self._replies.clear()
        plain: set[int] = set()
        for rule in (*ruleset.in_force, LAST_RESORT):
            if rule.match.conditions:
                break  # whether this one answers depends on more, and so does who answers behind it
            answer = rule.answer
            canned = answer.file is None and answer.folder is None and answer.sequence is None
            if canned and not answer.features:
                plain.add(id(rule))
        self._plain = frozenset(plain)

    def find(self, head: RequestHead, second: int, *, persistent: bool) -> Reply | None:
        """Give the answer that this request got in the same second."""
        if second != self._second:
            return None
        return self._replies.get((head.method, head.target, head.version, persistent))

    def keep(self, rule: Rule, reply: Reply, head: RequestHead, second: int, *, persistent: bool) -> None:
        """Keep an answer, if the next request of its kind gets the same."""
        if id(rule) not in self._plain or head.method in _LOOKED_AT:
            return
        if second != self._second or len(self._replies) >= KEPT:
            self._replies.clear()
            self._second = second
        self._replies[head.method, head.target, head.version, persistent] = reply
