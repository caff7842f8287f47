"""The real command as a process, for tests that look at it from outside, and real clients to talk to it."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

COMMAND = [sys.executable, "-m", "httpscope"]
NOTHING: Mapping[str, str] = {}
T = TypeVar("T")


def poll(look: Callable[[], T], what: str, patience: float = 15.0) -> T:
    """Look until something true is seen, and give it; fail with `what` was waited for."""
    end = time.monotonic() + patience
    while not (seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience} s for {what}")
        time.sleep(0.005)
    return seen


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Give an environment in which nothing of this person's settings and captures is touched."""
    # Textual sets the size of a terminal for the programs it runs in tests: a real terminal has one of its own.
    unwanted = ("COLUMNS", "LINES")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("HTTPSCOPE_") and name not in unwanted
    }
    return kept | {
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "LANGUAGE": "C",
        **more,
    }


class Serve:
    """A running `httpscope serve` on a free port."""

    def __init__(
        self, folder: Path, *arguments: str, command: Sequence[str] = ("serve",), more: Mapping[str, str] = {}
    ) -> None:
        self.capture = folder / "capture.db"
        self._err = (folder / "stderr.txt").open("w+b")
        self._out = (folder / "stdout.txt").open("w+b")
        named = [] if "--port" in arguments else ["--port", "0"]
        self.process = subprocess.Popen(
            [*COMMAND, *command, *named, "--capture", str(self.capture), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._err,
            env=environment(folder, **more),
        )
        self.port = int(poll(self._listening, "the server to listen"))

    def _listening(self) -> str:
        """Give the port that it tells; an empty text before it does."""
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended: {self.stderr()}")
        found = re.search(r"listening on http://\S+:(\d+)/", self.stderr())
        return found[1] if found else ""

    def stderr(self) -> str:
        """Give what it has said on its standard error."""
        return os.pread(self._err.fileno(), 1 << 20, 0).decode()

    def stdout(self) -> str:
        """Give the lines it has written."""
        return os.pread(self._out.fileno(), 1 << 24, 0).decode()

    def stop(self, name: signal.Signals = signal.SIGTERM) -> int:
        """Stop it, if it still runs, and give its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(name)
        return self.process.wait(10)

    def close(self) -> None:
        """Let go of what it wrote."""
        self._out.close()
        self._err.close()


@contextlib.contextmanager
def serving(
    folder: Path, *arguments: str, command: Sequence[str] = ("serve",), more: Mapping[str, str] = {}
) -> Iterator[Serve]:
    """Run `httpscope serve` for the length of a test."""
    server = Serve(folder, *arguments, command=command, more=more)
    try:
        yield server
    finally:
        server.stop()
        server.close()


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, env=environment(folder), timeout=30, check=False
    )


def exported(folder: Path, capture: Path) -> list[dict[str, object]]:
    """Give all exchanges of a capture as `export --format jsonl` tells them."""
    done = run(folder, "export", str(capture), "--format", "jsonl", "--no-redact")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def ask(port: int, octets: bytes, *, patience: float = 5.0, half_close: bool = False) -> bytes:
    """Send octets on a new connection and give all that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), patience) as client:
        client.sendall(octets)
        if half_close:
            client.shutdown(socket.SHUT_WR)
        return read_to_end(client)


def read_to_end(client: socket.socket) -> bytes:
    """Give all that comes until the other side closes."""
    pieces = []
    while piece := client.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)
