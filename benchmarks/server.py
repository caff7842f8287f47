"""Requests a second, their latency and time of processor, capture and all, against the least that asyncio can do.

Everything of a server is on one core, wrk on another with 50 connections and a browser-like GET, where a terminal
is read too. mitmproxy stands beside ours where it is installed. Loopback only, a few seconds a round.
"""

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import mitmproxy
from benchmarks.load import BARE, BARE_CLOSING, Figures, ask, free_port, pinned, wait
from benchmarks.rules import ASKED, COOKIE, mixed
from benchmarks.start import HTTPSCOPE, Painted, _environment

ROUNDS = 3
SECONDS = 4
SETTLING = 1.0
"""Seconds in which a screen does what is left of its start."""
SHOWN = b"wanted"
"""A word of the target, which some paint in colours of their own."""
CLOSE = "Connection: close"
SCREEN, CONSOLE = "httpscope, screen on", "mitmproxy, screen on"
TIMES, PART = 40.0, 0.2
"""What is wanted of ours beside mitmproxy's console: requests a second, and p99."""


@dataclass(frozen=True, slots=True)
class Case:
    """One row: a command, how it is asked, and of which row it should reach what part."""

    command: Sequence[str]
    base: str = "bare asyncio"
    wanted: float | None = None
    content: bytes = b"ok"
    """What it must answer, so that another rule or program cannot take its place."""
    fields: Sequence[str] = (COOKIE,)
    screen: bool = False


def cases(folder: Path) -> dict[str, Case]:
    """Give the rows in their order; `folder` is where they may write."""
    rules = folder / "rules.toml"
    rules.write_text(mixed())
    serve = [*HTTPSCOPE, "serve", "--port", "{port}", "--capture", "{capture}"]
    one = [*serve, "--body", "ok"]
    closing = (COOKIE, CLOSE)
    given = {
        "bare asyncio": Case([sys.executable, "-c", BARE, "{port}"]),
        "httpscope serve": Case(one, wanted=0.22),
        "  200 rules, the last": Case([*serve, "--rules", str(rules)], "httpscope serve", 0.8, b"wanted"),
        "bare, connection each": Case([sys.executable, "-c", BARE_CLOSING, "{port}"], fields=closing),
        "serve, connection each": Case(one, "bare, connection each", 0.35, fields=closing),
        SCREEN: Case([part for part in one if part != "serve"], wanted=0.15, screen=True),
    }
    if program := mitmproxy.found("mitmdump"):
        given["mitmdump"] = Case(mitmproxy.command(program, folder))
    if program := mitmproxy.found("mitmproxy"):
        given[CONSOLE] = Case(mitmproxy.command(program, folder), screen=True)
    return given


def main(rounds: int = ROUNDS, seconds: int = SECONDS) -> None:
    """Measure in turns and print a table."""
    if shutil.which("wrk") is None:
        print("wrk is not installed (Debian: apt install wrk)")
        return
    with tempfile.TemporaryDirectory() as name:
        rows = cases(Path(name))
        measured: dict[str, list[Figures]] = {row: [] for row in rows}
        for number in range(rounds):
            for row, case in rows.items():
                with tempfile.TemporaryDirectory(prefix=f"{number}-", dir=name) as folder:
                    measured[row].append(_round(case, seconds, Path(folder)))
    print(f"medians of {rounds} rounds of {seconds} s; parts are taken round by round, and by time of processor too;")
    print("core is how much of one the server had: below 0.9 other programs took some, or wrk was the slower")
    print(
        f"{'':23}{'requests/s':>12}{'p99 ms':>9}{'us of CPU':>11}{'core':>6}{'part':>7}{'by CPU':>8}{'wanted':>8}  of"
    )
    for row, case in rows.items():
        _print(row, case, measured)
    if CONSOLE in rows:
        _beside(measured[SCREEN], measured[CONSOLE])
    else:
        print(mitmproxy.MISSING)


def _print(row: str, case: Case, measured: dict[str, list[Figures]]) -> None:
    own, base = measured[row], measured[case.base]
    rate, p99 = statistics.median(one.rate for one in own), statistics.median(one.p99 for one in own)
    used = statistics.median(one.processor for one in own)
    core = statistics.median(one.rate * one.processor for one in own) / 1e6
    part = statistics.median(one.rate / of.rate for one, of in zip(own, base, strict=True))
    by_processor = statistics.median(of.processor / one.processor for one, of in zip(own, base, strict=True))
    wanted = "" if case.wanted is None else f"{case.wanted:.2f}"
    beside = f"{part:7.3f}{by_processor:8.3f}{wanted:>8}  {case.base}"
    print(f"{row:23}{rate:12,.0f}{p99:9.1f}{used:11.1f}{core:6.2f}{beside}")


def _beside(ours: list[Figures], theirs: list[Figures]) -> None:
    times = statistics.median(one.rate / of.rate for one, of in zip(ours, theirs, strict=True))
    part = statistics.median(one.p99 / of.p99 for one, of in zip(ours, theirs, strict=True))
    by_processor = statistics.median(of.processor / one.processor for one, of in zip(ours, theirs, strict=True))
    program = mitmproxy.found("mitmproxy")
    print(f"beside the console of {mitmproxy.version(program) if program else 'mitmproxy'}, ours with its screen:")
    print(f"  {times:.1f} times the requests a second ({TIMES:.0f} wanted), by time of processor {by_processor:.1f}")
    print(f"  {part:.3f} of its p99 (at most {PART} wanted)")


def _round(case: Case, seconds: int, folder: Path) -> Figures:
    port = free_port()
    values = {"port": str(port), "capture": str(folder / "capture.db")}
    command = pinned(0, [_filled(part, values) for part in case.command])
    running = _screen if case.screen else serving
    with running(command, folder, port, case.content) as process:
        return ask(process, f"http://127.0.0.1:{port}{ASKED}", seconds, case.fields)


def _filled(part: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        part = part.replace(f"{{{name}}}", value)
    return part


@contextlib.contextmanager
def serving(command: Sequence[str], folder: Path, port: int, content: bytes) -> Iterator[int]:
    """Run a command until the end of the block, and give its process. Raises SystemExit when it answers otherwise."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment(folder)
    ) as server:
        try:
            wait(port, ASKED, content)
            yield server.pid
        finally:
            server.terminate()


@contextlib.contextmanager
def _screen(command: Sequence[str], folder: Path, port: int, content: bytes) -> Iterator[int]:
    """Run in a terminal that is read on the core of the load. Raises SystemExit when nothing is painted."""
    with _aside(), Painted(command, _environment(folder)) as screen:
        wait(port, ASKED, content)
        screen.seen(SHOWN)
        time.sleep(SETTLING)
        before = len(screen.written)
        yield screen.process
        if len(screen.written) == before:
            raise SystemExit("the screen did not follow")


@contextlib.contextmanager
def _aside() -> Iterator[None]:
    """Keep this thread, and those that it begins, off the core of the server."""
    if not hasattr(os, "sched_setaffinity") or len(cores := os.sched_getaffinity(0)) < 2:
        yield
        return
    os.sched_setaffinity(0, cores - {0})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    main()
