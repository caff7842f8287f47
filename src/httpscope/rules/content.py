"""The octets that a canned answer carries: those of its body, of the file it names, or of one in the folder it names.

A client chooses the path, so nothing outside the folder is ever opened: no `..` in any spelling, no symbolic link that
leads out, no hidden file, nothing but regular files. A file is read again only when its stamps say that it changed.
"""

import contextlib
import errno
import os
import stat
import time
import weakref
from collections import OrderedDict
from typing import Final, NamedTuple, assert_never
from urllib.parse import unquote_to_bytes

from httpscope.rules.confined import Bar, BarredError, is_hidden, open_inside
from httpscope.rules.large import LARGEST_WHOLE, Large, ReadFault, large_of
from httpscope.rules.media import media_type_of
from httpscope.rules.opened import OpenFile
from httpscope.rules.rule import Canned
from httpscope.rules.stamp import Signature, is_settled, signature_of
from httpscope.visible import visible

LARGEST_HELD: Final = 8 * 2**20
"""Octets of a file that is held in memory, and once more in the capture; what is larger is read as it is sent."""
_KEPT: Final = 4 * LARGEST_HELD
"""Octets of files that are kept in memory, all together."""
_LOOKED_AT: Final = 2**16
"""Octets of a larger file that are looked at for its type."""
_NOT_NOW: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO})
"""What keeps a file that is there from being opened, and is nothing that the client could do about: 503."""
INDEX: Final = ("index.html",)
"""What a folder is answered with, where the rule names nothing else."""


class Content(NamedTuple):
    """What an answer carries."""

    octets: bytes
    type: str | None
    """Content type by the name of the file, for where the rule names none; None where there is no file."""
    modified: int | None = None
    """When the file was last modified, in seconds since the epoch; None where there is no file."""
    large: Large | None = None
    """Stands for the octets of a file that is not held."""


class ContentFault(Exception):
    """There is nothing to carry. `str()` tells why, in English since it goes out; `status` is what the client gets."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Kept(NamedTuple):
    content: Content
    signature: Signature
    settled: bool


class Contents:
    """The contents of canned answers. Keeps the octets of files that did not change."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        self._open: weakref.WeakValueDictionary[str, OpenFile] = weakref.WeakValueDictionary()

    def of(self, canned: Canned, base: str, path: bytes, index: tuple[str, ...] = INDEX) -> Content:
        """Give what the answer carries to a request for the path (as received, without its query).

        A relative name starts from `base` and stays inside it; whoever means another place writes the name in full.
        The folder of `canned.folder` is looked up by the whole path; a folder in it is answered with the first of the
        files `index` that it has. Raises ContentFault.
        """
        if canned.file is not None:
            folder, name = os.path.split(canned.file) if os.path.isabs(canned.file) else (base or ".", canned.file)
            return self._found(folder, folder, name, canned.file, 500, index)
        if canned.folder is not None:
            folder = os.path.join(base or ".", canned.folder)
            border = folder if os.path.isabs(canned.folder) else base or "."
            name = name_of(path)
            return self._found(border, folder, name, f"{canned.folder}/{name}", 404, index)
        return Content(canned.octets, None)

    def _found(self, border: str, folder: str, name: str, shown: str, missing: int, index: tuple[str, ...]) -> Content:
        """`shown` is the file as the person knows it, `missing` the status for one that is not there."""
        target = os.path.join(folder, name)
        try:
            found = os.stat(target)
            if stat.S_ISDIR(found.st_mode):
                name = indexed(folder, name, index)
                target = os.path.join(folder, name)
                found = os.stat(target)
            kept = self._kept.get(target)
            if kept is not None and kept.settled and kept.signature == signature_of(found):
                self._kept.move_to_end(target)
                return kept.content
            opened = self._open.get(target)
            if opened is not None and opened.settled and opened.signature == signature_of(found):
                return _of_large(opened)
            return self._read(open_inside(border, folder, name), name, target)
        except BarredError as barred:
            raise ContentFault(403, _sentence(barred.bar).format(visible(shown))) from None
        except (FileNotFoundError, NotADirectoryError):
            raise ContentFault(missing, f"{visible(shown)} is not there") from None
        except PermissionError:
            raise ContentFault(403, f"{visible(shown)} may not be read") from None
        except (OSError, ValueError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
            status = 503 if isinstance(fault, OSError) and fault.errno in _NOT_NOW else missing
            raise ContentFault(status, f"{visible(shown)} cannot be read: {reason}") from None

    def _read(self, descriptor: int, name: str, target: str) -> Content:
        # The stamps before the octets: what changes between the two shows at the next request.
        found = os.fstat(descriptor)
        if found.st_size > LARGEST_HELD:
            return self._read_later(descriptor, name, target, found)
        with open(descriptor, "rb") as file:
            octets = file.read(LARGEST_HELD + 1)
        if len(octets) > LARGEST_HELD:
            raise ContentFault(500, f"{visible(name)} has more octets than the system says that it has")
        content = Content(octets, media_type_of(name, octets), int(found.st_mtime))
        self._keep(target, _Kept(content, signature_of(found), is_settled(found, time.time_ns())))
        return content

    def _read_later(self, descriptor: int, name: str, target: str, found: os.stat_result) -> Content:
        try:
            # A sign that is cut in two would make it no UTF-8; its first octet is at most three before the cut.
            start = os.pread(descriptor, _LOOKED_AT, 0).decode("utf-8", "ignore").encode()
            looked_at = start if len(start) > _LOOKED_AT - 4 else b"\xff"
        except BaseException:
            os.close(descriptor)
            raise
        opened = OpenFile(descriptor, name, media_type_of(name, looked_at), found, time.time_ns())
        self._open[target] = opened
        return _of_large(opened)

    def _keep(self, target: str, kept: _Kept) -> None:
        before = self._kept.pop(target, None)
        self._size += len(kept.content.octets) - (len(before.content.octets) if before else 0)
        self._kept[target] = kept
        while self._size > _KEPT:
            _name, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.content.octets)


