"""Opens a file inside a folder and never one outside it, also when somebody swaps a link while it is being opened.

Knows nothing of HTTP. Symbolic links are followed as long as they stay inside.
"""

import os
import stat
from enum import Enum
from typing import Final, NamedTuple

_READ: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK: Final = _READ | getattr(os, "O_NOFOLLOW", 0)
# Without O_NONBLOCK opening a FIFO waits for its writer.
_FILE: Final = _NO_LINK | getattr(os, "O_NONBLOCK", 0)
_FOLDER: Final = getattr(os, "O_DIRECTORY", 0)
_WELL_KNOWN: Final = ".well-known"
"""The one hidden name that is meant to be asked for (RFC 8615)."""


class Bar(Enum):
    """Why a file is not opened."""

    OUTSIDE = "outside"
    HIDDEN = "hidden"
    NOT_REGULAR = "not regular"


class BarredError(Exception):
    """The name leads to a file that is not opened."""

    def __init__(self, bar: Bar) -> None:
        super().__init__(bar.value)
        self.bar = bar


def open_inside(border: str, folder: str, name: str) -> int:
    """Open the regular file of that name in the folder, which has to lie inside the border; give its descriptor.

    Raises BarredError, or OSError where it cannot be opened.
    """
    root = os.path.realpath(folder, strict=True)
    target = os.path.realpath(os.path.join(folder, name), strict=True)
    if not (_is_inside(root, target) and _is_inside(os.path.realpath(border), root)):
        raise BarredError(Bar.OUTSIDE)
    parts = os.path.relpath(target, root).split(os.sep)
    if any(is_hidden(part) for part in parts):
        raise BarredError(Bar.HIDDEN)
    # A stat before the open, because opening a device may already do something.
    if not stat.S_ISREG(os.stat(target, follow_symlinks=False).st_mode):
        raise BarredError(Bar.NOT_REGULAR)
    descriptor = _opened(root, parts) if os.open in os.supports_dir_fd else os.open(target, _FILE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BarredError(Bar.NOT_REGULAR)
    return descriptor


class Entry(NamedTuple):
    """A file or folder in a folder."""

    name: str
    folder: bool
    size: int
    """Octets; of a folder nothing is told."""


def entries_inside(border: str, folder: str, name: str) -> list[Entry]:
    """Give what lies in the folder of that name and would be opened, folders first, in the order of names.

    Raises BarredError as `open_inside` does, or OSError where it cannot be read.
    """
    root = os.path.realpath(folder, strict=True)
    target = os.path.realpath(os.path.join(folder, name), strict=True)
    if not (_is_inside(root, target) and _is_inside(os.path.realpath(border), root)):
        raise BarredError(Bar.OUTSIDE)
    parts = _parts_of(root, target)
    if any(is_hidden(part) for part in parts):
        raise BarredError(Bar.HIDDEN)
    if os.open not in os.supports_dir_fd:
        return _listed(os.listdir(target), target, root)
    descriptor = _folder_opened(root, parts)
    try:
        return _listed(os.listdir(descriptor), target, root)
    finally:
        os.close(descriptor)


def _listed(names: list[str], target: str, root: str) -> list[Entry]:
    entries: list[Entry] = []
    for name in names:
        place = os.path.join(target, name)
        if is_hidden(name):
            continue
        try:
            found = os.lstat(place)
            if stat.S_ISLNK(found.st_mode):
                end = os.path.realpath(place, strict=True)
                if not _is_inside(root, end) or any(is_hidden(part) for part in _parts_of(root, end)):
                    continue
                found = os.lstat(end)
        except OSError:
            continue  # it has gone, or leads nowhere
        if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode):
            is_folder = stat.S_ISDIR(found.st_mode)
            entries.append(Entry(name, is_folder, 0 if is_folder else found.st_size))
    return sorted(entries, key=lambda entry: (not entry.folder, entry.name))


def _parts_of(root: str, target: str) -> list[str]:
    return [] if root == target else os.path.relpath(target, root).split(os.sep)


def _is_inside(root: str, target: str) -> bool:
    return target == root or target.startswith(root if root.endswith(os.sep) else root + os.sep)


def is_hidden(name: str) -> bool:
    """Tell whether a name in a folder is one that files are hidden with."""
    return name.startswith(".") and name != _WELL_KNOWN


def _opened(root: str, parts: list[str]) -> int:
    """Go down part by part: the path has no links any more, so any link met was put there in between."""
    above = _folder_opened(root, parts[:-1])
    try:
        return os.open(parts[-1], _FILE, dir_fd=above)
    finally:
        os.close(above)


def _folder_opened(root: str, parts: list[str]) -> int:
    above = os.open(root, _READ | _FOLDER)
    for part in parts:
        try:
            below = os.open(part, _NO_LINK | _FOLDER, dir_fd=above)
        finally:
            os.close(above)
        above = below
    return above
