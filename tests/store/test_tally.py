"""Counts as batches go in, and which exchanges are arriving."""

from httpscope.exchange import Batch, Segment
from httpscope.store.tally import Tally, arriving_after, lowest_touched, tally_after, unanswered_after
from tests.store.sample import begun, closed, connected, exchanged, learnt


def test_a_batch_adds_its_rows() -> None:
    """Counts grow by the rows of the batch, and the highest exchange is the last one's."""
    batch = exchanged(7)
    batch.connections = [connected(1), connected(2)]
    batch.closings = [closed(1, 0, 0, "silent"), closed(2, 1, 1)]

    assert tally_after(Tally(6, 5, 4, 3, 2, 1), batch) == Tally(7, 6, 6, 5, 3, 1)
    assert tally_after(Tally(6, 5, 4, 3, 2, 1), Batch()) == Tally(6, 5, 4, 3, 2, 1)


def test_an_exchange_arrives_until_it_has_a_stop_or_its_connection_an_end() -> None:
    """Exchanges without a stop are kept by connection until progress or a closing tells more."""
    both = arriving_after(arriving_after({}, begun(1, b"G", 4)), begun(2, b"G", 5))

    assert both == {4: 1, 5: 2}
    assert arriving_after(both, Batch(progress=[learnt(1, None)])) == both
    assert arriving_after(both, Batch(progress=[learnt(1, 9)])) == {5: 2}
    assert arriving_after(both, Batch(closings=[closed(5, 1, 0)])) == {4: 1}
    assert arriving_after({}, exchanged(3)) == {}


def test_octets_from_the_client_touch_what_is_arriving() -> None:
    """A read changes the arriving exchange of its connection; a write and other connections change nothing."""
    assert lowest_touched(Batch(segments=[Segment(4, 0, 1, 1, b"E")]), {4: 1}, {}) == 1
    assert lowest_touched(Batch(segments=[Segment(4, 1, 1, 1, b"E"), Segment(5, 0, 1, 1, b"E")]), {4: 1}, {}) is None
    assert lowest_touched(Batch(), {4: 1}, {}) is None


def test_the_end_of_a_connection_touches_what_is_not_answered() -> None:
    """An exchange without an answer is kept with its connection until that closes, which changes its row."""
    waiting = exchanged(3, 4)
    waiting.answers.clear()
    unanswered = unanswered_after({}, waiting)

    assert unanswered == {4: 3}
    assert unanswered_after(unanswered, exchanged(5, 7)) == {4: 3}
    assert unanswered_after(unanswered, Batch(closings=[closed(4, 1, 0)])) == {}
    assert lowest_touched(Batch(closings=[closed(4, 1, 0)]), {}, unanswered) == 3
    assert lowest_touched(Batch(closings=[closed(5, 1, 0)]), {}, unanswered) is None
