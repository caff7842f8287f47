"""What can still be read of a damaged capture, written into a new one, and told in a sentence.

The damaged files are only read. Octets are never joined over a hole: what stands behind one in its request or answer is
left out, so that what is shown begins as it did on the wire and is only shorter.
"""

import re
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from httpscope.i18n import _
from httpscope.store.fault import CaptureFault
from httpscope.store.file import create, shown, write_fault
from httpscope.store.mend import find_lacking, leave_out_behind_holes, make_consistent
from httpscope.store.pages import Pages, Value

_SHAPES: Final = (
    ("run", re.compile("ittt")),
    ("connection", re.compile("nittii")),
    ("content", re.compile("nb")),
    ("segment", re.compile("niiiiib[ni]")),
    ("omission", re.compile("ni{5}b")),
    ("exchange", re.compile("niiii[ni]{2}t{4}[ni]i")),
    ("answer", re.compile("nii[ni]it[ni]{2}")),
    ("closing", re.compile("nitiiii")),
    ("ruleset", re.compile("nitt")),
    ("notice", re.compile("nittt")),
    ("reach", re.compile("niiii")),
    ("hold", re.compile("niit[ni]")),
    ("count", re.compile("ni{3}t{3}i")),
    ("removal", re.compile("nii")),
    ("gone", re.compile("ntii")),
)
_PROGRESS: Final = re.compile("iii[ni]{2}t{4}")
"""The types of the columns of each table (see `schema`), and of the one table whose rows have no numbers."""

_LETTERS: Final = {type(None): "n", int: "i", str: "t", bytes: "b", float: "f"}
_AT_ONCE: Final = 1_000


def rescue(path: Path, target: Path) -> str:
    """Write what can be read of the capture at `path` into a new one at `target`, and tell what is lost.

    The process must have no connection open to the capture. Raises CaptureFault, also where nothing of it is a row.
    """
    try:
        pages = Pages(str(path))
    except OSError as error:
        raise write_fault(path, error) from error
    try:
        connection = create(target)
        try:
            return _rescue(pages, connection, shown(path))
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as error:
        raise write_fault(target, error) from error
    finally:
        pages.close()


def _rescue(pages: Pages, connection: sqlite3.Connection, name: str) -> str:
    # The copy may be begun again at any time, and nobody else sees it before it is whole.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("BEGIN")
    rows = _known(pages)
    while some := list(islice(rows, _AT_ONCE)):
        for table in {table for table, _values in some}:
            rows_of_it = [values for known, values in some if known == table]
            places = ", ".join("?" * len(rows_of_it[0]))
            columns = "(rowid, at, program, address, rules) " if table == "run" else ""
            connection.executemany(f"INSERT OR IGNORE INTO {table} {columns}VALUES ({places})", rows_of_it)
    make_consistent(connection)
    lacking = find_lacking(connection)
    leave_out_behind_holes(connection)
    ((highest, count, removed),) = connection.execute(
        "SELECT coalesce(max(id), 0), count(*), (SELECT coalesce(max(exchanges), 0) FROM removal) FROM exchange"
    ).fetchall()
    if not count and not connection.execute("SELECT 1 FROM connection LIMIT 1").fetchone():
        raise CaptureFault(_("{path} is damaged, and nothing of it can be read.").format(path=name))
    text = _(
        "{path} is damaged. This is what can be read of it: {count} of {highest} requests or more, {lacking} of them "
        "with octets missing. Look for a copy of the file; it was not touched."
    ).format(path=name, count=count, highest=max(highest - removed, count), lacking=len(lacking))
    _finish(connection, text)
    return text


def _known(pages: Pages) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """Give the rows that have the shape of one of our tables, with their numbers where the table has them."""
    for number, values in pages.rows():
        shape = "".join(_LETTERS[type(value)] for value in values)
        if number is None:
            if _PROGRESS.fullmatch(shape):
                yield "progress", values
            continue
        for table, known in _SHAPES:
            if known.fullmatch(shape):
                yield table, (number, *(values if table == "run" else values[1:]))


def _finish(connection: sqlite3.Connection, text: str) -> None:
    """Tell the people at the screen, and count what a reader does not count."""
    connection.execute(
        "INSERT INTO notice SELECT NULL, coalesce(max(at), 0), 'error', 'capture', ? FROM exchange", (text,)
    )
    connection.execute("""
INSERT INTO tally SELECT NULL, 1, coalesce((SELECT max(id) FROM exchange), 0), (SELECT count(*) FROM answer),
  (SELECT count(*) FROM connection), (SELECT count(*) FROM closing JOIN connection ON id = connection),
  (SELECT count(*) FROM closing JOIN connection ON id = connection WHERE reason = 'silent'),
  (SELECT count(*) FROM notice)
""")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = DELETE")
