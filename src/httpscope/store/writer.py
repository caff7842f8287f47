"""The only writer of a capture: a batch of rows in, one transaction, and back.

It is synchronous and is called on the event loop's turn, so it must not wait for anything but the page cache;
checkpoints are the business of `checkpoint`. It makes a new file and never opens one that exists.
"""

import os
import sqlite3
from itertools import count
from pathlib import Path
from typing import Final

from httpscope.exchange import Batch, Segment
from httpscope.i18n import _
from httpscope.store.checkpoint import WAIT_AT_GATE, WAKE_AT, Checkpointer
from httpscope.store.content import INLINE, Contents
from httpscope.store.fault import CaptureFault
from httpscope.store.file import create, shown, sidecar, write_fault

__all__ = ["Batch", "CaptureFault", "Writer"]

_INSERT: Final = {
    table: f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"
    for table, columns in {
        "run": 4, "connection": 6, "content": 2, "segment": 8, "exchange": 12, "progress": 9, "answer": 7,
        "closing": 7, "ruleset": 4, "tally": 8,
    }.items()
}  # fmt: skip
_INSERT_NOTICE: Final = "INSERT INTO notice (at, severity, topic, text) VALUES (?, ?, ?, ?)"


class Writer:
    """Writes one capture. Calls must come one after the other, from whichever thread."""

    def __init__(self, path: Path) -> None:
        """Make the capture; its folder too, if need be. Raises CaptureFault, also where a file exists already."""
        self.path = path
        self._log = sidecar(path, "-wal")
        self._connection = create(path)
        self._inode = os.stat(path).st_ino
        try:
            self._checkpointer = Checkpointer(path)
        except sqlite3.Error as error:
            self._connection.close()
            raise write_fault(path, error) from error
        self._contents = Contents()
        self._progress = count(1)
        self._arriving: dict[int, int] = {}
        """Exchanges that have no stop yet, by connection: new octets make them longer without a row of their own."""
        self._segments = 0
        self._tally = (0, 0, 0, 0, 0, 0)

    def commit(self, batch: Batch) -> None:
        """Write all of the batch in one transaction.

        Raises CaptureFault; then nothing of the batch is in, and the same batch may be tried again.
        """
        size = self._check_files()
        gate = self._checkpointer.gate
        waited = gate.acquire(timeout=WAIT_AT_GATE)
        try:
            self._transact(batch)
        except sqlite3.Error as error:
            self._roll_back()
            raise write_fault(self.path, error) from error
        finally:
            if waited:
                gate.release()
        if size > WAKE_AT:
            self._checkpointer.wake()

    def close(self) -> None:
        """Bring the capture into one file, as far as readers let us, and let go of it."""
        self._checkpointer.close()
        try:
            # A finished capture without a WAL can be read in a read-only folder, and nothing is left beside it.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise write_fault(self.path, error) from error
        finally:
            self._connection.close()
            self._checkpointer.release()

    def _check_files(self) -> int:
        """Give the octets in the WAL. Raises CaptureFault: SQLite would go on writing into files that were removed."""
        try:
            if os.stat(self.path).st_ino == self._inode:
                return os.stat(self._log).st_size
        except OSError as error:
            raise CaptureFault(
                _(
                    "{path} is gone ({reason}): put it back with its -wal file, or start again with a new capture."
                ).format(path=shown(self.path), reason=error.strerror)
            ) from error
        raise CaptureFault(
            _("{path} was replaced by another file: put it back, or start again with a new capture.").format(
                path=shown(self.path)
            )
        )

    def _transact(self, batch: Batch) -> None:
        execute = self._connection.execute
        many = self._connection.executemany
        segments = [self._segment_row(segment) for segment in batch.segments]
        arriving = self._arriving_after(batch)
        tally = self._tally_after(batch)
        before = self._segments, self._tally[0]
        after = self._segments + len(segments), tally[0]
        execute("BEGIN IMMEDIATE")
        if added := self._contents.added():
            many(_INSERT["content"], added)
        many(_INSERT["segment"], segments)
        many(_INSERT["exchange"], [(*row, after[0]) for row in batch.exchanges])
        many(_INSERT["answer"], batch.answers)
        if batch.progress:
            many(_INSERT["progress"], [(row[0], next(self._progress), *row[1:]) for row in batch.progress])
        if batch.connections:
            many(_INSERT["connection"], [(*row, *before) for row in batch.connections])
        if batch.closings:
            many(_INSERT["closing"], [(*row, *after) for row in batch.closings])
        if batch.rulesets:
            many(_INSERT["ruleset"], [_storable(row) for row in batch.rulesets])
        if batch.notices:
            many(_INSERT_NOTICE, [_storable(row) for row in batch.notices])
        if batch.runs:
            many(_INSERT["run"], [_storable(row) for row in batch.runs])
        execute(_INSERT["tally"], (None, self._touched(batch, arriving), *tally))
        execute("COMMIT")
        self._contents.settle()
        self._segments = after[0]
        self._tally = tally
        self._arriving = arriving

    def _roll_back(self) -> None:
        self._contents.drop()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _segment_row(self, segment: Segment) -> tuple[None, int, int, int, int, int, bytes, int | None]:
        connection, direction, at, start, octets, content = segment
        if not content:
            return None, connection, direction, at, start, start + len(octets), octets, None
        stop = start + len(octets) + len(content)
        if len(content) < INLINE:
            return None, connection, direction, at, start, stop, octets + content, None
        return None, connection, direction, at, start, stop, octets, self._contents.number(content)

    def _arriving_after(self, batch: Batch) -> dict[int, int]:
        """Give the exchanges that are still arriving when the batch is in."""
        begun = [row for row in batch.exchanges if row.stop is None]
        if not begun and not self._arriving:
            return self._arriving
        arriving = self._arriving | {row.connection: row.id for row in begun}
        done = {row.exchange for row in batch.progress if row.stop is not None}
        ended = {row.connection for row in batch.closings}
        return {place: number for place, number in arriving.items() if number not in done and place not in ended}

    def _touched(self, batch: Batch, arriving: dict[int, int]) -> int | None:
        """Give the lowest exchange whose row in the list the batch changes."""
        touched = [row[0] for rows in (batch.exchanges, batch.progress, batch.answers) for row in rows]
        if arriving:
            touched += [arriving[row.connection] for row in batch.segments if row.connection in arriving]
        return min(touched, default=None)

    def _tally_after(self, batch: Batch) -> tuple[int, int, int, int, int, int]:
        exchanges, answers, connections, closings, silent, notices = self._tally
        return (
            max(exchanges, batch.exchanges[-1].id) if batch.exchanges else exchanges,
            answers + len(batch.answers),
            connections + len(batch.connections),
            closings + len(batch.closings),
            silent + sum(row.reason == "silent" for row in batch.closings),
            notices + len(batch.notices),
        )


def _storable(row: tuple[object, ...]) -> tuple[object, ...]:
    """Give the row with texts that SQLite can take: a path may hold octets that are no UTF-8."""
    return tuple(cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell for cell in row)
