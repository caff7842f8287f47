"""What the rules remember, told to the capture, so that the screen foresees the answer that is next.

Where no rule takes turns it is told now and then, and no answer pays for it. Where one does, each answer has what it
changed in its own commit: the capture can tell later what was remembered when a request came.
"""

from typing import Final

from httpscope.exchange import Count
from httpscope.rules.memory import Memory
from httpscope.rules.rule import Ruleset
from httpscope.server.turn import Turn

MOST: Final = 2_000
"""Rows that wait while the capture cannot be written; then nothing is added, and nothing is lost: it is told later."""


class Remembered:
    """Tells the capture of one memory."""

    def __init__(self, memory: Memory, turn: Turn) -> None:
        self.exact = False
        """Each request is told of by itself."""
        self._memory = memory
        self._turn = turn

    def enter(self, ruleset: Ruleset) -> None:
        """Other rules are in force."""
        self.exact = any(rule.on and rule.takes_turns for rule in ruleset.in_force)

    def begin(self) -> None:
        """Tell that what an earlier server remembered counts no longer."""
        self._turn.batch.counts.append(Count(self._turn.clock(), 0, 0, "", "", "", 0))

    def tell(self, connection: int = 0, ordinal: int = 0) -> None:
        """Have the capture told what changed since it was last told, by this request or by whatever."""
        counts = self._turn.batch.counts
        if not self._memory.has_changed or len(counts) > MOST:
            return
        at = self._turn.clock()
        changed = self._memory.drain()
        counts += [Count(at, connection, ordinal, *key, number) for key, number in changed.items()]
        self._turn.schedule()
