"""The file is marked as ours, of a version, and takes no change."""

import sqlite3
from pathlib import Path

import pytest

from httpscope.exchange import (
    Answer,
    Batch,
    Closing,
    Connection,
    Count,
    Exchange,
    Hold,
    Notice,
    Omission,
    Progress,
    Reach,
    RulesetText,
    Run,
    Segment,
)
from httpscope.store.schema import APPLICATION, VERSION
from httpscope.store.writer import Keep, Writer
from tests.store.sample import finished

WHOLE = Batch(
    runs=[Run(1, "httpscope", "http://127.0.0.1:8001/", "")],
    connections=[Connection(1, 1, "p", "l")],
    segments=[Segment(1, 0, 1, 0, b"x"), Segment(1, 1, 1, 0, b"h", b"c" * 300)],
    omissions=[Omission(1, 0, 2, 1, 9, b"d" * 32)],
    exchanges=[Exchange(1, 1, 1, 1, 0, None, None, "", "", "", "")],
    progress=[Progress(1, 2, None, 1, "", "", "", "text")],
    answers=[Answer(1, 2, 0, 301, 200, "r", 1)],
    closings=[Closing(1, 3, "client-closed", 1, 301)],
    rulesets=[RulesetText(1, 1, "", "")],
    notices=[Notice(1, "error", "rules", "bad")],
    holds=[Hold(1, 2, "waiting", 9)],
    reaches=[Reach(1, 2, 3, True)],
    counts=[Count(2, 1, 1, "r", "answers", "", 1)],
)


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    """Give a capture with a row in every table, opened by SQLite alone."""
    database = sqlite3.connect(finished(tmp_path / "c", WHOLE))
    database.execute("INSERT INTO removal VALUES (NULL, 0, 0)")
    database.execute("INSERT INTO gone VALUES (NULL, '', 0, 0)")
    database.execute("INSERT INTO mark VALUES (NULL, 0, '{}')")
    return database


def tables(database: sqlite3.Connection) -> list[str]:
    """Give the names of the tables."""
    return [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]


def test_every_table_refuses_change(database: sqlite3.Connection) -> None:
    """UPDATE and DELETE fail in each table, which holds a row to be changed."""
    refused = []
    for table in tables(database):
        (column,) = database.execute(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1").fetchone()
        for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="a capture is insert-only"):
                database.execute(change)
        refused.append(table)
    database.close()

    assert sorted(refused) == [
        "answer", "closing", "connection", "content", "count", "exchange", "gone", "hold", "mark", "notice",
        "omission", "progress", "reach", "removal", "ruleset", "run", "segment", "tally",
    ]  # fmt: skip


def test_only_rows_of_a_run_that_keeps_so_much_may_go(tmp_path: Path) -> None:
    """There DELETE is let through, for the writer, and UPDATE never is."""
    writer = Writer(tmp_path / "c", keep=Keep(exchanges=1_000))
    writer.commit(WHOLE)
    writer.close()
    database = sqlite3.connect(tmp_path / "c")

    database.execute("DELETE FROM exchange")
    with pytest.raises(sqlite3.IntegrityError, match="a capture is insert-only"):
        database.execute("UPDATE answer SET status = 500")
    database.close()


def test_every_table_is_strict(database: sqlite3.Connection) -> None:
    """A text cannot stand where a number belongs."""
    strict = {
        name: strict for _, name, _, _, _, strict in database.execute("PRAGMA table_list") if "sqlite_" not in name
    }
    database.close()

    assert set(strict.values()) == {1}


def test_the_file_says_what_it_is(database: sqlite3.Connection) -> None:
    """The application's number and the format's version stand in the header from the first day."""
    marks = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    database.close()

    assert marks == [APPLICATION, VERSION]
    assert APPLICATION.to_bytes(4, "big") == b"HTSP"
