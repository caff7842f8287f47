"""Counting by remark, by reason of closing and what else tells of a limit that struck, over a whole capture.

No index serves this: few ever ask, and each request would pay for it. So it reads the tables, a stretch at a time, that
no transaction stays open for long: about 0.4 s for a million of each. Not for the thread of a screen.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from httpscope.exchange import PIPELINED, PIPELINED_UNREAD
from httpscope.store.statement import Statement

STRETCH: Final = 100_000
"""Rows looked at by one question: some 40 ms."""

_NEXT_EXCHANGE: Final = Statement("SELECT id FROM exchange WHERE id > ? ORDER BY id LIMIT 1", (int,))
_NEXT_HOLD: Final = Statement("SELECT id FROM hold WHERE id > ? ORDER BY id LIMIT 1", (int,))
_NEXT_OMISSION: Final = Statement("SELECT id FROM omission WHERE id > ? ORDER BY id LIMIT 1", (int,))
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
_WAITED: Final = Statement(
    f"""
SELECT remark, count(*) FROM exchange
WHERE id > ?1 AND id <= ?2 AND remark IN ('{PIPELINED}', '{PIPELINED_UNREAD}') GROUP BY remark
UNION ALL
SELECT remark, count(*) FROM progress
WHERE exchange > ?1 AND exchange <= ?2 AND remark IN ('{PIPELINED}', '{PIPELINED_UNREAD}') GROUP BY remark
""",
    (str, int),
)
"""Remarks of a request that waits, which are gone from its newest row once it is read."""
_HOLDS: Final = Statement(
    "SELECT 'hold-timeout', count(*) FROM hold WHERE id > ?1 AND id <= ?2 AND state = 'timeout' GROUP BY state",
    (str, int),
)
_HOLES: Final = Statement(
    """
SELECT 'not-kept', count(*) FROM omission AS hole
WHERE id > ?1 AND id <= ?2 AND NOT EXISTS (
  SELECT 1 FROM omission
  WHERE connection = hole.connection AND direction = hole.direction AND start = hole.start AND id < hole.id
) GROUP BY 1
""",
    (str, int),
)
"""Holes in messages; one that grew has several rows."""


class Census(NamedTuple):
    """How often each code is in a capture."""

    remarks: Mapping[str, int]
    """Exchanges by remark; without those that have none."""
    reasons: Mapping[str, int]
    """Connections that have ended by the reason of closing."""
    events: Mapping[str, int]
    """What else happened: holds that nobody ended in time (`hold-timeout`), bodies of which not all is kept
    (`not-kept`), and requests that waited behind answers, by the remark that they had then."""


def take_census(ask: Callable[..., list[Any]]) -> Census:
    """Count what the capture holds by now, with a way to ask it."""
    return Census(
        _counted(ask, _REMARKS, _NEXT_EXCHANGE),
        _counted(ask, _REASONS, _NEXT_CLOSING),
        {
            **_counted(ask, _WAITED, _NEXT_EXCHANGE),
            **_counted(ask, _HOLDS, _NEXT_HOLD),
            **_counted(ask, _HOLES, _NEXT_OMISSION),
        },
    )


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
