"""Counting by remark and by reason of closing."""

from httpscope.exchange import INBOUND, OUTBOUND, Batch, Closing, Exchange, Hold, Omission, Progress
from httpscope.store.census import STRETCH
from tests.store.sample import Capture

HOLES = ((INBOUND, 10, 20), (INBOUND, 10, 30), (INBOUND, 50, 60), (OUTBOUND, 10, 20))


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


def test_what_waited_counts_though_its_remark_is_gone(capture: Capture) -> None:
    """The remark of a request that waits unread is true only while it does; that it waited stays in the capture."""
    capture.writer.commit(Batch(exchanges=[exchange(1, "pipelined", None), exchange(2, "pipelined", None)]))
    capture.writer.commit(Batch(progress=[progress(1, "pipelined-unread"), progress(1, "", 18)]))
    census = capture.reader.census()

    assert (census.remarks, census.events) == ({"pipelined": 1}, {"pipelined": 2, "pipelined-unread": 1})


def test_holds_and_holes_count(capture: Capture) -> None:
    """A hold by how it ended; a hole once, however often it was told that it grew."""
    states = ("waiting", "timeout", "waiting", "released")
    holes = [Omission(1, direction, 1, start, stop, bytes(32)) for direction, start, stop in HOLES]
    capture.writer.commit(
        Batch(
            exchanges=[exchange(1), exchange(2)],
            holds=[Hold(1 + at // 2, at, state, None) for at, state in enumerate(states)],
            omissions=holes,
        )
    )

    assert capture.reader.census().events == {"hold-timeout": 1, "not-kept": 3}
