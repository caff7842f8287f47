"""The real server on real sockets, in this process, with a recorder that keeps rows in lists."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from httpscope.exchange import Batch, Notice
from httpscope.rules.file.read import read_rules
from httpscope.rules.file.watch import Watch
from httpscope.rules.settings import Limits, Settings
from httpscope.server.listener import Server
from httpscope.server.sockets import bind

GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
RULES = '[[rule]]\nname = "all"\nanswer.body = "ok"\nanswer.supply = false\nanswer.headers = ["Content-Length: 2"]\n'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Recorded:
    """What the server gave to be recorded; it can refuse, as a full disk does."""

    def __init__(self) -> None:
        self.rows = Batch()
        self.refuse: str | None = None
        self.news: list[Notice] = []
        self.during: Callable[[], None] | None = None
        """Done once, while the rows of a request are recorded."""

    def record(self, batch: Batch) -> str | None:
        """Keep the rows, or refuse all of them."""
        if self.during and batch.exchanges:
            self.during()
            self.during = None
        if self.refuse:
            return self.refuse
        for name in Batch.__slots__:
            getattr(self.rows, name).extend(getattr(batch, name))
        return None

    def reasons(self) -> list[str]:
        """Give how connections ended."""
        return [row.reason for row in self.rows.closings]


@contextlib.asynccontextmanager
async def serving(
    rules: str = RULES, limits: Limits | None = None, *, folder: Path | None = None
) -> AsyncIterator[tuple[int, Recorded]]:
    """Run a server on a free port for the length of a test."""
    recorded = Recorded()
    sock = bind("127.0.0.1", 0)
    port = sock.getsockname()[1]
    settings = Settings(limits=limits or Limits(stop_time=0.2))
    watch = Watch([folder / "rules.toml"] if folder else [], read_rules(rules, "", ".", settings), settings=settings)
    server = Server([sock], watch, recorded.record, recorded.news.append, None)
    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(str(context)))
    running = asyncio.create_task(server.run())
    try:
        yield port, recorded
    finally:
        server.stop()
        await running
    assert faults == [], "a fault of our own, which stops the server that people run"


async def until(look: Callable[[], object], what: str) -> None:
    """Wait until something is seen."""
    for _ in range(1000):
        if look():
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"waited for {what}")


async def ask(port: int, octets: bytes, *, half_close: bool = False) -> bytes:
    """Send octets and give all that comes back until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(octets)
    if half_close:
        writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_an_answer_is_what_the_rule_says() -> None:
    """A request over a real socket, half-closed as `nc -N` does, gets the rule's octets."""
    async with serving() as (port, _recorded):
        assert await ask(port, GET, half_close=True) == ANSWER


async def test_the_capture_says_what_went_over_the_wire() -> None:
    """Both directions are recorded to the octet, and who closed."""
    async with serving() as (port, recorded):
        await ask(port, GET, half_close=True)
        await until(recorded.reasons, "the connection to close")

    assert [(row.direction, row.octets + (row.content or b"")) for row in recorded.rows.segments] == [
        (0, GET),
        (1, ANSWER),
    ]
    assert recorded.reasons() == ["client-closed"]
    assert [(row.received, row.sent) for row in recorded.rows.closings] == [(len(GET), len(ANSWER))]


async def test_no_octet_leaves_before_it_is_recorded() -> None:
    """While nothing can be recorded nothing is answered but 503; when there is room it goes on by itself."""
    async with serving() as (port, recorded):
        recorded.refuse = "there is no room"
        refused = await ask(port, GET)
        recorded.refuse = None
        answered = await ask(port, GET, half_close=True)

    assert refused.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"there is no room" in refused
    assert answered == ANSWER
    assert [notice.severity for notice in recorded.news] == ["error", "information"]
    assert [row.id for row in recorded.rows.exchanges] == [1]
    assert [row.octets for row in recorded.rows.answers] == [ANSWER]


async def test_a_connection_without_an_octet_does_no_harm() -> None:
    """Clients come and leave; the next is answered."""
    async with serving() as (port, recorded):
        for _ in range(5):
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
        await until(lambda: len(recorded.rows.closings) == 5, "the connections to close")

        assert await ask(port, GET, half_close=True) == ANSWER

    assert recorded.reasons()[:5] == ["silent"] * 5


async def test_an_rst_of_the_client_is_told_from_a_fin() -> None:
    """A client that breaks off leaves a reset in the capture."""
    async with serving() as (port, recorded):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(GET)
        await until(lambda: recorded.rows.answers, "the answer")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        await until(recorded.reasons, "the connection to close")

    assert recorded.reasons() == ["client-reset"]


