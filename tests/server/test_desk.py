"""What the desk believes to wait, where a turn could not be recorded or a connection has gone."""

import asyncio

import pytest

from httpscope.rules.memory import Memory
from httpscope.rules.rule import LAST_RESORT, Rule
from httpscope.rules.settings import Settings
from httpscope.server.desk import Deed, Desk
from httpscope.server.orders import OrderFault, Release
from httpscope.server.pending import Pending
from httpscope.server.seat import Seat
from httpscope.server.turn import Turn
from tests.server.player import Player

GET = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"


class Book:
    """Rules that are not asked here."""

    def __init__(self) -> None:
        self.memory = Memory()

    def forget(self, rule: str | None) -> None:
        """Let counts begin anew."""
        self.memory.forget(rule)

    def settings(self) -> Settings:
        """Give the defaults."""
        return Settings()

    def one_of(self, text: str) -> Rule:
        """Give what answers where nothing fits."""
        return LAST_RESORT


class Client:
    """A connection that notes what it was asked to do."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []

    def attend(self, deed: Deed) -> None:
        """Note it."""
        self.deeds.append(deed)

    def add(self, exchange: int | None, octets: bytes) -> bool:
        """No answer is open."""
        return False


def held() -> Player:
    """Give a session whose request waits, as the capture knows."""
    player = Player()
    player.holds = True
    player.feed(GET)
    player.turn()
    assert player.waits
    return player


def pending() -> Pending:
    """Give what waits, as exchange 1."""
    found = held().session.pending
    assert found is not None
    return found


def test_who_waited_in_vain_waits_no_more_when_the_connection_is_gone() -> None:
    """The turn that told of it was not recorded, so the session has forgotten it, and its number is given again."""

    async def play() -> None:
        desk = Desk(Turn(lambda _batch: None, lambda: 0, lambda _notice: None), Book())
        first, second = Client(), Client()
        vain, later = Seat(desk, 1), Seat(desk, 2)
        vain.look(first, pending())
        vain.leave(None)
        with pytest.raises(OrderFault):
            desk.carry_out(Release(1))

        vain.look(first, pending())
        later.look(second, pending())
        vain.leave(None)
        desk.carry_out(Release(1))
        assert (len(first.deeds), len(second.deeds)) == (0, 1)

    asyncio.run(play())


@pytest.mark.parametrize("by", ["keep", "fin", "rst"])
def test_typing_goes_nowhere_once_a_turn_could_not_be_recorded(by: str) -> None:
    """The client has got its 503; it may linger, and the person may type on."""
    player = held()
    player.say(b"HTTP/1.1 200 OK\r\n", 0)
    player.turn(recorded=False)
    player.say(b"\r\n", 0)
    player.end_by_hand(by)
    player.turn()
    player.lose()
    player.turn()

    assert player.capture.answers == []
    assert [row.state for row in player.capture.holds] == ["waiting", "unrecorded"]
    assert player.session.pending is None
