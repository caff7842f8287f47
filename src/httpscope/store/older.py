"""Captures of an earlier format: brought up to the present one, in place by who goes on with them, else in a copy.

What an earlier format did not know is empty in the present one; nothing else changes.
"""

import re
import sqlite3
from pathlib import Path
from typing import Final

from httpscope.store.file import connect, open_for_reading, read_fault, write_fault
from httpscope.store.schema import STATEMENTS, VERSION, finish

_NAME: Final = re.compile(r"CREATE (TABLE|INDEX) (\w+)")


def is_older(path: Path) -> bool:
    """Tell whether the capture is of an earlier format. Raises CaptureFault."""
    connection = open_for_reading(path)
    try:
        ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        return bool(version < VERSION)
    except sqlite3.Error as error:
        raise read_fault(path, error) from error
    finally:
        connection.close()


def copy_brought_up(path: Path, target: Path) -> None:
    """Write a capture of an earlier format into a new file, in the present one. Raises CaptureFault."""
    source = open_for_reading(path)
    try:
        target.touch(0o600, exist_ok=False)
        copy = connect(target)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            bring_up(copy)
        finally:
            copy.close()
    except (sqlite3.Error, OSError) as error:
        raise write_fault(target, error) from error
    finally:
        source.close()


def bring_up(connection: sqlite3.Connection) -> None:
    """Bring a capture to the present format, all of it or nothing. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in STATEMENTS:
        found = _NAME.search(statement)
        assert found is not None, "a statement makes a table or an index"
        kind, name = found.groups()
        if kind == "INDEX":
            connection.execute(statement.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS"))
        elif not _columns(connection, name):
            connection.execute(statement)
        else:
            _renew(connection, name, statement)
    finish(connection)
    connection.execute("COMMIT")


def _renew(connection: sqlite3.Connection, table: str, statement: str) -> None:
    """Make a table anew where its columns are not those of the present format, with all of its rows."""
    connection.execute(statement.replace(f"CREATE TABLE {table} ", "CREATE TABLE renewed "))
    columns = _columns(connection, table)
    if columns == _columns(connection, "renewed"):
        connection.execute("DROP TABLE renewed")
        return
    names = ", ".join(name for name, *_ in columns)
    connection.execute(f"INSERT INTO renewed ({names}) SELECT {names} FROM {table}")
    connection.execute(f"DROP TABLE {table}")
    connection.execute(f"ALTER TABLE renewed RENAME TO {table}")


def _columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, int]]:
    """Give name, type and whether NULL is refused of each column; none where there is no such table."""
    return connection.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,)).fetchall()
