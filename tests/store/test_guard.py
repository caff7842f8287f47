"""What happens to the files of a capture under its writer is noticed before the next commit."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from httpscope.store.reader import Reader
from httpscope.store.writer import CaptureFault, Writer
from tests.store.sample import CHILD, REQUEST, exchanged


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    """Give a writer of a capture with a hundred exchanges, ten of which are in the WAL alone."""
    writer = Writer(tmp_path / "folder" / "c")
    for number in range(1, 91):
        writer.commit(exchanged(number))
    writer._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    for number in range(91, 101):
        writer.commit(exchanged(number))
    yield writer
    writer.close()


def refusal(writer: Writer) -> str:
    """Give the reason why the next commit is refused; the one after that must be refused as well."""
    with pytest.raises(CaptureFault):
        writer.commit(exchanged(101))
    with pytest.raises(CaptureFault) as caught:
        writer.commit(exchanged(101))
    return str(caught.value)


def assert_sound_up_to(writer: Writer, least: int, most: int) -> None:
    """Read the capture: it is sound, and has the first exchanges, so many at least and at most."""
    reader = Reader(writer.path)
    numbers = [row.id for row in reader.rows(1, 200)]
    reader.close()
    assert least <= len(numbers) <= most
    assert numbers == list(range(1, len(numbers) + 1))
    database = sqlite3.connect(writer.path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


def beside(writer: Writer, suffix: str) -> Path:
    """Give the path of a file beside the capture."""
    return writer.path.with_name(writer.path.name + suffix)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_file_that_is_removed(writer: Writer, suffix: str) -> None:
    """Whichever of the three it is, nothing is written into nowhere; put back, it goes on."""
    file = beside(writer, suffix)
    away = file.with_name("away")
    file.rename(away)

    assert "is gone (No such file or directory): put it back" in refusal(writer)
    away.rename(file)
    writer.commit(exchanged(101))


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_file_that_is_replaced(writer: Writer, suffix: str) -> None:
    """A copy in its place is another file, even with the same octets."""
    file = beside(writer, suffix)
    shutil.copy(file, file.with_name("copy"))
    file.with_name("copy").replace(file)

    assert "was replaced by another file" in refusal(writer)


def test_a_wal_that_is_removed_is_brought_into_the_capture_at_the_end(writer: Writer) -> None:
    """The WAL is still open when its name is gone, so closing saves what was answered."""
    beside(writer, "-wal").unlink()
    assert "is gone" in refusal(writer)
    writer.close()
    reader = Reader(writer.path)

    assert [row.id for row in reader.rows(1, 200)] == list(range(1, 101))
    reader.close()


@pytest.mark.parametrize("left", [0, 20, 32, 4_000, 60_000])
def test_a_wal_that_is_cut(writer: Writer, left: int) -> None:
    """Nothing is written behind the hole, and closing copies nothing of it: the capture stays sound."""
    os.truncate(beside(writer, "-wal"), left)

    assert "c-wal was cut short or overwritten by another program" in refusal(writer)
    writer.close()
    assert_sound_up_to(writer, 90, 99)


@pytest.mark.parametrize("left", [0, 10, 16, 96, 140, 4_096, 20_000])
def test_an_index_that_is_cut(writer: Writer, left: int) -> None:
    """Nothing is written by what is left of it; it is built anew from the WAL, so closing saves what was answered."""
    os.truncate(beside(writer, "-shm"), left)

    assert "c-shm was cut short or overwritten by another program" in refusal(writer)
    writer.close()
    assert not beside(writer, "-wal").exists()
    assert_sound_up_to(writer, 100, 100)


@pytest.mark.parametrize("left", [0, 5_000])
def test_the_wal_of_a_young_capture_that_is_cut(tmp_path: Path, left: int) -> None:
    """Nothing was copied out of it yet, and still the file is a capture of ours, which can be opened."""
    writer = Writer(tmp_path / "c")
    writer.commit(exchanged(1))
    os.truncate(beside(writer, "-wal"), left)
    assert "httpscope view shows what is left" in refusal(writer)
    writer.close()
    reader = Reader(writer.path)

    assert list(reader.rows(1, 200)) == []
    reader.close()


@pytest.mark.parametrize("left", [0, 100, 40_000])
def test_a_capture_that_is_cut(writer: Writer, left: int) -> None:
    """The file itself, cut by `: > file`: nothing more is answered as recorded, and the fault stays."""
    os.truncate(writer.path, left)

    assert "/c was cut short or overwritten by another program" in refusal(writer)


@pytest.mark.parametrize(("start", "count"), [(0, 32), (0, 3_000), (-4_120, 100), (0, 10**9)])
def test_a_wal_that_is_overwritten(writer: Writer, start: int, count: int) -> None:
    """Its first octets, those of its last frame, or all: nothing more is answered, and closing copies nothing of it."""
    log = beside(writer, "-wal")
    size = log.stat().st_size
    with log.open("r+b") as file:
        file.seek(start % size)
        file.write(b"\xa5" * min(count, size))

    assert "c-wal was cut short or overwritten by another program" in refusal(writer)
    writer.close()
    assert_sound_up_to(writer, 90, 99)


def test_a_wal_that_another_program_emptied_in_order(writer: Writer) -> None:
    """A checkpoint by the `sqlite3` command, which leaves the WAL empty, is no damage."""
    with sqlite3.connect(writer.path) as other:
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    other.close()
    assert not beside(writer, "-wal").stat().st_size
    writer.commit(exchanged(101))
    reader = Reader(writer.path)

    assert reader.request_octets(101) == REQUEST
    reader.close()


def test_a_folder_that_is_removed(writer: Writer) -> None:
    """With the folder all is gone, and closing complains of nothing more."""
    shutil.rmtree(writer.path.parent)

    assert "is gone" in refusal(writer)


def test_a_folder_that_becomes_read_only(open_folder: Path) -> None:
    """The files are open, so writing goes on; in the end they stay beside each other, and can be read."""
    open_folder.chmod(0o777)
    done = subprocess.run(
        [*CHILD, "lose-folder", open_folder / "c"], input=b"", capture_output=True, check=False, timeout=60
    )

    assert done.stderr == b""
    assert done.stdout == b"2\n"
    open_folder.chmod(0o755)
    reader = Reader(open_folder / "c")
    assert reader.request_octets(2) == REQUEST
    reader.close()
