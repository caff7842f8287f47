"""The statements of a reader, each with the types that its columns have in a sound file (see `schema`).

Each takes numbers only, and its cost follows what it gives, not the length of the capture.
"""

from types import NoneType
from typing import Any, Final, NamedTuple

from httpscope.exchange import INBOUND, OUTBOUND
from httpscope.store.schema import BLOCK_BITS


class Statement(NamedTuple):
    """SQL and the types of its columns. SQLite does not check those when it reads, and a damaged page has any."""

    sql: str
    types: tuple[Any, ...]

    def fits(self, cells: tuple[Any, ...]) -> bool:
        """Tell whether a row that was read has the types that it should have."""
        return all(map(isinstance, cells, self.types))


_INT_OR_NONE: Final = (int, NoneType)
_STR_OR_NONE: Final = (str, NoneType)

_LATEST: Final = (
    "LEFT JOIN progress p ON p.exchange = e.id AND p.number = (SELECT max(number) FROM progress WHERE exchange = e.id)"
)

ANSWER_STOP: Final = (
    "coalesce(a.stop, (SELECT r.stop FROM reach r WHERE r.exchange = a.exchange AND r.over ORDER BY r.id DESC LIMIT 1))"
)
"""Where an answer ends; NULL while nobody knows."""

VERSION: Final = Statement("PRAGMA data_version", (int,))

# SQLite makes a float of a difference beyond 64 bits, which no sound capture has; the cast makes it the utmost integer.
_ROW: Final = f"""
SELECT e.id, e.at, coalesce(p.method, e.method), coalesce(p.target, e.target), coalesce(p.version, e.version),
  a.status, 0, CAST({ANSWER_STOP} - a.start AS INTEGER), CAST(a.at - e.at AS INTEGER),
  coalesce(c.peer, ''), coalesce(p.remark, e.remark), e.connection, e.ordinal, coalesce(a.rule, ''),
  e.start, coalesce(p.stop, e.stop), coalesce(k.reason, ''),
  EXISTS (SELECT 1 FROM omission o WHERE o.connection = e.connection AND o.direction = {INBOUND}
    AND o.start >= e.start AND o.start < coalesce(p.stop, e.stop, o.stop)),
  EXISTS (SELECT 1 FROM omission o WHERE o.connection = e.connection AND o.direction = {OUTBOUND}
    AND o.start >= a.start AND o.start < coalesce(a.stop, o.stop)),
  coalesce((SELECT h.state FROM hold h WHERE h.exchange = e.id ORDER BY h.id DESC LIMIT 1), '')
FROM exchange e {_LATEST}
LEFT JOIN answer a ON a.exchange = e.id LEFT JOIN connection c ON c.id = e.connection
LEFT JOIN closing k ON k.connection = e.connection
"""
_ROW_TYPES: Final = (
    int,
    int,
    str,
    str,
    str,
    _INT_OR_NONE,
    int,
    _INT_OR_NONE,
    _INT_OR_NONE,
    str,
    str,
    int,
    int,
    str,
    int,
    _INT_OR_NONE,
    str,
    int,
    int,
    str,
)
ROWS: Final = Statement(f"{_ROW} WHERE e.id >= ? AND e.id < ? ORDER BY e.id", _ROW_TYPES)
ROWS_AT_ONCE: Final = 128
ROWS_OF: Final = Statement(f"{_ROW} WHERE e.id IN ({', '.join('?' * ROWS_AT_ONCE)}) ORDER BY e.id", _ROW_TYPES)
"""The rows of `ROWS_AT_ONCE` numbers; 0 is no exchange."""
NUMBERS: Final = Statement("SELECT id FROM exchange WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", (int,))

EXCHANGE: Final = Statement(
    f"""
SELECT e.id, e.connection, e.ordinal, e.at, e.start, coalesce(p.head_stop, e.head_stop), coalesce(p.stop, e.stop),
  coalesce(p.method, e.method), coalesce(p.target, e.target), coalesce(p.version, e.version),
  coalesce(p.remark, e.remark)
FROM exchange e {_LATEST} WHERE e.id = ?
""",
    (int, int, int, int, int, _INT_OR_NONE, _INT_OR_NONE, str, str, str, str),
)

ANSWER: Final = Statement(
    "SELECT exchange, at, start, stop, status, rule, ruleset FROM answer WHERE exchange = ?",
    (int, int, int, _INT_OR_NONE, int, str, _INT_OR_NONE),
)

