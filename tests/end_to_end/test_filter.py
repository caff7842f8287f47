"""The filter in a terminal: a capture of yesterday, and a server that goes on being asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import COMMAND, ask, environment
from tests.terminal import Screen, Terminal
from tests.ui.seeded import seeded_capture

GET = b"GET /%s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@pytest.fixture
def viewed(tmp_path: Path) -> Iterator[Terminal]:
    """A narrow terminal that shows the capture of a lesson."""
    seeded_capture(tmp_path / "lesson.db").end()
    view = [*COMMAND, "view", str(tmp_path / "lesson.db")]
    terminal = Terminal(view, environment(tmp_path), columns=80, rows=24)
    try:
        terminal.wait_for("21 requests", "/ Filter", "q Quit")
        yield terminal
    finally:
        terminal.close()


@pytest.mark.slow
def test_what_is_typed_in_one_go_is_the_filter(viewed: Terminal) -> None:
    """Letters right behind the slash are no keys of the list, however fast they come; q is a letter there."""
    viewed.press("/status:4xx -query")
    viewed.wait_for("Requests · 6 of 21 fit status:4xx -query", "404 ✗")
    viewed.settle()
    assert not any("/pipelined" in line for line in viewed.lines)

    viewed.press("enter")
    viewed.wait_for("esc All", "f1 Help")
    viewed.press("escape")
    viewed.wait_for("Requests · following the newest", "/typed-by-ha…")


@pytest.mark.slow
def test_what_comes_is_filtered(tmp_path: Path) -> None:
    """While a filter is on, only what fits is shown of what clients ask."""
    screen = Screen(tmp_path, columns=80, rows=24)
    try:
        screen.press("/path:wanted", "enter")
        for path in (b"other", b"wanted", b"else"):
            ask(screen.port, GET % path)
        screen.wait_for("1 of 3 fit path:wanted", "#2 GET /wanted")
        screen.settle()

        assert not any(" /other" in line or " /else" in line for line in screen.lines)
    finally:
        screen.close()
