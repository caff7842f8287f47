"""How often each rule answered, counted again only where something is new."""

import pytest

from httpscope.exchange import Answer, Batch, Exchange
from httpscope.store.hits import BLOCK, Hit, Hits
from httpscope.store.reader import Reader
from tests.store.sample import Capture


def batch(*answers: tuple[int, str]) -> Batch:
    """Answer these exchanges, each by a rule, at the time of its number."""
    return Batch(
        exchanges=[Exchange(number, 1, number, number, 0, 18, 18, "GET", "/", "HTTP/1.1", "") for number, _ in answers],
        answers=[Answer(number, number, 0, 1, 200, rule, 1) for number, rule in answers],
    )


def test_each_answer_counts_for_its_rule_with_the_time_of_the_last(capture: Capture) -> None:
    """By name."""
    capture.writer.commit(batch((1, "a"), (2, "b"), (3, "a")))

    assert Hits().count(capture.reader) == {"a": Hit(2, 3), "b": Hit(1, 2)}


def test_what_came_since_is_added(capture: Capture) -> None:
    """Also the late answer to an early request, and over the border of a block."""
    hits = Hits()
    capture.writer.commit(batch((1, "a"), (BLOCK, "a"), (BLOCK + 1, "a")))
    assert hits.count(capture.reader) == {"a": Hit(3, BLOCK + 1)}
    late = batch((2, "b"), (BLOCK + 2, "a"))
    capture.writer.commit(late)

    assert hits.count(capture.reader) == {"a": Hit(4, BLOCK + 2), "b": Hit(1, 2)}
    assert hits.count(capture.reader) == Hits().count(capture.reader)


def test_only_blocks_with_something_new_are_read_again(capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million exchanges cost their count once."""
    hits = Hits()
    asked: list[int] = []
    capture.writer.commit(batch(*((block * BLOCK + 1, "a") for block in range(9))))
    hits.count(capture.reader)
    plain = Reader.rule_counts

    def noted(reader: Reader, first: int, count: int) -> list[tuple[str, int, int]]:
        asked.append(first)
        return plain(reader, first, count)

    monkeypatch.setattr(Reader, "rule_counts", noted)
    capture.writer.commit(batch((8 * BLOCK + 2, "a")))

    assert hits.count(capture.reader)["a"].times == 10
    assert asked == [8 * BLOCK + 1]


def test_a_number_beyond_all_bounds_costs_one_look(capture: Capture) -> None:
    """As in a damaged file."""
    capture.writer.commit(batch((1, "a"), (2**50, "a")))

    assert Hits().count(capture.reader) == {"a": Hit(2, 2**50)}
