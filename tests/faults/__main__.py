"""`python -m tests.faults [NAME ...] [--size N] [--list]`: try faults at full size and print what each lost."""

import argparse
import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from tests.faults import broken, endless, flood, slow
from tests.faults.killed import kills
from tests.faults.screen import screen_killed, screen_stopped
from tests.faults.trial import Fault, Trial, try_fault


class Entry(NamedTuple):
    """One fault, and how it is tried."""

    fault: Fault
    size: int
    """How many of it, at full size."""
    small: int
    """How many in the tests."""
    arguments: tuple[str, ...] = ()
    """What the server of the tests is told, so that they are quick."""
    always: tuple[str, ...] = ()
    """What the server is told at any size."""


QUICK: Final = ("--limit", "crowd=0", "--limit", "head_time=500ms", "--limit", "read_time=500ms")
LARGE: Final = ("--body", "x" * 60_000)

FAULTS: Final = {
    "slow-heads": Entry(slow.slow_heads, 2000, 40, QUICK),
    "slow-bodies": Entry(slow.slow_bodies, 2000, 40, QUICK),
    "slow-readers": Entry(slow.slow_readers, 2000, 40, ("--limit", "crowd=0", "--limit", "write_time=500ms"), LARGE),
    "silent": Entry(slow.silent, 4000, 100),
    "endless": Entry(endless.endless, 64, 8, (), ("--limit", "content=8MiB")),
    "announced": Entry(endless.announced, 100, 10),
    "resets": Entry(broken.resets, 10_000, 200),
    "half-closes": Entry(broken.half_closes, 20, 1),
    "churn": Entry(broken.churn, 10_000, 300),
    "pipelined": Entry(flood.pipelined, 100_000, 2_000),
    "unread": Entry(flood.unread, 200, 0),
    "busy": Entry(flood.busy, 100, 0),
}
"""What the tests try too, where `small` is not 0."""


def slowhttptest(folder: Path) -> list[str]:
    """A second opinion: slowhttptest from Debian's packages, a thousand connections in each of its three ways."""
    program = shutil.which("slowhttptest")
    if program is None:
        return ["not tried: slowhttptest is not installed (apt-get install slowhttptest)"]

    async def one(trial: Trial, flag: str) -> None:
        url = f"http://127.0.0.1:{trial.port}/"
        command = [program, "-c", "1000", "-r", "400", "-i", "5", "-l", "25", "-p", "3", flag, "-u", url]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60, check=False)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
        said = re.findall(r"service available: +(\w+)", plain)
        trial.say(f"slowhttptest {flag}: service available {', '.join(sorted(set(said)))}, {len(said)} looks")
        trial.must(set(said) == {"YES"}, f"slowhttptest {flag}: {plain[-400:]}")

    lines: list[str] = []
    for flag in ("-H", "-B", "-X"):
        place = folder / flag.strip("-")
        place.mkdir()
        lines += try_fault(lambda trial, flag=flag: one(trial, flag), 1000, place, *LARGE)  # type: ignore[misc]
    return lines


COMMANDS: Final[dict[str, Callable[[Path, int], list[str]]]] = {
    "descriptors": lambda folder, size: few_descriptors(folder, size or 200),
    "killed": lambda folder, size: kills(folder, size or 50, 1),
    "screen-killed": lambda folder, _size: screen_killed(folder),
    "screen-stopped": lambda folder, size: screen_stopped(folder, float(size or 60)),
    "slowhttptest": lambda folder, _size: slowhttptest(folder),
}
"""Faults with a way of their own."""


def few_descriptors(folder: Path, size: int) -> list[str]:
    """Try a server that may hold no more than 64 files."""
    return try_fault(broken.descriptors_exhausted, size, folder, files=64)


def main(arguments: list[str]) -> int:
    """Try what was named, or everything; give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*FAULTS, *COMMANDS]))
    parser.add_argument("--size", type=int, default=0, help="how many; default: the full size of each")
    parser.add_argument("--list", action="store_true", help="only tell their names, and how many make the full size")
    said = parser.parse_args(arguments)
    unknown = [name for name in said.names if name not in FAULTS and name not in COMMANDS]
    if unknown:
        parser.error(f"no such fault: {', '.join(unknown)}")
    if said.list:
        for name in said.names or [*FAULTS, *COMMANDS]:
            print(f"{name} {FAULTS[name].size}" if name in FAULTS else name)
        return 0
    failed = 0
    for name in said.names or [*FAULTS, *COMMANDS]:
        print(f"{name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="httpscope-fault-") as folder:
            try:
                if name in FAULTS:
                    entry = FAULTS[name]
                    lines = try_fault(entry.fault, said.size or entry.size, Path(folder), *entry.always)
                else:
                    lines = COMMANDS[name](Path(folder), said.size)
            except AssertionError as lost:  # `Lost`, or what was waited for in vain
                failed += 1
                lines = [f"LOST: {lost}"]
        for line in lines:
            print(f"  {line}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
