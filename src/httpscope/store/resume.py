"""Going on with a capture whose server died: what it holds, and how the connections it had came to an end."""

import sqlite3
from pathlib import Path
from typing import Any, Final, NamedTuple

from httpscope.exchange import INBOUND, OUTBOUND, WAITING, Closing, Exchange, Hold, Progress
from httpscope.store.file import connect, open_for_reading, write_fault
from httpscope.store.older import bring_up
from httpscope.store.schema import VERSION
from httpscope.store.statement import EXCHANGE, EXCHANGES_OF, HOLDS_BEHIND, Statement
from httpscope.store.stream import BLOCK, block_of, shared_end, stream_end
from httpscope.store.tally import Tally


class State(NamedTuple):
    """The highest numbers of each table whose rows the writer numbers or the server does."""

    segments: int
    contents: int
    progress: int
    connections: int
    rulesets: int
    tally: Tally


_HIGHEST: Final = """
SELECT (SELECT max(id) FROM segment), (SELECT max(id) FROM content), (SELECT max(number) FROM progress),
  (SELECT max(id) FROM connection), (SELECT max(id) FROM ruleset)
"""
_TALLY: Final = "SELECT exchanges, answers, connections, closings, silent, notices FROM tally ORDER BY id DESC LIMIT 1"
_HIGHEST_IN_BLOCKS: Final = (
    "SELECT coalesce((SELECT max(id) FROM segment), 0), coalesce((SELECT max(id) FROM exchange), 0)"
)
_UNCLOSED: Final = """
SELECT id, segments, exchanges FROM connection
WHERE NOT EXISTS (SELECT 1 FROM closing WHERE closing.connection = connection.id)
"""
_LAST_WORD: Final = """
SELECT max(coalesce((SELECT max(at) FROM connection), 0),
  coalesce((SELECT at FROM segment ORDER BY id DESC LIMIT 1), 0),
  coalesce((SELECT at FROM exchange ORDER BY id DESC LIMIT 1), 0),
  coalesce((SELECT at FROM answer ORDER BY exchange DESC LIMIT 1), 0))
"""


def open_again(path: Path) -> sqlite3.Connection:
    """Open a capture that exists for writing, and bring its format up. Raises CaptureFault."""
    open_for_reading(path).close()
    try:
        connection = connect(path)
        ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        if version < VERSION:
            bring_up(connection)
        # One that was closed in order is no WAL any more.
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise write_fault(path, error) from error
    return connection


def find_state(connection: sqlite3.Connection) -> State:
    """Tell where numbering goes on."""
    segments, contents, progress, connections, rulesets = (
        number or 0 for number in connection.execute(_HIGHEST).fetchone()
    )
    found = connection.execute(_TALLY).fetchone()
    return State(segments, contents, progress, connections, rulesets, Tally(*found) if found else Tally())


class Left(NamedTuple):
    """What the server that died did not write."""

    closings: list[Closing]
    progress: list[Progress]
    """The last word on each request that was half in: it ends where its octets do."""
    unanswered: dict[int, int]
    """By connection that got a closing, an exchange from which on there may be one without an answer."""
    holds: list[Hold]
    """The last word on each request that waited for a person."""
    gone: list[int]
    """Connections of which nothing is kept: nobody knows any more how many octets they had."""


def find_left(connection: sqlite3.Connection) -> Left:
    """Give the rows that the server which died did not write."""
    ((last,),) = connection.execute(_LAST_WORD).fetchall()
    ((segment, exchange),) = connection.execute(_HIGHEST_IN_BLOCKS).fetchall()

    def ask(statement: Statement, /, *values: int) -> list[Any]:
        return connection.execute(statement.sql, values).fetchall()

    latest = {cells[1]: Hold(*cells[1:]) for cells in ask(HOLDS_BEHIND, 0)}
    waiting = [hold.exchange for hold in latest.values() if hold.state in WAITING]
    left = Left([], [], {}, [Hold(exchange, last, "server-died", None) for exchange in waiting], [])
    ((removed,),) = connection.execute("SELECT coalesce(max(exchanges), 0) FROM removal").fetchall()

    for number, segments, exchanges in connection.execute(_UNCLOSED).fetchall():
        received, sent = (
            max(
                stream_end(ask, number, direction, block_of(segments), block_of(segment)),
                shared_end(ask, number, direction, block_of(exchanges), block_of(exchange)),
            )
            for direction in (INBOUND, OUTBOUND)
        )
        left.closings.append(Closing(number, last, "server-died", received, sent))
        left.unanswered[number] = exchanges + 1
        newest = ask(EXCHANGES_OF, block_of(exchange), block_of(exchanges), number, BLOCK)
        if not newest and exchanges < removed:
            left.gone.append(number)
        for row in ask(EXCHANGE, max(newest)[0]) if newest else ():
            half = Exchange(*row)
            if half.stop is None:
                left.progress.append(Progress(half.id, last, half.head_stop, received, *half[7:11]))
    return left
