"""The list of connections: who, how much, and how it ended."""

from pathlib import Path

import pytest

from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.widgets.connection_list import ConnectionList
from tests.ui.seeded import Talk, empty_capture
from tests.ui.shell import row_texts, shell


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "127.0.0.1:50412       10:15:00.000        4 1.2 kB  624 B"),
        (1, "httpscope closed it: no further request came in time"),
        (9, "the client closed it in the middle of a request"),
        (10, "the client left without a single octet"),
        (14, "open"),
    ],
)
async def test_a_line_says_the_facts_of_its_connection(tmp_path: Path, number: int, words: str) -> None:
    """Client, time, requests, octets both ways and the end of a connection stand in one line."""
    async with shell(tmp_path, size=(140, 40)) as running:
        await running.press("c")
        await running.until(lambda: isinstance(running.app.screen, ConnectionsScreen), "the connections")
        await running.shows("left without a byte")

        assert words in row_texts(running.one(ConnectionList))[number]


def hundreds(path: Path) -> Talk:
    """Make a capture of three hundred connections that say nothing."""
    talk = empty_capture(path)
    for _number in range(300):
        talk.connect("127.0.0.1:50000").close("silent")
    talk.commit()
    return talk


async def test_every_connection_has_its_line(tmp_path: Path) -> None:
    """Connection n stands on line n, also where one block of rows ends and another begins."""
    async with shell(tmp_path, capture=hundreds, size=(140, 320)) as running:
        await running.press("c")
        await running.shows("300 left without a byte")
        numbers = [text.split()[0] for text in row_texts(running.one(ConnectionList))[1:301]]

        assert numbers == [str(number) for number in range(1, 301)]


async def test_connections_come_and_end_while_one_looks(tmp_path: Path) -> None:
    """A connection that is accepted or closed while the list is open is in it."""
    async with shell(tmp_path, size=(140, 40)) as running:
        await running.press("c")
        await running.shows("14 connections · 1 open · 1 left without a byte")
        client = running.talk.connect("127.0.0.1:50999")
        running.talk.commit()
        await running.shows("15 connections · 2 open")
        client.close("silent")
        running.talk.commit()

        await running.shows("15 connections · 1 open · 2 left without a byte")
