"""The only writer of a capture: a batch of rows in, one transaction, and back.

It is synchronous and is called on the event loop's turn, so it must not wait for anything but the page cache;
checkpoints are the business of `checkpoint`. It makes a new file; one that exists is only ever gone on with.
"""

import sqlite3
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from httpscope.exchange import Batch, Segment
from httpscope.store.checkpoint import WAIT_AT_GATE, WAKE_AT, Checkpointer
from httpscope.store.content import INLINE, Contents
from httpscope.store.fault import CaptureFault
from httpscope.store.file import create, lock, sync_each_commit, write_fault
from httpscope.store.guard import FileGuard
from httpscope.store.resume import find_left, find_state, open_again
from httpscope.store.retention import Keep, Retention
from httpscope.store.tally import arriving_after, lowest_touched, tally_after, unanswered_after

__all__ = ["Batch", "CaptureFault", "Highest", "Keep", "Writer"]

_INSERT: Final = {
    table: f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"
    for table, columns in {
        "run": 4, "connection": 6, "content": 2, "exchange": 13, "progress": 9, "answer": 8,
        "closing": 7, "ruleset": 4, "notice": 5, "tally": 8, "omission": 7, "hold": 5, "reach": 5,
        "count": 8,
    }.items()
}  # fmt: skip

_INSERT_ALONE: Final = "INSERT INTO segment (connection, direction, at, start, stop, octets) VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_SHARING: Final = (
    "INSERT INTO segment (connection, direction, at, start, stop, octets, content) VALUES (?, ?, ?, ?, ?, ?, ?)"
)

_COPIED: Final = 4_096
"""Octets up to which a copy as bytearray costs less: for bytes, as for None, sqlite3 looks for an adapter each time."""

_BUSY: Final = 20
"""Milliseconds to wait where another program writes to the capture: nobody should, and all clients wait meanwhile."""

_LEAVES_SEVERAL_FILES: Final = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY_DIRECTORY}
)
"""Somebody reads, or the folder has become read-only: the WAL stays beside the capture, and all is well."""


_KEEP_ALL: Final = Keep()


class Highest(NamedTuple):
    """The highest numbers that a capture held when it was opened for writing; 0 where there were none."""

    exchanges: int
    connections: int
    rulesets: int


