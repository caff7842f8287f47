"""A capture of a million exchanges beside an empty one: how soon it is painted, what keys take, and memory.

`httpscope view` in a pseudo-terminal. A key is timed until the row that it leads to has been written; scrolling is rows
painted one after the other. A filter is pasted, and timed until its first rows have been written, or that nothing fits.
The baseline is the same command over a capture without exchanges, or of a thousand.
"""

import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.ui.seeded import empty_capture, many

from benchmarks.connections import resident
from benchmarks.start import HTTPSCOPE, Painted, _environment

ROWS = 1_000_000
ROUNDS = 3
STEPS = 40
LINES_SHOWN = 12
"""Fewer than the list has."""
SOON = 0.05
"""Seconds after which a filter is given up for another one."""
DOWN = b"\x1b[B"


def main(rows: int = ROWS, rounds: int = ROUNDS, steps: int = STEPS) -> None:
    """Measure in turns and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        captures = {"empty": place / "empty.db", "few": place / "few.db", "many": place / "many.db"}
        empty_capture(captures["empty"]).end()
        few = min(rows, 1_000)
        many(captures["few"], few).end()
        many(captures["many"], rows).end()
        opened: dict[str, list[float]] = {"empty": [], "many": []}
        took: dict[str, list[dict[str, float]]] = {"few": [], "many": []}
        for _ in range(rounds):
            opened["empty"].append(_open(captures["empty"], place, 0))
            opened["many"].append(_open(captures["many"], place, rows))
            took["few"].append(_keys(captures["few"], few, place, steps))
            took["many"].append(_keys(captures["many"], rows, place, steps))
    base, lots = statistics.median(opened["empty"]), statistics.median(opened["many"])
    print(f"{rows:,} exchanges (medians of {rounds} rounds)")
    print(f"{'painted, beside an empty capture':40}{lots * 1e3:9.0f} ms{lots / base:8.2f} x")
    print(f"beside {few:,}")
    for name in took["many"][0]:
        here = statistics.median(figures[name] for figures in took["many"])
        there = statistics.median(figures[name] for figures in took["few"])
        shown = f"{here / 2**20:9.1f} MiB" if name.startswith("memory") else f"{here * 1e3:9.1f} ms"
        print(f"  {name:38}{shown}{here / there:8.2f} x")


def _view(capture: Path, folder: Path) -> tuple[list[str], Mapping[str, str]]:
    return [*HTTPSCOPE, "view", str(capture)], _environment(folder)


def _open(capture: Path, folder: Path, rows: int) -> float:
    begin = time.perf_counter()
    with Painted(*_view(capture, folder)) as screen:
        return screen.seen(f"{rows:,} request".encode()) - begin


def _keys(capture: Path, rows: int, folder: Path, steps: int) -> dict[str, float]:
    with Painted(*_view(capture, folder)) as screen:
        screen.seen(b"/load/%d" % rows)
        time.sleep(1.0)
        middle = rows // 2
        took = {
            "home": _until(screen, b"g", b"/load/1 "),
            "end": _until(screen, b"G", b"/load/%d" % rows),
        }
        screen.press(b"#")
        time.sleep(0.5)
        screen.press(b"%d" % middle)
        time.sleep(0.5)
        took["jump to number"] = _until(screen, b"\r", b"/load/%d" % middle)
        time.sleep(0.5)
        pages = [_until_written(screen, b"\x1b[6~") for _ in range(max(steps // 4, 1))]
        took["page down"] = statistics.median(pages)
        took["row down"] = statistics.median(_until_written(screen, DOWN) for _ in range(steps))
        took |= _filters(screen, rows)
        took["memory of the screen"] = resident(screen.process)
    return took


def _filters(screen: Painted, rows: int) -> dict[str, float]:
    """Give how long it takes until the first matches of a filter are seen, from the newest end, where the cursor is."""
    screen.press(b"G")
    _settle(screen)
    screen.press(b"/")
    _settle(screen)
    sevens = [number for number in range(rows, 0, -1) if "7" in str(number)][:LINES_SHOWN]
    shown = b"/load/%d " % sevens[-1]
    others = b"".join(b" -load/10%d" % digit for digit in range(10))
    found = {
        "filter, one of four fits": _filtered(screen, b"path:7", shown),
        "filter, a status of none": _filtered(screen, b"status:5xx", b"0 of %s fit status" % _count(rows)),
        "filter, a path at the far end": _filtered(screen, b"path:load/10" + others, b"/load/10 "),
        "filter, a word at the far end": _filtered(screen, b"load/10" + others, b"/load/10 "),
        "filter, a word of none": _filtered(screen, b"nowhere", b"0 of %s fit nowhere" % _count(rows)),
    }
    _paste(screen, b"elsewhere")
    time.sleep(SOON)
    found["filter, changed as it runs"] = _filtered(screen, b"path:7", shown, settled=False)
    screen.press(b"\x1b")
    _settle(screen)
    return found


def _count(rows: int) -> bytes:
    return f"{rows:,}".encode()


def _filtered(screen: Painted, text: bytes, shown: bytes, *, settled: bool = True) -> float:
    """Give how long it takes from a filter to what it brings on the screen."""
    if settled:
        _paste(screen, b"")
        _settle(screen)
    start = len(screen.written)
    begin = time.perf_counter()
    _paste(screen, text)
    return screen.seen(shown, start) - begin


def _paste(screen: Painted, text: bytes) -> None:
    """Put a text in the place of what is in the line."""
    screen.press(b"\x15" + (b"\x1b[200~%s\x1b[201~" % text if text else b""))


def _settle(screen: Painted) -> None:
    """Wait until nothing has been painted for a while."""
    while True:
        before = len(screen.written)
        time.sleep(0.4)
        if len(screen.written) == before:
            return


def _until(screen: Painted, key: bytes, octets: bytes) -> float:
    """Give how long it takes from a key to what it brings on the screen."""
    time.sleep(0.3)
    start = len(screen.written)
    begin = time.perf_counter()
    screen.press(key)
    return screen.seen(octets, start) - begin


def _until_written(screen: Painted, key: bytes) -> float:
    """Give how long it takes from a key to the first octets painted, on a screen at rest."""
    time.sleep(0.15)
    start = len(screen.written)
    begin = time.perf_counter()
    screen.press(key)
    return screen.seen(b"/load/", start) - begin


if __name__ == "__main__":
    main()
