"""What the benchmarks of a server share: the bare server, wrk with a browser-like GET, cores, and time of processor.

Loopback only. Nothing is printed here, and nothing is judged.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

CONNECTIONS = 50
PATIENCE = 30.0
"""Seconds that a server may take to start."""
HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Cache-Control": "max-age=0",
    "Upgrade-Insecure-Requests": "1",
}
BARE = """
import asyncio, sys
class P(asyncio.Protocol):
    def connection_made(self, t): self.t = t
    def data_received(self, d): self.t.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")
async def main():
    s = await asyncio.get_running_loop().create_server(P, "127.0.0.1", int(sys.argv[1]))
    await s.serve_forever()
asyncio.run(main())
"""
"""The least that asyncio can do: the answer is constant and nothing is read."""
BARE_CLOSING = BARE.replace(
    'self.t.write(b"HTTP/1.1 200 OK\\r\\nContent', 'self.t.write(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent'
).replace('ok")', 'ok"); self.t.close()')
"""The same, which closes each connection after its answer."""
_MILLISECONDS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
_AMOUNT = r"([\d.]+)(us|ms|s|m)\b"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one load told: requests answered, those a second, milliseconds, and microseconds of processor a request."""

    requests: int
    rate: float
    p99: float
    longest: float
    processor: float
    """Of the server with its children; not a number where there is no /proc."""


def ask(process: int, url: str, seconds: int, fields: Sequence[str] = ()) -> Figures:
    """Load a server from the second core, on persistent connections unless a field says other.

    Raises SystemExit when an answer was missing or was no success: such a figure means nothing.
    """
    named = [part for name, value in HEADERS.items() for part in ("-H", f"{name}: {value}")]
    named += [part for field in fields for part in ("-H", field)]
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "--latency", *named, url]
    before = processor(process)
    told = subprocess.run(pinned(1, wrk), capture_output=True, text=True, check=True).stdout
    used = processor(process) - before
    rate, requests = re.search(r"Requests/sec:\s+([\d.]+)", told), re.search(r"(\d+) requests in", told)
    p99, longest = re.search(r"99%\s+" + _AMOUNT, told), re.search(rf"Latency(?:\s+{_AMOUNT}){{3}}", told)
    if not (rate and p99 and longest and requests) or "Socket errors" in told or "Non-2xx" in told:
        raise SystemExit(f"wrk said something else: {told}")
    count = int(requests[1])
    return Figures(count, float(rate[1]), _amount(p99), _amount(longest), used / max(count, 1) * 1e6)


def _amount(found: re.Match[str]) -> float:
    return float(found[1]) * _MILLISECONDS[found[2]]


def processor(process: int) -> float:
    """Give the seconds of processor that a process and its children have used. Not a number where there is no /proc."""
    if not Path("/proc/self/schedstat").exists():
        return float("nan")
    used = sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{process}/task").glob("*/schedstat")) / 1e9
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        used += sum(processor(int(child)) for child in children.read_text().split())
    return used


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """Give the command so that it runs on one core, where that can be had."""
    if shutil.which("taskset") is None or (os.cpu_count() or 1) < 2:
        return list(command)
    return ["taskset", "-c", str(core), *command]


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def wait(port: int, target: str = "/", content: bytes | None = None) -> None:
    """Wait until the server answers. Raises SystemExit when it does not, or with other content than this."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        try:
            told = urlopen(f"http://127.0.0.1:{port}{target}", timeout=2).read()
        except OSError:
            time.sleep(0.01)
            continue
        if content is not None and told != content:
            raise SystemExit(f"the server answered {told!r}, not {content!r}")
        return
    raise SystemExit("the server did not start")
