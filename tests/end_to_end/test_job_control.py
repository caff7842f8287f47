"""The screen stopped and gone on with, by a shell's job control or by whoever may send it signals."""

import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.running import COMMAND, ask, environment, poll
from tests.terminal import Screen, Terminal

pytestmark = pytest.mark.slow

GET: Final = b"GET /%d HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
SET: Final = {
    b"\x1b[?1049h": b"\x1b[?1049l",
    b"\x1b[?1000h": b"\x1b[?1000l",
    b"\x1b[?1003h": b"\x1b[?1003l",
    b"\x1b[?2004h": b"\x1b[?2004l",
    b"\x1b[?1004h": b"\x1b[?1004l",
    b"\x1b[?25l": b"\x1b[?25h",
}
"""Alternate screen, mouse, bracketed paste, word of focus, a hidden cursor: how each is set, and how it is undone."""

TURNS: Final = """
import asyncio
import os
import signal

from textual.app import App
from textual.widgets import Label

from httpscope.ui.terminal import TerminalDriver


class Program(App):
    def compose(self):
        yield Label("not yet")

    def on_mount(self):
        self.run_worker(self.be_told())

    async def be_told(self):
        for turns in range(4):
            os.kill(os.getpid(), signal.SIGTSTP)
            for _turn in range(turns):
                await asyncio.sleep(0)
            os.kill(os.getpid(), signal.SIGCONT)
            for _turn in range(20):
                await asyncio.sleep(0)
        self.query_one(Label).update("gone on each time")


Program(driver_class=TerminalDriver).run()
"""
"""A screen that sends itself the two signals, more turns of its loop apart each time, too few to be stopped by then."""


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A screen with its server."""
    made = Screen(tmp_path)
    try:
        made.wait_for("0 requests")
        yield made
    finally:
        made.close()


def untouched() -> list[object]:
    """Give the modes of a terminal that nobody has set any of."""
    ends = pty.openpty()
    try:
        return list(termios.tcgetattr(ends[0]))
    finally:
        for end in ends:
            os.close(end)


def state(pid: int) -> str:
    """Give the letter for what a process is doing: T for stopped."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


