"""Capture files by their paths: made for a writer, opened for a reader, each refusal in words.

A file that exists is never written over, and a reader's file is never written to.
"""

import os
import sqlite3
import stat
from pathlib import Path
from typing import Final

from httpscope.i18n import _
from httpscope.private import make_folder, new_file
from httpscope.store.fault import CaptureFault
from httpscope.store.lock import WriterLock
from httpscope.store.schema import APPLICATION, VERSION
from httpscope.store.schema import create as create_tables
from httpscope.visible import visible

PATIENCE: Final = 5.0
"""Seconds to wait for a lock. Writer and readers of a WAL never hold one for long; only recovery after a kill does."""

_NO_ROOM: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP}
)
"""ENOSPC is SQLITE_FULL; a quota or `ulimit -f` that is used up shows as a failed write."""


def shown(path: Path) -> str:
    """Give the path as it may be shown in a terminal."""
    return visible(os.fsencode(path).decode("utf-8", "backslashreplace"))


def sidecar(path: Path, suffix: str) -> Path:
    """Give the path of the `-wal` or `-shm` file beside a capture."""
    return path.with_name(path.name + suffix)


def lock(path: Path, *, resume: bool) -> WriterLock:
    """Take the right to write a capture that is to be made, its folder too if need be, or gone on with.

    Raises CaptureFault.
    """
    try:
        if resume:
            _look(path)
        else:
            make_folder(path.parent)
        return WriterLock(path, shown(path))
    except OSError as error:
        raise (write_fault if resume else _cannot_be_made)(path, error) from error


def create(path: Path) -> sqlite3.Connection:
    """Make a capture at a path where nothing is, readable by its owner alone, and open it for writing.

    Returns when the disk has the tables. Raises CaptureFault.
    """
    try:
        # SQLite gives -wal and -shm the mode of the file.
        os.close(new_file(path))
    except FileExistsError:
        raise CaptureFault(
            _(
                "{path} exists already, and a capture is never written over: choose another name or move it away."
            ).format(path=shown(path))
        ) from None
    except OSError as error:
        raise _cannot_be_made(path, error) from error
    try:
        return _prepare(path)
    except sqlite3.Error as error:
        for leaving in (path, sidecar(path, "-wal"), sidecar(path, "-shm")):
            leaving.unlink(missing_ok=True)
        raise write_fault(path, error) from error


def _cannot_be_made(path: Path, error: OSError) -> CaptureFault:
    return CaptureFault(
        _("{path} cannot be made: {reason}. Name another place with --capture.").format(
            path=shown(path), reason=error.strerror
        )
    )


def _prepare(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    try:
        # The tables are in the file before there is a WAL: whatever becomes of that, the file can be told and read.
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        create_tables(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """Open an existing capture for writing or for checkpoints, with the settings that both need."""
    connection = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE
    )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    # The WAL is cut off when it starts over, so that its length on the disk tells how much is in it.
    connection.execute("PRAGMA journal_size_limit = 0")
    return connection


def sync_each_commit(connection: sqlite3.Connection, path: Path) -> None:
    """Have each commit wait until the disk has it, and see that it has the names of the files. Raises OSError.

    Without this a power cut may take the last commits, whole ones and never the file: with a WAL, synchronous=NORMAL
    syncs at checkpoints only.
    """
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # macOS: fsync(2) alone leaves it in the disk's own memory
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_fault(path: Path, error: sqlite3.Error | OSError) -> CaptureFault:
    """Give the fault for an error that SQLite met when writing."""
    full = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) in _NO_ROOM
    text = (
        _("There is no room left for {path}: make room on its disk, and capturing goes on by itself.")
        if full
        else _("{path} cannot be written: {reason}.")
    )
    return CaptureFault(
        text.format(path=shown(path), reason=visible(getattr(error, "strerror", None) or str(error))), full=full
    )


def read_fault(path: Path, error: sqlite3.Error) -> CaptureFault:
    """Give the fault for an error that SQLite met when reading a capture that was opened."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT}:
        return damage(path, str(error))
    return CaptureFault(_("{path} cannot be read: {reason}.").format(path=shown(path), reason=visible(str(error))))


def damage(path: Path, reason: str) -> CaptureFault:
    """Give the fault for a capture that does not hold what it should."""
    text = _("{path} is damaged ({reason}): what can still be read is shown; look for a copy of it.")
    return CaptureFault(text.format(path=shown(path), reason=visible(reason)), damaged=True)


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a capture that may be growing, finished, or left by a killed server, and check that it is one of ours.

    Raises CaptureFault.
    """
    _look(path)
    address = path.absolute().as_uri() + "?mode=ro"
    try:
        return _open_checked(path, address)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
            raise read_fault(path, error) from error
        # A WAL cannot be read without a -shm file, nor that be made in a folder that is read-only.
        log = sidecar(path, "-wal")
        if log.exists() and log.stat().st_size:
            raise CaptureFault(
                _("{path} cannot be read where it is, for its newest part is in {log} and the folder is read-only: "
                  "copy both files to a folder of your own and open that copy.").format(
                    path=shown(path), log=visible(log.name))
            ) from error  # fmt: skip
    except sqlite3.DatabaseError as error:
        raise read_fault(path, error) from error
    try:
        # Without a WAL nobody is writing, so nothing can change under a reader that takes no locks.
        return _open_checked(path, address + "&immutable=1")
    except sqlite3.Error as error:
        raise read_fault(path, error) from error


def _look(path: Path) -> None:
    """Refuse what SQLite would misname. Raises CaptureFault.

    The file is not opened here: closing it would drop the locks that SQLite holds on it in this process.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        raise CaptureFault(_("There is no {path}: check the name.").format(path=shown(path))) from None
    except OSError as error:
        raise CaptureFault(
            _("{path} cannot be read: {reason}.").format(path=shown(path), reason=error.strerror)
        ) from error
    if not stat.S_ISREG(found.st_mode):
        raise _not_ours(path, damaged=False)
    if not os.access(path, os.R_OK):
        raise CaptureFault(
            _("{path} cannot be read: you have no right to read it; ask its owner.").format(path=shown(path))
        )
    if not found.st_size:
        raise CaptureFault(_("{path} is empty: nothing was captured in it.").format(path=shown(path)))


def _open_checked(path: Path, address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA query_only = ON")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION:
            raise _not_ours(path)
        if version > VERSION:
            raise _newer(path, version)
    except sqlite3.DatabaseError as error:
        connection.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise _not_ours(path) from error
        raise
    except CaptureFault:
        connection.close()
        raise
    return connection


def _not_ours(path: Path, *, damaged: bool = True) -> CaptureFault:
    """Give the fault for another file; a capture that lost its header looks like one."""
    return CaptureFault(
        _("{path} is not a capture of httpscope: open a file that httpscope --capture made.").format(path=shown(path)),
        damaged=damaged,
    )


def _newer(path: Path, version: int) -> CaptureFault:
    text = _(
        "{path} was made by a newer httpscope (format {theirs}, this one reads up to {ours}): "
        "upgrade httpscope to open it."
    )
    return CaptureFault(text.format(path=shown(path), theirs=version, ours=VERSION))
