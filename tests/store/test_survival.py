"""Killed at any moment, or without room: what was acknowledged is there, whole, and nothing half."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from httpscope.store.reader import Reader
from httpscope.store.writer import Keep, Writer
from tests.store.sample import ANSWER, REQUEST


def killed_amid(path: Path, what: str) -> int:
    """Let another process write until it is killed at any moment; give the last exchange that it acknowledged."""
    with subprocess.Popen([sys.executable, "-m", "tests.store.child", what, path], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        acknowledged = child.stdout.readline()
        until = time.monotonic() + random.uniform(0.05, 0.6)
        while time.monotonic() < until:
            acknowledged = child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        acknowledged = (child.stdout.read().rpartition(b"\n")[0].rpartition(b"\n")[2]) or acknowledged
    return int(acknowledged)


@pytest.mark.parametrize("round_", range(6))
def test_kill_9_loses_nothing_acknowledged(tmp_path: Path, round_: int) -> None:
    """A writer killed in the middle leaves a file that opens, with each commit it acknowledged, and is sound."""
    path = tmp_path / "c"
    last = killed_amid(path, "flood")
    reader = Reader(path)
    highest = reader.snapshot(None).exchanges

    assert last <= highest
    assert [row.id for row in reader.rows(1, highest)] == list(range(1, highest + 1))
    for number in (1, last // 2 or 1, last, highest):
        assert (reader.request_octets(number), reader.answer_octets(number)) == (REQUEST, ANSWER)
    reader.close()
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    counts = {
        table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("exchange", "answer", "segment")
    }
    database.close()
    assert counts == {"exchange": highest, "answer": highest, "segment": 2 * highest}


@pytest.mark.parametrize("round_", range(3))
def test_kill_9_amid_removing_loses_none_of_the_newest(tmp_path: Path, round_: int) -> None:
    """Where the newest five hundred are kept they are there to the octet, and with a resume it goes on."""
    path = tmp_path / "c"
    last = killed_amid(path, "flood-newest")
    writer = Writer(path, resume=True, keep=Keep(exchanges=500))
    reader = Reader(path)
    snapshot = reader.snapshot(None)
    numbers = [row.id for row in reader.rows(snapshot.removed + 1, snapshot.exchanges)]

    assert last <= snapshot.exchanges
    assert snapshot.kept >= min(500, last)
    assert numbers == list(range(snapshot.removed + 1, snapshot.exchanges + 1))
    assert {(reader.request_octets(number), reader.answer_octets(number)) for number in numbers} == {(REQUEST, ANSWER)}
    reader.close()
    writer.close()
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


def test_without_room_commits_fail_whole_and_go_on_later(tmp_path: Path) -> None:
    """When files may not grow a commit fails and says so, all before it stays readable, and with room it works."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.child", "fill", tmp_path / "c"],
        capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip
    first, *others = done.stdout.splitlines()
    number = int(first.split()[0])

    assert number > 10
    assert f"{number} full=True There is no room left for" in first
    assert others == [f"{number} full=True"] * 3 + [f"{number} readable", f"{number + 1} again"]
    database = sqlite3.connect(tmp_path / "c")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("SELECT count(*) FROM segment").fetchone() == (2 * (number + 1),)
    database.close()
