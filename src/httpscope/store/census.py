"""Counting by remark and by reason of closing, over a whole capture.

No index serves this: few ever ask, and each request would pay for it. So it reads the tables, a stretch at a time, that
no transaction stays open for long: about 0.4 s for a million of each. Not for the thread of a screen.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from httpscope.store.statement import Statement

STRETCH: Final = 100_000
"""Rows looked at by one question: some 40 ms."""

_NEXT_EXCHANGE: Final = Statement("SELECT id FROM exchange WHERE id > ? ORDER BY id LIMIT 1", (int,))
_NEXT_CLOSING: Final = Statement(
    "SELECT connection FROM closing WHERE connection > ? ORDER BY connection LIMIT 1", (int,)
)
_REMARKS: Final = Statement(
    """
SELECT remark, count(*) FROM exchange
WHERE id > ?1 AND id <= ?2 AND remark <> '' AND NOT EXISTS (SELECT 1 FROM progress WHERE exchange = id)
GROUP BY remark
UNION ALL
SELECT remark, count(*) FROM (
  SELECT exchange, remark, max(number) FROM progress WHERE exchange > ?1 AND exchange <= ?2 GROUP BY exchange
) WHERE remark <> '' GROUP BY remark
""",
    (str, int),
)
"""The newest remark of each exchange; SQLite takes it from the row of the highest number."""
_REASONS: Final = Statement(
    "SELECT reason, count(*) FROM closing WHERE connection > ?1 AND connection <= ?2 GROUP BY reason", (str, int)
)


class Census(NamedTuple):
    """How often each code is in a capture."""

    remarks: Mapping[str, int]
    """Exchanges by remark; without those that have none."""
    reasons: Mapping[str, int]
    """Connections that have ended by the reason of closing."""


def take_census(ask: Callable[..., list[Any]]) -> Census:
    """Count what the capture holds by now, with a way to ask it."""
    return Census(_counted(ask, _REMARKS, _NEXT_EXCHANGE), _counted(ask, _REASONS, _NEXT_CLOSING))


def _counted(ask: Callable[..., list[Any]], statement: Statement, following: Statement) -> Mapping[str, int]:
    """Count stretch by stretch, over the gaps: one wrong number in a damaged file may be beyond all that is there."""
    counts: Counter[str] = Counter()
    at = 0
    while found := ask(following, at):
        first = found[0][0]
        at = first + STRETCH - 1
        for code, count in ask(statement, first - 1, at):
            counts[code] += count
    return counts
