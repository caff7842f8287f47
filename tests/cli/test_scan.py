"""The QR code below the words of `serve`: drawn on a terminal and read off its cells again; elsewhere left out."""

import io
import os
import pty
import re
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pyte
import pytest
import segno

from httpscope.cli.scan import draw_code
from httpscope.qr import BLOCKS, QUIET
from tests.running import COMMAND, environment, poll, serving
from tests.terminal import Terminal

URL = "http://192.168.178.123:8001/"
COLUMNS, LINES = 80, 40


class Drawn:
    """A terminal to draw on, and what is on it."""

    def __init__(self) -> None:
        self._read, write = pty.openpty()
        termios.tcsetwinsize(write, (LINES, COLUMNS))
        self.stream: TextIO = open(write, "w", encoding="utf-8")  # noqa: SIM115
        self.fd = write

    def screen(self) -> pyte.Screen:
        """Give the terminal as it is painted."""
        os.set_blocking(self._read, False)
        screen = pyte.Screen(COLUMNS, LINES)
        octets = b""
        while (more := self._more()) is not None:
            octets += more
        pyte.ByteStream(screen).feed(octets)
        return screen

    def _more(self) -> bytes | None:
        try:
            return os.read(self._read, 65_536)
        except BlockingIOError:
            return None

    def close(self) -> None:
        """Let go of it."""
        self.stream.close()
        os.close(self._read)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawn]:
    """A terminal of 80 columns."""
    monkeypatch.setenv("TERM", "xterm-256color")
    drawn = Drawn()
    yield drawn
    drawn.close()


def modules_on(screen: pyte.Screen, first: int, lines: int, columns: int) -> list[list[bool]]:
    """Read the modules off the cells, by sign and colours."""
    halves = {block: pair for pair, block in BLOCKS.items()}
    rows: list[list[bool]] = []
    for y in range(first, first + lines):
        cells = [screen.buffer[y][x] for x in range(columns)]
        assert {cell.fg for cell in cells} == {"000000"}
        assert all(cell.bg == ("000000" if cell.data == "█" else "ffffff") for cell in cells)
        rows += [[halves[cell.data][half] for cell in cells] for half in (0, 1)]
    return rows


def code_of(url: str) -> list[list[bool]]:
    """Give the modules as the library draws them."""
    return [[bool(module) for module in row] for row in segno.make_qr(url, error="l").matrix_iter(border=QUIET)]


def test_the_code_on_a_terminal_is_the_address(terminal: Drawn) -> None:
    """Black on white by colours that no palette changes, so that it scans on dark and on light terminals."""
    assert draw_code(URL, terminal.stream) == ""
    wanted = code_of(URL)
    seen = modules_on(terminal.screen(), 0, (len(wanted) + 1) // 2, len(wanted[0]))

    assert seen[: len(wanted)] == wanted


def test_the_colours_end_with_each_line(terminal: Drawn) -> None:
    """What is written behind it looks as what was written before."""
    draw_code(URL, terminal.stream)
    terminal.stream.write("next")
    terminal.stream.flush()
    screen = terminal.screen()
    lines = (len(code_of(URL)) + 1) // 2

    assert screen.display[lines].startswith("next")
    assert [screen.buffer[lines][0].bg, screen.buffer[0][COLUMNS - 1].bg] == ["default", "default"]


def test_a_terminal_that_is_too_narrow_is_told_so(terminal: Drawn) -> None:
    """A code that is broken at the margin scans as nothing."""
    termios.tcsetwinsize(terminal.fd, (24, 30))

    assert draw_code(URL, terminal.stream) == "a QR code needs 33 columns, and this terminal has 30"
    assert terminal.screen().display[0].strip() == ""


def test_a_terminal_without_colours_or_a_file_gets_none(terminal: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    """There it would be noise in a log."""
    log = io.StringIO()
    assert draw_code(URL, log) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert draw_code(URL, terminal.stream) == ""

    assert log.getvalue() == ""
    assert terminal.screen().display[0].strip() == ""


def test_serve_draws_the_code_of_the_first_address_it_tells(tmp_path: Path) -> None:
    """On a terminal, where others can connect; the words stay where they were."""
    arguments = ["serve", "-b", "0", "--port", "0", "--capture", str(tmp_path / "capture.db")]
    terminal = Terminal([*COMMAND, *arguments], environment(tmp_path), 120, 40)
    try:
        terminal.wait_for("capture.db")
        lines = terminal.lines
    finally:
        terminal.close()
    told = next(line for line in lines if "the network can reach it" in line)
    found = re.search(r"http://\S+", told)
    if found is None:
        pytest.skip("this machine is on no network")
    blocks = set("▀▄█")
    drawn = [line for line in lines if blocks & set(line)]
    # Quiet lines have no block: four modules are two lines above and below.
    assert len(drawn) == (len(code_of(found[0])) - 2 * QUIET + 1) // 2
    assert lines.index(told) < lines.index(drawn[0])


def test_in_a_log_there_is_no_code(tmp_path: Path) -> None:
    """A log has the words alone, and nobody is told of a network where there is none."""
    with serving(tmp_path, "-b", "0") as server:
        poll(lambda: "capture.db" in server.stderr(), "the last of the words")
        assert "the network can reach it" in server.stderr()
        assert "\x1b" not in server.stderr()
    (tmp_path / "again").mkdir()
    with serving(tmp_path / "again") as server:
        assert "network" not in server.stderr()
