"""The statements of a reader. Each takes numbers only, and its cost follows what it gives (see `schema`)."""

from typing import Final

from httpscope.store.schema import BLOCK_BITS

LATEST: Final = (
    "LEFT JOIN progress p ON p.exchange = e.id AND p.number = (SELECT max(number) FROM progress WHERE exchange = e.id)"
)

ROWS: Final = f"""
SELECT e.id, e.at, coalesce(p.method, e.method), coalesce(p.target, e.target), coalesce(p.version, e.version),
  a.status, 0, coalesce(a.stop - a.start, 0), a.at - e.at,
  coalesce(c.peer, ''), coalesce(p.remark, e.remark), e.connection, e.ordinal, coalesce(a.rule, ''),
  e.start, coalesce(p.stop, e.stop)
FROM exchange e {LATEST}
LEFT JOIN answer a ON a.exchange = e.id LEFT JOIN connection c ON c.id = e.connection
WHERE e.id >= ? AND e.id < ? ORDER BY e.id
"""

EXCHANGE: Final = f"""
SELECT e.id, e.connection, e.ordinal, e.at, e.start, coalesce(p.head_stop, e.head_stop), coalesce(p.stop, e.stop),
  coalesce(p.method, e.method), coalesce(p.target, e.target), coalesce(p.version, e.version),
  coalesce(p.remark, e.remark)
FROM exchange e {LATEST} WHERE e.id = ?
"""

TALLY: Final = """
SELECT t.id, t.exchanges, t.answers, t.connections, t.closings, t.silent, t.notices,
  (SELECT min(touched) FROM tally WHERE id > ?) FROM tally t ORDER BY t.id DESC LIMIT 1
"""


WHERE: Final = f"""
SELECT e.connection, e.start, coalesce(p.stop, e.stop, k.received), coalesce(a.start, 0),
  min(coalesce(a.stop, 0), coalesce(k.sent, a.stop, 0)),
  e.segments, coalesce(c.segments, 0), coalesce(k.segments, (SELECT max(id) FROM segment), 0)
FROM exchange e {LATEST} LEFT JOIN answer a ON a.exchange = e.id
LEFT JOIN connection c ON c.id = e.connection LEFT JOIN closing k ON k.connection = e.connection
WHERE e.id = ?
"""

LIFE: Final = """
SELECT coalesce((SELECT segments FROM connection WHERE id = ?1), 0),
  coalesce((SELECT segments FROM closing WHERE connection = ?1), (SELECT max(id) FROM segment), 0)
"""

CONNECTIONS: Final = (
    "SELECT c.id, c.at, c.peer, c.local, k.at, k.reason, k.received, k.sent "
    "FROM connection c LEFT JOIN closing k ON k.connection = c.id"
)
EXCHANGES_OF: Final = f"""
WITH RECURSIVE block (n) AS (VALUES (?1) UNION ALL SELECT n - 1 FROM block WHERE n > ?2)
SELECT e.id, e.ordinal FROM block CROSS JOIN exchange e ON e.id >> {BLOCK_BITS} = block.n AND e.connection = ?3
LIMIT ?4
"""

EXCHANGES_BETWEEN: Final = """
SELECT coalesce((SELECT exchanges FROM connection WHERE id = ?1), 0),
  coalesce((SELECT exchanges FROM closing WHERE connection = ?1), (SELECT max(id) FROM exchange), 0)
"""
