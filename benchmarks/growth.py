"""One capture up to its millionth exchange, against a new one: requests a second, the longest answer, the largest WAL.

`httpscope serve` under wrk, 50 connections, each program on its core. By the end it is asked in turns with servers that
have just begun, so that a machine that is slower by then is slower for both. Loopback only; takes a gigabyte of disk.
"""

import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

from benchmarks.load import Figures, ask, free_port, pinned
from benchmarks.rules import ASKED
from benchmarks.server import serving
from benchmarks.start import HTTPSCOPE
from httpscope.store.reader import Reader

MOST = 1_000_000
ROUNDS = 5
SECONDS = 3
STALL = 20.0
"""Milliseconds that no checkpoint may hold an answer up."""
EVERY = 0.02


def main(most: int = MOST, rounds: int = ROUNDS, seconds: int = SECONDS) -> None:
    """Fill a capture, measure in turns and print what was seen."""
    if shutil.which("wrk") is None:
        print("wrk is not installed (Debian: apt install wrk)")
        return
    late: list[Figures] = []
    early: list[Figures] = []
    with tempfile.TemporaryDirectory() as name:
        capture = Path(name) / "capture.db"
        with Watched(Path(f"{capture}-wal")) as wal, ExitStack() as running:
            load = running.enter_context(_loading(capture))
            filling = [load.ask(seconds)]
            while (reached := sum(figures.requests for figures in filling)) < most:
                filling.append(load.ask(seconds))
            for number in range(rounds):
                with _loading(Path(name) / f"{number}.db") as new:
                    early.append(new.ask(seconds))
                late.append(load.ask(seconds))
        kept, size = _kept(capture), capture.stat().st_size
    answered = reached + sum(figures.requests for figures in late)
    if kept < answered:
        raise SystemExit(f"{answered:,} answers, and only {kept:,} exchanges kept")
    _print(filling, early, late)
    print(f"{kept:,} exchanges kept, {size / kept:.0f} octets each; largest WAL {wal.largest / 2**20:.1f} MiB")


def _print(filling: list[Figures], early: list[Figures], late: list[Figures]) -> None:
    rate = statistics.median(one.rate / of.rate for one, of in zip(late, early, strict=True))
    used = statistics.median(of.processor / one.processor for one, of in zip(late, early, strict=True))
    print(f"{'':28}{'requests/s':>12}{'p99 ms':>9}{'longest ms':>12}{'us of CPU':>11}")
    for name, rows in (("a new capture", early), (f"up to {_count(filling):,}", filling), ("beyond", late)):
        figures = [
            statistics.median(values) for values in zip(*((r.rate, r.p99, r.processor) for r in rows), strict=True)
        ]
        longest = max(row.longest for row in rows)
        print(f"{name:28}{figures[0]:12,.0f}{figures[1]:9.1f}{longest:12.1f}{figures[2]:11.1f}")
    over = sum(row.longest > STALL for row in filling)
    print(f"windows whose longest answer took over {STALL:.0f} ms: {over} of {len(filling)}")
    print(
        f"beyond, of a new capture: {rate:.3f} of its requests a second, by time of processor {used:.3f} (0.90 wanted)"
    )


def _count(rows: list[Figures]) -> int:
    return sum(row.requests for row in rows)


def _kept(capture: Path) -> int:
    reader = Reader(capture)
    try:
        return reader.snapshot(None).exchanges
    finally:
        reader.close()


class Load:
    """A server that can be asked for some seconds at a time."""

    def __init__(self, process: int, port: int) -> None:
        self._process, self._url = process, f"http://127.0.0.1:{port}{ASKED}"

    def ask(self, seconds: int) -> Figures:
        """Load it and tell what that gave."""
        return ask(self._process, self._url, seconds)


@contextmanager
def _loading(capture: Path) -> Iterator[Load]:
    port = free_port()
    command = [*HTTPSCOPE, "serve", "--body", "ok", "--port", str(port), "--capture", str(capture)]
    with serving(pinned(0, command), capture.parent, port, b"ok") as process:
        yield Load(process, port)


class Watched:
    """Looks at the size of a file meanwhile, for it may shrink again."""

    def __init__(self, path: Path) -> None:
        self.largest = 0
        self._path = path
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(EVERY):
            with suppress(FileNotFoundError):  # there is none before the first commit, nor when the server has ended
                self.largest = max(self.largest, self._path.stat().st_size)


if __name__ == "__main__":
    main()
