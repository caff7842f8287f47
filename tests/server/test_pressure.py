"""Clients that ask and do not read: how much is answered and read ahead of them."""

import asyncio
import re

import pytest

from httpscope.exchange import Batch
from httpscope.rules.rule import Canned
from httpscope.rules.settings import Limits
from httpscope.server.arrival import AHEAD
from httpscope.server.pace import READ
from httpscope.server.turn import ANSWERS_A_TURN, LEAST_READ, READ_A_TURN, Turn
from tests.server.test_listener import ask, serving, until
from tests.server.transcript import Transcript

GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"


@pytest.mark.parametrize(("size", "answered"), [(2, 16), (20_000, 2), (1_000_000, 1)])
def test_answers_that_nobody_has_read_are_few_where_they_are_large(size: int, answered: int) -> None:
    """Small ones are given sixteen at a time; of large ones no more than a bounded number of octets, and one answer."""
    transcript = Transcript(Canned(body="x" * size)).feed(GET * 20)
    session = transcript.session

    assert [len(transcript.heads), session.unanswered] == [answered, answered]
    assert transcript.send_all() == ["send HTTP/1.1 200 OK"] * 20


def test_a_client_that_takes_its_answers_gets_the_next_as_soon_as_there_is_room() -> None:
    """What is out does not count, however much it was."""
    transcript = Transcript(Canned(body="x" * AHEAD)).feed(GET)
    transcript.send_all()
    transcript.feed(GET * 2)

    assert transcript.session.unanswered == 1
    assert transcript.send_all() == ["send HTTP/1.1 200 OK"] * 2


def test_requests_that_nobody_answered_are_told_of_one_by_one_when_the_client_goes() -> None:
    """It asked five times and read nothing: there are five entries."""
    transcript = Transcript(Canned(body="x" * 100_000), limits=Limits()).feed(GET * 5)
    transcript.session.lost(transcript.now, transcript.batch)

    assert [row[-1] for row in transcript.exchanges()] == [len(GET) * number for number in range(1, 6)]


def test_what_a_lost_connection_leaves_beyond_the_limit_is_one_entry() -> None:
    """As many requests as may wait are read for it; the octets behind them are shown as what nobody read."""
    transcript = Transcript(Canned(body="x" * 100_000), limits=Limits(pipelined=1)).feed(GET * 5)
    transcript.session.lost(transcript.now, transcript.batch)

    size = len(GET)
    assert [(row[-2], row[-1]) for row in transcript.exchanges()] == [
        ("", size),
        ("", 2 * size),
        ("unread", 5 * size),
    ]


def test_no_more_is_read_ahead_than_the_limit() -> None:
    """The next read takes what is left of it; when that is nothing, much must be answered before one is worth it."""
    transcript = Transcript(Canned(body="x" * 100_000), limits=Limits(unread=1000))
    session = transcript.session
    before = session.room
    transcript.feed(GET * 20)
    some = session.room
    transcript.feed(b"x" * some)

    assert [before, some, session.room] == [READ, 1000 - 19 * len(GET), 0]
    assert not session.has_caught_up
    transcript.send_all()
    assert session.has_caught_up


def test_a_connection_that_closes_reads_whatever_still_comes() -> None:
    """Octets that nobody read would make the system answer with an RST, which destroys the last answer."""
    last = b"GET / HTTP/1.0\r\n\r\n"
    transcript = Transcript(Canned(body="x" * 100_000), limits=Limits(unread=100)).feed(last + GET * 20)

    assert transcript.session.room == READ


async def test_many_that_send_at_once_share_what_one_turn_reads_and_answers() -> None:
    """One alone has all of it; each of a thousand has enough for a request, and one answer."""
    turn = Turn(lambda _batch: None, lambda: 0, lambda _notice: None)
    seen = []
    for count in (0, 16, 984):
        for _ in range(count):
            turn.enlist(_Member())
        seen.append((turn.room(), turn.share_of_many()))

    assert seen == [(READ, ANSWERS_A_TURN), (READ_A_TURN // 16, ANSWERS_A_TURN // 16), (LEAST_READ, 1)]


async def test_who_has_sent_much_goes_on_in_turn_with_the_others_who_have() -> None:
    """So that somebody who asks once waits for a bounded number of answers, however many clients pipeline."""
    turn = Turn(lambda _batch: None, lambda: 0, lambda _notice: None)
    members = [_Member() for _ in range(3 * ANSWERS_A_TURN)]
    for member in members:
        turn.put_off(member)
    going_on = []
    while not members[-1].turns:
        await asyncio.sleep(0)
        going_on.append(sum(len(member.turns) for member in members))

    assert [count for count in dict.fromkeys(going_on) if count] == [ANSWERS_A_TURN * number for number in (1, 2, 3)]
    assert all(len(member.turns) == 1 for member in members)


async def test_many_that_pipeline_are_all_answered_in_order() -> None:
    """Eighty clients with twenty requests each are more than one turn takes: they wait for each other, none is lost."""
    rules = '[[rule]]\nanswer.template = true\nanswer.body = "{{ request.path }}."\n'

    async def ask_twenty_times(port: int) -> bytes:
        octets = b"".join(b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n" % number for number in range(20))
        return await ask(port, octets, half_close=True)

    async with serving(rules) as (port, recorded):
        received = await asyncio.gather(*(ask_twenty_times(port) for _ in range(80)))
        await until(lambda: len(recorded.reasons()) == 80, "all connections to close")

    wanted = [b"/%d." % number for number in range(20)]
    assert all(re.findall(rb"/\d+\.(?!\d)", octets) == wanted for octets in received)
    assert set(recorded.reasons()) == {"client-closed"}


class _Member:
    """Somebody who wants something of the turn."""

    def __init__(self) -> None:
        self.turns: list[None] = []

    def prepare(self, at: int, batch: Batch) -> None:
        """Have nothing to add."""

    def perform(self, at: int) -> None:
        """Have nothing to do."""

    def fail(self, reason: str) -> None:
        """Have nothing to say."""

    def go_on(self) -> None:
        """Take note of it."""
        self.turns.append(None)
