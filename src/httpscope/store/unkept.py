"""A folder for a capture that nobody keeps, or for a copy of one: private, and gone with its run or with its reader.

The first is in memory where the system has such a place; copies may be too large for it. Whoever makes such a folder
holds a lock on it, so that what a killed run has left can be told from what is in use. Only folders of ours, by name,
owner and mode, are ever removed. Everybody else learns from the path whether a capture is kept.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final

from httpscope.i18n import _
from httpscope.visible import visible

_PREFIX: Final = "httpscope-unkept-"
_OF_COPIES: Final = "httpscope-copy-"
_NAME: Final = "run.db"
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)


def is_unkept(capture: Path) -> bool:
    """Tell whether the capture goes when its run ends."""
    return capture.parent.name.startswith(_PREFIX)


def whereabouts(capture: Path) -> str:
    """Say where a capture is, or that there will be none."""
    if is_unkept(capture):
        return _("nothing of this run is kept (--no-store)")
    return _("capture: {path}").format(path=visible(str(capture)))


@contextlib.contextmanager
def unkept() -> Iterator[Path]:
    """Give a path for a capture, and remove all that is beside it in the end, also where a signal ends the program.

    Raises OSError where no folder can be made.
    """
    with _folder(_places()[0], _PREFIX) as folder:
        yield folder / _NAME


@contextlib.contextmanager
def folder_of_copy() -> Iterator[Path]:
    """Give a folder for a copy of a capture, and remove it in the end in the same way. Raises OSError."""
    with _folder(_places()[-1], _OF_COPIES) as folder:
        yield folder


@contextlib.contextmanager
def _folder(place: Path, prefix: str) -> Iterator[Path]:
    folder, lock = _make(place, prefix)
    # Until a loop takes these signals, and after it, they would end the process at once and leave the folder. Another
    # thread than the first can take none; the one that reads a copy for a screen has a loop beside it that does.
    first = threading.current_thread() is threading.main_thread()
    taken = [number for number in _ENDING if first and signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _leave)
    try:
        yield folder
    finally:
        discard(folder)
        os.close(lock)
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def discard(folder: Path) -> None:
    """Remove the folder of a capture that is not kept, and what is in it; what cannot go now goes at the next start."""
    # A server that ends at the same time writes and removes files there, which can come between: hence twice.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers() -> list[Path]:
    """Remove what killed runs and readers have left, and give the folders that are gone."""
    gone: list[Path] = []
    for place in _places():
        with contextlib.suppress(OSError), os.scandir(place) as found:
            # A folder that cannot be removed now will be found again at the next start.
            gone += [
                Path(entry.path)
                for entry in found
                if entry.name.startswith((_PREFIX, _OF_COPIES)) and _remove(entry.path)
            ]
    return gone


def _places() -> list[Path]:
    """Give where such folders are made, and may have been: the user's own in memory, and that for temporary files."""
    temporary = Path(tempfile.gettempdir())
    named = os.environ.get("XDG_RUNTIME_DIR")
    return [Path(named), temporary] if named and _is_ours(named) and os.access(named, os.W_OK) else [temporary]


def _make(place: Path, prefix: str) -> tuple[Path, int]:
    """Make a folder of mode 0700 and give it with the descriptor that holds its lock."""
    while True:
        folder = tempfile.mkdtemp(prefix=prefix, dir=place)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(lock).st_nlink:
                return Path(folder), lock
        # Another run, which begins in this moment, took it for left.
        os.close(lock)


def _remove(folder: str) -> bool:
    if not _is_ours(folder):
        return False
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _is_ours(folder: str) -> bool:
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
