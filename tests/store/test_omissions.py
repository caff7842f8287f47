"""Octets that were not kept: what a reader tells of them, and that nothing else shifts."""

from hashlib import sha256
from pathlib import Path

import pytest

from httpscope.exchange import Answer, Batch, Exchange, Hole, Omission, Segment
from httpscope.store.hole import Left, holes
from httpscope.store.reader import Held, Place, Reader, Transfer
from httpscope.store.writer import Writer
from tests.store.sample import Capture, connected, killed

HEAD = b"PUT /b HTTP/1.1\r\nContent-Length: 1000\r\n\r\n"
BODY = bytes(range(250)) * 4
NEXT = b"GET / HTTP/1.1\r\n\r\n"
FROM = len(HEAD) + 10
"""Of the body ten octets are kept."""
STOP = len(HEAD) + len(BODY)


def left_out(stop: int = STOP, at: int = 12) -> Omission:
    """Give what is told of the rest of the body, up to `stop`."""
    octets = (HEAD + BODY)[FROM:stop]
    return Omission(1, 0, at, FROM, stop, sha256(octets).digest())


def uploaded() -> Batch:
    """Give the rows of an upload of which little was kept, and of a request behind it."""
    return Batch(
        connections=[connected(1)],
        segments=[Segment(1, 0, 10, 0, HEAD + BODY[:10]), Segment(1, 0, 13, STOP, NEXT), Segment(1, 1, 14, 0, b"ok")],
        omissions=[left_out()],
        exchanges=[
            Exchange(1, 1, 1, 10, 0, len(HEAD), STOP, "PUT", "/b", "HTTP/1.1", ""),
            Exchange(2, 1, 2, 13, STOP, STOP + len(NEXT), STOP + len(NEXT), "GET", "/", "HTTP/1.1", ""),
        ],
        answers=[Answer(1, 14, 0, 2, 200, "", None)],
    )


def test_a_request_tells_of_its_hole_and_the_next_one_has_none(capture: Capture) -> None:
    """Place, length and digest stand for the octets; what is behind them is in its place."""
    capture.writer.commit(uploaded())
    missing = BODY[10:]

    assert capture.reader.request(1) == Held(HEAD + BODY[:10], (Hole(FROM, len(missing), sha256(missing).digest()),))
    assert capture.reader.request(2) == Held(NEXT)
    assert capture.reader.response(1) == Held(b"ok")


def test_the_list_has_the_size_on_the_wire_and_a_mark(capture: Capture) -> None:
    """A size that is not that of the octets kept must be told apart."""
    capture.writer.commit(uploaded())
    upload, following = capture.reader.rows(1, 2)

    assert (upload.received, upload.request_cut, upload.answer_cut) == (STOP, True, False)
    assert (following.received, following.request_cut) == (len(NEXT), False)


def test_what_was_left_out_of_an_answer_is_its_own(capture: Capture) -> None:
    """Outbound octets are told of in the same way."""
    batch = uploaded()
    batch.omissions = [Omission(1, 1, 15, 2, 12, b"d" * 32)]
    batch.answers = [Answer(1, 14, 0, 12, 200, "", None)]
    capture.writer.commit(batch)

    assert capture.reader.response(1) == Held(b"ok", (Hole(2, 10, b"d" * 32),))
    assert [row.answer_cut for row in capture.reader.rows(1, 2)] == [True, False]


def test_reads_that_were_not_kept_are_one_transfer(capture: Capture) -> None:
    """With the time of the last of them, among the others in order of time."""
    capture.writer.commit(uploaded())

    assert capture.reader.transfers(1) == [
        Transfer(10, 0, 0, FROM),
        Transfer(12, 0, FROM, STOP, left_out().digest),
        Transfer(14, 1, 0, 2),
    ]


def test_an_upload_that_goes_on_grows_in_the_list(capture: Capture) -> None:
    """Of rows with one start the longest counts, and each of them changes the row of the exchange."""
    reader = capture.reader
    capture.writer.commit(
        Batch(
            connections=[connected(1)],
            segments=[Segment(1, 0, 10, 0, HEAD + BODY[:10])],
            exchanges=[Exchange(1, 1, 1, 10, 0, len(HEAD), None, "PUT", "/b", "HTTP/1.1", "")],
        )
    )
    seen = reader.snapshot(None)
    for stop in (FROM + 100, FROM + 300):
        capture.writer.commit(Batch(omissions=[left_out(stop)]))
        (row,) = reader.rows(1, 1)
        before, seen = seen, reader.snapshot(seen)

        assert (row.received, row.request_cut) == (stop, True)
        assert reader.request(1).holes == (Hole(FROM, stop - FROM, left_out(stop).digest),)
        assert before.changed_from <= seen.changed_from == 1


def test_a_server_that_died_had_received_what_it_told_of(tmp_path: Path) -> None:
    """Going on with its capture, the request ends behind the hole."""
    batch = Batch(
        connections=[connected(1)],
        segments=[Segment(1, 0, 10, 0, HEAD + BODY[:10])],
        omissions=[left_out(FROM + 100)],
        exchanges=[Exchange(1, 1, 1, 10, 0, len(HEAD), None, "PUT", "/b", "HTTP/1.1", "")],
    )
    path = killed(tmp_path / "c.httpscope", batch)
    Writer.resume(path).close()
    reader = Reader(path)

    assert reader.rows(1, 1)[0].received == FROM + 100
    facts = reader.connection(1)
    assert facts is not None
    assert facts.closing is not None
    assert facts.closing.received == FROM + 100
    reader.close()


@pytest.mark.parametrize(
    ("kept", "left", "expected"),
    [
        ([(100, 200)], [], []),
        ([(90, 110), (110, 200)], [], []),
        ([(100, 120)], [], []),
        ([(100, 120), (130, 200)], [], [Hole(20, 10, b"")]),
        ([(120, 200)], [], [Hole(0, 20, b"")]),
        ([(100, 120)], [Left(0, 120, 200, b"d")], [Hole(20, 80, b"d")]),
        ([], [Left(0, 100, 150, b"d")], [Hole(0, 50, b"d")]),
        ([], [Left(0, 90, 150, b"d")], [Hole(0, 50, b"")]),
        ([(100, 120)], [Left(0, 120, 250, b"d")], [Hole(20, 80, b"")]),
        (
            [(100, 110), (140, 150), (160, 170)],
            [Left(0, 115, 130, b"d"), Left(0, 150, 160, b"e")],
            [Hole(10, 5, b""), Hole(15, 15, b"d"), Hole(30, 10, b""), Hole(50, 10, b"e")],
        ),
    ],
)
def test_holes_are_what_is_missing_between(kept: list[tuple[int, int]], left: list[Left], expected: list[Hole]) -> None:
    """A digest stands only for all that was left out, and what nobody tells of is a hole as well."""
    assert list(holes(Place(1, 0, 100, 200), kept, left)) == expected
