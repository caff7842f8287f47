"""Captures of earlier formats open as any other.

The first knew neither holds nor counts nor octets kept once, the second not that exchanges may go.
"""

import re
import sqlite3
from pathlib import Path

import pytest

from httpscope.exchange import Batch, Count
from httpscope.store import schema
from httpscope.store.damage import readable
from httpscope.store.fault import CaptureFault
from httpscope.store.reader import Reader
from httpscope.store.writer import Writer
from tests.store.sample import ANSWER, REQUEST, begun, closed, connected, exchanged, finished, shared

UNKNOWN = ("omission", "hold", "reach", "count", "removal", "gone", "mark")
"""Tables that came later."""
COLUMNS = {
    "exchange": "id, connection, ordinal, at, start, head_stop, stop, method, target, version, remark, segments",
    "answer": "exchange, at, start, stop, status, rule, ruleset",
}
"""The columns of tables that had fewer."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a capture as the first format had it."""
    batches = [exchanged(1), exchanged(2), begun(3, b"POST /half", connection=2)]
    path = finished(
        tmp_path / "c", Batch(connections=[connected(1), connected(2)]), *batches, Batch(closings=[closed(1, 64, 80)])
    )
    database = sqlite3.connect(path, isolation_level=None)
    for table in UNKNOWN:
        database.execute(f"DROP TABLE {table}")
    for table, columns in COLUMNS.items():
        (made,) = database.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        first = re.sub(r"\n +octets INTEGER [^\n]*", "", made).replace("ruleset INTEGER,\n", "ruleset INTEGER\n")
        database.execute(
            first.replace("stop INTEGER,\n    status", "stop INTEGER NOT NULL,\n    status").replace(
                f"TABLE {table}", "TABLE first"
            )
        )
        database.execute(f"INSERT INTO first SELECT {columns} FROM {table}")
        database.execute(f"DROP TABLE {table}")
        database.execute(f"ALTER TABLE first RENAME TO {table}")
        assert [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")] == columns.split(", ")
    database.execute("CREATE INDEX exchange_place ON exchange (id >> 10, connection)")
    database.execute("PRAGMA user_version = 1")
    database.close()
    return path


def test_it_is_read_in_a_copy_and_stays_as_it_is(path: Path) -> None:
    """All that it has is there, and what it could not have is not."""
    before = path.read_bytes()
    with readable(path, None) as (found, lost):
        assert lost == ""
        reader = Reader(found)
        assert [(row.id, row.status, row.hold) for row in reader.rows(1, 9)] == [
            (1, 200, ""),
            (2, 200, ""),
            (3, None, ""),
        ]
        assert (reader.request_octets(2), reader.answer_octets(2)) == (REQUEST, ANSWER)
        assert reader.counts(0) == ([], 0)
        assert reader.holds(1) == []
        reader.close()
    assert path.read_bytes() == before


def test_who_goes_on_with_it_brings_it_up(path: Path, tmp_path: Path) -> None:
    """Then it is as one of this format, to the last table, index and trigger."""
    writer = Writer.resume(path)
    writer.commit(shared(4, 2, 2))
    writer.commit(Batch(counts=[Count(1, 0, 0, "rule", "answers", "", 1)]))
    writer.close()
    reader = Reader(path)
    assert [reader.request_octets(number) for number in (1, 3, 4)] == [REQUEST, b"POST /half", REQUEST]
    assert reader.counts(0)[0] == [Count(1, 0, 0, "rule", "answers", "", 1)]
    reader.close()

    new = finished(tmp_path / "new", exchanged(1))
    shapes = []
    for file in (path, new):
        database = sqlite3.connect(file)
        rows = database.execute(
            "SELECT type, name, replace(sql, '\"', '') FROM sqlite_schema WHERE sql <> ''"
        ).fetchall()
        shapes.append(sorted((kind, name, re.sub(r"\s+", " ", text)) for kind, name, text in rows))
        assert database.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
    assert shapes[0] == shapes[1]


def test_one_of_the_second_format_is_read_in_a_copy(tmp_path: Path) -> None:
    """It has all of its exchanges, those too whose octets are shared."""
    path = finished(tmp_path / "c", Batch(connections=[connected(1)]), exchanged(1), shared(2), shared(3))
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("DROP TABLE removal")
    database.execute("DROP TABLE gone")
    database.execute("DROP TABLE mark")
    database.execute("PRAGMA user_version = 2")
    database.close()

    with readable(path, None) as (found, lost):
        reader = Reader(found)
        assert (lost, reader.snapshot(None).removed) == ("", 0)
        assert [reader.request_octets(row.id) for row in reader.rows(1, 9)] == [REQUEST] * 3
        reader.close()


def test_where_there_is_no_room_for_the_copy_it_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the place that it was meant for."""
    monkeypatch.setattr("httpscope.store.older.connect", _full)
    with pytest.raises(CaptureFault, match=r"There is no room left for .*/c"), readable(path, None):
        pass


def _full(_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA max_page_count = 2")
    return connection
