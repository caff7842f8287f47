"""Cuts octets that grow into lines, every octet looked at once however they come (RFC 9112 §2.2).

Knows line ends, stray control characters and limits, and nothing of what a line means.
"""

from enum import Enum
from typing import Final, NamedTuple

from httpscope.wire import line_defects as kinds
from httpscope.wire.defect_kind import Defect, DefectKind
from httpscope.wire.grammar import EMPTY_LINES, LINE_EVENT
from httpscope.wire.span import Span

WITHOUT_LIMIT: Final = 2**62
"""A limit that no octets reach."""

_CR = 0x0D
_LF = 0x0A


class Found(Enum):
    """What comes next in the octets."""

    LINE = "line"
    """A line with its line end."""
    STRAY = "stray"
    """An octet that may stand in no line; the line goes on behind it."""
    EXCESS = "excess"
    """The first octet beyond a limit; the line goes on behind it."""


class Cut(NamedTuple):
    """A line, or the place of what is wrong with one. Offsets are those of the octets given."""

    found: Found
    start: int
    stop: int
    spoiled: bool
    """The line holds a stray octet or passes a limit, which was told before: it deserves hardly a further word."""


class LineCutter:
    """Where the cutting of one run of lines stands."""

    __slots__ = ("exceeded", "scanned", "spoiled", "start")

    def __init__(self, start: int = 0) -> None:
        self.start = start
        """Offset of the first octet of the line that is arriving."""
        self.scanned = start
        self.spoiled = self.exceeded = False

    def begin(self, start: int) -> None:
        """Begin a line at the offset, unless that is the one which is arriving."""
        if start != self.start:
            self.start = self.scanned = start
            self.spoiled = self.exceeded = False

    def shift(self, octets: int) -> None:
        """Take note that so many octets, all of them cut already, were taken from the front."""
        self.scanned = max(self.scanned - octets, 0)
        self.start = max(self.start - octets, 0)

    def cut(self, octets: bytes | bytearray, limit: int, edge: int) -> Cut | None:
        """Give what comes next; None when more octets are needed.

        A line has at most `limit` octets before its line end, and no line reaches beyond the offset `edge`.
        """
        while True:
            place = self._next_event(octets)
            is_event = place >= 0
            if not is_event:
                # A CR at the end may yet turn out to be half a line end.
                place = max(len(octets) - octets.endswith(b"\r"), self.scanned)
            ends = is_event and octets[place] == _LF
            seen = place + ends
            content = place - (ends and place > self.start and octets[place - 1] == _CR)
            # A limit holds for a line with stray octets as well.
            if not self.exceeded and (content > self.start + limit or seen > edge):
                self.spoiled = self.exceeded = True
                first = min(self.start + limit, edge) if content > self.start + limit else edge
                return Cut(Found.EXCESS, first, first + 1, spoiled=True)
            self.scanned = seen
            if not is_event:
                return None
            if ends:
                cut = Cut(Found.LINE, self.start, seen, self.spoiled)
                self.start = seen
                self.spoiled = self.exceeded = False
                return cut
            self.scanned = place + 1
            self.spoiled = True
            return Cut(Found.STRAY, place, place + 1, spoiled=True)

    def pass_empty_lines(self, octets: bytes | bytearray, edge: int) -> None:
        """Go behind all empty lines that come next and end before the offset `edge`, all at once."""
        at_front = self.scanned == self.start and not self.spoiled
        if at_front and (lines := EMPTY_LINES.match(octets, self.start, max(edge, self.start))):
            self.start = self.scanned = lines.end()

    def _next_event(self, octets: bytes | bytearray) -> int:
        """Give the place of the next line end or stray octet; -1 where there is none.

        One stray octet is enough said about a line: binary data has thousands, so of a spoiled line the end is sought.
        """
        if self.spoiled:
            return octets.find(b"\n", self.scanned)
        event = LINE_EVENT.search(octets, self.scanned)
        return event.start() if event else -1


def stray_octet(octet: int) -> DefectKind:
    """Give the kind of defect for an octet that `Found.STRAY` is told of."""
    if octet == _CR:
        return kinds.BARE_CR
    return kinds.CONTROL_CHARACTER if octet else kinds.NUL


def bare_lf(line: bytes, at: int) -> list[Defect]:
    """Give the defect of a line that ends with LF alone, if it does."""
    if line.endswith(b"\r\n") or not line.endswith(b"\n"):
        return []
    stop = at + len(line)
    return [Defect(kinds.BARE_LF, Span(stop - 1, stop))]
