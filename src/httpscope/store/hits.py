"""How often each rule answered, and when it last did: counted once, and from then on only where something is new.

No index by rule: every answer would pay for it. Answers are counted in blocks of exchanges; a block is counted again
when one of its exchanges changed, and all others are remembered. Half a second for the first million, in a thread.
Of exchanges that were removed the capture has the sums.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from httpscope.store.reader import Reader
from httpscope.store.row import Snapshot

BLOCK: Final = 2**14
"""Exchanges counted by one question: some 5 ms, for no transaction should stay open for long."""


class Hit(NamedTuple):
    """What is known of a rule by its name."""

    times: int
    at: int
    """When it last answered, in nanoseconds since the epoch."""


class Hits:
    """The counts of one capture, brought up to date when asked."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._blocks: dict[int, Mapping[str, Hit]] = {}

    def count(self, reader: Reader) -> Mapping[str, Hit]:
        """Count what is new, and give all. Raises CaptureFault."""
        snapshot = reader.snapshot(self._snapshot)
        removed = snapshot.removed // BLOCK if snapshot.removed else -1
        first = max((snapshot.changed_from - 1) // BLOCK, removed + 1)
        self._blocks = {block: hits for block, hits in self._blocks.items() if removed < block < first}
        # Of what is being removed some may still be there.
        self._count_blocks(reader, 0, removed)
        self._count_blocks(reader, first, None)
        gone = {rule: Hit(count, at) for rule, count, at in reader.rule_counts_gone()} if snapshot.removed else {}
        self._snapshot = snapshot
        return _sum([*self._blocks.values(), gone])

    def _count_blocks(self, reader: Reader, first: int, last: int | None) -> None:
        """Count from one block to another; None is the last there is."""
        # From answer to answer: a wrong number in a damaged file may be beyond all that is there.
        while (number := reader.next_answer(first * BLOCK + 1)) is not None:
            block = (number - 1) // BLOCK
            if last is not None and block > last:
                return
            found = reader.rule_counts(block * BLOCK + 1, BLOCK)
            self._blocks[block] = {rule: Hit(count, at) for rule, count, at in found}
            first = block + 1


def _sum(blocks: Iterable[Mapping[str, Hit]]) -> Mapping[str, Hit]:
    counts: dict[str, Hit] = {}
    for block in blocks:
        for rule, hit in block.items():
            before = counts.get(rule)
            counts[rule] = Hit(before.times + hit.times, max(before.at, hit.at)) if before else hit
    return counts
