"""Rules made on a real terminal: as text, from the library, of what was seen; the real server answers by them."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import poll
from tests.terminal import Screen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A small screen with its server."""
    made = Screen(tmp_path, columns=80, rows=24)
    try:
        yield made
    finally:
        made.close()


def curl(port: int, path: str, *arguments: str) -> str:
    """Ask with curl, and give the answer, head included; of one that curl does not take, nothing.

    On the way to 418 stands the status 4, and what is typed is in force.
    """
    command = ["curl", "-sS", "-i", "--max-time", "10", *arguments, f"http://127.0.0.1:{port}{path}"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_rules_come_from_text_library_and_what_was_seen(screen: Screen) -> None:
    """Each is in force for the next request, and the screen says which rule answered and why no other did."""
    port = screen.port
    assert curl(port, "/page").startswith("HTTP/1.1 200 OK")
    screen.wait_for("#1 GET /page")

    # The library, two lines on, enter. curl takes 101, which is the next line, for no answer at all.
    screen.press("A")
    screen.wait_for("Ready answers", "for /page")
    screen.press("down", "down", "enter")
    screen.wait_for("rules not saved")
    poll(lambda: curl(port, "/page").startswith("HTTP/1.1 102 "), "the ready answer")
    assert curl(port, "/other").startswith("HTTP/1.1 200 OK")

    # The first rule as text: a fault is told with its place, and mended it is in force.
    screen.press("3")
    screen.wait_for("a add · d del")
    screen.press("home", "f3")
    screen.wait_for("F3 form")
    screen.press("ctrl+a", *'[[rule]]\n#by hand\nmatch.path = "/page"\nanswer.statsu = 418'.replace("\n", "\r"))
    screen.wait_for("did you mean answer.status?")
    assert curl(port, "/page").startswith("HTTP/1.1 200 OK\nContent-Length: 0\n")  # what was typed before it
    screen.press(*["backspace"] * len("su = 418"), *"us = 418")
    poll(lambda: curl(port, "/page").startswith("HTTP/1.1 418 "), "the rule as typed")

    # What was seen becomes a rule of its own; and why.
    curl(port, "/seen?a=1")
    screen.press("escape", "1")
    screen.settle()  # a key right behind one that moves the focus may be overtaken (`ui.early`)
    screen.press("G")
    screen.wait_for("/seen?a=1")
    screen.press("s")
    screen.wait_for("from now on", 'match.path = "/seen"')
    screen.press("right")
    screen.wait_for('match.query = { a = "1" }')
    screen.press("enter")
    screen.wait_for("GET /seen")
    first = curl(port, "/seen?a=1")
    curl(port, "/seen?a=2")
    screen.press("1")
    screen.settle()
    screen.press("G")
    screen.wait_for("/seen?a=2")
    screen.press("W")
    screen.wait_for("The rules as they were", 'query parameter "a" is "2"')
    assert first.startswith("HTTP/1.1 200 OK")