def taken(pid: int) -> bool:
    """Tell whether no signal waits for a process, nor for a thread of it."""
    found = [path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/status")]
    return all(int(mask, 16) == 0 for text in found for mask in re.findall(r"(?:Sig|Shd)Pnd:\s*(\w+)", text))


def stop(screen: Screen, name: signal.Signals) -> None:
    """Send a signal to stop, and wait until it has."""
    os.kill(screen.pid, name)
    poll(lambda: state(screen.pid) == "T", "the screen to stop")


def assert_all_undone(octets: bytes) -> None:
    """What was set is undone at the end, and the keyboard protocol as often as it was asked for."""
    assert all(octets.rindex(undone) > octets.rindex(done) for done, undone in SET.items())
    assert octets.count(b"\x1b[<u") == len(re.findall(rb"\x1b\[>\d+u", octets))


@pytest.mark.parametrize("name", [signal.SIGSTOP, signal.SIGTSTP])
def test_a_stopped_screen_goes_on_as_if_nothing_had_been(screen: Screen, name: signal.Signals) -> None:
    """Three times in a row: all is painted, a key works at once, one `q` leaves, and the terminal is as before."""
    port = screen.port
    for number in range(3):
        stop(screen, name)
        ask(port, GET % number)
        screen.wipe()
        os.kill(screen.pid, signal.SIGCONT)
        screen.wait_for("Requests", "Rules", f"/{number} ", "Quit")
        screen.press("c")
        screen.wait_for("Connections", f"{number + 1} 127.0.0.1")
        screen.press("escape")
        poll(lambda: "how it ended" not in screen.text, "the requests again")
    assert screen.modes() != untouched()
    screen.press("q")
    status = screen.wait()

    assert status == 0
    assert screen.modes() == untouched()
    assert_all_undone(bytes(screen.raw))


def test_a_shell_that_set_the_terminal_meanwhile_is_no_hindrance(screen: Screen) -> None:
    """Keys are read one by one again though the terminal gathers lines, and the modes of before are given back."""
    before = screen.modes()
    stop(screen, signal.SIGSTOP)
    screen.set_modes(untouched())
    os.kill(screen.pid, signal.SIGCONT)
    poll(lambda: screen.modes() == before, "the modes that the screen needs")
    screen.press("q")

    assert screen.wait() == 0
    assert screen.modes() == untouched()


def test_signals_that_come_close_together_leave_it_running(screen: Screen) -> None:
    """Whatever it is about when the last one says go on, it does; each is sent as soon as the one before was taken."""
    for _turn in range(20):
        for name in (signal.SIGTSTP, signal.SIGCONT, signal.SIGSTOP, signal.SIGCONT):
            os.kill(screen.pid, name)
            poll(lambda: taken(screen.pid), "the signal to be taken")
    ask(screen.port, GET % 7)
    screen.wait_for("/7 ")
    screen.press("q")

    assert screen.wait() == 0
    assert screen.modes() == untouched()


def test_a_stop_that_is_over_already_stops_nothing(tmp_path: Path) -> None:
    """Whichever turn of the loop SIGCONT comes in behind SIGTSTP, while the first is not acted upon yet."""
    program = tmp_path / "program.py"
    program.write_text(TURNS, encoding="utf-8")
    terminal = Terminal([sys.executable, str(program)], environment(tmp_path))
    try:
        terminal.wait_for("gone on each time")
    finally:
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.close()


def test_a_shell_takes_it_to_the_background_and_back(tmp_path: Path) -> None:
    """ctrl+z gives the shell its terminal, `bg` changes nothing about that, and `fg` has the screen again."""
    command = shlex.join([*COMMAND, "--port", "0"])
    shell = Terminal(["bash", "--norc", "--noediting", "-i"], environment(tmp_path, PS1="ready> ", HISTFILE=""))
    try:
        shell.wait_for("ready>")
        before = shell.modes()
        shell.press(*command, "enter")
        shell.wait_for("0 requests", "Quit")
        for words in (("fg",), ("bg", "fg")):
            shell.press("ctrl+z")
            poll(lambda: re.search(r"Stopped +", shell.text), "the shell to say that it is stopped")
            assert shell.modes() == before
            assert_all_undone(bytes(shell.raw))
            for word in words:
                shell.wipe()
                shell.press(*word, "enter")
                shell.wait_for("0 requests" if word == "fg" else "ready>")
        shell.press("q")
        shell.wait_for("httpscope: capture: ")
        poll(lambda: shell.modes() == before, "the modes of before")
        assert_all_undone(bytes(shell.raw))
        shell.press(*"exit 7", "enter")
        assert shell.wait() == 7
    finally:
        shell.close()


def test_a_window_that_is_closed_ends_it_in_order(screen: Screen, tmp_path: Path) -> None:
    """The status is that of an orderly end, and the capture and the rules of the run are kept."""
    ask(screen.port, GET % 1)
    screen.wait_for("/1 ")
    screen.hang_up()

    assert screen.wait() == 0
    kept = {path.suffix for path in (tmp_path / "state" / "httpscope" / "captures").iterdir()}
    assert kept == {".db", ".toml"}


def test_a_terminal_that_goes_without_a_word_ends_it_in_order(tmp_path: Path) -> None:
    """No SIGHUP comes where it is not the controlling terminal: it ends all the same, and so does its server."""
    ours, theirs = pty.openpty()
    command = [*COMMAND, "--port", "0"]
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    with subprocess.Popen(command, env=environment(tmp_path), start_new_session=True, **streams) as process:
        os.close(theirs)
        seen = bytearray()
        while b"0 requests" not in seen:
            seen += os.read(ours, 65_536)
        os.close(ours)
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()
    kept = {path.suffix for path in (tmp_path / "state" / "httpscope" / "captures").iterdir()}
    assert kept == {".db", ".toml"}
