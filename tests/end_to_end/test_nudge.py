"""What the server process says without words: that something was recorded, and that it has ended."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from httpscope.supervise import ServerProcess
from tests.running import ask, poll

GET = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server process."""
    made = ServerProcess(tmp_path / "log.txt")
    made.start(["--port", "0", "--capture", str(tmp_path / "capture.db")])
    made.wait_until_it_listens()
    try:
        yield made
    finally:
        made.stop()


def test_a_recorded_request_is_a_nudge_and_no_news(process: ServerProcess) -> None:
    """Whoever asked to be told is called, and has nothing to read."""
    stirred = threading.Event()

    assert process.on_stir(stirred.set)
    ask(process.port, GET)
    poll(stirred.is_set, "the nudge")
    assert not process.news()


def test_its_end_is_a_nudge_too(process: ServerProcess) -> None:
    """By the time of the call it can be said how it ended."""
    told: list[str | None] = []
    process.on_stir(lambda: told.append(process.status()))
    assert process._process is not None
    os.kill(process._process.pid, signal.SIGKILL)
    poll(lambda: told and told[-1], "the end")

    assert "SIGKILL" in str(told[-1])
