"""Clients that ask and do not read: how much is answered and read ahead of them."""

import pytest

from httpscope.rules.rule import Canned
from httpscope.rules.settings import Limits
from httpscope.server.arrival import AHEAD
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
