"""A damaged file answers with a CaptureFault, soon, whatever its pages hold."""

import sqlite3
from pathlib import Path

import pytest

from httpscope.store import questions, schema
from httpscope.store.reader import CaptureFault, Reader
from tests.store.sample import exchanged, finished


def doctored(path: Path, *changes: str) -> Path:
    """Give a capture whose values are of no type that ours writes, as after damage."""
    database = sqlite3.connect(finished(path, exchanged(1)), isolation_level=None)
    database.execute("PRAGMA writable_schema = ON")
    database.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE sql NOT LIKE '%WITHOUT ROWID%'")
    database.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")
    database.close()
    database = sqlite3.connect(path, isolation_level=None)
    for change in changes:
        database.execute(change)
    database.close()
    return path


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE exchange SET target = x'00ff'",
        "UPDATE exchange SET start = 'far'",
        "UPDATE exchange SET at = 1.5",
        "UPDATE answer SET rule = x'00'",
    ],
)
def test_values_of_a_wrong_type_are_damage(tmp_path: Path, change: str) -> None:
    """A text where a number belongs is told as damage of the file, and is no error of ours."""
    reader = Reader(doctored(tmp_path / "c", change))

    with pytest.raises(CaptureFault, match="c is damaged"):
        reader.row(1)
    reader.close()


@pytest.mark.parametrize("number", [2**62, 2**63 - 1])
def test_numbers_beyond_reason_cost_no_eternity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A segment number that would send the reader through all numbers ends in a fault."""
    monkeypatch.setattr(questions, "_MOST_SECONDS", 0.05)
    reader = Reader(doctored(tmp_path / "c", f"UPDATE exchange SET segments = {number}, start = 99999"))

    with pytest.raises(CaptureFault, match="c is damaged"):
        reader.answer_octets(1)
    reader.close()


def test_the_schema_is_what_was_doctored(tmp_path: Path) -> None:
    """The doctored file still is a capture to us, or the tests above would test nothing."""
    reader = Reader(doctored(tmp_path / "c"))

    assert schema.VERSION == 3
    assert [row.id for row in reader.rows(1, 9)] == [1]
    reader.close()
