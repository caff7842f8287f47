"""Requests a second and their latency: `httpscope serve`, capture and all, against the least that asyncio can do.

Server on one core, wrk on another, 50 persistent connections, a browser-like GET. Loopback only, a few seconds a round.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

ROUNDS = 3
SECONDS = 4
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


def main(rounds: int = ROUNDS, seconds: int = SECONDS) -> None:
    """Measure in turns and print a table."""
    if shutil.which("wrk") is None:
        print("wrk is not installed (Debian: apt install wrk)")
        return
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "httpscope", "serve", "--body", "ok", "--port", "{port}"]
        measured: dict[str, list[tuple[float, float]]] = {"bare asyncio": [], "httpscope serve": []}
        for number in range(rounds):
            measured["bare asyncio"].append(_round([sys.executable, "-c", BARE, "{port}"], seconds))
            capture = str(Path(folder) / f"{number}.db")
            measured["httpscope serve"].append(_round([*ours, "--capture", capture], seconds))
    base = statistics.median(rate for rate, _ in measured["bare asyncio"])
    print(f"{'':18}{'requests/s':>12}{'p99 ms':>9}{'of bare':>9}   (medians of {rounds} rounds of {seconds} s)")
    for name, figures in measured.items():
        rate = statistics.median(rate for rate, _ in figures)
        p99 = statistics.median(p99 for _, p99 in figures)
        print(f"{name:18}{rate:12,.0f}{p99:9.1f}{rate / base:9.2f}")


def _round(command: Sequence[str], seconds: int) -> tuple[float, float]:
    port = _free_port()
    command = [part.replace("{port}", str(port)) for part in command]
    server = subprocess.Popen(_pinned(0, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        headers = [part for name, value in HEADERS.items() for part in ("-H", f"{name}: {value}")]
        wrk = ["wrk", "-t1", "-c50", f"-d{seconds}s", "--latency", *headers, f"http://127.0.0.1:{port}/"]
        told = subprocess.run(_pinned(1, wrk), capture_output=True, text=True, check=True).stdout
    finally:
        server.terminate()
        server.wait()
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    if rate is None or p99 is None:
        raise SystemExit(f"wrk said something else: {told}")
    return float(rate[1]), float(p99[1]) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[p99[2]]


def _pinned(core: int, command: Sequence[str]) -> list[str]:
    if shutil.which("taskset") is None or (os.cpu_count() or 1) < 2:
        return list(command)
    return ["taskset", "-c", str(core), *command]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(500):
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=2).read()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
