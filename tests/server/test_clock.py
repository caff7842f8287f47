"""The times of a capture do not follow a wall clock that is set; the Date of an answer does."""

import time

import pytest

from httpscope.exchange import SECOND
from httpscope.rules.settings import Limits
from httpscope.server.clock import Clock, wall
from tests.server.test_listener import ask, serving

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


async def test_the_date_of_what_the_server_says_by_itself_follows_the_wall_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Set while it runs: refusals, time-outs, what is cut off, and answers that no rule gives have the new time."""
    hurry = Limits(head_time=0.1, stop_time=0.1, patience=0)
    async with serving(limits=hurry) as (port, _recorded):
        monkeypatch.setattr(time, "time", lambda: 784_111_777.0)
        answers = [
            await ask(port, b"GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"),
            await ask(port, b"GET / HT"),
            await ask(port, b"GET / HT", half_close=True),
            await ask(port, b"CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n"),
            await ask(port, b"OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
        ]

    statuses = [answer.split(b" ", 2)[1] for answer in answers]
    dated = [answer for answer in answers if b"\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n" in answer]
    assert [statuses, dated] == [[b"400", b"408", b"400", b"501", b"200"], answers]
