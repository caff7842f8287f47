"""A capture has one writer, however the writer before it ended."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from httpscope.store.lock import writer_of
from httpscope.store.reader import Reader
from httpscope.store.writer import CaptureFault, Writer
from tests.store.sample import CHILD, Capture, exchanged, finished, killed


def test_a_second_writer_is_refused_with_the_process_that_writes(capture: Capture) -> None:
    """Whether it would go on with the capture or make one of the same name, it hears who has it."""
    for resume in (True, False):
        with pytest.raises(CaptureFault, match=rf"is being written by process {os.getpid()}: stop that one first"):
            Writer(capture.path, resume=resume)

    capture.writer.commit(exchanged(1))
    assert capture.reader.row(1) is not None


def test_another_process_is_refused_too(tmp_path: Path) -> None:
    """The lock holds between processes; when the one that holds it is killed, it is free at once."""
    path = tmp_path / "c"
    with subprocess.Popen([*CHILD, "grow", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"1\n"
        with pytest.raises(CaptureFault, match=f"process {child.pid}"):
            Writer.resume(path)
        assert writer_of(path) == child.pid
        child.send_signal(signal.SIGKILL)
    assert writer_of(path) is None
    writer = Writer.resume(path)
    writer.commit(exchanged(2))
    writer.close()

    assert [entry.name for entry in tmp_path.iterdir()] == ["c"]


def test_looking_who_writes_takes_no_lock_away(capture: Capture) -> None:
    """A look from the writer's own process leaves its lock, and those of SQLite, as they are."""
    assert writer_of(capture.path) == os.getpid()
    with pytest.raises(CaptureFault, match="is being written"):
        Writer.resume(capture.path)
    capture.writer.commit(exchanged(1))
    done = subprocess.run([*CHILD, "read", capture.path], capture_output=True, check=True, timeout=60)
    assert done.stdout


def test_a_side_file_that_was_left_means_nothing(tmp_path: Path) -> None:
    """What a killed server left, its number even taken by another process by now, keeps nobody out."""
    path = killed(tmp_path / "c", exchanged(1))
    side = tmp_path / "c-lock"
    assert side.exists()
    side.write_text(f"{os.getpid()}\n")

    assert writer_of(path) is None
    Writer.resume(path).close()
    assert not side.exists()


def test_a_side_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """Nobody can have a file of theirs overwritten by laying a link where the lock goes."""
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "c-lock").symlink_to(tmp_path / "mine")

    with pytest.raises(CaptureFault, match="cannot be made"):
        Writer(tmp_path / "c")
    assert (tmp_path / "mine").read_text() == "mine"


def test_readers_need_no_lock(tmp_path: Path) -> None:
    """Looking at a capture leaves nothing beside it, and a writer may go on with it meanwhile."""
    path = finished(tmp_path / "c", exchanged(1))
    reader = Reader(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["c"]
    writer = Writer.resume(path)
    writer.commit(exchanged(2))

    assert reader.row(2) is not None
    reader.close()
    writer.close()
