"""One writer a capture: a lock on a side file, which ends with the process however it ends.

The lock is flock(2) on a file beside the capture, for three reasons. SQLite's own locks let two writers take turns,
and two servers would give the same numbers to different exchanges. SQLite's locks are of POSIX, which the system drops
when any descriptor of the same file is closed in the process, so no descriptor of ours may lie on the capture itself.
And on some systems flock on the capture would meet those locks and keep SQLite out.
"""

import contextlib
import fcntl
import os
from pathlib import Path
from threading import Event
from typing import Final

from httpscope.i18n import _
from httpscope.store.fault import CaptureFault

SUFFIX: Final = "-lock"
_TRIES: Final = 5
_BETWEEN_TRIES: Final = 0.01
"""Seconds. Whoever looks whether a capture is being written holds its lock for a moment (see `writer_of`)."""
_LONGEST: Final = 20
"""Octets of a process number."""


class WriterLock:
    """The right to write a capture. `release` gives it back; so does the end of the process."""

    def __init__(self, path: Path, shown: str) -> None:
        """Take the lock for the capture at `path`; `shown` is how a fault names it.

        Raises CaptureFault where another writer has it, OSError where the side file cannot be made.
        """
        self._path = path.with_name(path.name + SUFFIX)
        try:
            self._file = _locked(self._path)
        except BlockingIOError:
            raise CaptureFault(in_use(shown, writer_of(path) or 0)) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Remove the side file, as far as the folder lets us, and give the lock back."""
        # Removed already, or the folder is read-only: without a process that holds it, the file means nothing.
        with contextlib.suppress(OSError):
            os.unlink(self._path)
        os.close(self._file)


def in_use(shown: str, process: int) -> str:
    """Give the sentence that refuses a second writer; process 0 is one not known."""
    who = _("process {number}").format(number=process) if process else _("another process")
    return _("{path} is being written by {who}: stop that one first, or name another file.").format(path=shown, who=who)


def writer_of(path: Path) -> int | None:
    """Give the process that writes the capture at `path`, 0 where it is not known; None where nobody does."""
    try:
        file = os.open(path.with_name(path.name + SUFFIX), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        number = os.pread(file, _LONGEST, 0).strip()
        return int(number) if number.isdigit() else 0
    finally:
        os.close(file)
    return None


def _locked(path: Path) -> int:
    """Give a descriptor of the side file with the lock on it. Raises OSError."""
    for left in reversed(range(_TRIES)):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The one before us may have removed the file after we opened it: nobody else finds it then.
            if os.fstat(file).st_nlink:
                return file
        except BlockingIOError:
            if not left:
                os.close(file)
                raise
            Event().wait(_BETWEEN_TRIES)
        except OSError:
            os.close(file)
            raise
        os.close(file)
    raise BlockingIOError