def _of_large(file: OpenFile) -> Content:
    return Content(b"", file.type, int(file.found.st_mtime), large_of(file))


def whole_of(large: Large) -> bytes:
    """Give the octets of large content for what needs all of them at once. Raises ContentFault."""
    name = visible(large.file.name)
    if large.length > LARGEST_WHOLE:
        most = f"{LARGEST_WHOLE // 2**20} MiB"
        raise ContentFault(500, f"{name} has more than {most}, the most that this answer can do something to")
    try:
        return large.file.whole() if large == large_of(large.file) else b"".join(large.slices())
    except ReadFault as fault:
        raise ContentFault(500, str(fault)) from None


def indexed(folder: str, name: str, index: tuple[str, ...]) -> str:
    """Give the name of the first index file that a folder in the folder has. Raises OSError, mostly since none is."""
    for each in index:
        with contextlib.suppress(FileNotFoundError):
            os.stat(os.path.join(folder, name, each))
            return os.path.join(name, each)
    raise FileNotFoundError(name)


def name_of(path: bytes) -> str:
    """Give the name, relative to the folder, that a request's path asks for. Raises ContentFault for what is none."""
    parts: list[str] = []
    for part in path.split(b"/"):
        # Taken apart before decoding: a `%2F` is part of a name to the client, and no name on a disk has a slash.
        octets = unquote_to_bytes(part)
        name = os.fsdecode(octets)
        if any(octet in b"/\\\x00" for octet in octets) or is_hidden(name) or (os.name == "nt" and ":" in name):
            raise ContentFault(403, f"{visible(name)} is not a name that is served from a folder")
        if name:
            parts.append(name)
    # With a slash at its end a name is that of a folder; to a file the system says no then.
    return os.path.join("", *parts) + (os.sep if parts and path.endswith(b"/") else "")


def _sentence(bar: Bar) -> str:
    match bar:
        case Bar.OUTSIDE:
            return "{0} lies outside the folder; a place elsewhere is named in full, from / on"
        case Bar.HIDDEN:
            return "{0} is a hidden file, and those are not served"
        case Bar.NOT_REGULAR:
            return "{0} is not a regular file"
        case _:
            assert_never(bar)
