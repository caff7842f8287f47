"""The captures in the state folder: which there are, and removing them with what belongs to each.

Only what has the name that `place.new_capture` gives, is a plain file of this user and has the header of a capture is
taken for one; links are never followed, and one that a process holds is never removed.
"""

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.store.lock import writer_of
from httpscope.store.schema import APPLICATION

_NAME: Final = re.compile(r"\d{4}-\d\d-\d\d-\d{6}(-\d{1,5})?(-\d+)?\.db")
_MAGIC: Final = b"SQLite format 3\0"
_APPLICATION_AT: Final = 68
"""Where the header of an SQLite file has the application_id, in four octets (https://sqlite.org/fileformat2.html)."""

_WITH_IT: Final = ("-wal", "-shm", "-lock")
_BESIDE_IT: Final = (".rules.toml", ".log")
"""Endings of the files that belong to a capture: behind its name, and in the place of `.db`."""


class Kept(NamedTuple):
    """A capture in the state folder."""

    path: Path
    at: float
    """Seconds since the epoch of its last change."""
    size: int
    """Octets on the disk, its WAL included."""
    writer: int | None
    """The process that writes it, 0 where it is not known; None where nobody does."""


def captures(folder: Path) -> list[Kept]:
    """Give the captures in the folder, oldest first; none where there is no folder. Raises OSError."""
    try:
        names = sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
    except FileNotFoundError:
        return []
    found = []
    for name in names:
        path = folder / name
        status = _plain(path)
        if status is not None and _is_ours(path):
            log = _plain(path.with_name(name + "-wal"))
            size = status.st_size + (log.st_size if log else 0)
            at = max(status.st_mtime, log.st_mtime if log else 0)
            found.append(Kept(path, at, size, writer_of(path)))
    return found


def beyond(kept: list[Kept], number: int) -> list[Kept]:
    """Give those that are older than the newest `number` and that nobody writes."""
    return [capture for capture in kept[: max(len(kept) - number, 0)] if capture.writer is None]


def remove(chosen: Iterable[Kept]) -> list[Path]:
    """Remove captures with what belongs to them, and give those that are gone. Raises OSError at the first that stays.

    One that a process has open, a screen that shows it included, stays (known on Linux alone, by /proc).
    """
    chosen = list(chosen)
    held = _held() if chosen else frozenset()
    gone = []
    for capture in chosen:
        path = capture.path
        if writer_of(path) is not None or os.path.realpath(path) in held or _plain(path) is None:
            continue
        # The capture goes first: what would be left by a failure is a WAL without one, which means nothing.
        path.unlink()
        for other in (
            *(path.with_name(path.name + ending) for ending in _WITH_IT),
            *(path.with_suffix(ending) for ending in _BESIDE_IT),
        ):
            if _plain(other) is not None:
                other.unlink()
        gone.append(path)
    return gone


def open_to_others(folder: Path) -> list[Path]:
    """Give the folder and the captures in it that others than their owner may read. Raises OSError."""
    found = [folder, *(capture.path for capture in captures(folder))]
    return [path for path in found if path.exists() and path.stat().st_mode & 0o077]


def _plain(path: Path) -> os.stat_result | None:
    """Give what is known of a plain file; None where there is none, or something else, such as a link."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _is_ours(path: Path) -> bool:
    try:
        # SQLite's locks on the file would be dropped by closing it here if this process wrote it: that one is known.
        if writer_of(path) == os.getpid():
            return True
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        application = int.from_bytes(os.pread(file, 4, _APPLICATION_AT))
        return (
            os.fstat(file).st_uid == os.geteuid()
            and os.pread(file, len(_MAGIC), 0) == _MAGIC
            and application == APPLICATION
        )
    finally:
        os.close(file)


def _held() -> frozenset[str]:
    """Give the files that processes of this user have open, where the system shows them."""
    found = set()
    for process in Path("/proc").glob("[0-9]*/fd"):
        try:
            found |= {os.readlink(descriptor) for descriptor in process.iterdir()}
        except OSError:
            continue  # it ended meanwhile, or belongs to somebody else
    return frozenset(found)
