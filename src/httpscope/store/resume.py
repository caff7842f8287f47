"""Going on with a capture whose server died: what it holds, and how the connections it had came to an end."""

import sqlite3
from pathlib import Path
from typing import Any, Final, NamedTuple

from httpscope.exchange import INBOUND, OUTBOUND, Closing
from httpscope.store.file import connect, open_for_reading, write_fault
from httpscope.store.schema import VERSION, bring_up
from httpscope.store.statement import Statement
from httpscope.store.stream import block_of, stream_end
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
_UNCLOSED: Final = """
SELECT id, segments FROM connection WHERE NOT EXISTS (SELECT 1 FROM closing WHERE closing.connection = connection.id)
"""
_LAST_WORD: Final = """
SELECT max(coalesce((SELECT max(at) FROM connection), 0),
  coalesce((SELECT at FROM segment ORDER BY id DESC LIMIT 1), 0))
"""


def open_again(path: Path) -> sqlite3.Connection:
    """Open a capture that exists for writing, and bring its format up. Raises CaptureFault."""
    open_for_reading(path).close()
    try:
        connection = connect(path)
        ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        if version < VERSION:
            connection.execute("BEGIN IMMEDIATE")
            bring_up(connection, version)
            connection.execute("COMMIT")
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


def closings_missing(connection: sqlite3.Connection) -> list[Closing]:
    """Give the closings that the server which died did not write."""
    ((last,),) = connection.execute(_LAST_WORD).fetchall()
    ((highest,),) = connection.execute("SELECT coalesce(max(id), 0) FROM segment").fetchall()

    def ask(statement: Statement, /, *values: int) -> list[Any]:
        return connection.execute(statement.sql, values).fetchall()

    def end(number: int, direction: int, segments: int) -> int:
        return stream_end(ask, number, direction, block_of(segments), block_of(highest))

    return [
        Closing(number, last, "server-died", end(number, INBOUND, segments), end(number, OUTBOUND, segments))
        for number, segments in connection.execute(_UNCLOSED).fetchall()
    ]
