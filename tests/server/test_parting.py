"""Connections that are given up while their client has not taken what was sent: the system is not left with it."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from httpscope.rules.settings import Limits
from tests.server.test_listener import serving, until

GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
LAST = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
SIZE = 60_000
RULES = f'[[rule]]\nanswer.body = "{"x" * SIZE}"\n'
QUICK = Limits(write_time=0.2, stop_time=0.1, patience=0)
LISTEN = "0A"


@contextlib.contextmanager
def client_with_little_room(port: int, octets: bytes) -> Iterator[socket.socket]:
    """Connect, ask, and read nothing yet; its system takes a few kilobytes for it."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(octets)
        yield client


def left_in_the_system(port: int) -> list[str]:
    """Give the states of connections that the system holds at our end."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return [row[3] for row in rows if row[1].endswith(f":{port:04X}") and row[3] != LISTEN]


def read_to_the_end(client: socket.socket) -> bytes:
    """Read all that comes; raises ConnectionResetError."""
    octets = b""
    while piece := client.recv(65_536):
        octets += piece
    return octets


def must_be_reset(client: socket.socket, port: int) -> None:
    """See that the client learns that its answer is not whole, and that nothing of it is kept."""
    with pytest.raises(ConnectionResetError):
        read_to_the_end(client)
    if sys.platform == "linux":
        assert left_in_the_system(port) == []


@pytest.mark.parametrize(
    ("octets", "half_closes"),
    [(GET * 40, False), (LAST, False), (LAST, True), (GET, True)],
    ids=["in the midst of answers", "behind the last", "behind the last, half-closed", "half-closed"],
)
async def test_a_client_that_does_not_read_is_broken_off_with_an_rst(octets: bytes, half_closes: bool) -> None:
    """Closed in order, its socket would stay with the system for minutes, with all that was written to it."""
    async with serving(RULES, QUICK) as (port, recorded):
        with client_with_little_room(port, octets) as client:
            if half_closes:
                await until(lambda: recorded.rows.answers, "the answer")
                client.shutdown(socket.SHUT_WR)
            await until(recorded.reasons, "the connection to be broken off")
            must_be_reset(client, port)

    assert recorded.reasons() == ["write-timeout"]


async def test_a_stopped_server_leaves_no_answers_to_the_system() -> None:
    """Who has not read its answers by `stop_time` learns that they are not whole."""
    async with serving(RULES, Limits(stop_time=0.1)) as (port, recorded):
        with contextlib.ExitStack() as stack:
            many = stack.enter_context(client_with_little_room(port, GET * 40))
            one = stack.enter_context(client_with_little_room(port, GET))
            await until(lambda: len({row.exchange for row in recorded.rows.answers}) > 1, "answers")
            waiting = stack.pop_all()
    with waiting:
        must_be_reset(many, port)
        must_be_reset(one, port)

    assert recorded.reasons() == ["server-stopped"] * 2


@pytest.mark.parametrize("half_closes", [True, False])
async def test_a_client_that_reads_late_gets_its_last_answer_whole(half_closes: bool) -> None:
    """The connection waits until its octets could be sent, however it is to end."""
    async with serving(RULES, Limits(stop_time=0.1)) as (port, recorded):
        with client_with_little_room(port, LAST) as client:
            if half_closes:
                client.shutdown(socket.SHUT_WR)
            await until(lambda: recorded.rows.answers, "the answer")
            received = await asyncio.to_thread(read_to_the_end, client)
        await until(recorded.reasons, "the connection to close")

    assert len(received.partition(b"\r\n\r\n")[2]) == SIZE
    assert recorded.reasons() == ["server-closed"]


async def test_a_large_answer_that_ends_while_the_client_reads_late_ends_once() -> None:
    """Its last octets leave when the system has room again, and the connection closes in the same moment."""
    rules = f'[[rule]]\nanswer.body = "{"x" * 1_000_000}"\n'
    async with serving(rules, Limits(stop_time=0.1)) as (port, recorded):
        with client_with_little_room(port, LAST) as client:
            client.shutdown(socket.SHUT_WR)
            await until(lambda: recorded.rows.answers, "the answer")
            received = await asyncio.to_thread(read_to_the_end, client)
        await until(recorded.reasons, "the connection to close")

    assert len(received.partition(b"\r\n\r\n")[2]) == 1_000_000
    assert recorded.reasons() == ["server-closed"]


async def test_a_client_that_leaves_while_it_takes_a_large_answer_stops_nobody() -> None:
    """Its RST is found by the write that follows another in the same moment."""
    rules = f'[[rule]]\nanswer.body = "{"x" * 1_000_000}"\n'
    async with serving(rules, Limits(stop_time=0.1)) as (port, recorded):
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(GET)
                await asyncio.to_thread(client.recv, 300_000)
        await until(lambda: len(recorded.reasons()) == 20, "all connections to close")

    assert set(recorded.reasons()) <= {"client-left", "client-reset"}


async def test_what_cannot_be_recorded_is_not_left_to_the_system_either() -> None:
    """The disk is full while answers are out that nobody takes: an RST, and nothing false."""
    async with serving(RULES, Limits(stop_time=0.1)) as (port, recorded):
        with client_with_little_room(port, GET * 40) as client:
            await until(lambda: recorded.rows.answers, "answers")
            recorded.refuse = "there is no room"
            client.sendall(GET)
            await until(lambda: recorded.news, "the commit to fail")
            recorded.refuse = None
            await until(recorded.reasons, "the connection to close")
            must_be_reset(client, port)
