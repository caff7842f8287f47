"""The feed: one message at a time, with all that is new, and quickly."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest
from textual.message import Message

from httpscope.ui.feed import Feed
from httpscope.ui.messages import Arrived, CaptureLost
from tests.ui.seeded import BROWSER, Talk, empty_capture, response, seeded_capture
from tests.ui.shell import StandInServer

PATIENCE = 10.0
QUIET = 0.15
"""Seconds after which nothing more can be under way: several looks and a message's least distance."""


class Watched:
    """A feed, and what it posts."""

    def __init__(self, talk: Talk, server: StandInServer | None = None) -> None:
        self.talk = talk
        self.posted: Queue[Message] = Queue()
        self.feed = Feed(talk.writer.path, server, self.posted.put)

    def next(self) -> Arrived:
        """Give the next message, and open the gate."""
        message = self.posted.get(timeout=PATIENCE)
        assert isinstance(message, Arrived)
        self.feed.handled()
        return message

    def is_quiet(self) -> bool:
        """Tell whether nothing comes for a while."""
        try:
            self.posted.get(timeout=QUIET)
        except Empty:
            return True
        return False

    def request(self, path: str) -> None:
        """Put a request into the capture."""
        client = self.talk.connect("127.0.0.1:1")
        client.request(f"GET {path} HTTP/1.1\r\n".encode() + BROWSER + b"\r\n", response("200 OK", b"ok"))
        self.talk.commit()


@contextmanager
def watching(talk: Talk, server: StandInServer | None = None) -> Iterator[Watched]:
    """Watch a capture."""
    watched = Watched(talk, server)
    watched.feed.start()
    try:
        yield watched
    finally:
        watched.feed.stop()
        talk.end()


@pytest.fixture
def lesson(tmp_path: Path) -> Talk:
    """The capture of a lesson."""
    return seeded_capture(tmp_path / "capture.db")


def test_the_first_message_holds_everything(lesson: Talk) -> None:
    """What the capture holds at the start comes at once, with the facts of its newest exchange."""
    with watching(lesson) as watched:
        arrived = watched.next()

        assert arrived.snapshot.exchanges == 21
        assert arrived.facts is not None
        assert arrived.facts.request == b"GET /typed-by-ha"


def test_nothing_new_is_no_message(lesson: Talk) -> None:
    """While nothing happens nothing is posted."""
    with watching(lesson) as watched:
        watched.next()

        assert watched.is_quiet()


def test_a_commit_is_a_message(lesson: Talk) -> None:
    """A request is posted with its facts, once."""
    with watching(lesson) as watched:
        watched.next()
        for number in range(10):
            assert watched.posted.empty()
            watched.request(f"/{number}")
            arrived = watched.next()
            assert arrived.facts is not None
            assert arrived.facts.row.target == f"/{number}"
            assert watched.is_quiet()


def test_one_message_is_under_way_at_a_time(lesson: Talk) -> None:
    """What happens while a message is not dealt with comes together in the next one."""
    with watching(lesson) as watched:
        first = watched.posted.get(timeout=PATIENCE)
        for number in range(20):
            watched.request(f"/{number}")
        assert watched.is_quiet()
        watched.feed.handled()
        second = watched.next()

        assert isinstance(first, Arrived)
        assert (first.snapshot.exchanges, second.snapshot.exchanges) == (21, 41)
        assert second.snapshot.changed_from <= 22


def test_messages_keep_their_distance(tmp_path: Path) -> None:
    """A flood of commits makes at most thirty messages a second."""
    with watching(empty_capture(tmp_path / "capture.db")) as watched:
        begun, messages = time.monotonic(), 0
        while (now := time.monotonic()) - begun < 1:
            watched.request("/flood")
            while not watched.posted.empty():
                watched.next()
                messages += 1

        assert messages <= 31 * (now - begun) + 1


def test_a_selected_exchange_comes_at_once(lesson: Talk) -> None:
    """Another selection is answered with its facts, and None selects the newest again."""
    with watching(lesson) as watched:
        watched.next()
        watched.feed.select(5)
        fifth = watched.next()
        watched.feed.select(None)
        newest = watched.next()

        assert fifth.facts is not None
        assert fifth.facts.row.target == "/hooks/orders"
        assert newest.facts is not None
        assert newest.facts.row.id == 21


def test_other_traffic_leaves_the_selected_facts_alone(lesson: Talk) -> None:
    """The facts of an exchange stay the same value while others come, so that nothing is painted again.

    The connection of this one is open, so that each commit may have been about it.
    """
    with watching(lesson) as watched:
        watched.feed.select(21)
        before = watched.next()
        watched.request("/other")
        after = watched.next()

        assert after.snapshot.exchanges == 22
        assert after.facts is before.facts


def test_the_servers_death_and_news_are_posted(lesson: Talk) -> None:
    """That the server has ended is in every message from then on; a line of news is in one."""
    server = StandInServer(lesson.writer.path, lines=["no room"])
    with watching(lesson, server) as watched:
        news = watched.next()
        server.died = "ended"
        died = watched.next()

        assert (news.died, news.news) == (None, ("no room",))
        assert (died.died, died.news) == ("ended", ())


class NudgingServer(StandInServer):
    """A server that says when it has recorded something."""

    nudge: Callable[[], object]

    def on_stir(self, call: Callable[[], object]) -> bool:
        """Keep what is to be called."""
        self.nudge = call
        return True


def test_a_server_that_nudges_is_looked_at_when_it_does(lesson: Talk) -> None:
    """A nudge is a look: at the capture, and at the server."""
    server = NudgingServer(lesson.writer.path)
    with watching(lesson, server) as watched:
        watched.next()
        assert watched.is_quiet()
        watched.request("/nudged")
        server.nudge()
        arrived = watched.next()
        server.died = "ended"
        server.nudge()
        died = watched.next()

        assert arrived.facts is not None
        assert arrived.facts.row.target == "/nudged"
        assert died.died == "ended"


def test_an_exchange_that_was_not_recorded_has_no_facts(lesson: Talk) -> None:
    """A number that could not be recorded selects nothing, and costs one look, not one each time."""
    lesson.exchanges += 1
    with watching(lesson) as watched:
        watched.request("/after-the-gap")
        watched.next()
        watched.feed.select(22)
        gap = watched.next()

        assert gap.facts is None
        assert watched.is_quiet()


def test_a_capture_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A file that is no capture ends the feed with one message that says why."""
    (tmp_path / "capture.db").write_bytes(b"not a capture, but a text that is long enough to be looked at" * 20)
    posted: Queue[Message] = Queue()
    feed = Feed(tmp_path / "capture.db", None, posted.put)
    feed.start()
    lost = posted.get(timeout=PATIENCE)
    feed.stop()

    assert isinstance(lost, CaptureLost)
    assert "capture.db" in lost.text
