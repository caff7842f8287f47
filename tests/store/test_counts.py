"""What the rules of a server remembered is read from its capture: by now, or when a request came."""

import pytest

from httpscope.exchange import Batch, Count
from httpscope.store import counts
from tests.store.sample import Capture


def given(at: int, number: int, ordinal: int = 0, whom: str = "") -> Count:
    """Tell that a rule answered so often, at a request of connection 1 or whenever."""
    return Count(at, 1 if ordinal else 0, ordinal, "a", "answers", whom, number)


def test_the_newest_of_each_is_given_and_from_then_on_what_is_new(capture: Capture) -> None:
    """In the order in which they changed last."""
    capture.writer.commit(Batch(counts=[given(1, 1), given(1, 1, whom="c"), given(2, 2)]))
    found, seen = capture.reader.counts(0)
    assert found == [given(1, 1, whom="c"), given(2, 2)]
    assert capture.reader.counts(seen) == ([], seen)
    capture.writer.commit(Batch(counts=[given(3, 3)]))
    assert capture.reader.counts(seen) == ([given(3, 3)], seen + 1)


def test_what_was_remembered_before_a_request_is_found_by_its_time(capture: Capture) -> None:
    """However many came before and behind it; of one that no rows are about nothing is said."""
    for number in range(1, 400):
        capture.writer.commit(Batch(counts=[given(10 * number, number, number)]))

    assert capture.reader.counts_before(1, 1, 0) == []
    assert capture.reader.counts_before(1, 200, 1_990) == [given(1_990, 199, 199)]
    assert capture.reader.counts_before(1, 399, 3_000) == [given(3_980, 398, 398)]
    assert capture.reader.counts_before(2, 1, 0) is None


def test_of_very_many_a_part_is_given_at_a_time(capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """No question takes long."""
    monkeypatch.setattr(counts, "AT_ONCE", 10)
    capture.writer.commit(Batch(counts=[given(number, number, number) for number in range(1, 26)]))
    found, seen = capture.reader.counts(0)
    assert (found, seen) == ([given(10, 10, 10)], 10)
    found, seen = capture.reader.counts(seen)
    assert capture.reader.counts(seen) == ([given(25, 25, 25)], 25)
    assert capture.reader.counts_before(1, 25, 20) == [given(10, 10, 10), given(20, 20, 20), given(24, 24, 24)]


def test_texts_of_a_client_that_are_no_unicode_are_kept(capture: Capture) -> None:
    """A counter may be named by what a client sent."""
    capture.writer.commit(Batch(counts=[Count(1, 0, 0, "a\0002", "counter \udcff", "", 1)]))
    ((found,), _seen) = capture.reader.counts(0)
    assert (found.rule, found.what) == ("a\0002", "counter \\udcff")
