"""Makes the rows that were rescued fit each other, in a copy of which nobody else knows. SQL only.

A row here may be anything that has the right types; the rows it refers to may be lost.
"""

import sqlite3
from typing import Final, NamedTuple

from httpscope.exchange import INBOUND, OUTBOUND
from httpscope.store.statement import ANSWER_STOP

_SPANS: Final = f"""
CREATE TEMP TABLE span AS
SELECT e.id AS exchange, e.connection, {INBOUND} AS direction, e.start, coalesce(p.stop, e.stop, e.start) AS stop
FROM exchange e
LEFT JOIN progress p ON p.exchange = e.id AND p.number = (SELECT max(number) FROM progress WHERE exchange = e.id)
UNION ALL
SELECT a.exchange, e.connection, {OUTBOUND}, a.start,
  min(coalesce({ANSWER_STOP}, k.sent, a.start), coalesce(k.sent, {ANSWER_STOP}, a.start))
FROM answer a JOIN exchange e ON e.id = a.exchange LEFT JOIN closing k ON k.connection = e.connection
"""
"""Which octets of which stream belong to an exchange, by its own rows."""

_HOLES: Final = """
CREATE TEMP TABLE hole AS SELECT connection, direction, before AS start, start AS stop FROM (
  SELECT connection, direction, start, coalesce(max(stop) OVER (
    PARTITION BY connection, direction ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
  FROM told
) WHERE start > before
UNION ALL SELECT s.connection, s.direction, coalesce(m.stop, 0), max(s.stop)
FROM span s LEFT JOIN (SELECT connection, direction, max(stop) AS stop FROM told GROUP BY 1, 2) m
  ON m.connection = s.connection AND m.direction = s.direction
GROUP BY s.connection, s.direction HAVING max(s.stop) > coalesce(m.stop, 0)
"""
"""Octets that neither a segment has nor an omission tells of: between two, before the first, and behind the last."""

_TOLD: Final = """
CREATE TEMP TABLE told AS SELECT connection, direction, start, stop FROM segment
UNION ALL SELECT connection, direction, start, stop FROM omission
UNION ALL SELECT connection, 0, start, stop FROM exchange WHERE octets IS NOT NULL
UNION ALL SELECT e.connection, 1, a.start, a.stop FROM answer a JOIN exchange e ON e.id = a.exchange
  WHERE a.octets IS NOT NULL
"""

_CONSISTENT: Final = (
    # A segment says its length twice, so one whose octets were lost is known.
    """
UPDATE segment SET content = NULL, stop = start + length(octets) WHERE content IS NOT NULL AND
  stop - start - length(octets) IS NOT (SELECT length(c.octets) FROM content c WHERE c.id = content)
""",
    *(
        f"UPDATE {table} SET octets = NULL WHERE octets IS NOT NULL "
        f"AND stop - start IS NOT (SELECT length(c.octets) FROM content c WHERE c.id = {table}.octets)"
        for table in ("exchange", "answer")
    ),
    """
DELETE FROM segment WHERE start < 0 OR stop <= start OR direction NOT IN (0, 1)
  OR (content IS NULL AND stop - start <> length(octets))
""",
    "DELETE FROM omission WHERE start < 0 OR stop <= start OR direction NOT IN (0, 1) OR length(digest) <> 32",
    "DELETE FROM exchange WHERE id < 1 OR start < 0 OR stop < start OR head_stop < start",
    "DELETE FROM removal WHERE exchanges < 0 OR connections < 0 OR exchanges >= (SELECT max(id) FROM exchange)",
    "DELETE FROM progress WHERE stop < 0 OR exchange NOT IN (SELECT id FROM exchange)",
    "DELETE FROM reach WHERE stop < 0 OR exchange NOT IN (SELECT id FROM exchange)",
    "DELETE FROM answer WHERE start < 0 OR stop < start",
    "CREATE INDEX stream ON segment (connection, direction, start)",
    _SPANS,
    _TOLD,
    _HOLES,
)


class _Behind(NamedTuple):
    """A segment with octets behind a hole in a span, and where these end."""

    id: int
    start: int
    stop: int
    end: int


def make_consistent(connection: sqlite3.Connection) -> None:
    """Delete what cannot be, and find out which octets are missing. Raises sqlite3.Error."""
    for statement in _CONSISTENT:
        connection.execute(statement)


def find_lacking(connection: sqlite3.Connection) -> list[int]:
    """Give the exchanges that have not all of their octets."""
    found = connection.execute(
        "SELECT DISTINCT exchange FROM hole h CROSS JOIN span s ON h.connection = s.connection "
        "AND h.direction = s.direction AND h.start < s.stop AND h.stop > s.start"
    )
    return [exchange for (exchange,) in found]


def leave_out_behind_holes(connection: sqlite3.Connection) -> None:
    """Delete the octets that stand behind a hole in the same request or answer, and drop the helpers."""
    # CROSS JOIN keeps the order of the loops: from the few holes to the many segments, and not the other way round.
    behind = connection.execute(
        "SELECT g.id, g.start, g.stop, max(s.stop) FROM hole h CROSS JOIN span s ON h.connection = s.connection "
        "AND h.direction = s.direction AND h.start < s.stop AND h.stop > s.start AND h.stop < s.stop "
        "CROSS JOIN segment g ON g.connection = s.connection AND g.direction = s.direction "
        "AND g.start >= h.stop AND g.start < s.stop GROUP BY g.id"
    ).fetchall()
    for segment in map(_Behind._make, behind):
        _leave_out(connection, segment)
    connection.execute("DROP INDEX stream")


def _leave_out(connection: sqlite3.Connection, segment: _Behind) -> None:
    """Delete a segment as far as it belongs to the span with the hole; the next span may begin in it."""
    cut = segment.end - segment.start
    if segment.end >= segment.stop:
        connection.execute("DELETE FROM segment WHERE id = ?", (segment.id,))
        return
    (octets,) = connection.execute(
        "SELECT s.octets || coalesce(c.octets, x'') FROM segment s LEFT JOIN content c ON c.id = s.content "
        "WHERE s.id = ?",
        (segment.id,),
    ).fetchone()
    rest = bytes(octets)[cut:] if isinstance(octets, bytes) else octets.encode()[cut:]
    connection.execute(
        "UPDATE segment SET octets = ?, content = NULL, start = ? WHERE id = ?", (rest, segment.end, segment.id)
    )
