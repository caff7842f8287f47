"""Looking for what fits beside the screen: stretch by stretch, for the newest wish only, and again what changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from textual.message import Message

from httpscope.filters.reading import read_filter
from httpscope.store.reader import Reader
from httpscope.ui import seeker as module
from httpscope.ui.matches import Matches
from httpscope.ui.seeker import Found, Seeker
from tests.running import poll
from tests.ui.seeded import Talk, many, response

COUNT = 100
STRETCH = 8


@dataclass
class Receiver:
    """Takes what a seeker posts, as the screen would."""

    posted: list[Found] = field(default_factory=list)
    opens: bool = True
    """Whether it opens the gate after each message."""
    seeker: Seeker = field(init=False)

    def post(self, message: Message) -> None:
        """Take a message."""
        assert isinstance(message, Found)
        self.posted.append(message)

    def fitting(self, wish: int) -> list[int]:
        """Give what fits by all that was posted for a wish, and open the gate."""
        if self.opens:
            self.seeker.handled()
        matches = Matches()
        for found in list(self.posted):
            if found.wish == wish:
                for piece in found.pieces:
                    matches.put(*piece)
        return list(matches.between(0, COUNT * 2))

    def through(self, wish: int) -> bool:
        """Tell whether all was looked at for a wish."""
        self.fitting(wish)
        newest = next((found for found in reversed(self.posted) if found.wish == wish), None)
        return newest is not None and newest.looked == newest.of


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """A capture of a hundred requests for `/load/` and a number."""
    talk = many(tmp_path / "capture.db", COUNT)
    yield talk
    talk.end()


@pytest.fixture
def receiver(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A seeker over it that looks at few at a time."""
    monkeypatch.setattr(module, "STRETCH", STRETCH)
    monkeypatch.setattr(module, "SOME", STRETCH)
    monkeypatch.setattr(module, "REST", 0)
    receiver = Receiver()
    receiver.seeker = Seeker(talk.writer.path, receiver.post)
    yield receiver
    receiver.seeker.stop()


def _until(look: Callable[[], bool], what: str) -> None:
    poll(look, what)


@pytest.mark.parametrize("around", [1, 50, COUNT])
def test_all_that_fit_are_found_wherever_one_stands(receiver: Receiver, around: int) -> None:
    """The stretches go outwards from the cursor, and leave nothing out."""
    wish = receiver.seeker.want(read_filter("path:7"), around, 1, COUNT)
    _until(lambda: receiver.through(wish), "all to be looked at")

    assert receiver.fitting(wish) == [number for number in range(1, COUNT + 1) if "7" in str(number)]
    first = receiver.posted[0].pieces[0]
    assert first.first <= around <= first.last


def test_only_the_newest_wish_is_answered(receiver: Receiver) -> None:
    """What was wanted before ends at once, and nothing of it is posted any more."""
    receiver.seeker.want(read_filter("path:1"), COUNT, 1, COUNT)
    receiver.seeker.want(read_filter("path:2"), COUNT, 1, COUNT)
    wish = receiver.seeker.want(read_filter("path:3"), COUNT, 1, COUNT)
    _until(lambda: receiver.through(wish), "all to be looked at")

    assert receiver.fitting(wish) == [number for number in range(1, COUNT + 1) if "3" in str(number)]
    wishes = [found.wish for found in receiver.posted]
    assert wishes == sorted(wishes)


def test_no_message_is_posted_while_one_is_unhandled(receiver: Receiver) -> None:
    """The screen gets the rest in one message when it is ready for it."""
    receiver.opens = False
    wish = receiver.seeker.want(read_filter("path:load"), COUNT, 1, COUNT)
    _until(lambda: bool(receiver.posted), "the first message")
    assert len(receiver.posted) == 1

    receiver.opens = True
    _until(lambda: receiver.through(wish), "all to be looked at")

    assert len(receiver.fitting(wish)) == COUNT


def test_what_comes_is_looked_at(receiver: Receiver, talk: Talk) -> None:
    """New exchanges that fit are found when the screen tells that there are some."""
    wish = receiver.seeker.want(read_filter("path:new or path:/load/9"), COUNT, 1, COUNT)
    _until(lambda: receiver.through(wish), "all to be looked at")
    client = talk.connect("127.0.0.1:2")
    for path in (b"new", b"other", b"new"):
        client.request(b"GET /%s HTTP/1.1\r\n\r\n" % path, response("200 OK", b""))
    talk.commit()
    receiver.seeker.look(1, COUNT + 3, COUNT + 1)
    _until(lambda: receiver.posted[-1].of == COUNT + 3 and receiver.through(wish), "the new ones")

    assert receiver.fitting(wish)[-2:] == [COUNT + 1, COUNT + 3]


@pytest.mark.parametrize("behind", [2, 90])
def test_what_changes_is_looked_at_again(receiver: Receiver, talk: Talk, behind: int) -> None:
    """An exchange that is answered fits from then on, near the newest or far back."""
    client = talk.connect("127.0.0.1:2")
    number = client.request(b"GET /slow HTT", complete=False)
    other = talk.connect("127.0.0.1:3")
    for _ in range(behind):
        other.request(b"GET / HTTP/1.1\r\n\r\n", response("200 OK", b""))
    talk.commit()
    newest = talk.exchanges
    wish = receiver.seeker.want(read_filter("status:202"), newest, 1, newest)
    _until(lambda: receiver.through(wish), "all to be looked at")
    assert receiver.fitting(wish) == []
    reader = Reader(talk.writer.path)
    seen = reader.snapshot(None)
    client.more(b"P/1.1\r\n\r\n")
    client.finish(number, "GET", "/slow", response("202 Accepted", b""))
    talk.commit()
    seen = reader.snapshot(seen)
    reader.close()
    receiver.seeker.look(1, seen.exchanges, seen.changed_from)
    _until(lambda: receiver.fitting(wish) == [number], "the answer")


def test_nothing_is_looked_for_when_nothing_is_wanted(receiver: Receiver) -> None:
    """All are shown again, and what comes later concerns nobody; another filter begins anew."""
    wish = receiver.seeker.want(read_filter("path:7"), COUNT, 1, COUNT)
    _until(lambda: receiver.through(wish), "all to be looked at")
    last = receiver.seeker.want(None, 0, 0, 0)
    receiver.seeker.look(1, COUNT, 1)
    wish = receiver.seeker.want(read_filter("path:99"), COUNT, 1, COUNT)
    _until(lambda: receiver.through(wish), "all to be looked at")

    assert receiver.fitting(wish) == [99]
    assert [found for found in receiver.posted if found.wish == last] == []


def test_a_seeker_that_was_never_asked_can_be_stopped(tmp_path: Path) -> None:
    """It opens nothing before it is asked: not even the file need be there."""
    seeker = Seeker(tmp_path / "none.db", lambda _message: None)
    seeker.look(1, 5, 1)
    seeker.stop()
