"""Start the server as a process of its own, watch it, stop it. It never touches the terminal: its errors go to a log.

The child speaks JSON lines on its standard output (it listens; the capture cannot be written). On its standard input it
is told what a person wants done at once (`server.orders`), and it stops when that ends, which happens however this
process ends. Nothing else passes between the two but signals and the exit status.
"""

import binascii
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from httpscope.private import make_folder

START_PATIENCE: Final = 15.0
"""Seconds for the child to listen. It takes a fifth of one; a cold disk takes some."""
STOP_PATIENCE: Final = 5.0
"""Seconds for the child to let its answers go and close the capture; then it is killed."""
NEWS_KEPT: Final = 50
NUDGE: Final = b"\n"
"""What it says when it has recorded something, at most so often."""


class ServerFault(OSError):
    """The server process did not begin, or could not begin again; `str()` is its own sentence on why."""


class ServerProcess:
    """The server of one run, with what the screen wants to know of it."""

    def __init__(self, log: Path) -> None:
        """Prepare for a server; `log` is a file for its standard error."""
        self.address = ""
        self.port = 0
        self.capture = Path()
        self.exposed = False
        self.reachable: Sequence[str] = ()
        self.allowed: Sequence[str] = ()
        self._arguments: list[str] = []
        self._log = log
        self._news: deque[str] = deque(maxlen=NEWS_KEPT)
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        """Set when the process has ended: to wait so long with `Popen.wait` is to ask again and again, and `time.sleep`
        between is refused by libraries that shift the clock."""
        self._listener: threading.Thread | None = None
        self._orders: SimpleQueue[bytes | None] = SimpleQueue()
        self._stirred: Callable[[], object] | None = None

    def start(self, arguments: Sequence[str], listening: int | None = None) -> None:
        """Start `httpscope serve` with these arguments; `wait_until_it_listens` is to follow. Raises OSError.

        A socket that listens already may be handed over by its descriptor; the caller closes its own.
        """
        self._arguments = list(arguments)
        if listening is None:
            self._spawn(self._arguments)
        else:
            self._spawn([*self._arguments, "--listening", str(listening)], [listening])

    def wait_until_it_listens(self) -> None:
        """Wait for its first words: where it listens. Raises ServerFault where it ended instead."""
        process = self._process
        if process is None:
            raise ServerFault(self.status())
        self._listening(self._first_words(process))
        self._listener = threading.Thread(target=self._listen, args=(process,), name="server news", daemon=True)
        self._listener.start()

    def restart(self) -> None:
        """Start it again after it ended: same address, same rules, and the capture goes on. Raises ServerFault."""
        if self.status() is None:
            return
        self._let_go()
        self._spawn([*self._arguments, "--port", str(self.port), "--capture", str(self.capture), "--resume"])
        self.wait_until_it_listens()

    def status(self) -> str | None:
        """Tell why the process has ended, in a sentence; None while it runs."""
        process = self._process
        if process is None:
            return "The server was not started."
        code = process.poll()
        if code is None:
            return None
        why = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit status {code}"
        last = self._last_words()
        return f"The server ended {why}." + (f" It said: {last}" if last else "")

    def news(self) -> Sequence[str]:
        """Give the lines that came since the last call, and forget them."""
        lines: list[str] = []
        while self._news:
            lines.append(self._news.popleft())
        return lines

    def on_stir(self, call: Callable[[], object]) -> bool:
        """Have `call` called, from a thread, whenever the process recorded or said something, and when it has ended."""
        self._stirred = call
        return True

    def order(self, name: str, /, **details: object) -> None:
        """Tell the process what a person wants: an order of `server.orders` with its details; octets as `bytes`.

        Returns at once. An order to a process that has ended goes nowhere; `status` says that it has.
        """
        said = {key: _base64(value) if isinstance(value, bytes) else value for key, value in details.items()}
        self._orders.put(json.dumps({"order": name, **said}).encode() + b"\n")

    def stop(self) -> None:
        """Stop the process in order, by force if it does not."""
        process = self._process
        if process is None:
            return
        # Orders that wait are written before the end of the input.
        self._orders.put(None)
        if not self._ended.wait(STOP_PATIENCE):
            process.kill()
            process.wait()
        self._let_go()
        with contextlib.suppress(OSError):
            if self._log.stat().st_size == 0:
                self._log.unlink()

    def _let_go(self) -> None:
        """Close the pipes of a process that has ended; the thread that listens comes to its end by itself."""
        process = self._process
        if process is None:
            return
        self._orders.put(None)
        if self._listener is not None:
            self._listener.join(STOP_PATIENCE)
        if process.stdout is not None:
            process.stdout.close()

    def _spawn(self, arguments: Sequence[str], handed_over: Sequence[int] = ()) -> None:
        make_folder(self._log.parent)
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "httpscope", "serve", *arguments, "--supervised"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # ctrl+c in the terminal is the screen's business
                pass_fds=handed_over,
            )
        finally:
            os.close(log)
        self._ended = threading.Event()
        threading.Thread(target=_await, args=(self._process, self._ended), name="server's end", daemon=True).start()
        self._orders = SimpleQueue()
        threading.Thread(target=_write, args=(self._process, self._orders), name="orders", daemon=True).start()

    def _first_words(self, process: "subprocess.Popen[bytes]") -> dict[str, Any]:
        if process.stdout is None:
            raise AssertionError("the process has a standard output")
        timer = threading.Timer(START_PATIENCE, process.kill)
        timer.start()
        try:
            line = process.stdout.readline()
        finally:
            timer.cancel()
        said = _said(line)
        if "listening" in said:
            return said
        process.kill()
        process.wait()
        raise ServerFault(self._last_words() or self.status())

    def _listening(self, said: dict[str, Any]) -> None:
        self.address = str(said["listening"])
        self.port = int(said["port"])
        self.capture = Path(said["capture"])
        self.exposed = bool(said["exposed"])
        self.reachable = tuple(said["reachable"])
        self.allowed = tuple(said["allowed"])

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is None:
            return
        for line in process.stdout:
            news = _said(line).get("news") if line != NUDGE else None
            if news:
                self._news.append(str(news))
            if self._stirred is not None:
                self._stirred()
        # Its output ends a moment before it does, and the screen looks at it then.
        self._ended.wait(STOP_PATIENCE)
        if self._stirred is not None:
            self._stirred()

    def _last_words(self) -> str:
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1].removeprefix("httpscope: ") if lines else ""


def _base64(octets: bytes) -> str:
    return binascii.b2a_base64(octets, newline=False).decode("ascii")


def _await(process: subprocess.Popen[bytes], ended: threading.Event) -> None:
    process.wait()
    ended.set()


def _write(process: subprocess.Popen[bytes], orders: "SimpleQueue[bytes | None]") -> None:
    """Write orders as they come, and then the end of the input; whoever gives them waits for no pipe."""
    if process.stdin is None:
        return
    with contextlib.suppress(OSError), process.stdin as pipe:  # it has ended, and `status` says so
        while (line := orders.get()) is not None:
            pipe.write(line)
            pipe.flush()


def _said(line: bytes) -> dict[str, Any]:
    """Give what a line of the process says; nothing for one that is not in its language."""
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
