"""The files of a capture while it is written: whether they are still those that were opened, and still whole.

SQLite goes on writing into files that were removed, and into a WAL that somebody cut, where it leaves a hole of zeros
that the next checkpoint copies into the capture. So the writer looks before each commit, which is before each answer:
three times stat(2) and one pread(2), a few microseconds. Whoever removes a file between the look and the commit
removes what was answered in it too; no look can help there, and nothing is answered after it.
"""

import os
import sqlite3
import struct
from pathlib import Path
from typing import Final

from httpscope.i18n import _
from httpscope.store.fault import CaptureFault
from httpscope.store.file import PATIENCE, shown, sidecar

_HEADER: Final = 32
_FRAME: Final = 24
"""Octets of a WAL before its frames, and of a frame before its page (https://sqlite.org/walformat.html)."""

_PAGE_SIZE: Final = 14
"""Where the -shm file has the size of a page, and behind it the number of frames, in the machine's order of octets."""


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
        self._index = os.open(self._names[2], os.O_RDONLY | os.O_CLOEXEC)
        self._least = 0
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

        Raises CaptureFault where a file is gone, another one, or shorter than it was.
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
        if main.st_size < self._least:
            self._cut = self._names[0]
        # Another program that empties the WAL in order says so in the index first, and we read that last.
        elif log.st_size < self._least_log():
            self._cut = self._names[1]
        if self._cut:
            raise self._was_cut()
        self._least = main.st_size
        return log.st_size

    def release(self) -> None:
        """Let go of the files: before the writer's connection where it may make one file of all, else after it."""
        self._witness.close()
        if self._index >= 0:
            os.close(self._index)
        self._index = -1

    def _least_log(self) -> int:
        """Give the octets that the WAL must have, by what its index says of it."""
        page, frames = struct.unpack("=HI", os.pread(self._index, 6, _PAGE_SIZE))
        return _HEADER + frames * (_FRAME + page) if frames else 0

    def _was_cut(self) -> CaptureFault:
        text = _(
            "{path} was cut short by another program: what it lost is lost; start again with a new capture, and "
            "httpscope view shows what is left of this one."
        )
        return CaptureFault(text.format(path=shown(Path(self._cut))))
