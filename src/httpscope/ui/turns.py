"""How far the rules have come, as the screen knows it from the capture: for a preview of the next answer.

The server counts in a memory of its own, in another process. Answers of all clients together are in the capture too,
by the name of the rule; those of a client or a connection apart, and counters of templates, are foreseen as if the
request were the first. Decides nothing.
"""

import time
from collections.abc import Mapping

from httpscope.rules.memory import Memory
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.sequence import Per
from httpscope.store.hits import Hit


class Turns:
    """Answers by the name of their rule since the counts of the server began."""

    def __init__(self) -> None:
        self._begun = time.time_ns()
        self._hits: Mapping[str, Hit] | None = None
        self._before: dict[str, int] = {}
        """Answers that count no longer: of an earlier run, or from before the counts began anew."""

    def take_in(self, hits: Mapping[str, Hit], rule: Rule | None = None) -> bool:
        """Take what the capture says by now, and tell whether the next answer of the rule may be another one."""
        given = self.given(rule.name) if rule is not None else 0
        if self._hits is None:
            self._before = {name: hit.times for name, hit in hits.items() if hit.at < self._begun}
        self._hits = hits
        return rule is not None and _takes_turns(rule) and self.given(rule.name) != given

    def begin_anew(self, rule: str | None) -> None:
        """Count the answers of a rule, or of all, from here on."""
        for name, hit in (self._hits or {}).items():
            if rule in {None, name}:
                self._before[name] = hit.times

    def given(self, rule: str) -> int:
        """Tell how many answers a rule has given."""
        hit = (self._hits or {}).get(rule)
        return max(0, hit.times - self._before.get(rule, 0)) if hit else 0

    def memory(self, ruleset: Ruleset) -> Memory:
        """Give what the server would remember, as far as it is known here."""
        memory = Memory()
        for rule in ruleset.in_force:
            if _takes_turns(rule) and (given := self.given(rule.name)):
                memory.begin_at(rule.name, given)
        return memory


def _takes_turns(rule: Rule) -> bool:
    sequence = rule.answer.sequence
    return bool(rule.answer.features) if sequence is None else sequence.per is Per.ALL
