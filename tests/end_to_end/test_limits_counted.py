"""What strikes at a real server is in its capture, where a census finds it: also where nobody is refused for it."""

import contextlib
import socket
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from httpscope.rules.file.limit import KINDS
from httpscope.store.reader import Reader
from httpscope.ui.strikes import struck
from tests.running import ask, poll, serving

pytestmark = pytest.mark.slow

GET = b"GET /%b HTTP/1.1\r\nHost: h\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
RULES = """
[limits]
{limits}

[[rule]]
name = "late"
match.path = "/late"
answer.delay = "1m"

[[rule]]
name = "held"
match.path = "/held"
answer.hold = true

[[rule]]
name = "all"
answer.body = "ok"
"""


@contextlib.contextmanager
def limited(folder: Path, limits: str) -> Iterator[tuple[int, Reader]]:
    """Run a server with these limits; give its port and its capture."""
    rules = folder / "rules.toml"
    rules.write_text(RULES.format(limits=limits))
    capture = folder / "run.httpscope"
    with serving(folder, "--rules", str(rules), "--capture", str(capture)) as server:
        reader = Reader(capture)
        try:
            yield server.port, reader
        finally:
            reader.close()


def strikes(reader: Reader) -> Mapping[str, int]:
    """Give how often each limit struck, without those that never did."""
    census = reader.census()
    return {name: count for name, kind in KINDS.items() if (count := struck(kind, census))}


def test_requests_that_wait_unread_are_shown_while_they_wait(tmp_path: Path) -> None:
    """The first that waits has a row, though nothing of it is read; it is told when nothing more is taken in."""
    with (
        limited(tmp_path, "pipelined = 2\nunread = 1000") as (port, reader),
        socket.create_connection(("127.0.0.1", port), 10) as client,
    ):
        client.sendall(GET % b"late" + GET % b"b" * 3)
        poll(lambda: reader.snapshot(None).exchanges == 3, "the request that waits")
        poll(lambda: strikes(reader) == {"pipelined": 1}, "its strike")
        waiting = reader.rows(3, 1)[0]
        assert (waiting.remark, waiting.method, waiting.complete) == ("pipelined", "", False)

        client.sendall(GET % b"c" * 100)
        poll(lambda: strikes(reader) == {"pipelined": 1, "unread": 1}, "the strike of the other")
        assert reader.rows(3, 1)[0].remark == "pipelined-unread"
        assert reader.snapshot(None).exchanges == 3


def test_a_request_that_waited_is_read_as_any_other(tmp_path: Path) -> None:
    """Its remark is gone then; all are answered in order, and the strike stays counted."""
    with limited(tmp_path, "pipelined = 1") as (port, reader):
        octets = ask(port, GET % b"a" + GET % b"b" + LAST)
        assert octets.count(b"HTTP/1.1 200 OK") == 3
        poll(lambda: reader.snapshot(None).answers == 3, "three answers")
        rows = reader.rows(1, 3)

        assert [(row.target, row.remark, row.complete) for row in rows] == [
            ("/a", "", True),
            ("/b", "", True),
            ("/last", "", True),
        ]
        assert b"".join(reader.answer_octets(number) for number in (1, 2, 3)) == octets
        assert b"".join(reader.request_octets(number) for number in (1, 2, 3)) == GET % b"a" + GET % b"b" + LAST
        assert strikes(reader) == {"pipelined": 1}


def test_what_is_not_kept_and_who_was_not_answered_in_time_are_counted(tmp_path: Path) -> None:
    """A body beyond `kept` counts once however long it is, a hold when its time is over, one too many at once."""
    with limited(tmp_path, 'kept = 1000\nheld = 1\nhold_time = "2s"') as (port, reader):
        body = b"POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 900000\r\n\r\n" + b"a" * 900_000
        assert ask(port, body).startswith(b"HTTP/1.1 200")
        held = GET.replace(b"Host", b"Connection: close\r\nHost") % b"held"
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(held)
            poll(lambda: len(reader.snapshot(None).waiting) == 1, "the request that waits")
            assert b"as many as the limit held allows" in ask(port, held)
            assert client.recv(65_536).startswith(b"HTTP/1.1 200")
        poll(lambda: reader.snapshot(None).answers == 3, "three answers")

        assert strikes(reader) == {"kept": 1, "held": 1, "hold_time": 1}


def test_a_client_that_takes_nothing_strikes_write_time_and_send_rate(tmp_path: Path) -> None:
    """One reason stands for both, in the list of limits as in that of connections."""
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(40_000_000))
    with limited(tmp_path, 'write_time = "200ms"\npatience = "200ms"') as (port, reader):
        rules = tmp_path / "rules.toml"
        rules.write_text(rules.read_text().replace('answer.body = "ok"', 'answer.file = "large.bin"'))
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.connect(("127.0.0.1", port))
            client.sendall(GET % b"a")
            poll(lambda: reader.census().reasons == {"write-timeout": 1}, "the end of the connection")

        assert strikes(reader) == {"write_time": 1, "send_rate": 1}
