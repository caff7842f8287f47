"""Checkpoints of the WAL in a thread of their own, so that no answer waits for the disk.

A WAL starts over only when all of it is in the database, which under steady load never happens by itself: new frames
come while old ones are copied. So the thread copies most of it beside the writer, and for the short rest holds the
gate that commits pass through. A commit waits at the gate only so long; then it goes on, and the rest is tried again.
"""

import logging
import os
import sqlite3
import threading
from pathlib import Path
from typing import Final

from httpscope.store.file import connect

WAKE_AT: Final = 16 * 2**20
"""Octets of WAL at which a checkpoint begins. Under full load a commit of fifty exchanges is a tenth of a megabyte, so
fewer than one in a hundred meets the end of a checkpoint; recovery after a kill reads at most a few times as much."""

WAIT_AT_GATE: Final = 0.010
"""Seconds that a commit waits for a checkpoint to end; an answer may be stalled for 20 ms in all."""

_REST: Final = 64
"""Frames that are few enough to be copied while commits wait."""

_ROUNDS: Final = 8
"""Copying beside the writer leaves less to do each time, or it will not become less at all."""

_PAUSE: Final = 0.010
"""Seconds between checkpoints: a reader may keep the WAL from starting over, and asking all the time helps nobody."""

_PAUSE_AFTER_FAILURE: Final = 1.0

_log = logging.getLogger(__name__)


class Checkpointer:
    """A thread that keeps the WAL of one capture short. It ends with `close`."""

    def __init__(self, path: Path) -> None:
        """Start the thread. Raises sqlite3.Error, OSError."""
        self.gate = threading.Lock()
        self._path = path
        self._connection = connect(path)
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="httpscope-checkpoint", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Ask for a checkpoint; returns at once."""
        self._wake.set()

    def close(self) -> None:
        """End the thread and its connection."""
        self._ending.set()
        self._wake.set()
        self._thread.join()
        self._connection.close()

    def release(self) -> None:
        """Close the file that was kept for syncing: last of all, for that drops this process's locks on it."""
        os.close(self._file)

    def _run(self) -> None:
        pause = _PAUSE
        while not self._ending.wait(pause):
            self._wake.wait()
            if self._ending.is_set():
                break
            try:
                self._checkpoint()
                pause = _PAUSE
            except (sqlite3.Error, OSError) as error:
                # A full or failing disk. Nothing is lost, the WAL holds it all; commits fail and tell the people.
                if pause == _PAUSE:
                    _log.warning("%s: checkpoint failed: %s", self._path, error)
                pause = _PAUSE_AFTER_FAILURE
            # Commits since then have woken us for the WAL that was; the next one looks at what is.
            self._wake.clear()

    def _checkpoint(self) -> None:
        for _ in range(_ROUNDS):
            if self._copy() <= _REST:
                break
        # The pages copied so far go to the disk now, so that little is left to sync behind the gate.
        os.fsync(self._file)
        with self.gate:
            self._copy()

    def _copy(self) -> int:
        """Copy what is in the WAL by now, and give the number of frames that stay to be copied."""
        _busy, logged, copied = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(logged - copied)