async def test_a_reset_is_a_real_rst_behind_the_octets_sent() -> None:
    """The client reads the answer and then gets ECONNRESET, not an end of stream."""
    rules = RULES + 'answer.connection = "reset"\n'
    async with serving(rules) as (port, recorded):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GET)
        octets = await asyncio.wait_for(reader.readexactly(len(ANSWER)), 5)
        failure = None
        try:
            await asyncio.wait_for(reader.read(), 5)
        except ConnectionResetError as error:
            failure = error
        writer.close()
        await until(recorded.reasons, "the connection to close")

    assert [octets, type(failure), recorded.reasons()] == [ANSWER, ConnectionResetError, ["server-reset"]]


async def test_a_delay_holds_the_answer_and_no_other() -> None:
    """While one client waits, another is answered."""
    rules = '[[rule]]\nmatch.path = "/slow"\nanswer.delay = "300ms"\nanswer.body = "slow"\n' + RULES
    async with serving(rules) as (port, recorded):
        slow = asyncio.create_task(ask(port, GET.replace(b"/a", b"/slow"), half_close=True))
        await until(lambda: recorded.rows.exchanges, "the slow request")
        quick = await ask(port, GET, half_close=True)
        waiting = not slow.done()

        assert [quick, waiting, (await slow)[-4:]] == [ANSWER, True, b"slow"]


async def test_a_refused_request_gets_its_400_before_the_connection_closes() -> None:
    """Closing with unread octets would send an RST that destroys the answer; so the close lingers."""
    async with serving() as (port, recorded):
        answer = await ask(port, b"GET / HTTP/1.1\r\n\r\n" + b"x" * 200_000)
        await until(recorded.reasons, "the connection to close")

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Connection: close\r\n" in answer


async def test_a_slow_head_gets_408() -> None:
    """A client that does not finish its head in time is told so."""
    async with serving(limits=Limits(head_time=0.1, stop_time=0.1, patience=0)) as (port, recorded):
        answer = await ask(port, b"GET / HT")
        await until(recorded.reasons, "the connection to close")

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert recorded.reasons() == ["head-timeout"]


async def test_an_idle_connection_is_closed_in_time() -> None:
    """A persistent connection is not kept forever."""
    async with serving(limits=Limits(idle_time=0.1, stop_time=0.1)) as (port, recorded):
        assert await ask(port, GET) == ANSWER
        await until(recorded.reasons, "the connection to close")

    assert recorded.reasons() == ["idle-timeout"]


async def test_a_client_that_does_not_read_is_cut_off() -> None:
    """The rest of a large answer is not held for it for ever."""
    rules = f'[[rule]]\nanswer.body = "{"x" * 1_000_000}"\n'
    async with serving(rules, Limits(write_time=0.2, stop_time=0.1, patience=0)) as (port, recorded):
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(GET * 8)
            await until(recorded.reasons, "the connection to be cut off")

    assert recorded.reasons() == ["write-timeout"]
    assert recorded.rows.closings[0].sent < sum((row.stop or 0) - row.start for row in recorded.rows.answers)


async def test_a_large_answer_arrives_whole() -> None:
    """Sliced for slow readers, it is the same octets."""
    rules = f'[[rule]]\nanswer.body = "{"0123456789" * 100_000}"\n'
    async with serving(rules) as (port, _recorded):
        answer = await ask(port, GET, half_close=True)

    assert answer.partition(b"\r\n\r\n")[2] == b"0123456789" * 100_000


async def test_the_next_request_sees_an_edit(tmp_path: Path) -> None:
    """The file is looked at before each turn's answers."""
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    seen = []
    async with serving(folder=tmp_path) as (port, _recorded):
        for number in range(20):
            file.write_text(RULES.replace('"ok"', f'"edit {number}"'))
            seen.append((await ask(port, GET, half_close=True)).rpartition(b"\r\n")[2])

    assert seen == [b"edit %d" % number for number in range(20)]


async def test_a_bad_rules_file_leaves_the_last_good_rules_in_force(tmp_path: Path) -> None:
    """A notice tells where the mistake is."""
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    async with serving(folder=tmp_path) as (port, recorded):
        await ask(port, GET, half_close=True)
        file.write_text(RULES + "answer.status = \n")
        answer = await ask(port, GET, half_close=True)
        await until(lambda: any(row.severity == "error" for row in recorded.rows.notices), "a notice")

    notice = next(row for row in recorded.rows.notices if row.severity == "error")

    assert [answer, notice.topic, f"{file}:6:" in notice.text] == [ANSWER, "rules", True]


