"""The clock set back two hours and forward four hundred days while the commands run, as libfaketime does it.

Whoever steers it refuses `time.sleep` to programs that ask for it as Python 3.11 does: nothing here may need that.
"""

import re
import socket
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import pytest

from tests.running import Serve, ask, exported, poll, read_to_end, serving
from tests.terminal import Screen

LIBRARY: Final = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not installed (apt-get install faketime)"),
]

GET: Final = b"GET /%d HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
HOUR: Final = 3600.0
JUMPS: Final = {"+0": 0.0, "-2h": -2 * HOUR, "+400d": 400 * 24 * HOUR}
"""How far off the clock is: for the library, and in seconds."""


class Clock:
    """The clock of a command that is given these variables."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.set("+0")
        self.variables = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, offset: str) -> None:
        """Let it be off by so much from now on."""
        fresh = self._file.with_suffix(".fresh")
        fresh.write_text(f"{offset}\n", encoding="ascii")
        fresh.replace(self._file)


def off(answer: bytes) -> float:
    """Give by how many seconds the Date of an answer is off, to a minute."""
    found = re.search(rb"\r\nDate: (.*)\r\n", answer)
    assert found is not None
    return round((parsedate_to_datetime(found[1].decode()).timestamp() - time.time()) / 60) * 60.0


def test_dates_follow_the_clock_and_durations_and_patience_do_not(tmp_path: Path) -> None:
    """A delay is as long, a slow client has as much time, numbers and times of rows go on, and the end is in order."""
    clock = Clock(tmp_path)
    arguments = ("--delay", "250ms", "--limit", "crowd=0", "--limit", "head_time=1s")
    with serving(tmp_path, *arguments, more=clock.variables) as server:
        for jump in ("-2h", "+400d"):
            _wait_through_a_jump(server, clock, jump)
        clock.set("+0")
        status = server.stop()
        assert (status, server.stdout().count("\n")) == (0, 4)
    rows = exported(tmp_path, server.capture)
    durations = [int(str(row["duration_ns"])) for row in rows]
    times = [int(str(row["at_ns"])) for row in rows]

    assert [row["exchange"] for row in rows] == [1, 2, 3, 4]
    assert times == sorted(times)
    assert times[-1] - times[0] < HOUR * 10**9
    assert all(250_000_000 <= duration < HOUR * 10**9 for duration in durations)


def _wait_through_a_jump(server: Serve, clock: Clock, jump: str) -> None:
    """Let the clock jump while one client waits for its answer and another one is slow with its head."""
    with (
        socket.create_connection(("127.0.0.1", server.port), 20) as waits,
        socket.create_connection(("127.0.0.1", server.port), 20) as slow,
    ):
        begun = time.monotonic()
        slow.sendall(b"GET /slow HTTP/1.1\r\nHost:")
        waits.sendall(GET % 1)
        clock.set(jump)
        assert read_to_end(waits).startswith(b"HTTP/1.1 200 ")
        answer = read_to_end(slow)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - begun >= 1
        assert off(answer) == JUMPS[jump]


def test_the_screen_goes_on_through_jumps_and_ends_in_order(tmp_path: Path) -> None:
    """What comes is shown after each of them, keys work, and so does the end."""
    clock = Clock(tmp_path)
    screen = Screen(tmp_path, columns=120, rows=40, **clock.variables)
    try:
        port = screen.port
        for number, (jump, seconds) in enumerate(JUMPS.items()):
            clock.set(jump)
            poll(lambda seconds=seconds: off(ask(port, GET % 9)) == seconds, "the Date to follow")  # type: ignore[misc]
            ask(port, GET % number)
            screen.wait_for(f"/{number} ")
            screen.press("c")
            screen.wait_for("how it ended")
            screen.press("escape")
            screen.wait_for("Rules")
        screen.press("q")
        assert screen.wait() == 0
    finally:
        screen.close()
    assert b"Traceback" not in screen.raw
    assert b"httpscope: capture: " in screen.raw
