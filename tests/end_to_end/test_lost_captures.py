"""A capture that other programs cut or overwrite while a screen shows it: a sentence, and the screen goes on."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from httpscope.exchange import Batch
from tests.running import COMMAND, ask, environment, poll
from tests.store.sample import connected, exchanged, finished
from tests.terminal import Screen, Terminal

pytestmark = pytest.mark.slow

MANY = 400
"""More rows than the list reads at once, so that some are still to be read."""
KEYS = ("up", "pageup", "home", "enter", "v", "escape", "W", "escape", "c", "home", "enter", "escape", "end", "pageup")
"""All that reads: rows, an exchange, why it was answered so, connections, and rows again."""
CUT = "cannot be read"
DAMAGED = "is damaged"


def overwrite(path: Path) -> None:
    """Put other octets in the place of all."""
    with path.open("r+b") as file:
        file.write(b"\xa5" * path.stat().st_size)


def press_all(screen: Terminal) -> None:
    """Press every key that reads, and see each picture."""
    for key in KEYS:
        screen.press(key)
        screen.settle()


@pytest.mark.parametrize(
    ("harm", "said"),
    [(lambda path: os.truncate(path, 0), CUT), (lambda path: os.truncate(path, 20_000), DAMAGED), (overwrite, DAMAGED)],
    ids=["emptied", "cut", "overwritten"],
)
def test_a_capture_that_is_harmed_while_it_is_viewed(tmp_path: Path, harm: Callable[[Path], object], said: str) -> None:
    """What is in view stays, what cannot be read is said, and no key ends the program."""
    path = finished(tmp_path / "c", Batch(connections=[connected()]), *(exchanged(n) for n in range(1, MANY + 1)))
    screen = Terminal([*COMMAND, "view", str(path)], environment(tmp_path))
    try:
        screen.wait_for(f"#{MANY} GET /hello", "Quit")
        harm(path)
        press_all(screen)
        screen.wait_for(f"{path.name} {said}")
        screen.press("escape", "q")
        assert screen.wait() == 0
    finally:
        screen.close()

    assert b"Traceback" not in screen.raw


def test_the_log_of_a_run_is_cut_while_its_screen_shows_it(tmp_path: Path) -> None:
    """Clients get 503, and the screen says why and goes on."""
    screen = Screen(tmp_path)
    try:
        for number in range(MANY):
            ask(screen.port, b"GET /%d HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" % number)
        screen.wait_for(f"#{MANY} GET /{MANY - 1}")
        (log,) = tmp_path.rglob("*.db-wal")
        os.truncate(log, 0)

        poll(lambda: ask(screen.port, b"GET /late HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 503"), "a refusal")
        press_all(screen)
        screen.wait_for("(disk I/O error)")
        screen.press("escape", "q")
        assert screen.wait() == 0
    finally:
        screen.close()

    assert b"Traceback" not in screen.raw