async def test_the_server_answers_trace_options_and_connect_by_itself() -> None:
    """TRACE loops the request back, OPTIONS tells the methods, CONNECT asks for a proxy that this is not."""
    async with serving() as (port, _recorded):
        trace = await ask(port, b"TRACE /t HTTP/1.1\r\nHost: h\r\nCookie: secret\r\nX: y\r\n\r\n", half_close=True)
        options = await ask(port, b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", half_close=True)
        connect = await ask(port, b"CONNECT e.org:443 HTTP/1.1\r\nHost: e.org:443\r\n\r\n")

    assert trace.partition(b"\r\n\r\n")[2] == b"TRACE /t HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n"
    assert [options[:15], b"\r\nAllow: GET, HEAD," in options] == [b"HTTP/1.1 200 OK", True]
    assert connect.startswith(b"HTTP/1.1 501 Not Implemented\r\n")


async def test_stopping_lets_an_answer_in_progress_go_out() -> None:
    """An answer that is due within the patience of a stop still comes; an idle connection is closed at once."""
    rules = RULES + 'answer.delay = "100ms"\n'
    async with serving(rules, Limits(stop_time=2.0)) as (port, recorded):
        _idle_reader, idle = await asyncio.open_connection("127.0.0.1", port)
        waiting = asyncio.create_task(ask(port, GET, half_close=True))
        await until(lambda: recorded.rows.answers, "the request")

    assert await waiting == ANSWER
    assert sorted(recorded.reasons()) == ["client-closed", "server-stopped"]
    idle.close()


async def test_a_connection_opened_while_nothing_can_be_recorded_is_served_later() -> None:
    """A browser connects ahead of time: when the disk has room again, its first request is answered and recorded."""
    async with serving() as (port, recorded):
        recorded.refuse = "there is no room"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await ask(port, GET)
        recorded.refuse = None
        writer.write(GET)
        answer = await asyncio.wait_for(reader.readexactly(len(ANSWER)), 5)
        writer.close()
        await until(recorded.reasons, "the connection to close")

    asked = {row.connection for row in recorded.rows.exchanges}

    assert [answer, asked] == [ANSWER, {row.id for row in recorded.rows.connections}]


async def test_no_refusal_ends_up_within_the_content_of_another_answer(tmp_path: Path) -> None:
    """A large answer is half out when the disk is full: the connection breaks off, and nothing false is sent."""
    content = b"0123456789" * 3_000_000
    file = tmp_path / "large.txt"
    file.write_bytes(content)
    rules = f'[[rule]]\nanswer.file = "{file}"\n'
    async with serving(rules, Limits(stop_time=0.1)) as (port, recorded):
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(GET)
            await until(lambda: recorded.rows.answers, "the answer to begin")
            recorded.refuse = "there is no room"
            client.sendall(GET)
            await until(lambda: recorded.news, "the commit to fail")
            recorded.refuse = None
            received = await asyncio.to_thread(_all_of, client)

    body = received.partition(b"\r\n\r\n")[2]

    assert [body, len(body) < len(content)] == [content[: len(body)], True]


async def test_a_client_that_reads_slowly_but_steadily_gets_everything() -> None:
    """Patience ends where the client takes nothing, not where it takes its time."""
    content = b"0123456789" * 100_000
    rules = f'[[rule]]\nanswer.body = "{content.decode()}"\n'
    async with serving(rules, Limits(write_time=0.2, stop_time=0.1, patience=0)) as (port, _recorded):
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            received = await asyncio.to_thread(_all_of, client, 0.002)

    assert received.partition(b"\r\n\r\n")[2] == content


async def test_closings_and_notices_outlive_a_full_disk() -> None:
    """What is true whether or not requests were taken is recorded when there is room again."""
    async with serving() as (port, recorded):
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await until(lambda: recorded.rows.connections, "the connection")
        recorded.refuse = "there is no room"
        writer.close()
        await until(lambda: recorded.news, "the commit to fail")
        recorded.refuse = None
        await ask(port, GET, half_close=True)
        await until(lambda: len(recorded.rows.closings) == 2, "both closings")

    assert sorted(recorded.reasons()) == ["client-closed", "silent"]


def _all_of(client: socket.socket, pause: float = 0.0) -> bytes:
    """Read to the end or to the break, with a pause between reads."""
    pieces = []
    try:
        while piece := client.recv(16_384):
            pieces.append(piece)
            threading.Event().wait(pause)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


async def test_a_client_that_leaves_between_the_commit_and_the_answer_stops_nobody() -> None:
    """Its system answers our octets with an RST, so that our FIN finds no connection; the server goes on."""
    bad = b"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n"
    async with serving() as (port, recorded):
        client = socket.create_connection(("127.0.0.1", port))
        recorded.during = client.close
        client.sendall(bad)
        await until(recorded.reasons, "the connection to close")

        assert await ask(port, GET, half_close=True) == ANSWER


async def test_a_plain_answer_that_is_given_again_counts_for_rules_that_count() -> None:
    """The fourth request of a client is the fourth, though the three before it got one answer within a second."""
    rules = """
[[rule]]
name = "plain"
match.path = "/a"
answer.body = "ok"

[[rule]]
match.path = "/b"
match.nth = { of = "client", number = 4 }
answer.body = "the fourth"
"""
    async with serving(rules) as (port, _recorded):
        answer = await ask(port, GET * 3 + GET.replace(b"/a", b"/b"), half_close=True)

    assert answer.endswith(b"the fourth")
