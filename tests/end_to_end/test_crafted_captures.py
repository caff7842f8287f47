"""Captures that no server wrote, handed over by somebody: exported or refused in a sentence, and soon either way."""

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from httpscope.exchange import Batch
from tests.running import COMMAND, environment, run
from tests.store.sample import REQUEST, connected, exchanged, finished
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

UTMOST = 2**63 - 1
LEAST = -(2**63)
COUNT = 3
KEYS = {"exchange": "id", "answer": "exchange"}


def crafted(folder: Path, sql: str) -> Path:
    """Give a capture of three requests with something changed that no trigger of the store would let pass."""
    path = finished(folder / "c", Batch(connections=[connected()]), *(exchanged(n) for n in range(1, COUNT + 1)))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(sql)
        connection.commit()
    return path


@pytest.mark.parametrize("told", [UTMOST, LEAST, COUNT + 1, COUNT - 1])
def test_counts_that_are_not_those_of_the_rows_are_damage(tmp_path: Path, told: int) -> None:
    """All that is there goes out, and a sentence tells; nothing counts up to a number that is made up."""
    path = crafted(tmp_path, f"UPDATE tally SET exchanges = {told}")
    done = run(tmp_path, "export", str(path))

    assert [done.returncode, done.stdout] == [1, REQUEST * COUNT]
    assert b"c is damaged. This is what can be read of it: 3 of 3 requests or more, 0 of them" in done.stderr


@pytest.mark.parametrize(
    ("row", "at", "member"),
    [("exchange", LEAST, "at_ns"), ("exchange", UTMOST, "at_ns"), ("answer", LEAST, "duration_ns")],
)
def test_times_that_cannot_be_are_exported(tmp_path: Path, row: str, at: int, member: str) -> None:
    """The octets are not their fault; what lies between two times is at the most what 64 bits can tell."""
    path = crafted(tmp_path, f"UPDATE {row} SET at = {at} WHERE {KEYS[row]} = 2")
    raw, lines = run(tmp_path, "export", str(path)), run(tmp_path, "export", str(path), "--format", "jsonl")
    told = [json.loads(line) for line in lines.stdout.splitlines()]

    assert [raw.returncode, raw.stdout, lines.returncode] == [0, REQUEST * COUNT, 0]
    assert [[line["exchange"] for line in told], told[1][member]] == [[1, 2, 3], at]


@pytest.mark.parametrize("change", [f"tally SET exchanges = {UTMOST}", f"exchange SET at = {LEAST} WHERE id = 2"])
def test_the_screen_shows_such_a_capture(tmp_path: Path, change: str) -> None:
    """All three requests, of whatever time, and no traceback."""
    path = crafted(tmp_path, f"UPDATE {change}")
    screen = Terminal([*COMMAND, "view", str(path)], environment(tmp_path))
    try:
        screen.wait_for("#3 GET /hello", "HTTP/1.1 200 OK", "Quit")
        screen.press("up", "enter", "q")
        assert screen.wait() == 0
    finally:
        screen.close()

    assert b"Traceback" not in screen.raw


@pytest.mark.parametrize("told", [UTMOST, LEAST, COUNT])
def test_that_all_has_been_removed_is_damage(tmp_path: Path, told: int) -> None:
    """The newest never goes, so who says that it has hides what is there: all of it goes out."""
    path = crafted(tmp_path, f"INSERT INTO removal VALUES (NULL, {told}, 0)")
    done = run(tmp_path, "export", str(path))

    assert [done.returncode, done.stdout] == [1, REQUEST * COUNT]
    assert b"c is damaged. This is what can be read of it: 3 of 3 requests or more, 0 of them" in done.stderr
