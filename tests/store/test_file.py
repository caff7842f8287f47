"""What can be opened is opened, and every refusal says what, where, and what to do."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from httpscope.exchange import Batch
from httpscope.store.reader import CaptureFault, Reader
from httpscope.store.schema import APPLICATION
from httpscope.store.writer import Writer
from tests.store.sample import REQUEST, exchanged, finished


def refusal(path: Path) -> str:
    """Give the text with which the path is refused."""
    with pytest.raises(CaptureFault) as caught:
        Reader(path)
    return str(caught.value).replace(str(path), "PATH")


def test_a_missing_file(tmp_path: Path) -> None:
    """A name where nothing is."""
    assert refusal(tmp_path / "c") == "There is no PATH: check the name."


def test_an_empty_file(tmp_path: Path) -> None:
    """A file without an octet."""
    (tmp_path / "c").write_bytes(b"")
    assert refusal(tmp_path / "c") == "PATH is empty: nothing was captured in it."


@pytest.mark.parametrize("octets", [b"x", b"GET / HTTP/1.1\r\n\r\n" * 1_000, b"SQLite format 3\0"])
def test_a_file_that_is_no_database(tmp_path: Path, octets: bytes) -> None:
    """Any other file, short or long, even one that begins like a database."""
    (tmp_path / "c").write_bytes(octets)
    assert refusal(tmp_path / "c") == ("PATH is not a capture of httpscope: open a file that httpscope --capture made.")


def test_a_folder(tmp_path: Path) -> None:
    """A folder is no capture."""
    assert refusal(tmp_path).startswith("PATH is not a capture of httpscope")


def test_a_database_of_another_program(tmp_path: Path) -> None:
    """A SQLite file without our mark."""
    database = sqlite3.connect(tmp_path / "c")
    database.execute("CREATE TABLE t (a)")
    database.close()
    assert refusal(tmp_path / "c").startswith("PATH is not a capture of httpscope")


def test_a_newer_capture(tmp_path: Path) -> None:
    """A capture of a format that is still to be invented."""
    database = sqlite3.connect(tmp_path / "c")
    database.execute(f"PRAGMA application_id = {APPLICATION}")
    database.execute("PRAGMA user_version = 99")
    database.close()
    assert refusal(tmp_path / "c") == (
        "PATH was made by a newer httpscope (format 99, this one reads up to 3): upgrade httpscope to open it."
    )


def test_a_name_full_of_marks(tmp_path: Path) -> None:
    """A name with the characters that mean something in a URI, and with octets that are no UTF-8."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a?mode=rw#b%20 \xff"))
    finished(path, exchanged(1))
    reader = Reader(path)

    assert reader.request_octets(1) == REQUEST
    reader.close()


def test_a_growing_capture_of_another_process(tmp_path: Path) -> None:
    """A reader sees what another process commits, and is told that something changed."""
    path = tmp_path / "c"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.child", "grow", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"1\n"
        reader = Reader(path)
        assert reader.changed()
        assert not reader.changed()
        child.stdin.write(b"\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"2\n"
        assert reader.changed()
        assert reader.snapshot(None).exchanges == 2
        reader.close()


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    """The reader's connection refuses to write."""
    reader = Reader(finished(tmp_path / "c", exchanged(1)))

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._questions._connection.execute("INSERT INTO notice VALUES (1, 1, '', '', '')")
    reader.close()


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6, 0.9])
def test_a_truncated_file_is_one_fault_or_gives_what_it_has(tmp_path: Path, kept: float) -> None:
    """Of a file that was cut, each question is answered or is a CaptureFault; never anything else."""
    path = finished(tmp_path / "c", *(exchanged(number) for number in range(1, 2_001)))
    os.truncate(path, int(path.stat().st_size * kept))
    answered = ask_everything(path)

    assert answered <= 2_000


@pytest.mark.parametrize("seed", range(8))
def test_a_scribbled_file_is_one_fault_or_gives_what_it_has(tmp_path: Path, seed: int) -> None:
    """The same of a file in which pages were overwritten."""
    path = finished(tmp_path / "c", *(exchanged(number) for number in range(1, 501)))
    scribble = random.Random(seed)
    with path.open("r+b") as file:
        for page in range(1 + seed, path.stat().st_size // 4096, 7):
            file.seek(4096 * page + 16 * seed)
            file.write(scribble.randbytes(400))

    assert ask_everything(path) <= 500


def ask_everything(path: Path) -> int:
    """Ask all there is to ask, count the requests that were given, and let only CaptureFaults pass."""
    answered = 0
    try:
        reader = Reader(path)
    except CaptureFault:
        return 0
    for question in (
        lambda: reader.snapshot(None),
        lambda: reader.rows(1, 10_000),
        lambda: reader.connections(None, 10),
        reader.notices,
    ):
        with suppress(CaptureFault):
            question()
    for number in range(1, 2_001):
        with suppress(CaptureFault):
            answered += reader.request_octets(number) == REQUEST
            reader.answer_octets(number)
            reader.transfers(number)
    reader.close()
    return answered


def read_as_nobody(path: Path) -> str:
    """Give what another user, who may not write beside it, reads of exchange 1; or the refusal."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.child", "read", path],
        capture_output=True, check=True, timeout=30,
    )  # fmt: skip
    return done.stdout.decode()


def test_a_finished_capture_in_a_read_only_folder(open_folder: Path) -> None:
    """Nothing need be made beside a finished capture to read it."""
    path = finished(open_folder / "c", exchanged(1))
    path.chmod(0o444)
    open_folder.chmod(0o555)

    assert read_as_nobody(path) == REQUEST.decode()


def test_a_wal_mode_capture_without_a_wal_in_a_read_only_folder(open_folder: Path) -> None:
    """A copy of the main file alone, taken when all was in it, is read as it is."""
    path = open_folder / "c"
    writer = Writer(path)
    writer.commit(exchanged(1))
    reader = Reader(path)
    reader.row(1)
    writer.close()
    reader.close()
    for beside in open_folder.glob("c-*"):
        assert beside.name == "c-shm" or not beside.stat().st_size
        beside.unlink()
    path.chmod(0o444)
    open_folder.chmod(0o555)

    assert read_as_nobody(path) == REQUEST.decode()


def test_a_killed_capture_in_a_read_only_folder(open_folder: Path) -> None:
    """What is still in the WAL cannot be read there; the refusal says what to copy."""
    path = open_folder / "c"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.child", "grow", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"1\n"
        child.send_signal(signal.SIGKILL)
    (open_folder / "c-shm").unlink()
    for file in open_folder.iterdir():
        file.chmod(0o444)
    open_folder.chmod(0o555)

    told = read_as_nobody(path)

    assert "its newest part is in c-wal" in told
    assert "copy both files" in told
    open_folder.chmod(0o755)
    reader = Reader(path)
    assert reader.request_octets(1) == REQUEST
    reader.close()


def test_a_capture_of_somebody_else(open_folder: Path) -> None:
    """A file that may not be read says so."""
    path = finished(open_folder / "c", Batch())
    if os.geteuid() != 0:
        path.chmod(0o000)

    assert "you have no right to read it" in read_as_nobody(path)
