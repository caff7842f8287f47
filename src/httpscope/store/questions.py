"""Asking a capture: one statement at a time, briefly, and every failure of the file as a CaptureFault."""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, Final

from httpscope.store.file import damage, open_for_reading, read_fault
from httpscope.store.statement import Statement

_MOST_SECONDS: Final = 3.0
"""No question takes as long in a sound file; numbers in a damaged one can make SQLite look through eternity."""

_STEPS_BETWEEN_LOOKS: Final = 100_000
"""SQLite's own steps between two looks at the clock: about a millisecond."""


class Questions:
    """A read-only connection to a capture. Calls from several threads take turns."""

    def __init__(self, path: Path) -> None:
        """Open the capture. Raises CaptureFault."""
        self._path = path
        self._lock = threading.Lock()
        self._connection = open_for_reading(path)
        self._deadline = 0.0
        self._connection.set_progress_handler(self._overdue, _STEPS_BETWEEN_LOOKS)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def ask(self, statement: Statement, /, *values: int | str) -> list[Any]:
        """Give all rows of the answer. Raises CaptureFault."""
        try:
            with self._lock:
                self._deadline = time.monotonic() + _MOST_SECONDS
                rows = self._connection.execute(statement.sql, values).fetchall()
        except sqlite3.Error as error:
            raise read_fault(self._path, error) from error
        except OverflowError as error:
            raise damage(self._path, str(error)) from error
        if not all(map(statement.fits, rows)):
            raise damage(self._path, "a value of a wrong type")
        return rows

    def content(self, number: int, start: int, stop: int) -> bytes:
        """Give octets `start` to `stop` of a shared content; no more than these are read. Raises CaptureFault."""
        try:
            with self._lock, self._connection.blobopen("content", "octets", number, readonly=True) as blob:
                return bytes(blob[start:stop])
        except sqlite3.Error as error:
            raise read_fault(self._path, error) from error

    def _overdue(self) -> bool:
        return time.monotonic() > self._deadline
