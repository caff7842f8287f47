"""Counting by remark and by reason of closing."""

from httpscope.exchange import Batch, Closing, Exchange, Progress
from httpscope.store.census import STRETCH
from tests.store.sample import Capture


def exchange(number: int, remark: str = "", stop: int | None = 18) -> Exchange:
    """Make a request of its own connection."""
    return Exchange(number, number, 1, number, 0, stop, stop, "GET", "/", "HTTP/1.1", remark)


def progress(number: int, remark: str, stop: int | None = None) -> Progress:
    """Tell something new about a request."""
    return Progress(number, number, None, stop, "GET", "/", "HTTP/1.1", remark)


def test_an_empty_capture_has_no_codes(capture: Capture) -> None:
    """Nothing is counted as nothing."""
    assert capture.reader.census() == ({}, {}, {})


def test_each_exchange_counts_once_with_its_newest_remark(capture: Capture) -> None:
    """What its row said first gives way to what was learnt, as in the list."""
    capture.writer.commit(
        Batch(exchanges=[exchange(1, "bare-lf"), exchange(2, "head-timeout"), exchange(3, "a", None), exchange(4)])
    )
    capture.writer.commit(Batch(progress=[progress(3, "a"), progress(3, "head-timeout", 18)]))

    assert capture.reader.census().remarks == {"bare-lf": 1, "head-timeout": 2}


def test_connections_count_by_how_they_ended(capture: Capture) -> None:
    """One reason each."""
    reasons = ("idle-timeout", "client-closed", "idle-timeout")
    capture.writer.commit(Batch(closings=[Closing(at, at, why, 0, 0) for at, why in enumerate(reasons, 1)]))

    assert capture.reader.census().reasons == {"idle-timeout": 2, "client-closed": 1}


def test_what_lies_far_apart_is_counted_too(capture: Capture) -> None:
    """Stretches begin where something is: a number beyond all bounds costs one look, and the borders nothing."""
    numbers = (1, STRETCH, STRETCH + 1, 2 * STRETCH, 2**50)
    capture.writer.commit(Batch(exchanges=[exchange(number, "bare-lf") for number in numbers]))

    assert capture.reader.census().remarks == {"bare-lf": len(numbers)}
