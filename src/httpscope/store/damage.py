"""A capture to read, whatever happened to it: itself where it is sound, else a copy of what can be read of it."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.i18n import _
from httpscope.store.fault import CaptureFault
from httpscope.store.file import damage, open_for_reading, read_fault, shown, sidecar
from httpscope.store.frames import PAGE, known_frames, lost_frames
from httpscope.store.lock import writer_of
from httpscope.store.older import copy_brought_up, is_older
from httpscope.store.rescue import rescue
from httpscope.store.unkept import folder_of_copy, remove_leftovers

_STEPS_BETWEEN_LOOKS: Final = 100_000

_HIGHEST: Final = "SELECT (SELECT max(id) FROM exchange), (SELECT exchanges FROM tally ORDER BY id DESC LIMIT 1)"
"""The newest exchange, which is the last to go where old ones do, and its number as it was noted with it."""


_REMOVED: Final = "SELECT max(exchanges) FROM removal"
_LETS_GO: Final = "SELECT count(*) FROM sqlite_schema WHERE name = 'removal'"
"""Not in captures of an earlier format."""


class Readable(NamedTuple):
    """A capture that can be read, and what is lost of it: an empty text where nothing is."""

    path: Path
    lost: str


@contextlib.contextmanager
def readable(path: Path, patience: float | None) -> Iterator[Readable]:
    """Give the capture at `path` if it is sound, else for the time of the context a copy of what can be read of it.

    Of one of an earlier format it is a copy in the present one.

    Looking for damage takes as long as reading all of the file; after `patience` seconds (None: no matter how long) it
    is taken for sound. One that is being written is never looked through. Raises CaptureFault where nothing can be
    read, and where the capture is missing, empty, newer than this program or not one.
    """
    remove_leftovers()
    fault = _find_damage(path, patience)
    if fault is None and not is_older(path):
        yield Readable(path, "")
        return
    with contextlib.ExitStack() as stack:
        try:
            copy = stack.enter_context(folder_of_copy()) / path.name
        except OSError as error:
            text = _("{path} is read from a copy, and there is no place for one: {reason}.")
            raise CaptureFault(text.format(path=shown(path), reason=error.strerror)) from error
        if fault is None:
            copy_brought_up(path, copy)
            yield Readable(copy, "")
            return
        try:
            lost = rescue(path, copy)
        except CaptureFault as nothing:
            raise fault from nothing
        yield Readable(copy, lost)


def _find_damage(path: Path, patience: float | None) -> CaptureFault | None:
    """Give the fault of a capture that may be rescued, None for one that is sound. Raises CaptureFault for others."""
    try:
        connection = open_for_reading(path)
    except CaptureFault as fault:
        if not fault.damaged:
            raise
        return fault
    try:
        if writer_of(path) is not None:
            return None
        return _check(connection, path, patience)
    finally:
        connection.close()


def _check(connection: sqlite3.Connection, path: Path, patience: float | None) -> CaptureFault | None:
    deadline = None if patience is None else time.monotonic() + patience
    if deadline is not None:
        end = deadline
        connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)
    try:
        ((highest, told),) = connection.execute(_HIGHEST).fetchall()
        ((lets_go,),) = connection.execute(_LETS_GO).fetchall()
        ((removed,),) = connection.execute(_REMOVED).fetchall() if lets_go else ((None,),)
        ((found, *_),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return None
        return read_fault(path, error)
    except UnicodeDecodeError:
        # What SQLite says of a damaged page may quote octets of it.
        return damage(path, "its pages hold what cannot be there")
    if found != "ok":
        return damage(path, str(found))
    if highest is not None and (highest != told or not 0 <= (removed or 0) < highest):
        return damage(path, "its counts are not those of its rows")
    connection.close()
    if path.stat().st_size % PAGE and not sidecar(path, "-wal").exists():
        # SQLite takes what is missing of the last page for zeros, and content has no structure that would show them.
        return damage(path, "its last page is cut off")
    if lost_frames(path, known_frames(path)):
        return damage(path, "commits in its WAL cannot be read")
    return None
