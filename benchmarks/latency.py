"""What a person and a client feel: answers while the screen repaints, a request until it is seen, a key, and idleness.

One client asks every two milliseconds, each time for another path, so that what is painted tells which request is the
newest on the screen. The baseline is a bare asyncio protocol under the same client, alone. Linux only (/proc).
"""

import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.load import BARE, free_port, processor, wait
from benchmarks.start import HTTPSCOPE, WHOLE, Painted, _environment, first_answer

ROUNDS = 3
ASKED = 2_000
EVERY = 0.002
SHOWN = 12
KEYS = 12
IDLE = 5.0
MARK = re.compile(rb"/n(\d{6})")
FOLLOWING = b"following the newest"


def main(rounds: int = ROUNDS, asked: int = ASKED, shown: int = SHOWN, keys: int = KEYS, idle: float = IDLE) -> None:
    """Measure in turns and print a table."""
    bare: list[float] = []
    ours: list[dict[str, float]] = []
    for _ in range(rounds):
        bare.append(_bare(asked))
        with tempfile.TemporaryDirectory() as folder:
            ours.append(_screen(Path(folder), asked, shown, keys, idle))
    base = statistics.median(bare)
    print(f"medians of {rounds} rounds; a request every {EVERY * 1e3:.0f} ms, {asked:,} of them")
    print(f"{'p99 of a bare asyncio server':44}{base * 1e3:9.2f} ms")
    for name in ours[0]:
        middle = statistics.median(figures[name] for figures in ours)
        unit, value = ("%", middle) if name.startswith("processor") else ("ms", middle * 1e3)
        beside = f"{middle / base:8.1f} of bare" if name.startswith("p99") else ""
        print(f"{name:44}{value:9.2f} {unit}{beside}")


def _bare(asked: int) -> float:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", BARE, str(port)])
    try:
        wait(port)
        return _p99(Load(port, asked).run())
    finally:
        server.terminate()
        server.wait()


def _screen(folder: Path, asked: int, shown: int, keys: int, idle: float) -> dict[str, float]:
    port = free_port()
    with Painted([*HTTPSCOPE, "--port", str(port)], _environment(folder)) as screen:
        first_answer(port)
        screen.seen(WHOLE)
        time.sleep(2.0)  # what the start left to do is not idleness
        begin, before = time.perf_counter(), processor(screen.process)
        time.sleep(idle)
        used = (processor(screen.process) - before) / (time.perf_counter() - begin) * 100
        quiet = [_until_shown(screen, port, 900_000 + number) for number in range(shown)]
        load = Load(port, asked)
        start = len(screen.written)
        under_load = threading.Thread(target=load.run)
        under_load.start()
        pressed: list[float] = []
        while under_load.is_alive():
            if len(pressed) < keys:
                pressed.append(_until_followed(screen))
            under_load.join(0.1)
        lags = _lags(screen, start, load)
    return {
        "p99 with the screen on": _p99(load.took),
        "on the screen after the answer, idle": statistics.median(quiet),
        "age of the newest on the screen, under load": statistics.median(lags),
        "a key under load": statistics.median(pressed),
        "processor while idle": used,
    }


class Load:
    """One client that asks every two milliseconds on one connection."""

    def __init__(self, port: int, asked: int) -> None:
        self.took: list[float] = []
        self.answered: list[float] = []
        self._port, self._asked = port, asked

    def run(self) -> list[float]:
        """Ask, and give the seconds that each answer took."""
        with socket.create_connection(("127.0.0.1", self._port), 30) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            due = time.perf_counter()
            for number in range(self._asked):
                due += EVERY
                time.sleep(max(due - time.perf_counter(), 0.0))
                begin = time.perf_counter()
                client.sendall(b"GET /n%06d HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % number)
                if not client.recv(4_096).startswith(b"HTTP/1.1 200"):
                    raise SystemExit("the server did not answer")
                end = time.perf_counter()
                self.took.append(end - begin)
                self.answered.append(end)
        return self.took


def _p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


def _until_shown(screen: Painted, port: int, number: int) -> float:
    time.sleep(0.31 + number % 10 * 0.013)  # no step with any clock of the screen
    start = len(screen.written)
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall(b"GET /n%06d HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" % number)
        client.recv(4_096)
        answered = time.perf_counter()
    return screen.seen(b"/n%06d" % number, start) - answered


def _until_followed(screen: Painted) -> float:
    """Give how long it takes from a key to the words that it brings: following is switched off and on again."""
    screen.press(b"f")
    time.sleep(0.15)
    start = len(screen.written)
    begin = time.perf_counter()
    screen.press(b"f")
    return screen.seen(FOLLOWING, start) - begin


def _lags(screen: Painted, start: int, load: Load) -> list[float]:
    """Give for each write that brought a newer request how long that one had been answered."""
    lags, newest, place = [], -1, start
    for stop, at in screen.times:
        found = [int(mark) for mark in MARK.findall(screen.written, place, stop)] if stop > start else []
        seen = max((number for number in found if number < len(load.answered)), default=-1)
        if seen > newest:
            newest = seen
            lags.append(max(at - load.answered[seen], 0.0))
        place = max(stop - 8, start)
    return lags or [float("inf")]


if __name__ == "__main__":
    main()
