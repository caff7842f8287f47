"""How soon a server accepts and the screen is painted, against the time that loading Textual takes.

`accepted` is the first connection that the server takes, `answered` the first answer, `painted` the first picture, with
list, address and keys, in a pseudo-terminal, `all there` the rest with it; all from the start of the process.
"""

import fcntl
import os
import pty
import select
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from benchmarks.load import free_port

ROUNDS = 9
PATIENCE = 30.0
COLUMNS, LINES = 160, 45
WHOLE = b"Quit"
"""A word of the keys at the foot, in the first picture."""
ALL = b"connections open"
"""Words of the state once the rest has been loaded and the capture read."""
REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HTTPSCOPE = [sys.executable, "-m", "httpscope"]


def main(rounds: int = ROUNDS) -> None:
    """Measure in turns and print a table."""
    measured: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            place = Path(folder) / str(number)
            measured.setdefault("import textual.app", []).append(_loading())
            for name, seconds in (_serve(place) | _screen(place)).items():
                measured.setdefault(name, []).append(seconds)
            shutil.rmtree(place, ignore_errors=True)
    base = statistics.median(measured["import textual.app"])
    print(f"{'':26}{'ms':>8}{'best ms':>9}{'of textual':>12}   (medians of {rounds} rounds)")
    for name, figures in measured.items():
        middle = statistics.median(figures)
        print(f"{name:26}{middle * 1e3:8.0f}{min(figures) * 1e3:9.0f}{middle / base:12.2f}")


def _loading() -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import textual.app"], check=True)
    return time.perf_counter() - begin


def _environment(folder: Path) -> dict[str, str]:
    places = {"XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    # A size in the environment would be believed before that of the terminal.
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    return {**kept, **places, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _serve(folder: Path) -> dict[str, float]:
    port = free_port()
    begin = time.perf_counter()
    command = [*HTTPSCOPE, "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(folder))
    try:
        accepted, answered = first_answer(port)
    finally:
        server.terminate()
        server.wait()
    return {"serve: accepted": accepted - begin, "serve: answered": answered - begin}


def _screen(folder: Path) -> dict[str, float]:
    port = free_port()
    begin = time.perf_counter()
    with Painted([*HTTPSCOPE, "--port", str(port)], _environment(folder)) as screen:
        accepted, answered = first_answer(port)
        painted = screen.seen(WHOLE)
        whole = screen.seen(ALL)
    return {
        "screen: accepted": accepted - begin,
        "screen: answered": answered - begin,
        "screen: painted": painted - begin,
        "screen: all there": whole - begin,
    }


def first_answer(port: int) -> tuple[float, float]:
    """Give when the first connection was taken and when its request was answered. Raises SystemExit."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
                accepted = time.perf_counter()
                client.sendall(REQUEST)
                if client.recv(4_096).startswith(b"HTTP/1.1"):
                    return accepted, time.perf_counter()
        except OSError:
            time.sleep(0.001)
    raise SystemExit("the server did not answer")


class Painted:
    """A command in a pseudo-terminal, and when it first painted something."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.written = bytearray()
        self.times: list[tuple[int, float]] = []
        """How much had been written, and when."""
        self._news = threading.Condition()
        self.process, self._file = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), dict(environment))
        self._open = True
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.process, signal.SIGTERM)
        os.waitpid(self.process, 0)
        self._open = False
        self._reader.join()
        os.close(self._file)

    def press(self, key: bytes) -> None:
        """Type."""
        os.write(self._file, key)

    def seen(self, octets: bytes, start: int = 0) -> float:
        """Wait until the octets were written, behind the offset `start`, and tell when. Raises SystemExit."""
        end = time.perf_counter() + PATIENCE
        with self._news:
            while (place := self.written.find(octets, start)) < 0:
                if not self._news.wait(end - time.perf_counter()):
                    raise SystemExit(f"the screen did not show {octets!r}")
            reach = place + len(octets)
            return next(at for stop, at in self.times if stop >= reach)

    def _read(self) -> None:
        while self._open:
            try:
                if not select.select([self._file], [], [], 0.1)[0]:
                    continue
                octets = os.read(self._file, 65_536)
            except OSError:  # a terminal whose command has ended
                return
            with self._news:
                self.written += octets
                self.times.append((len(self.written), time.perf_counter()))
                self._news.notify_all()


if __name__ == "__main__":
    main()
