"""Exchanges whose octets are the same as those of others: kept once, and given back as if each had its own."""

import sqlite3
from pathlib import Path

import pytest

from httpscope.exchange import Batch, Segment
from httpscope.store.damage import readable
from httpscope.store.reader import Reader
from httpscope.store.row import Place, Transfer
from httpscope.store.writer import Writer
from tests.store.sample import ANSWER, REQUEST, Capture, begun, connected, exchanged, finished, killed, lose, shared

KINDS = (exchanged, shared, shared, exchanged, shared)


def test_octets_places_and_times_are_those_of_each(capture: Capture) -> None:
    """Whatever came before and behind it on its connection, and whether or not that is shared."""
    for number, kind in enumerate(KINDS, 1):
        capture.writer.commit(kind(number))
    reader = capture.reader
    sizes = len(REQUEST), len(ANSWER)

    for number in range(1, len(KINDS) + 1):
        assert (reader.request(number).octets, reader.response(number).octets) == (REQUEST, ANSWER)
        assert not reader.request(number).holes
        spans = [((number - 1) * size, number * size) for size in sizes]
        assert reader.places(number) == tuple(Place(1, way, *spans[way]) for way in (0, 1))
        times = (1_000 * number, 1_000 * number + 50)
        assert reader.transfers(number) == [Transfer(times[way], way, *spans[way]) for way in (0, 1)]
    rows = reader.rows(1, len(KINDS))
    assert {(row.status, row.sent, row.received, row.rule, row.target) for row in rows} == {
        (200, len(ANSWER), len(REQUEST), "hello", "/hello")
    }


def test_they_are_kept_once(capture: Capture) -> None:
    """A thousand of the same take two contents and no segment."""
    batch = Batch()
    for number in range(1, 1_001):
        one = shared(number)
        batch.exchanges += one.exchanges
        batch.answers += one.answers
    capture.writer.commit(batch)
    database = sqlite3.connect(capture.path)

    assert database.execute("SELECT octets FROM content").fetchall() == [(REQUEST,), (ANSWER,)]
    assert database.execute("SELECT count(*) FROM segment").fetchone() == (0,)
    database.close()


def test_one_that_arrives_behind_them_is_read_from_its_segments(capture: Capture) -> None:
    """Its end is where its octets end, though those before it are elsewhere."""
    capture.writer.commit(shared(1))
    capture.writer.commit(begun(2, b"POST /half", start=len(REQUEST)))
    assert capture.reader.request_octets(2) == b"POST /half"
    capture.writer.commit(Batch(segments=[Segment(1, 0, 9, len(REQUEST) + 10, b" HTTP/1.1")]))

    assert capture.reader.request_octets(2) == b"POST /half HTTP/1.1"
    assert capture.reader.answer_octets(2) == b""


@pytest.mark.parametrize("last", [exchanged, shared])
def test_a_server_that_died_had_received_and_sent_them(tmp_path: Path, last: object) -> None:
    """The closing that its connection gets counts all octets that the capture has."""
    final = exchanged(3) if last is exchanged else shared(3)
    path = killed(tmp_path / "c", Batch(connections=[connected(1)]), exchanged(1), shared(2), final)
    Writer.resume(path).close()
    reader = Reader(path)
    closing = reader.connections(None, 9)[0].closing
    assert closing is not None
    assert closing.reason == "server-died"
    assert (closing.received, closing.sent, closing.at) == (3 * len(REQUEST), 3 * len(ANSWER), 3_050)
    reader.close()


def test_an_unanswered_request_behind_them_changes_nothing_of_what_was_sent(tmp_path: Path) -> None:
    """The last answer is looked for, not the answer to the last request."""
    half = begun(2, b"POST /half", start=len(REQUEST))
    path = killed(tmp_path / "c", Batch(connections=[connected(1)]), shared(1), half)
    Writer.resume(path).close()
    reader = Reader(path)
    closing = reader.connections(None, 9)[0].closing
    assert closing is not None
    assert (closing.received, closing.sent) == (len(REQUEST) + 10, len(ANSWER))
    reader.close()


def test_octets_that_are_lost_are_told_for_each_that_shared_them(tmp_path: Path) -> None:
    """And what is left is read as it was."""
    path = finished(tmp_path / "c", Batch(connections=[connected(1)]), exchanged(1), shared(2), shared(3))
    lose(path, "content", 1)
    with readable(path, None) as (found, lost):
        reader = Reader(found)
        assert [reader.request_octets(number) for number in (1, 2, 3)] == [REQUEST, b"", b""]
        assert [reader.answer_octets(number) for number in (1, 2, 3)] == [ANSWER] * 3
        assert "3 of 3 requests or more, 2 of them with octets missing" in lost
        reader.close()
