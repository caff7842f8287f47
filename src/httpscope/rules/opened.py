"""A large file, opened once inside its folder: all who are sent it read from that one descriptor, by offset.

Octets of a file which is not any more what it was at its opening are never given. Knows nothing of HTTP.
"""

import os
import weakref
from typing import Final

from httpscope.rules.large import ReadFault
from httpscope.rules.stamp import Signature, is_settled, signature_of
from httpscope.visible import visible
from httpscope.wire.span import Span

_ROOM: Final = 2**22
"""Octets; some times what one client gets of a file in a turn."""


class OpenFile:
    """A regular file that is open for reading. It is closed with the last reference to it."""

    __slots__ = ("__weakref__", "_descriptor", "_whole", "found", "name", "settled", "type")

    def __init__(self, descriptor: int, name: str, media_type: str, found: os.stat_result, now: int) -> None:
        """Own the descriptor; `found` is what fstat said at its opening, at `now` (nanoseconds since the epoch)."""
        self._descriptor = descriptor
        self._whole: bytes | None = None
        self.name = name
        self.type = media_type
        self.found = found
        self.settled = is_settled(found, now)
        """Any change since then shows in the stamps of the file."""
        if hasattr(os, "posix_fadvise"):
            # Read further ahead, so that a slow disk holds up nobody; to ask slice by slice costs a tenth of sending.
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
        # An allocator such as glibc's learns from it to keep what slices lay in, and not to fetch it anew for each.
        bytes(_ROOM)
        # Many clients share it, and how each of them ends is known in many places.
        weakref.finalize(self, os.close, descriptor).atexit = False

    @property
    def size(self) -> int:
        """Octets that it had when it was opened."""
        return int(self.found.st_size)

    @property
    def signature(self) -> Signature:
        """What differs when the file of that name was changed or replaced."""
        return signature_of(self.found)

    def read(self, span: Span) -> bytes:
        """Give the octets of a span inside the file. Raises ReadFault, also where the file is not what it was."""
        pieces: list[bytes] = []
        place = span.start
        try:
            while place < span.stop and (piece := os.pread(self._descriptor, span.stop - place, place)):
                pieces.append(piece)
                place += len(piece)
            # The stamps behind the octets: what changed before they were read shows in them.
            now = os.fstat(self._descriptor)
        except OSError as fault:
            raise ReadFault(f"{visible(self.name)} cannot be read: {fault.strerror}") from None
        # Not the time of the inode's change: it tells of a new name or a removal as well, which the octets outlive.
        if place < span.stop or (now.st_mtime_ns, now.st_size) != (self.found.st_mtime_ns, self.found.st_size):
            raise ReadFault(f"{visible(self.name)} was changed while it was sent")
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def whole(self) -> bytes:
        """Give all octets, the same object as long as the file is open. Raises ReadFault."""
        if self._whole is None:
            self._whole = self.read(Span(0, self.size))
        return self._whole