class Writer:
    """Writes one capture. Calls must come one after the other, from whichever thread."""

    def __init__(self, path: Path, *, resume: bool = False, durable: bool = False, keep: Keep = _KEEP_ALL) -> None:
        """Make the capture, its folder too if need be, or with `resume` go on with one whose server died.

        A commit outlives the end of the process, and with `durable` a power cut as well: then it waits for the disk.
        Of what is more than `keep` the oldest goes.

        Raises CaptureFault, also where a file exists already, or with `resume` where there is none of ours.
        """
        # SQLite lays the WAL beside the file that a link leads to, and one file has one lock.
        path = path.resolve() if resume else path
        self.path = path
        self._lock = lock(path, resume=resume)
        try:
            self._connection = open_again(path) if resume else create(path)
            try:
                self._connection.execute(f"PRAGMA busy_timeout = {_BUSY}")
                if durable:
                    sync_each_commit(self._connection, path)
                state = find_state(self._connection)
                self._retention = None if keep.all else Retention(self._connection, keep, state.tally.exchanges)
                self._guard = FileGuard(path)
                self._checkpointer = Checkpointer(path)
            except (sqlite3.Error, OSError) as error:
                self._connection.close()
                raise write_fault(path, error) from error
        except CaptureFault:
            self._lock.release()
            raise
        self.highest = Highest(state.tally.exchanges, state.connections, state.rulesets)
        self._segments = state.segments
        self._tally = state.tally
        self._contents = Contents(state.contents)
        self._progress = count(state.progress + 1)
        self._arriving: dict[int, int] = {}
        self._unanswered: dict[int, int] = {}
        self._patient = True
        self._closed = False
        if resume:
            self._close_those_left()

    @classmethod
    def resume(cls, path: Path) -> Self:
        """Go on with a capture whose server died; the connections it had get the closing `server-died`.

        No other writer may be at work on it. Raises CaptureFault.
        """
        return cls(path, resume=True)

    def commit(self, batch: Batch) -> None:
        """Write all of the batch in one transaction.

        Raises CaptureFault; then nothing of the batch is in, and the same batch may be tried again.
        """
        size = self._guard.look()
        gate = self._checkpointer.gate
        # Whoever waited in vain has spoilt that checkpoint's end; the next commits need not wait for it again.
        self._patient = gate.acquire(timeout=WAIT_AT_GATE if self._patient else 0)
        try:
            self._transact(batch)
        except sqlite3.Error as error:
            self._contents.drop()
            if self._retention is not None:
                self._retention.drop()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise write_fault(self.path, error) from error
        finally:
            if self._patient:
                gate.release()
        if size > WAKE_AT:
            self._checkpointer.wake()

    def close(self) -> None:
        """Bring the capture into one file, as far as readers and its folder let us, and let go of it; once is enough.

        Raises CaptureFault.
        """
        if self._closed:
            return
        self._closed = True
        self._checkpointer.close()
        try:
            if self._guard.is_sound():
                self._remove_the_rest()
                self._guard.release()
                self._make_one_file()
            elif not self._guard.log_is_cut:
                # SQLite brings what it can into the capture when the last connection closes.
                self._guard.release()
        finally:
            self._connection.close()
            self._guard.release()
            self._checkpointer.release()
            self._lock.release()

    def _remove_the_rest(self) -> None:
        try:
            if self._retention is not None:
                self._retention.finish()
        except sqlite3.Error as error:
            self._connection.rollback()
            raise write_fault(self.path, error) from error

    def _make_one_file(self) -> None:
        try:
            # A finished capture without a WAL can be read in a read-only folder, and nothing is left beside it.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode not in _LEAVES_SEVERAL_FILES:
                raise write_fault(self.path, error) from error

    def _close_those_left(self) -> None:
        try:
            left = find_left(self._connection)
            if left.closings or left.holds:
                # A screen that goes on reading learns from this which rows look different now.
                self._unanswered = left.unanswered
                self.commit(Batch(closings=left.closings, progress=left.progress, holds=left.holds))
            if left.gone:
                self._connection.execute("BEGIN IMMEDIATE")
                for number in left.gone:
                    self._connection.execute("DELETE FROM connection WHERE id = ?", (number,))
                self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self.close()
            raise write_fault(self.path, error) from error
        except CaptureFault:
            self.close()
            raise

    def _transact(self, batch: Batch) -> None:
        execute = self._connection.execute
        many = self._connection.executemany
        if self._retention is not None:
            self._retention.look(self._segments, self._contents)
        segments, sharing = self._segment_rows(batch.segments)
        arriving = arriving_after(self._arriving, batch)
        tally = tally_after(self._tally, batch)
        before = self._segments, self._tally.exchanges
        after = self._segments + len(segments), tally.exchanges
        shared = self._contents.number
        # Octets stand last in a row; what the capture has of them is the number of a content.
        rows: dict[str, Sequence[tuple[Any, ...]]] = {
            _INSERT_SHARING if sharing else _INSERT_ALONE: segments,
            _INSERT["exchange"]: [(*row[:-1], row[-1] and shared(row[-1]), after[0]) for row in batch.exchanges],
            _INSERT["answer"]: [row if row[-1] is None else (*row[:-1], shared(row[-1])) for row in batch.answers],
            _INSERT["progress"]: [(row[0], next(self._progress), *row[1:]) for row in batch.progress],
            _INSERT["omission"]: [(None, *row) for row in batch.omissions],
            _INSERT["connection"]: [(*row, *before) for row in batch.connections],
            _INSERT["closing"]: [(*row, *after) for row in batch.closings],
            _INSERT["ruleset"]: [_storable(row) for row in batch.rulesets],
            _INSERT["notice"]: [(None, *_storable(row)) for row in batch.notices],
            _INSERT["count"]: [(None, *_storable(row)) for row in batch.counts],
            _INSERT["reach"]: [(None, *row) for row in batch.reaches],
            _INSERT["hold"]: [(None, *row) for row in batch.holds],
            _INSERT["run"]: [_storable(row) for row in batch.runs],
            _INSERT["content"]: self._contents.added(),
        }
        execute("BEGIN IMMEDIATE")
        if self._retention is not None:
            octets = sum(len(segment.octets) for segment in batch.segments) + self._contents.octets_added
            self._retention.remove(batch, octets)
        for statement, values in rows.items():
            if values:  # a statement costs something even without rows
                many(statement, values)
        execute(_INSERT["tally"], (None, lowest_touched(batch, arriving, self._unanswered), *tally))
        execute("COMMIT")
        self._contents.settle()
        self._segments = after[0]
        self._tally = tally
        self._arriving = arriving
        self._unanswered = unanswered_after(self._unanswered, batch)
        if self._retention is not None:
            self._retention.settle(batch, tally.exchanges)

    def _segment_rows(self, segments: list[Segment]) -> tuple[list[tuple[object, ...]], bool]:
        """Give the rows, and whether one of them names content that others name too: then all have that column."""
        rows: list[tuple[object, ...]] = []
        numbers: dict[int, int] = {}
        for connection, direction, at, start, octets, content in segments:
            inline = octets
            stop = start + len(octets)
            if content:
                stop += len(content)
                if len(content) < INLINE:
                    inline = octets + content
                else:
                    numbers[len(rows)] = self._contents.number(content)
            blob = bytearray(inline) if len(inline) < _COPIED else inline
            rows.append((connection, direction, at, start, stop, blob))
        if numbers:
            rows = [(*row, numbers.get(place)) for place, row in enumerate(rows)]
        return rows, bool(numbers)


def _storable(row: tuple[object, ...]) -> tuple[object, ...]:
    """Give the row with texts that SQLite can take: a path may hold octets that are no UTF-8."""
    return tuple(cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell for cell in row)
