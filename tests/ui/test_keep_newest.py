"""A run that keeps its newest requests only, on the screen: lines, numbers, filter and connections stay right."""

from pathlib import Path

import pytest

from httpscope.store.writer import Keep
from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.widgets.connection_list import ConnectionList
from httpscope.ui.widgets.exchange_list import ExchangeList
from tests.ui.seeded import Talk, empty_capture, response
from tests.ui.shell import Shell, row_texts, shell

pytestmark = pytest.mark.slow

KEPT = 20
OK = response("200 OK", b"")


def come(talk: Talk, count: int) -> None:
    """Let requests come, each on a connection of its own and each for a path with its number."""
    for _ in range(count):
        client = talk.connect("127.0.0.1:2")
        client.request(b"GET /%d HTTP/1.1\r\n\r\n" % (talk.exchanges + 1), OK)
        client.close("client-closed")
        talk.commit()


def begun(path: Path) -> Talk:
    """Begin a capture that keeps twenty requests, of which one hundred came and the first client stayed."""
    talk = empty_capture(path, Keep(exchanges=KEPT))
    talk.connect("127.0.0.1:1").request(b"GET /1 HTTP/1.1\r\n\r\n", OK)
    talk.commit()
    come(talk, 99)
    return talk


def numbers(running: Shell) -> list[int]:
    """Give the numbers of the lines of the list."""
    # Between the last that went and the next that fits there may be a sentence instead of rows.
    found = [line.split()[0] for line in row_texts(running.one(ExchangeList))[1:] if line]
    return [int(number) for number in found if number.isdigit()]


async def test_the_list_begins_with_the_oldest_that_is_kept(tmp_path: Path) -> None:
    """Its numbers are those that the requests always had, and the line below says how many are kept of how many."""
    async with shell(tmp_path, capture=begun, size=(140, 40)) as running:
        rows = running.one(ExchangeList)
        await running.shows(" kept")
        assert numbers(running)[-1] == 100
        assert KEPT <= rows.count <= KEPT + 4
        assert f"100 requests, newest {rows.count} kept" in running.screen_text()
        await running.press("g")
        await running.shows(f"#{rows.first} GET /{rows.first}")
        lines = numbers(running)
        assert lines == list(range(rows.first, rows.first + len(lines)))
        assert rows.first == 101 - rows.count


async def test_who_looks_at_one_keeps_it_until_it_goes(tmp_path: Path) -> None:
    """The cursor stays on its request while lines above it go, and then stands on the oldest."""
    async with shell(tmp_path, capture=begun, size=(140, 40)) as running:
        rows = running.one(ExchangeList)
        await running.until(lambda: rows.count >= KEPT, "the list")
        rows.go_to(95)
        come(running.talk, 8)
        await running.until(lambda: rows.newest == 108, "what came")
        assert rows.number == 95
        assert "/95 " in row_texts(rows)[1 + rows.cursor - round(rows.scroll_y)]

        come(running.talk, 40)
        await running.until(lambda: rows.newest == 148, "what came")
        assert rows.number == rows.first > 95
        await running.shows(f"#{rows.first} GET /{rows.first}")


async def test_a_number_that_is_gone_is_refused_with_what_is_there(tmp_path: Path) -> None:
    """By its key, and in the palette."""
    async with shell(tmp_path, capture=begun, size=(140, 40)) as running:
        rows = running.one(ExchangeList)
        await running.until(lambda: rows.count >= KEPT, "the list")
        await running.press("number_sign", "7", "enter")
        await running.shows(f"The requests are numbered from {rows.first} to 100.")
        await running.press("escape", "ctrl+p", "number_sign", "7")
        await running.shows("Go to request 7")
        await running.press("enter")
        await running.shows(f"Request 7 is gone: this run keeps its newest, from {rows.first} on.")


async def test_a_filter_looks_through_what_is_kept(tmp_path: Path) -> None:
    """What goes leaves the filtered list as well, and what comes is in it."""
    async with shell(tmp_path, capture=begun, size=(140, 40)) as running:
        rows = running.one(ExchangeList)
        await running.press("slash", *"path:9", "enter")
        await running.until(lambda: rows.filtered and rows.count > 0, "those that fit")
        assert numbers(running) == [number for number in range(rows.first, 101) if "9" in str(number)]
        come(running.talk, 30)
        await running.until(lambda: rows.newest == 130 and numbers(running)[-1:] == [129], "what came")

        assert numbers(running) == [number for number in range(rows.first, 131) if "9" in str(number)]
        assert f"of {130 - rows.first + 1} fit path:9" in str(rows.border_title)


async def test_connections_without_requests_that_are_kept_go_too(tmp_path: Path) -> None:
    """One that is still open stays, first in the list; enter on another goes to its request."""
    async with shell(tmp_path, capture=begun, size=(140, 40)) as running:
        come(running.talk, 3)
        await running.press("c")
        await running.until(lambda: isinstance(running.app.screen, ConnectionsScreen), "the connections")
        await running.shows("103 connections · 1 open")
        lines = [line for line in row_texts(running.one(ConnectionList))[1:] if line]
        found = [int(line.split()[0]) for line in lines]
        assert found[0] == 1
        assert "open" in lines[0]
        assert found[-KEPT:] == list(range(104 - KEPT, 104))
        assert len(found) <= KEPT + 6
        await running.press("end", "up", "enter")
        await running.shows("#102 GET /102")
