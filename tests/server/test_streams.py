"""Answers that go on: what a person adds to them, what their rows tell, what ends them."""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpscope.exchange import OUTBOUND
from httpscope.rules.feature.events import Event, event_octets
from httpscope.rules.file.read import read_rules
from httpscope.rules.file.watch import Watch
from httpscope.rules.settings import Limits, Settings
from httpscope.server.listener import Server
from httpscope.server.sockets import bind
from tests.server.test_listener import GET, Recorded, until

OPEN = '[[rule]]\nanswer.events = ["first"]\nanswer.events_then = "stay"\n'


@asynccontextmanager
async def streaming(rules: str) -> AsyncIterator[tuple[int, Server, Recorded]]:
    """Run a server that takes orders."""
    recorded = Recorded()
    sock = bind("127.0.0.1", 0)
    settings = Settings(limits=Limits(stop_time=0.1))
    watch = Watch([], read_rules(rules, "", ".", settings), settings=settings)
    server = Server([sock], watch, recorded.record, recorded.news.append, None)
    running = asyncio.create_task(server.run())
    try:
        yield sock.getsockname()[1], server, recorded
    finally:
        server.stop()
        await running


async def _added(server: Server, recorded: Recorded, one: asyncio.StreamReader, two: asyncio.StreamReader) -> None:
    await asyncio.wait_for(two.readuntil(b"data: first\n\n\r\n"), 5)
    server.take(_append(None, Event("for all")))
    for reader in (one, two):
        await asyncio.wait_for(reader.readuntil(b"data: for all\n\n\r\n"), 5)
    server.take(_append(2, Event("two\nlines", "named")))
    found = await asyncio.wait_for(two.readuntil(b"\n\n\r\n"), 5)
    assert found == b"24\r\nevent: named\ndata: two\ndata: lines\n\n\r\n"
    server.take(_append(7, Event("nobody")))
    await until(lambda: recorded.rows.notices, "the server to say that there is no such stream")


@asynccontextmanager
async def asking(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Ask on a new connection, and leave in the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(GET)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def _append(exchange: int | None, event: Event) -> bytes:
    octets = base64.b64encode(event_octets(event)).decode()
    return json.dumps({"order": "append", "exchange": exchange, "octets": octets}).encode() + b"\n"


async def test_an_event_that_a_person_adds_arrives_at_once_at_one_or_at_all() -> None:
    """The comment that keeps the stream alive would come after 15 seconds; nobody waits for it."""
    async with (
        streaming(OPEN) as (port, server, recorded),
        asking(port) as (one, _one_writer),
    ):
        await asyncio.wait_for(one.readuntil(b"data: first\n\n\r\n"), 5)
        async with asking(port) as (two, _two_writer):
            await _added(server, recorded, one, two)
    octets = [row.octets for row in recorded.rows.segments if row.direction == OUTBOUND]
    assert sum(b"for all" in each for each in octets) == 2
    assert not any(b"nobody" in each for each in octets)
    assert "No answer is open" in recorded.rows.notices[-1].text


async def test_the_row_of_an_open_answer_has_no_end_until_another_row_tells_it() -> None:
    """The end is behind the last octet that was recorded."""
    rules = '[[rule]]\nanswer.body = "0123456789"\nanswer.rate = "10 KiB/s"\n'
    async with streaming(rules) as (port, _server, recorded), asking(port) as (reader, _writer):
        await asyncio.wait_for(reader.readuntil(b"0123456789"), 5)
        await until(lambda: recorded.rows.reaches, "the end to be told")
    (answer,) = recorded.rows.answers
    out = [row for row in recorded.rows.segments if row.direction == OUTBOUND]
    assert answer.stop is None
    assert (recorded.rows.reaches[-1].stop, recorded.rows.reaches[-1].over) == (
        out[-1].start + len(out[-1].octets),
        True,
    )


async def test_an_open_stream_is_over_as_soon_as_its_client_has_gone() -> None:
    """Not only when the next comment is due."""
    async with streaming(OPEN) as (port, _server, recorded):
        async with asking(port) as (reader, _writer):
            await asyncio.wait_for(reader.readuntil(b"data: first\n\n\r\n"), 5)
        await until(lambda: recorded.rows.closings, "the stream to end")
    assert recorded.rows.closings[0].reason == "client-left"
    assert recorded.rows.reaches[-1].over


async def test_an_answer_that_never_comes_ends_with_the_client() -> None:
    """Its row names the rule, with no octet; a client that says good-bye is let go."""
    rules = '[[rule]]\nname = "silence"\nanswer.fault = "never"\n'
    async with streaming(rules) as (port, _server, recorded), asking(port) as (_reader, writer):
        await until(lambda: recorded.rows.answers, "the row")
        writer.write_eof()
        await until(lambda: recorded.rows.closings, "the connection to end")
    (answer,) = recorded.rows.answers
    assert (answer.rule, answer.status, answer.start) == ("silence", 0, 0)
    assert recorded.rows.closings[0].reason == "client-left"
    assert recorded.rows.closings[0].sent == 0


async def test_when_the_capture_fails_in_the_middle_of_a_stream_it_is_broken_off() -> None:
    """No 503 ends up within its content."""
    rules = '[[rule]]\nanswer.fault = "endless-content"\n'
    async with streaming(rules) as (port, _server, recorded), asking(port) as (reader, _writer):
        await asyncio.wait_for(reader.readexactly(20_000), 5)
        recorded.refuse = "no room"
        left = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := await asyncio.wait_for(reader.read(65_536), 5):
                left += piece
        recorded.refuse = None
    assert b"503" not in left
