"""A real terminal for tests: a pseudo-terminal with the command in it, and pyte to see what it shows."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

from tests.running import COMMAND, environment

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f7": "\x1b[18~",
    "space": " ",
} | {f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}


class Terminal:
    """A command running in a terminal of so many columns and rows."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 120, rows: int = 40
    ) -> None:
        self.raw = bytearray()
        """Every octet that the command wrote to the terminal."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # Before the command looks: a size set later would be a resize that it may not be ready for.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        self.status: int | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                ready, _, _ = select.select([self._fd], [], [], 0.2)
                if not ready:
                    continue
                octets = os.read(self._fd, 65_536)
            except (OSError, ValueError):
                return
            if not octets:
                return
            with self._lock:
                self.raw += octets
                # pyte takes some private modes for cursor moves; they are not for a picture.
                self._stream.feed(octets.replace(b"\x1b[>", b"\x1b["))

    @property
    def lines(self) -> list[str]:
        """What the terminal shows, row by row."""
        with self._lock:
            return list(self._screen.display)

    @property
    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(line.rstrip() for line in self.lines)

    def press(self, *keys: str) -> None:
        """Press keys by name, or type text as it is."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())
            # A person's fingers; a terminal hands over keys one by one, and ESC with a letter right behind is alt.
            time.sleep(0.15 if key == "escape" else 0.03)

    def settle(self, quiet: float = 0.08) -> None:
        """Wait until nothing more is written for a moment, so that what was asked for has been painted."""
        size = -1
        while size != len(self.raw):
            size = len(self.raw)
            time.sleep(quiet)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, of which the system tells the command by SIGWINCH."""
        with self._lock:
            self._screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def modes(self) -> list[object]:
        """Give what `stty -a` tells of the terminal."""
        return list(termios.tcgetattr(self._fd))

    def set_modes(self, modes: list[object]) -> None:
        """Set what `stty` sets."""
        termios.tcsetattr(self._fd, termios.TCSANOW, modes)  # type: ignore[arg-type]

    def wipe(self) -> None:
        """Lose the picture, as a terminal does in which something else was shown."""
        with self._lock:
            self._screen.reset()

    def hang_up(self) -> None:
        """Close the window: the system sends SIGHUP, and reading and writing fail from now on."""
        os.close(self._fd)
        self._fd = -1

    def wait_for(self, *texts: str, patience: float = 20.0) -> None:
        """Wait until all the texts are on the screen."""
        end = time.monotonic() + patience
        while not all(text in self.text for text in texts):
            if time.monotonic() > end:
                raise AssertionError(f"waited {patience} s for {texts!r} on the screen, which shows\n{self.text}")
            time.sleep(0.02)

    def wait(self, patience: float = 20.0) -> int:
        """Wait for the command to end, and give its exit status."""
        end = time.monotonic() + patience
        while self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise AssertionError(f"the command did not end; the screen shows\n{self.text}")
            else:
                time.sleep(0.02)
        self._reader.join(2)
        return self.status

    def close(self) -> None:
        """End the command if it still runs."""
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGTERM)
                self.wait(10)
            except (ProcessLookupError, ChildProcessError):
                self.status = 0
            except AssertionError:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        if self._fd >= 0:
            os.close(self._fd)


class Screen(Terminal):
    """`httpscope` in a terminal, on a free port."""

    def __init__(self, folder: Path, *arguments: str, columns: int = 120, rows: int = 40, **more: str) -> None:
        named = [] if "--port" in arguments else ["--port", "0"]
        super().__init__([*COMMAND, *named, *arguments], environment(folder, **more), columns, rows)
        self.wait_for("http://127.0.0.1:", "Quit")

    @property
    def port(self) -> int:
        """The port that the screen tells."""
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.text)
        assert found is not None
        return int(found[1])
