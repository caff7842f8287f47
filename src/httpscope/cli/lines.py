"""Whole lines to a descriptor: those for which there is no room are left out and counted, and later ones come again.

It knows nothing of what the lines say, and it ends nothing: that nobody reads any more is an OSError for its caller.
"""

import errno
import os
import select
from typing import Final

_AT_ONCE: Final = 65_536
"""Octets that are gathered before they are written: as many as a pipe holds."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What keeps a file from growing now, and may not always. On a terminal EIO says that it has gone."""


class LineFile:
    """Writes to a descriptor that somebody else opened and closes; for one thread."""

    def __init__(self, descriptor: int) -> None:
        self.left_out = 0
        """Lines for which there was no room; the caller counts from anew when it has told of them."""
        self.reason = ""
        """Why there is no room, in the system's words; empty where the last lines could be written."""
        self._descriptor = descriptor
        self._passing = _NO_ROOM - {errno.EIO} if os.isatty(descriptor) else _NO_ROOM
        self._pieces: list[tuple[bytes, int]] = []
        self._octets = 0
        self._torn = False

    @property
    def missing(self) -> int:
        """Lines that are not in the file, or not whole, when no more come."""
        return self.left_out + sum(lines for _piece, lines in self._pieces)

    def add(self, text: str, lines: int) -> None:
        """Take a text of whole lines, each with its LF, of which so many count. Raises OSError as `flush`."""
        # Lines have pictures such as ␍ in them, and a client chooses the rest: no locale may refuse them.
        octets = text.encode("utf-8", "backslashreplace")
        self._pieces.append((octets, lines))
        self._octets += len(octets)
        if self._octets >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what was taken. Raises OSError where nobody reads any more, BrokenPipeError where that was a pipe."""
        octets = b"".join(piece for piece, _lines in self._pieces)
        written = 0
        try:
            while written < len(octets):
                written += self._write(octets[written:] if written else octets)
        except OSError as error:
            if error.errno not in self._passing:
                raise
            self.reason = error.strerror or str(error)
            self._leave_out(written)
        else:
            self.reason = "" if octets else self.reason
            self._pieces.clear()
            self._torn = False
        self._octets = sum(len(piece) for piece, _lines in self._pieces)

    def _write(self, octets: bytes) -> int:
        while True:
            try:
                return os.write(self._descriptor, octets)
            except BlockingIOError:  # somebody else's setting of the same terminal or pipe
                select.select((), (self._descriptor,), ())

    def _leave_out(self, written: int) -> None:
        """Keep the rest of what was begun, so that no line is torn, and leave out what is behind it."""
        begun = []
        for place, (piece, lines) in enumerate(self._pieces):
            whole = self._torn and not place  # its first octets were written before
            if written >= len(piece):
                written -= len(piece)
            elif written or whole:
                begun.append((piece[written:], lines))
                written = 0
            else:
                self.left_out += lines
        self._pieces = begun
        self._torn = bool(begun)
