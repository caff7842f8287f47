"""Answers whose end nobody knew when they began, as a reader sees them in the capture."""

from pathlib import Path

from httpscope.exchange import OUTBOUND, Answer, Batch, Closing, Connection, Exchange, Reach, Segment
from httpscope.store.reader import Reader
from httpscope.store.writer import Writer

GET = Exchange(1, 1, 1, 10, 0, 20, 20, "GET", "/", "HTTP/1.1", "")


def begun(path: Path) -> Writer:
    """Make a capture with an answer that goes on: five octets of it have left."""
    writer = Writer(path)
    writer.commit(
        Batch(
            connections=[Connection(1, 5, "127.0.0.1:1", "127.0.0.1:2")],
            exchanges=[GET],
            answers=[Answer(1, 20, 0, None, 200, "stream", None)],
            segments=[Segment(1, OUTBOUND, 20, 0, b"first")],
        )
    )
    return writer


def test_an_answer_that_goes_on_has_the_octets_that_left_so_far(tmp_path: Path) -> None:
    """Each look finds more; the row is told of as changed whenever word of it comes."""
    writer = begun(tmp_path / "a.db")
    reader = Reader(tmp_path / "a.db")
    row, octets, before = reader.row(1), reader.answer_octets(1), reader.snapshot(None)
    writer.commit(Batch(segments=[Segment(1, OUTBOUND, 30, 5, b" second")], reaches=[Reach(1, 30, 12, False)]))
    later, more, after = reader.row(1), reader.answer_octets(1), reader.snapshot(before)
    reader.close()
    writer.close()

    assert row is not None
    assert later is not None
    assert (row.sent, row.answer_open, octets) == (5, True, b"first")
    assert (later.sent, later.answer_open, more) == (12, True, b"first second")
    assert after.changed_from == 1


def test_the_next_answer_of_the_connection_begins_where_it_ended(tmp_path: Path) -> None:
    """Once its end is told nothing that follows belongs to it."""
    writer = begun(tmp_path / "a.db")
    second = GET._replace(id=2, ordinal=2, start=20, head_stop=40, stop=40)
    writer.commit(
        Batch(
            reaches=[Reach(1, 30, 5, True)],
            exchanges=[second],
            answers=[Answer(2, 40, 5, 9, 200, "plain", None)],
            segments=[Segment(1, OUTBOUND, 40, 5, b"next")],
        )
    )
    reader = Reader(tmp_path / "a.db")
    rows, octets = reader.rows(1, 2), [reader.answer_octets(number) for number in (1, 2)]
    reader.close()
    writer.close()

    assert [(row.sent, row.answer_open) for row in rows] == [(5, False), (4, False)]
    assert octets == [b"first", b"next"]


def test_an_answer_ends_with_its_connection_where_the_server_died(tmp_path: Path) -> None:
    """What is in the segments is what left."""
    path = tmp_path / "a.db"
    begun(path).close()
    Writer.resume(path).close()
    reader = Reader(path)
    row, octets, reached = reader.row(1), reader.answer_octets(1), reader.answer(1)
    reader.close()

    assert row is not None
    assert (row.sent, row.answer_open, row.closed) == (5, False, True)
    assert octets == b"first"
    assert reached is not None
    assert reached.stop is None


def test_octets_that_were_staged_and_never_sent_are_not_the_answer_s(tmp_path: Path) -> None:
    """A closing knows how many were handed over."""
    writer = begun(tmp_path / "a.db")
    writer.commit(Batch(reaches=[Reach(1, 30, 5, True)], closings=[Closing(1, 30, "client-reset", 20, 3)]))
    reader = Reader(tmp_path / "a.db")
    octets = reader.answer_octets(1)
    reader.close()
    writer.close()

    assert octets == b"fir"
