"""A large file sent to several clients at once: octets a second and memory, against a bare asyncio server.

`httpscope serve` digests what it does not keep. Beside it: by how much a capture grows with answers of one small file.
Server and clients share the cores of the machine; loopback only.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.load import free_port, pinned
from benchmarks.uploads import _highest_memory

ROUNDS = 3
OCTETS = 2**32
KEPT = 2**20
FAST = 2
SLOW = 4
"""Clients that read next to nothing while the others read all."""
ANSWERS = 10_000
SMALL = 2**20
BLOCK = 2**20
REQUEST = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"
BARE = """
import asyncio, os, sys
class P(asyncio.Protocol):
    def connection_made(self, t):
        self.t, self.file, self.paused = t, None, False
        t.set_write_buffer_limits(high=2**18)
    def data_received(self, d):
        self.file = open(sys.argv[2], "rb", buffering=0)
        self.t.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % os.fstat(self.file.fileno()).st_size)
        self.go_on()
    def go_on(self):
        if self.file and not self.paused:
            octets = self.file.read(2**18)
            self.t.write(octets)
            if octets:
                asyncio.get_running_loop().call_soon(self.go_on)
            else:
                self.file.close()
    def pause_writing(self):
        self.paused = True
    def resume_writing(self):
        self.paused = False
        self.go_on()
    def connection_lost(self, exc):
        if self.file:
            self.file.close()
            self.file = None
async def main():
    s = await asyncio.get_running_loop().create_server(P, "127.0.0.1", int(sys.argv[1]))
    await s.serve_forever()
asyncio.run(main())
"""


def main(rounds: int = ROUNDS, octets: int = OCTETS, answers: int = ANSWERS) -> None:
    """Measure in turns and print a table."""
    measured: dict[str, list[tuple[float, float]]] = {"bare asyncio": [], "httpscope serve": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "large", octets)
        _write(folder / "small", SMALL)
        for number in range(rounds):
            bare = [sys.executable, "-c", BARE, "{port}", str(folder / "large")]
            measured["bare asyncio"].append(_round(bare, octets))
            ours = _serving(folder, "large", folder / f"{number}.db")
            measured["httpscope serve"].append(_round(ours, octets))
        grown = _growth(folder, answers)
    base = statistics.median(rate for rate, _ in measured["bare asyncio"])
    print(f"{'':18}{'MiB/s':>12}{'MiB more':>10}{'of bare':>9}   (medians of {rounds} times {octets:,} octets ", end="")
    print(f"to each of {FAST} clients, {SLOW} slow ones beside them)")
    for name, figures in measured.items():
        rate = statistics.median(rate for rate, _ in figures)
        more = max(more for _, more in figures)
        print(f"{name:18}{rate / 2**20:12,.0f}{more:10.1f}{rate / base:9.2f}")
    print(f"{answers:,} answers of one file of {SMALL:,} octets: the capture grew to {grown / 2**20:.1f} MiB")


def _write(path: Path, octets: int) -> None:
    """Write a file in which no block is like another."""
    with path.open("wb") as file:
        for start in range(0, octets, BLOCK):
            file.write(os.urandom(min(BLOCK, octets - start)))


def _serving(folder: Path, name: str, capture: Path) -> list[str]:
    rules = folder / f"{name}.toml"
    rules.write_text(f'[[rule]]\nanswer.file = "{name}"\n')
    command = [sys.executable, "-m", "httpscope", "serve", str(rules), "--port", "{port}"]
    return [*command, "--limit", f"kept={KEPT}", "--capture", str(capture)]


def _round(command: Sequence[str], octets: int) -> tuple[float, float]:
    """Give octets a second, and by how many MiB the highest memory of the server rose."""
    port = free_port()
    command = [part.replace("{port}", str(port)) for part in command]
    server = subprocess.Popen(pinned(0, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    slow: list[socket.socket] = []
    try:
        _wait_for_head(port)
        before = _highest_memory(server.pid)
        for _ in range(SLOW):
            slow.append(socket.create_connection(("127.0.0.1", port), 300))
            slow[-1].sendall(REQUEST)
            slow[-1].recv(100)
        begun = time.perf_counter()
        with ThreadPoolExecutor(FAST) as pool:
            taken = sum(pool.map(_taken, [port] * FAST))
        seconds = time.perf_counter() - begun
        if taken != FAST * octets:
            raise RuntimeError(f"{taken:,} octets came instead of {FAST * octets:,}")
        return taken / seconds, _highest_memory(server.pid) - before
    finally:
        for client in slow:
            client.close()
        server.terminate()
        server.wait()


def _wait_for_head(port: int) -> None:
    """Wait until the server has answered, and read no more of it than a head."""
    for _ in range(500):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("HEAD", "/")
            connection.getresponse()
            connection.close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit("the server did not start")


def _taken(port: int) -> int:
    """Fetch the file and give how many octets of content came."""
    buffer = bytearray(2**18)
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", "/")
    answer = connection.getresponse()
    taken = 0
    while count := answer.readinto(buffer):
        taken += count
    connection.close()
    return taken


def _growth(folder: Path, answers: int) -> int:
    """Give the octets of a capture of so many answers of the small file."""
    port = free_port()
    capture = folder / "growth.db"
    command = [part.replace("{port}", str(port)) for part in _serving(folder, "small", capture)]
    server = subprocess.Popen(pinned(0, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_head(port)
        connection = HTTPConnection("127.0.0.1", port, timeout=300)
        for _ in range(answers):
            connection.request("GET", "/")
            connection.getresponse().read()
        connection.close()
    finally:
        server.terminate()
        server.wait()
    return sum(path.stat().st_size for path in folder.glob("growth.db*"))


if __name__ == "__main__":
    main()
