"""The WAL stays short under load, with a reader at work, and commits do not wait for long."""

import os
import signal
import subprocess
import time
from pathlib import Path

from httpscope.exchange import Batch
from httpscope.store import checkpoint
from httpscope.store.reader import Reader
from httpscope.store.writer import Writer
from tests.running import poll
from tests.store.sample import CHILD, Capture, exchanged


def flood(writer: Writer, exchanges: int, each: int = 100, behind: int = 0) -> int:
    """Commit so many exchanges batch after batch, numbered from behind, and give how often the WAL started over."""
    log = writer.path.with_name(writer.path.name + "-wal")
    length, times = 0, 0
    for first in range(behind + 1, behind + exchanges + 1, each):
        batch = Batch()
        for number in range(first, first + each):
            one = exchanged(number, request=b"x" * 2_000)
            batch.segments += one.segments
            batch.exchanges += one.exchanges
            batch.answers += one.answers
        writer.commit(batch)
        times += log.stat().st_size < length
        length = log.stat().st_size
    return times


def test_the_wal_starts_over_under_load(capture: Capture) -> None:
    """What is committed without a pause goes through a WAL that is used again and again."""
    times = flood(capture.writer, 50_000)

    assert capture.reader.snapshot(None).exchanges == 50_000
    assert capture.path.stat().st_size > 3 * checkpoint.WAKE_AT
    assert times >= 1


def test_a_reader_that_stays_holds_nothing_up(capture: Capture) -> None:
    """While a reader keeps an old state the WAL grows, commits go on, and afterwards it starts over."""
    blocker = Reader(capture.path)
    connection = blocker._questions._connection
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM exchange").fetchone()
    times = flood(capture.writer, 20_000)
    log = capture.path.with_name(capture.path.name + "-wal")
    longest = log.stat().st_size
    connection.execute("COMMIT")
    blocker.close()
    deadline = time.monotonic() + 10
    number = 20_000
    while log.stat().st_size > checkpoint.WAKE_AT and time.monotonic() < deadline:
        number += 1
        capture.writer.commit(exchanged(number))

    assert times == 0
    assert longest > 2 * checkpoint.WAKE_AT
    assert log.stat().st_size <= checkpoint.WAKE_AT


def test_a_screen_that_was_stopped_holds_the_wal_only_until_it_goes_on(tmp_path: Path) -> None:
    """Stopped in the middle of a question, a reader keeps its state for so long; the WAL shrinks when it goes on.

    A stopped screen is mostly between two questions, where it holds nothing: then the WAL stays short.
    """
    path = tmp_path / "c"
    writer = Writer(path)
    log = path.with_name("c-wal")
    lengths: list[int] = []
    for what in ("between", "amid"):
        with subprocess.Popen([*CHILD, what, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
            assert reader.stdin is not None
            assert reader.stdout is not None
            assert reader.stdout.readline() == b"ready\n"
            reader.send_signal(signal.SIGSTOP)
            os.waitpid(reader.pid, os.WUNTRACED)
            flood(writer, 20_000, behind=20_000 * len(lengths))
            lengths.append(log.stat().st_size)
            reader.send_signal(signal.SIGCONT)
            reader.stdin.close()
            assert reader.stdout.read() == b"sound\n"
    number = 40_000

    def short() -> bool:
        nonlocal number
        number += 1
        writer.commit(exchanged(number))
        return log.stat().st_size <= checkpoint.WAKE_AT

    poll(short, "the WAL to start over")
    assert lengths[0] < lengths[1]
    assert lengths[1] > 2 * checkpoint.WAKE_AT
    writer.close()


def test_a_commit_does_not_wait_for_a_checkpoint_without_end(capture: Capture) -> None:
    """When a checkpoint hangs on a slow disk, one commit waits for its end a little, and the next ones not at all."""
    with capture.writer._checkpointer.gate:
        capture.writer.commit(exchanged(1))
        patient_while_it_hangs = capture.writer._patient
        for number in range(2, 102):
            capture.writer.commit(exchanged(number))
    capture.writer.commit(exchanged(102))

    assert not patient_while_it_hangs
    assert capture.writer._patient
    assert capture.reader.snapshot(None).exchanges == 102


def test_closing_empties_the_wal(tmp_path: Path) -> None:
    """All that was committed is in the one file."""
    writer = Writer(tmp_path / "c")
    flood(writer, 2_000)
    writer.close()

    assert [path.name for path in tmp_path.iterdir()] == ["c"]
    assert (tmp_path / "c").stat().st_size > 2_000 * 2_000
