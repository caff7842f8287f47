"""How far the rules have come, as the server tells in the capture, for a preview of the next answer."""

from collections.abc import Sequence

from httpscope.exchange import Count
from httpscope.rules.memory import Memory
from httpscope.rules.rule import Ruleset


class Turns:
    """What the rules of the server remember, as of a moment ago."""

    def __init__(self) -> None:
        self._memory = Memory()

    def take_in(self, counts: Sequence[Count], ruleset: Ruleset) -> bool:
        """Take what the capture says by now, and tell whether another answer of these rules may be the next one."""
        put(self._memory, counts)
        return bool(counts) and any(rule.takes_turns for rule in ruleset.in_force)

    def memory(self) -> Memory:
        """Give what the server remembers, for a look that may count on."""
        return self._memory.copy()


def remembered(counts: Sequence[Count]) -> Memory:
    """Give the memory that a capture tells of."""
    memory = Memory()
    put(memory, counts)
    return memory


def put(memory: Memory, counts: Sequence[Count]) -> None:
    """Take what a capture tells into a memory."""
    for count in counts:
        memory.put((count.rule, count.what, count.whom), count.number)