PLACE: Final = Statement(
    f"""
SELECT e.connection, e.start, coalesce(p.stop, e.stop, k.received), coalesce(a.start, 0),
  CASE WHEN a.exchange IS NULL THEN 0
    ELSE min(coalesce({ANSWER_STOP}, k.sent), coalesce(k.sent, {ANSWER_STOP})) END,
  e.segments, coalesce(c.segments, 0), coalesce(k.segments, (SELECT max(id) FROM segment), 0),
  e.octets, e.at, a.octets, a.at
FROM exchange e {_LATEST} LEFT JOIN answer a ON a.exchange = e.id
LEFT JOIN connection c ON c.id = e.connection LEFT JOIN closing k ON k.connection = e.connection
WHERE e.id = ?
""",
    (int, int, _INT_OR_NONE, int, _INT_OR_NONE, int, int, int, _INT_OR_NONE, int, _INT_OR_NONE, _INT_OR_NONE),
)
"""Where request and answer of an exchange lie, a segment near them, the segments of the connection's life, and
content and time of each of both that is shared as a whole."""

_CONNECTION: Final = (
    "SELECT c.id, c.at, c.peer, c.local, k.at, k.reason, k.received, k.sent "
    "FROM connection c LEFT JOIN closing k ON k.connection = c.id"
)
_CONNECTION_TYPES: Final = (int, int, str, str, _INT_OR_NONE, _STR_OR_NONE, _INT_OR_NONE, _INT_OR_NONE)
CONNECTION: Final = Statement(f"{_CONNECTION} WHERE c.id = ?", _CONNECTION_TYPES)
CONNECTIONS: Final = Statement(f"{_CONNECTION} WHERE c.id < ? ORDER BY c.id DESC LIMIT ?", _CONNECTION_TYPES)
REMOVED: Final = Statement("SELECT coalesce(max(exchanges), 0) FROM removal", (int,))
CONNECTIONS_UP_TO: Final = Statement("SELECT id FROM connection WHERE id <= ? ORDER BY id", (int,))

EXCHANGES_BETWEEN: Final = Statement(
    """
SELECT coalesce((SELECT exchanges FROM connection WHERE id = ?1), 0),
  coalesce((SELECT exchanges FROM closing WHERE connection = ?1), (SELECT max(id) FROM exchange), 0)
""",
    (int, int),
)
EXCHANGES_OF: Final = Statement(
    f"""
WITH RECURSIVE block (n) AS (VALUES (?1) UNION ALL SELECT n - 1 FROM block WHERE n > ?2)
SELECT e.id, e.ordinal FROM block CROSS JOIN exchange e ON e.id >> {BLOCK_BITS} = block.n AND e.connection = ?3
LIMIT ?4
""",
    (int, int),
)

TALLY: Final = Statement(
    """
SELECT t.id, t.exchanges, t.answers, t.connections, t.closings, t.silent, t.notices,
  (SELECT min(touched) FROM tally WHERE id > ?), coalesce((SELECT max(exchanges) FROM removal), 0),
  coalesce((SELECT max(connections) FROM removal), 0)
FROM tally t ORDER BY t.id DESC LIMIT 1
""",
    (int, int, int, int, int, int, int, _INT_OR_NONE, int, int),
)

RULE_COUNTS: Final = Statement(
    "SELECT rule, count(*), max(at) FROM answer WHERE exchange >= ? AND exchange < ? GROUP BY rule", (str, int, int)
)

RULE_COUNTS_GONE: Final = Statement("SELECT rule, answers, at FROM gone", (str, int, int))

NEXT_ANSWER: Final = Statement("SELECT exchange FROM answer WHERE exchange >= ? ORDER BY exchange LIMIT 1", (int,))

RUN: Final = Statement("SELECT * FROM run ORDER BY rowid DESC LIMIT 1", (int, str, str, str))
RULESET: Final = Statement("SELECT * FROM ruleset WHERE id = ?", (int, int, str, str))

_NOTICE: Final = "SELECT at, severity, topic, text FROM notice"
NOTICES_BEHIND: Final = Statement(f"{_NOTICE} WHERE id > ? ORDER BY id", (int, str, str, str))
NOTICES_LATER: Final = Statement(f"{_NOTICE} WHERE at > ? ORDER BY id", (int, str, str, str))

