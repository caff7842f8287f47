"""A damaged capture opens as far as it can be read, and says what is lost."""

import os
import random
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from httpscope.exchange import Answer, Batch, Segment
from httpscope.store.damage import readable
from httpscope.store.fault import CaptureFault
from httpscope.store.reader import Reader
from tests.store.sample import (
    ANSWER,
    REQUEST,
    Capture,
    begun,
    closed,
    connected,
    exchanged,
    finished,
    killed,
    learnt,
    lose,
    shared,
)

BODY = bytes(range(256)) * 40
"""Longer than two pages, so that it goes through pages of its own."""
COUNT = 400


def batches() -> list[Batch]:
    """Give four hundred small exchanges on one connection, half of them with octets that they share, and three more.

    One is learnt of late, and two have large answers.
    """
    late = begun(COUNT + 1, REQUEST, connection=2)
    late.progress.append(learnt(COUNT + 1, len(REQUEST)))
    found = [Batch(connections=[connected(number) for number in range(1, 5)])]
    found += [(exchanged, shared)[number % 2](number) for number in range(1, COUNT + 1)]
    found.append(late)
    for number, connection in ((COUNT + 2, 3), (COUNT + 3, 4)):
        large = exchanged(number, connection, 1)
        large.segments[1] = Segment(connection, 1, 5, 0, b"head", BODY)
        large.answers[0] = Answer(number, 5, 0, 4 + len(BODY), 200, "large", 1)
        found.append(large)
    found.append(Batch(closings=[closed(3, len(REQUEST), 4 + len(BODY))]))
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give such a capture, closed in order."""
    return finished(tmp_path / "c", *batches())


def read(path: Path) -> tuple[list[int], str]:
    """Give the numbers of the exchanges that can be read, and what is said; each octet given must be a true one."""
    with readable(path, None) as (found, lost):
        reader = Reader(found)
        highest = reader.snapshot(None).exchanges
        rows = [row.id for row in reader.rows(1, highest)]
        for number in rows:
            answer = b"head" + BODY if number > COUNT + 1 else ANSWER
            assert REQUEST.startswith(reader.request_octets(number))
            assert answer.startswith(reader.answer_octets(number))
            reader.transfers(number)
            reader.exchange(number)
        reader.connections(None, 10)
        if lost:
            assert [notice.text for notice in reader.snapshot(None).notices] == [lost]
        reader.close()
    assert lost == "" or not found.exists()
    return rows, lost


def test_a_sound_capture_is_read_where_it_is(path: Path) -> None:
    """Nothing is copied, and nothing is said."""
    with readable(path, None) as found:
        assert found == (path, "")


def test_one_that_is_being_written_is_not_looked_through(capture: Capture) -> None:
    """Its writer watches it."""
    capture.writer.commit(exchanged(1))
    with readable(capture.path, None) as found:
        assert found == (capture.path, "")


def test_without_its_header_all_is_still_there(path: Path) -> None:
    """The first page says what the others are; each row says it as well."""
    with path.open("r+b") as file:
        file.write(bytes(4096))
    rows, lost = read(path)

    assert rows == list(range(1, COUNT + 4))
    assert "403 of 403 requests or more, 0 of them with octets missing" in lost


def test_the_octets_of_a_rescue_are_those_of_the_capture(path: Path) -> None:
    """Large content, what was learnt late, connections and their ends: all is found again."""
    sound = Reader(path)
    numbers = (1, COUNT, COUNT + 1, COUNT + 2, COUNT + 3)
    expected = [(sound.row(n), sound.request_octets(n), sound.answer_octets(n)) for n in numbers]
    connections = sound.connections(None, 10)
    sound.close()
    with path.open("r+b") as file:
        file.write(bytes(100))
    with readable(path, None) as (found, lost):
        reader = Reader(found)
        assert lost
        assert [(reader.row(n), reader.request_octets(n), reader.answer_octets(n)) for n in numbers] == expected
        assert reader.connections(None, 10) == connections
        reader.close()


@pytest.mark.parametrize("seed", range(6))
def test_cut_anywhere(path: Path, seed: int) -> None:
    """Cut at any octet of the last third: what was before the cut is read, and the loss is told."""
    size = path.stat().st_size
    os.truncate(path, random.Random(seed).randrange(size * 2 // 3, size - 1))
    rows, lost = read(path)

    assert rows
    assert re.search(r"damaged.* \d+ of \d+ requests or more, \d+ of them with octets missing", lost)


def flip(octets: bytearray, chance: random.Random) -> None:
    """Flip a hundred bits anywhere."""
    for _ in range(100):
        octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)


def wipe(octets: bytearray, chance: random.Random) -> None:
    """Fill five pages with zeros."""
    for _ in range(5):
        page = 4096 * chance.randrange(len(octets) // 4096)
        octets[page : page + 4096] = bytes(4096)


@pytest.mark.parametrize("seed", range(6))
def test_pages_wiped_anywhere(path: Path, seed: int) -> None:
    """Pages of zeros: the rows of all others are read, and not one octet is made up."""
    octets = bytearray(path.read_bytes())
    wipe(octets, random.Random(seed))
    path.write_bytes(octets)
    rows, lost = read(path)

    assert len(rows) > COUNT // 2
    assert lost


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("scribble", [flip, wipe])
def test_any_damage_is_a_rescue_or_one_sentence(
    path: Path, seed: int, scribble: Callable[[bytearray, random.Random], None]
) -> None:
    """Bits flipped in octets are not to be known; but reading never fails but by a CaptureFault."""
    octets = bytearray(path.read_bytes())
    scribble(octets, random.Random(100 + seed))
    path.write_bytes(octets)
    try:
        with readable(path, None) as (found, _lost):
            reader = Reader(found)
            for row in reader.rows(1, 1_000):
                reader.request_octets(row.id)
                reader.answer_octets(row.id)
            reader.close()
    except CaptureFault as fault:
        told = str(fault)
    else:
        told = str(path)
    assert str(path) in told


def test_what_stands_behind_a_hole_is_left_out(tmp_path: Path) -> None:
    """A request in three pieces of which the second is lost is shown as its first piece, not as first and third."""
    pieces = [b"POST / HTTP/1.1\r\n", b"A: " + b"b" * 3_500 + b"\r\n", b"Host: a\r\n\r\n"]
    whole = begun(1, pieces[0])
    for piece in pieces[1:]:
        start = sum(len(segment.octets) for segment in whole.segments)
        whole.segments.append(Segment(1, 0, 1, start, piece))
    whole.progress.append(learnt(1, sum(map(len, pieces))))
    path = finished(tmp_path / "c", Batch(connections=[connected()]), whole)
    lose(path, "segment", 2)
    with readable(path, None) as (found, lost):
        reader = Reader(found)
        assert reader.request_octets(1) == pieces[0]
        assert "1 of 1 requests or more, 1 of them with octets missing" in lost
        reader.close()


def test_commits_behind_a_damaged_place_of_the_wal_are_found(tmp_path: Path) -> None:
    """SQLite reads a WAL up to the first frame that does not fit; what comes behind it is rescued."""
    path = killed(tmp_path / "c", *batches())
    log = bytearray((tmp_path / "c-wal").read_bytes())
    log[len(log) // 2] ^= 1
    (tmp_path / "c-wal").write_bytes(log)
    (tmp_path / "c-shm").unlink()
    rows, lost = read(path)

    assert COUNT + 3 in rows
    assert len(rows) > COUNT
    assert lost


def test_what_a_killed_server_left_is_sound(tmp_path: Path) -> None:
    """A WAL that nobody has brought in is no damage."""
    path = killed(tmp_path / "c", *batches())
    with readable(path, None) as found:
        assert found == (path, "")


def test_the_damaged_file_stays_as_it_was(path: Path) -> None:
    """A rescue writes nowhere but into its copy."""
    os.truncate(path, 20_000)
    before = path.read_bytes()
    read(path)

    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["c"]


@pytest.mark.parametrize("octets", [b"x" * 50_000, random.Random(1).randbytes(100_000), b"\r" * 50_000])
def test_other_files_are_still_no_captures(tmp_path: Path, octets: bytes) -> None:
    """Where not one row is found the first fault stands."""
    (tmp_path / "c").write_bytes(octets)
    with pytest.raises(CaptureFault, match="is not a capture of httpscope"), readable(tmp_path / "c", None):
        pass


def test_a_newer_capture_is_not_taken_for_a_damaged_one(path: Path) -> None:
    """Its rows may mean something else."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(CaptureFault, match="made by a newer httpscope"), readable(path, None):
        pass
