"""The tables of a capture.

Every table is insert-only, by triggers of its own: what was captured stays as it was. Only in the capture of a run
that keeps no more than so much may rows go (`let_go`); none ever changes. Columns stand in the order of
the values in `exchange.py`; columns of the store itself follow. No parse is stored: octets, offsets, and the columns
that the list needs.
"""

import sqlite3
from typing import Final

APPLICATION: Final = 0x48545350
"""`HTSP`, in the header of every capture (PRAGMA application_id), so that `file` and we know it."""

BLOCK_BITS: Final = 10
"""Segments and exchanges are indexed in blocks of 2 ** BLOCK_BITS, in the order in which they came.

An index by connection alone has one growing place for each connection, and a commit of fifty connections writes a
hundred pages; by block and connection all growing places share a few pages (2.3 times the throughput, a sixth of the
WAL; `benchmarks/store.py`). A reader looks into each block of a connection's life, one seek a block. The columns
`segments` and `exchanges` bound that life: the highest numbers in the capture when the row was written, which is before
anything else of the connection for `connection`, and after all of it for `closing`.
"""

_TABLES: Final = f"""
CREATE TABLE run (at INTEGER NOT NULL, program TEXT NOT NULL, address TEXT NOT NULL, rules TEXT NOT NULL) STRICT;
CREATE TABLE connection (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, peer TEXT NOT NULL, local TEXT NOT NULL,
    segments INTEGER NOT NULL, exchanges INTEGER NOT NULL
) STRICT;
CREATE TABLE content (id INTEGER PRIMARY KEY, octets BLOB NOT NULL) STRICT;
CREATE TABLE segment (
    id INTEGER PRIMARY KEY, connection INTEGER NOT NULL, direction INTEGER NOT NULL, at INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL,
    octets BLOB NOT NULL, content INTEGER REFERENCES content  -- content follows octets
) STRICT;
CREATE INDEX segment_place ON segment (id >> {BLOCK_BITS}, connection, direction, start);
-- Octets that were not kept. Few, so an index in order of the streams costs nothing where there are none.
CREATE TABLE omission (
    id INTEGER PRIMARY KEY, connection INTEGER NOT NULL, direction INTEGER NOT NULL, at INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, digest BLOB NOT NULL
) STRICT;
CREATE INDEX omission_place ON omission (connection, direction, start, stop);
CREATE TABLE exchange (
    id INTEGER PRIMARY KEY, connection INTEGER NOT NULL, ordinal INTEGER NOT NULL, at INTEGER NOT NULL,
    start INTEGER NOT NULL, head_stop INTEGER, stop INTEGER,
    method TEXT NOT NULL, target TEXT NOT NULL, version TEXT NOT NULL, remark TEXT NOT NULL,
    octets INTEGER REFERENCES content,  -- all of it; NULL where segments have it
    segments INTEGER NOT NULL
) STRICT;
CREATE INDEX exchange_place ON exchange (id >> {BLOCK_BITS}, connection);
CREATE TABLE progress (
    exchange INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, head_stop INTEGER, stop INTEGER,
    method TEXT NOT NULL, target TEXT NOT NULL, version TEXT NOT NULL, remark TEXT NOT NULL,
    PRIMARY KEY (exchange, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE answer (
    exchange INTEGER PRIMARY KEY, at INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER,
    status INTEGER NOT NULL, rule TEXT NOT NULL, ruleset INTEGER,
    octets INTEGER REFERENCES content  -- all of it; NULL where segments have it
) STRICT;
-- How far answers came whose end was not known when they began. Few, like the requests that waited for a person.
CREATE TABLE reach (
    id INTEGER PRIMARY KEY, exchange INTEGER NOT NULL, at INTEGER NOT NULL, stop INTEGER NOT NULL,
    over INTEGER NOT NULL
) STRICT;
CREATE INDEX reach_place ON reach (exchange);
-- Requests that waited for a person. Few, so an index of their own costs nothing.
CREATE TABLE hold (
    id INTEGER PRIMARY KEY, exchange INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, until INTEGER
) STRICT;
CREATE INDEX hold_place ON hold (exchange);
CREATE TABLE closing (
    connection INTEGER PRIMARY KEY, at INTEGER NOT NULL, reason TEXT NOT NULL,
    received INTEGER NOT NULL, sent INTEGER NOT NULL, segments INTEGER NOT NULL, exchanges INTEGER NOT NULL
) STRICT;
CREATE TABLE ruleset (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE notice (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, severity TEXT NOT NULL, topic TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
-- One row a commit: how much the capture holds, and the lowest exchange that the commit told something new about.
-- So a reader learns from the last rows alone what is new, and the large tables need no index in order of time.
CREATE TABLE tally (
    id INTEGER PRIMARY KEY, touched INTEGER, exchanges INTEGER NOT NULL, answers INTEGER NOT NULL,
    connections INTEGER NOT NULL, closings INTEGER NOT NULL, silent INTEGER NOT NULL, notices INTEGER NOT NULL
) STRICT;
-- What the rules of the server remember. It has no index: who asks for the newest reads on from where it was, and a
-- past one is found by its time.
CREATE TABLE count (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, connection INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    rule TEXT NOT NULL, what TEXT NOT NULL, whom TEXT NOT NULL, number INTEGER NOT NULL
) STRICT;
-- One row where the person limited what is kept: the exchanges up to this number are gone, with all that is theirs, and
-- the connections but for those that were open.
CREATE TABLE removal (
    id INTEGER PRIMARY KEY, exchanges INTEGER NOT NULL, connections INTEGER NOT NULL
) STRICT;
-- Where rows of exchanges up to that number go together one day (`generation.Mark`, as JSON): for who goes on with it.
CREATE TABLE mark (id INTEGER PRIMARY KEY, exchanges INTEGER NOT NULL, said TEXT NOT NULL) STRICT;
-- A row a rule: how many of the answers that are gone were its own, and when the last of them was.
CREATE TABLE gone (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL UNIQUE, answers INTEGER NOT NULL, at INTEGER NOT NULL
) STRICT;
"""

VERSION: Final = 3
"""The format that this program writes (PRAGMA user_version). `older` brings files of an earlier one up."""

STATEMENTS: Final = tuple(statement for statement in _TABLES.split(";\n") if statement.strip())
"""What makes the tables and their indexes."""


def create(connection: sqlite3.Connection) -> None:
    """Make an empty file a capture, inside the caller's transaction."""
    for statement in STATEMENTS:
        connection.execute(statement)
    finish(connection)


def let_go(connection: sqlite3.Connection) -> None:
    """Let rows be removed, and have SQLite write over them, so that nothing of them is left in the file."""
    for (trigger,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_no\\_delete' ESCAPE '\\'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("PRAGMA secure_delete = ON")


def finish(connection: sqlite3.Connection) -> None:
    """Let no table take a change any more, and mark the file as ours."""
    for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        for change in ("UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a capture is insert-only'); END"
            )
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
