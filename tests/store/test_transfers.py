"""Reads and writes as the screen lists them: times and lengths, without octets."""

from httpscope.exchange import Answer, Batch, Exchange, Segment
from httpscope.store.reader import Transfer
from httpscope.store.statement import STREAM_TIMES
from tests.store.sample import Capture


def test_transfers_tell_times_and_lengths_of_shared_content_too(capture: Capture) -> None:
    """Each read and write is as long as its octets, those included that many answers share."""
    batch = Batch(
        segments=[Segment(1, 0, 5, 0, b"GE"), Segment(1, 0, 6, 2, b"T /"), Segment(1, 1, 7, 0, b"head", b"c" * 5_000)],
        exchanges=[Exchange(1, 1, 1, 5, 0, 5, 5, "GET", "/", "", "")],
        answers=[Answer(1, 7, 0, 5_004, 200, "", None)],
    )
    capture.writer.commit(batch)

    assert capture.reader.transfers(1) == [Transfer(5, 0, 0, 2), Transfer(6, 0, 2, 5), Transfer(7, 1, 0, 5_004)]
    assert [transfer.stop - transfer.start for transfer in capture.reader.transfers(1)] == [
        len(segment.octets + (segment.content or b"")) for segment in batch.segments
    ]


def test_transfers_ask_for_no_octets() -> None:
    """The statement gives numbers alone."""
    assert STREAM_TIMES.types == (int, int, int)
