"""The times of a capture do not follow a wall clock that is set; the Date of an answer does."""

import time

import pytest

from httpscope.exchange import SECOND
from httpscope.server.clock import Clock, wall

HOUR = 3_600


def test_setting_the_wall_clock_changes_no_duration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set back an hour, or on by a year, between two readings: the second is later than the first, by what went by."""
    clock = Clock()
    before = clock()
    real = time.time_ns
    for change in (-HOUR, 365 * 24 * HOUR):
        monkeypatch.setattr(time, "time_ns", lambda change=change: real() + change * SECOND)
        after = clock()
        assert before <= after < before + HOUR * SECOND


def test_the_clock_begins_with_the_time_of_day() -> None:
    """People compare the times of a capture with those of their own logs."""
    earliest = time.time_ns()
    told = Clock()()

    assert earliest - SECOND < told < time.time_ns() + SECOND


def test_the_date_of_an_answer_follows_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Date is the time of day at which the message was made, RFC 9110 6.6.1."""
    monkeypatch.setattr(time, "time", lambda: 784_111_777.0)

    assert wall() == 784_111_777.0
