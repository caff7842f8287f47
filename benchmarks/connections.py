"""What idle persistent connections cost: memory of each, and the time of an answer to others while they are held.

`httpscope serve` beside a bare asyncio protocol in the same run, each on one core. Every connection has asked once, so
that what a server keeps of a client is there. Loopback only; needs a limit of open files above the count.
"""

import contextlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.load import BARE, free_port, pinned, wait

COUNT = 10_000
ROUNDS = 3
ASKED = 2_000
REQUEST = b"GET /idle HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SPARE = 100
"""Files that a process has open besides."""


def main(count: int = COUNT, rounds: int = ROUNDS, asked: int = ASKED) -> None:
    """Measure in turns and print a table."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < count + SPARE:
        print(f"only {hard:,} files may be open here; {count + SPARE:,} are needed")
        return
    ours = [sys.executable, "-m", "httpscope", "serve", "--body", "ok", "--port", "{port}"]
    ours += ["--limit", f"connections={count + SPARE}", "--limit", "idle_time=30m"]
    measured: dict[str, list[tuple[float, float]]] = {"bare asyncio": [], "httpscope serve": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            measured["bare asyncio"].append(_round([sys.executable, "-c", BARE, "{port}"], count, asked))
            capture = str(Path(folder) / f"{number}.db")
            measured["httpscope serve"].append(_round([*ours, "--capture", capture], count, asked))
    base = statistics.median(size for size, _ in measured["bare asyncio"])
    print(f"{count:,} idle connections (medians of {rounds} rounds)")
    print(f"{'':18}{'KiB each':>10}{'above bare':>12}{'answer with them, of without':>30}")
    for name, figures in measured.items():
        size = statistics.median(size for size, _ in figures)
        slower = statistics.median(ratio for _, ratio in figures)
        print(f"{name:18}{size / 1024:10.1f}{(size - base) / 1024:12.1f}{slower:30.2f}")


def _round(command: Sequence[str], count: int, asked: int) -> tuple[float, float]:
    """Give octets of memory for each idle connection, and the time of an answer beside that before they came."""
    port = free_port()
    command = [part.replace("{port}", str(port)) for part in command]
    server = subprocess.Popen(pinned(0, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(port)
        before = _answer_time(port, asked)
        memory = resident(server.pid)
        with _held(port, count):
            more = resident(server.pid) - memory
            after = _answer_time(port, asked)
        return more / count, after / before
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def _held(port: int, count: int) -> Iterator[None]:
    """Hold so many connections, each of which was answered once."""
    clients = []
    try:
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", port), 30)
            clients.append(client)
            client.sendall(REQUEST)
            if not client.recv(4_096).startswith(b"HTTP/1.1 200"):
                raise SystemExit("a connection was not answered")
        yield
    finally:
        for client in clients:
            client.close()


def _answer_time(port: int, asked: int) -> float:
    """Give the median seconds from a request to its answer, one client, one after the other."""
    taken = []
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(asked):
            begin = time.perf_counter()
            client.sendall(REQUEST)
            client.recv(4_096)
            taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def resident(process: int) -> int:
    """Give the octets of memory that a process has of its own (Linux: anonymous, no mapped files)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))


if __name__ == "__main__":
    main()
