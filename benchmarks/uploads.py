"""One large upload with little of it kept: octets a second and memory, against a bare asyncio server that discards.

`httpscope serve` digests what it does not keep. Server and client share the machine's cores; loopback only.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.load import free_port, pinned, wait

ROUNDS = 3
OCTETS = 2**30
KEPT = 2**20
BLOCK = b"0123456789abcdef" * 2**12
BARE = """
import asyncio, sys
class P(asyncio.Protocol):
    def connection_made(self, t): self.t, self.left = t, None
    def data_received(self, d):
        if self.left is None:
            head, _, d = d.partition(b"\\r\\n\\r\\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\\r\\n")[0]
            self.left = int(length or 0)
        self.left -= len(d)
        if self.left <= 0:
            self.left = None
            self.t.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")
async def main():
    s = await asyncio.get_running_loop().create_server(P, "127.0.0.1", int(sys.argv[1]))
    await s.serve_forever()
asyncio.run(main())
"""


def main(rounds: int = ROUNDS, octets: int = OCTETS) -> None:
    """Measure in turns and print a table."""
    measured: dict[str, list[tuple[float, float]]] = {"bare asyncio": [], "httpscope serve": []}
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "httpscope", "serve", "--body", "ok", "--port", "{port}"]
        ours += ["--limit", f"content={octets}", "--limit", f"kept={KEPT}"]
        for number in range(rounds):
            measured["bare asyncio"].append(_round([sys.executable, "-c", BARE, "{port}"], octets))
            capture = str(Path(folder) / f"{number}.db")
            measured["httpscope serve"].append(_round([*ours, "--capture", capture], octets))
    base = statistics.median(rate for rate, _ in measured["bare asyncio"])
    print(f"{'':18}{'MiB/s':>12}{'MiB more':>10}{'of bare':>9}   (medians of {rounds} uploads of {octets:,} octets)")
    for name, figures in measured.items():
        rate = statistics.median(rate for rate, _ in figures)
        more = max(more for _, more in figures)
        print(f"{name:18}{rate / 2**20:12,.0f}{more:10.1f}{rate / base:9.2f}")


def _round(command: Sequence[str], octets: int) -> tuple[float, float]:
    """Give octets a second, and by how many MiB the highest memory of the server rose."""
    port = free_port()
    command = [part.replace("{port}", str(port)) for part in command]
    server = subprocess.Popen(pinned(0, command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait(port)
        before = _highest_memory(server.pid)
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=300)
        blocks = (BLOCK[: octets - start] for start in range(0, octets, len(BLOCK)))
        connection.request("PUT", "/", blocks, {"Content-Length": str(octets)})
        connection.getresponse().read()
        seconds = time.perf_counter() - begun
        connection.close()
        return octets / seconds, _highest_memory(server.pid) - before
    finally:
        server.terminate()
        server.wait()


def _highest_memory(process: int) -> float:
    """Give the most memory that a process has had, in MiB; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
