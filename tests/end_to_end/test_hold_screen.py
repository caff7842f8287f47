"""Holding on a real terminal, with one hand and with the mouse, and what curl gets from it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import poll
from tests.terminal import Screen

pytestmark = pytest.mark.slow


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A small screen with its server."""
    made = Screen(tmp_path, columns=80, rows=24)
    try:
        yield made
    finally:
        made.close()


def curl(screen: Screen, path: str) -> "subprocess.Popen[str]":
    """Ask with curl, and do not wait for the answer."""
    url = f"http://127.0.0.1:{screen.port}{path}"
    return subprocess.Popen(["curl", "-sS", "-i", "--max-time", "40", url], stdout=subprocess.PIPE, text=True)


def test_requests_are_held_edited_released_and_answered_by_hand(screen: Screen) -> None:
    """H holds, E and the form change one answer, r lets the rules answer another, T types a third line by line."""
    screen.press("H")
    screen.wait_for("‖ all requests are held")
    edited = curl(screen, "/edited")
    screen.wait_for("‖ all held · 1 of 100 waits · #1 4:5", "‖ waits for an answer")
    screen.press("E")
    screen.wait_for("For this request alone", "Status    200", "  HTTP/1.1 200 OK␍␊")
    screen.press(*"418")
    screen.wait_for("Status    418", "  HTTP/1.1 418 I'm a Teapot␍␊")
    screen.press("ctrl+s")
    assert edited.communicate(timeout=20)[0].startswith("HTTP/1.1 418 I'm a Teapot\n")

    released = curl(screen, "/released")
    screen.wait_for("1 of 100 waits · #2 ")
    screen.press("r")
    assert released.communicate(timeout=20)[0].startswith("HTTP/1.1 200 OK\n")

    by_hand = curl(screen, "/by-hand")
    screen.wait_for("1 of 100 waits · #3 ")
    screen.press("T")
    screen.wait_for("nothing sent yet")
    for line in ("HTTP/1.1 200 Fine", "Content-Length: 5"):
        screen.press(line, "enter")
        screen.wait_for(f"{line}␍␊")
    screen.press("enter")
    screen.wait_for("0 of 5 octets")
    screen.press("f3", "f3")
    screen.wait_for("● nothing")
    screen.press("hello", "enter")
    screen.wait_for("whole: the client has all")
    screen.press("f4")

    assert by_hand.communicate(timeout=20)[0] == "HTTP/1.1 200 Fine\nContent-Length: 5\n\nhello"
    screen.wait_for("Requests · following", "all requests are held")
    screen.press("H")
    poll(lambda: "all requests are held" not in screen.text, "the line about holding to go")
    assert curl(screen, "/plain").communicate(timeout=20)[0].startswith("HTTP/1.1 200 OK\n")