HOLDS_BEHIND: Final = Statement(
    "SELECT id, exchange, at, state, until FROM hold WHERE id > ? ORDER BY id", (int, int, int, str, _INT_OR_NONE)
)
HOLDS_OF: Final = Statement(
    "SELECT exchange, at, state, until FROM hold WHERE exchange = ? ORDER BY id", (int, int, str, _INT_OR_NONE)
)

COUNT_HIGHEST: Final = Statement("SELECT coalesce(max(id), 0) FROM count", (int,))
COUNTS: Final = Statement(
    """
SELECT at, connection, ordinal, rule, what, whom, number, max(id) AS newest FROM count
WHERE id > ? AND id <= ? GROUP BY rule, what, whom ORDER BY newest
""",
    (int, int, int, str, str, str, int, int),
)
"""The newest of each; with `max` SQLite gives the other columns of the row that has it."""
COUNT_UNTIL: Final = Statement(
    "SELECT coalesce(max(id), 0) FROM (SELECT id FROM count WHERE id > ? ORDER BY id LIMIT ?)", (int,)
)
"""The last of so many rows behind one, 0 where there is none."""
COUNT_AT: Final = Statement("SELECT at FROM count WHERE id >= ? ORDER BY id LIMIT 1", (int,))
COUNT_OF: Final = Statement(
    "SELECT id FROM count WHERE id >= ? AND id <= ? AND connection = ? AND ordinal = ? ORDER BY id LIMIT 1", (int,)
)

_DOWN: Final = "WITH RECURSIVE block (n) AS (VALUES (?1) UNION ALL SELECT n - 1 FROM block WHERE n > ?2)"
_UP: Final = "WITH RECURSIVE block (n) AS (VALUES (?1) UNION ALL SELECT n + 1 FROM block WHERE n < ?2)"
_IN_STREAM: Final = f"id >> {BLOCK_BITS} = block.n AND connection = ?3 AND direction = ?4"

STREAM_BLOCK: Final = Statement(
    f"{_DOWN} SELECT n FROM block WHERE EXISTS (SELECT 1 FROM segment WHERE {_IN_STREAM} AND start <= ?5) LIMIT 1",
    (int,),
)
STREAM_END: Final = Statement(
    f"""
{_DOWN} SELECT stop FROM (
  SELECT (SELECT stop FROM segment WHERE {_IN_STREAM} ORDER BY start DESC LIMIT 1) AS stop FROM block
) WHERE stop IS NOT NULL LIMIT 1
""",
    (int,),
)
SHARED_END: Final = Statement(
    f"""
{_DOWN} SELECT stop FROM (
  SELECT (
    SELECT max(CASE ?4 WHEN {INBOUND} THEN iif(e.octets IS NULL, NULL, e.stop)
      ELSE (SELECT a.stop FROM answer a WHERE a.exchange = e.id AND a.octets IS NOT NULL) END)
    FROM exchange e WHERE e.id >> {BLOCK_BITS} = block.n AND e.connection = ?3
  ) AS stop FROM block
) WHERE stop IS NOT NULL LIMIT 1
""",
    (int,),
)
"""Where the last request, or answer, of a connection ends that no segment has."""

_BETWEEN: Final = f"""
FROM block CROSS JOIN segment
  ON {_IN_STREAM} AND start < ?6 AND start >= coalesce(
    (SELECT start FROM segment WHERE {_IN_STREAM} AND start <= ?5 ORDER BY start DESC LIMIT 1), ?5)
WHERE stop > ?5
"""
STREAM_BETWEEN: Final = Statement(
    f"{_UP} SELECT at, start, stop, octets, content {_BETWEEN}", (int, int, int, bytes, _INT_OR_NONE)
)
STREAM_TIMES: Final = Statement(f"{_UP} SELECT at, start, stop {_BETWEEN}", (int, int, int))
"""The same without octets: their columns stand last, so pages that hold nothing but octets are not read."""

OMISSIONS: Final = Statement(
    """
SELECT at, start, max(stop), digest FROM omission
WHERE connection = ? AND direction = ? AND start < ? AND stop > ? GROUP BY start ORDER BY start
""",
    (int, int, int, bytes),
)
"""With `max` SQLite gives the other columns of the row that has it."""
OMITTED_END: Final = Statement(
    "SELECT coalesce(max(stop), 0) FROM omission WHERE connection = ? AND direction = ?", (int,)
)
