"""The files of a capture while it is written: whether they are still those that were opened, and still whole.

SQLite goes on writing into files that were removed, and into a WAL that somebody cut, where it leaves a hole of zeros
that the next checkpoint copies into the capture. So the writer looks before each commit, which is before each answer:
three times stat(2) and three times pread(2), a few microseconds. Whoever removes a file between look and commit removes
what was answered in it too; no look can help there, and nothing is answered after it.

A -shm that was cut is emptied and given its length back, for reading beyond its end would be the end of the process
(SIGBUS), and what is left of it would lead SQLite to the wrong pages: it builds an empty one anew from the WAL. Whoever
reads it between the cut and the look is ended by it. Of a WAL that somebody wrote into, its header and its last frame
are compared with the -shm; what is overwritten between them nobody notices.
"""

import os
import sqlite3
import struct
from pathlib import Path
from typing import Final

from httpscope.i18n import _
from httpscope.store.fault import CaptureFault
from httpscope.store.file import PATIENCE, shown, sidecar, write_fault

_HEADER: Final = 32
_FRAME: Final = 24
"""Octets of a WAL before its frames, and of a frame before its page (https://sqlite.org/walformat.html)."""

_PAGE_SIZE: Final = 14
_INDEX: Final = struct.Struct("=HI4x8s8s")
"""Where the -shm file has the size of a page, and behind it the number of frames, the number of pages, the checksum of
the last frame and the salts of the WAL; numbers in the machine's order of octets, salts as the WAL has them."""
_SALTS: Final = 16
"""Where the WAL has its salts."""
_FRAME_SALTS: Final = 8
"""Where a frame has them, and its checksum behind them."""
_INDEX_HEADER: Final = 136
"""Octets that tell SQLite whether the -shm can be used, and what of the WAL is in the capture."""


class FileGuard:
    """Watches the capture, its -wal and its -shm, from when all three are there."""

    def __init__(self, path: Path) -> None:
        """Take note of the files. Raises sqlite3.Error or OSError."""
        self._path = path
        self._names = (str(path), str(sidecar(path, "-wal")), str(sidecar(path, "-shm")))
        self._inodes = tuple(os.stat(name).st_ino for name in self._names)
        # This connection can take no exclusive lock. While it is open no other one that closes copies a broken WAL.
        self._witness = sqlite3.connect(
            path.absolute().as_uri() + "?mode=ro", uri=True, check_same_thread=False, timeout=PATIENCE
        )
        self._witness.execute("PRAGMA user_version").fetchone()
        # Opened once and closed last: closing it drops this process's locks on that file.
        self._index = os.open(self._names[2], os.O_RDWR | os.O_CLOEXEC)
        self._log = os.open(self._names[1], os.O_RDONLY | os.O_CLOEXEC)
        self._least = 0
        self._least_index = os.fstat(self._index).st_size
        self._cut = ""

    @property
    def log_is_cut(self) -> bool:
        """Tell whether the WAL lacks what was in it, so that nothing may be copied out of it."""
        return self._cut == self._names[1]

    def is_sound(self) -> bool:
        """Tell whether `look` finds nothing amiss."""
        try:
            self.look()
        except CaptureFault:
            return False
        return True

    def look(self) -> int:
        """Give the octets in the WAL; to be called by the one thread that commits, between commits.

        Raises CaptureFault where a file is gone, another one, shorter than it was, or seen to be overwritten.
        """
        if self._cut:
            raise self._was_cut()
        try:
            main, log, index = map(os.stat, self._names)
        except OSError as error:
            text = _("{path} is gone ({reason}): put it back as it was, or start again with a new capture.")
            raise CaptureFault(
                text.format(path=shown(Path(error.filename or self._path)), reason=error.strerror)
            ) from error
        if (main.st_ino, log.st_ino, index.st_ino) != self._inodes:
            text = _("{path} was replaced by another file: put it back, or start again with a new capture.")
            raise CaptureFault(text.format(path=shown(self._path)))
        begins = os.pread(self._log, 8, _SALTS)
        # Another program that empties the WAL in order says so in the index first, and we read that last.
        told = os.pread(self._index, _INDEX.size, _PAGE_SIZE)
        if main.st_size < self._least:
            self._cut = self._names[0]
        elif index.st_size < self._least_index or len(told) < _INDEX.size:
            self._cut = self._names[2]
            self._empty_index()
        elif not self._log_is_whole(log.st_size, begins, told):
            self._cut = self._names[1]
        if self._cut:
            raise self._was_cut()
        self._least = main.st_size
        self._least_index = index.st_size
        return log.st_size

    def release(self) -> None:
        """Let go of the files: before the writer's connection where it may make one file of all, else after it."""
        self._witness.close()
        if self._index >= 0:
            os.close(self._index)
            os.close(self._log)
        self._index = -1

    def _empty_index(self) -> None:
        try:
            os.pwrite(self._index, bytes(_INDEX_HEADER), 0)
            os.truncate(self._index, self._least_index)
        except OSError as error:
            raise write_fault(Path(self._cut), error) from error

    def _log_is_whole(self, size: int, begins: bytes, told: bytes) -> bool:
        """Tell whether the WAL, of so many octets and with these salts, begins and ends as its index says."""
        page, frames, checksum, salts = _INDEX.unpack(told)
        if not frames:
            return True
        last = _HEADER + (frames - 1) * (_FRAME + page)
        if size < last + _FRAME + page or begins != salts:
            return False
        sums = struct.pack(">II", *struct.unpack("=II", checksum))
        ends = os.pread(self._log, 16, last + _FRAME_SALTS)
        return bool(ends == salts + sums)

    def _was_cut(self) -> CaptureFault:
        text = _(
            "{path} was cut short or overwritten by another program: what it lost is lost; start again with a new "
            "capture, and httpscope view shows what is left of this one."
        )
        return CaptureFault(text.format(path=shown(Path(self._cut))))
