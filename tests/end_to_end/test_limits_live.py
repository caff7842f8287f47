"""Policy and limits changed on a real terminal, by keys and by the mouse, and what the real server does then."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ask, poll
from tests.terminal import Screen

pytestmark = pytest.mark.slow

NO_HOST = b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n"
LONG_HEAD = b"GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-a: " + b"b" * 2_000 + b"\r\n\r\n"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A small screen with its server."""
    made = Screen(tmp_path, columns=80, rows=24)
    try:
        yield made
    finally:
        made.close()


def answered(screen: Screen, octets: bytes, status: bytes) -> None:
    """Ask until the status is that: a change counts from the turn behind it."""
    poll(lambda: ask(screen.port, octets).startswith(b"HTTP/1.1 " + status), f"the answer {status!r}")


def click(screen: Screen, word: str) -> None:
    """Click on a word on the screen, as a terminal tells it (SGR)."""
    row, line = next((row, line) for row, line in enumerate(screen.lines, 1) if word in line)
    column = line.index(word) + 1
    screen.press(f"\x1b[<0;{column};{row}M", f"\x1b[<0;{column};{row}m")


def test_policy_and_limits_are_switched_live_and_what_strikes_is_told(screen: Screen) -> None:
    """P reads leniently and a click strictly again; a limit typed on the screen strikes the next request."""
    port = screen.port
    answered(screen, NO_HOST, b"400")
    screen.press("P")
    screen.wait_for("⚠ LENIENT")
    answered(screen, NO_HOST, b"200")
    click(screen, "LENIENT")
    screen.wait_for(f"127.0.0.1:{port}/  strict")
    answered(screen, NO_HOST, b"400")
    answered(screen, LONG_HEAD, b"200")

    screen.press("L")
    screen.wait_for("what it bounds", "Struck 0 times")
    screen.press("down", "down", "down")
    screen.wait_for(" head 64 KiB, the default")
    screen.press("enter")
    screen.wait_for("head: Request line and headers together")
    screen.press("end", "ctrl+u", "1KiB", "enter")
    screen.wait_for("● 1 KiB")
    assert ask(port, LONG_HEAD).startswith(b"HTTP/1.1 431")
    screen.wait_for("Struck 1 times")
    screen.press("escape")
    screen.wait_for("limit head: 1 KiB")
