"""Exchanges committed a second by batch size, against rows of one bare table in the same run; then a long load.

An exchange is what the server writes for one on a persistent connection: a read of 500 octets, a write of 200 with
shared content, the exchange and its answer, spread over 50 connections. The baseline is `executemany` of the same 700
octets as one row without an index, in the same kind of file. The long load has a reader at work in another process.
Beside it stands a capture of which the newest are kept, so that rows go with each commit.
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from httpscope.exchange import Answer, Batch, Connection, Exchange, Segment
from httpscope.store.reader import Reader
from httpscope.store.writer import Keep, Writer

SIZES = (1, 10, 50, 200)
ROUNDS = 5
KEPT = 1_000
"""Of the capture that loses its oldest."""
CONNECTIONS = 50
STALL = 0.020
"""Seconds that no commit should take, whatever checkpoint goes on."""
HEAD, ANSWER, CONTENT = b"x" * 500, b"y" * 200, b"z" * 5_000


def main(exchanges: int = 10_000, rounds: int = ROUNDS, long: int = 1_050_000) -> None:
    """Measure in turns and print two tables."""
    print(f"medians of {rounds} rounds of {exchanges:,} exchanges")
    print(f"{'batch':>6}{'us/exchange':>13}{'exchanges/s':>13}{'bare us/row':>13}{'ratio':>7}{'newest kept':>13}")
    for size in SIZES:
        ours, bare, newest = [], [], []
        for _ in range(rounds):
            ours.append(_exchanges(exchanges, size, Keep()))
            newest.append(_exchanges(exchanges, size, Keep(exchanges=KEPT)))
            bare.append(_bare_rows(exchanges, size))
        own, base = statistics.median(ours), statistics.median(bare)
        kept = statistics.median(newest) / own
        print(f"{size:6}{own * 1e6:13.1f}{1 / own:13,.0f}{base * 1e6:13.1f}{own / base:7.1f}{kept:13.2f}")
    _long_load(long)


def batches(exchanges: int, size: int) -> Iterator[Batch]:
    """Give the rows of so many exchanges, `size` a batch."""
    batch = Batch(connections=[Connection(number, 1, "127.0.0.1:1", "127.0.0.1:8001") for number in range(CONNECTIONS)])
    for number in range(1, exchanges + 1):
        ordinal, connection = divmod(number, CONNECTIONS)
        at, start, out = time.time_ns(), ordinal * len(HEAD), ordinal * (len(ANSWER) + len(CONTENT))
        stop = start + len(HEAD)
        batch.segments.append(Segment(connection, 0, at, start, HEAD))
        batch.segments.append(Segment(connection, 1, at, out, ANSWER, CONTENT))
        batch.exchanges.append(
            Exchange(number, connection, ordinal, at, start, stop, stop, "GET", "/a/path?of=some", "HTTP/1.1", "")
        )
        batch.answers.append(Answer(number, at, out, out + len(ANSWER) + len(CONTENT), 200, "a rule", 1))
        if number % size == 0 or number == exchanges:
            yield batch
            batch = Batch()


def _exchanges(exchanges: int, size: int, keep: Keep) -> float:
    """Give the seconds an exchange takes."""
    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(Path(folder) / "capture", keep=keep)
        taken = sum(_seconds(writer, batch) for batch in batches(exchanges, size))
        writer.close()
    return taken / exchanges


def _seconds(writer: Writer, batch: Batch) -> float:
    begin = time.perf_counter()
    writer.commit(batch)
    return time.perf_counter() - begin


def _bare_rows(rows: int, size: int) -> float:
    """Give the seconds that a row of the baseline takes."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "bare", isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("CREATE TABLE row (octets BLOB)")
        row = (HEAD + ANSWER,)
        begin = time.perf_counter()
        for _ in range(0, rows, size):
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO row VALUES (?)", [row] * size)
            database.execute("COMMIT")
        taken = time.perf_counter() - begin
        database.close()
    return taken / rows


def _long_load(exchanges: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "capture"
        writer = Writer(path)
        with subprocess.Popen(
            [sys.executable, __file__, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as reader:
            taken, longest = [], 0
            for batch in batches(exchanges, 50):
                taken.append(_seconds(writer, batch))
                longest = max(longest, os.stat(f"{path}-wal").st_size)
            told, _ = reader.communicate()
        writer.close()
        size = path.stat().st_size
    half = len(taken) // 2
    taken_sorted = sorted(taken)
    print(f"\n{exchanges:,} exchanges in batches of 50, with a reader ten times a second:")
    print(f"  commit: median {taken_sorted[half] * 1e3:.2f} ms, worst {taken_sorted[-1] * 1e3:.1f} ms")
    print(f"  over {STALL * 1e3:.0f} ms: {sum(seconds > STALL for seconds in taken)} of {len(taken):,} commits")
    print(f"  second half against the first: {sum(taken[half:]) / sum(taken[:half]):.2f}")
    few = max(len(taken) // 20, 1)
    # Medians: a commit that met a checkpoint or another program tells nothing of growth.
    early, late = statistics.median(taken[:few]), statistics.median(taken[-few:])
    print(f"  a commit by the end against one at the beginning: {late / early:.2f} (median of {few:,} each)")
    print(f"  largest WAL: {longest / 2**20:.1f} MiB; the capture: {size / exchanges:.0f} octets an exchange")
    print(f"  reader: {told.decode().strip()}")


def _read(path: Path) -> None:
    """Read as the screen does, until the standard input ends; say how long it took."""
    reader = Reader(path)
    snapshots, pages, seen = [], [], None
    os.set_blocking(sys.stdin.fileno(), False)
    while sys.stdin.buffer.read(1) is None:
        time.sleep(0.1)
        begin = time.perf_counter()
        seen = reader.snapshot(seen)
        middle = time.perf_counter()
        reader.rows(max(seen.exchanges - 50, 1), 51)
        snapshots.append(middle - begin)
        pages.append(time.perf_counter() - middle)
    reader.close()
    for name, figures in (("snapshot", snapshots), ("50 rows", pages)):
        if figures:
            print(
                f"{name} median {statistics.median(figures) * 1e3:.2f} ms, worst {max(figures) * 1e3:.2f} ms", end="; "
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _read(Path(sys.argv[1]))
    else:
        main()
