"""The rows of one connection's exchanges: which one is open, and what is known of it by now.

It keeps the book and decides nothing: `session` says when an entry begins, what was learnt, and when it is over. A row
is written once; what is learnt later becomes another row (`exchange.Progress`).
"""

from collections.abc import Callable

from httpscope.exchange import Batch, Exchange, Progress
from httpscope.wire.head import RequestHead


class Entries:
    """The entry that is open, if any, and the count of those before it."""

    __slots__ = (
        "_connection",
        "_kept",
        "_numbers",
        "_row",
        "begun_at",
        "endless",
        "line_known",
        "next_news",
        "number",
        "ordinal",
        "out_start",
        "planned",
        "stop",
    )

    def __init__(self, connection: int, numbers: Callable[[], int]) -> None:
        self.number = 0
        """Number of the exchange that is open; 0 for none."""
        self.ordinal = 0
        """Which entry of the connection it is, from 1."""
        self.begun_at = 0
        """When its first octet came, in nanoseconds."""
        self.planned = 0
        """Octets that go out by the answers given so far, in all."""
        self.out_start = 0
        """Offset in the outbound stream at which its answer begins, interim responses included."""
        self.endless = False
        """All that the client still sends belongs to it: nothing behind it is read as a request."""
        self.line_known = False
        """Its row tells the whole request line."""
        self.next_news = 0
        """Octets of its head from which on it is worth another row."""
        self._connection = connection
        self._numbers = numbers
        self.stop = 0
        """Behind the last octet of all entries that have ended."""
        self._row: Progress | None = None
        self._kept: tuple[int, Progress | None, bool, int] = (0, None, False, 0)
        """What the capture knows: number, newest row, whether endless, and stop."""

    def note(
        self,
        at: int,
        batch: Batch,
        *,
        start: int,
        head: RequestHead | None,
        remark: str | None = None,
        head_stop: int | None = None,
        stop: int | None = None,
    ) -> None:
        """Write what is known now, and open an entry at `start` if none is. Without a remark the last one stands."""
        method, target, version = control_data(head)
        known = self._row
        self.stop = self.stop if stop is None else stop
        if not self.number:
            self.ordinal += 1
            self.number = self._numbers()
            self.begun_at = at
            self.out_start = self.planned
            batch.exchanges.append(
                Exchange(
                    self.number,
                    self._connection,
                    self.ordinal,
                    at,
                    start,
                    head_stop,
                    stop,
                    method,
                    target,
                    version,
                    remark or "",
                )
            )
            if stop is None:
                self._row = Progress(self.number, at, head_stop, None, method, target, version, remark or "")
            return
        if known is not None:
            remark = known.remark if remark is None else remark
            head_stop = known.head_stop if head_stop is None else head_stop
            if head is None:
                method, target, version = known.method, known.target, known.version
        self._row = Progress(self.number, at, head_stop, stop, method, target, version, remark or "")
        batch.progress.append(self._row)

    def remark(self, code: str, head: RequestHead, at: int, batch: Batch) -> None:
        """Say something more of the entry that is open; all else stands."""
        known = self._row
        if known is None:
            # Its first row said all: the head is the whole message.
            known = Progress(self.number, at, self.stop, self.stop, *control_data(head), code)
        self._row = known._replace(at=at, remark=code)
        batch.progress.append(self._row)

    def pass_by(self, at: int, batch: Batch, start: int, said: tuple[str, str, str], octets: bytes) -> int:
        """Write the row of an entry that is over at once, with its octets; give its number."""
        self.ordinal += 1
        self.begun_at = at
        self.stop = stop = start + len(octets)
        self.out_start = self.planned
        number = self._numbers()
        row = number, self._connection, self.ordinal, at, start, stop, stop, *said, "", octets
        batch.exchanges.append(tuple.__new__(Exchange, row))  # as its own constructor does, in a third of the time
        return number

    def tells(self, head: RequestHead) -> bool:
        """Tell whether the last row of the open entry says what the head says of method, target and version."""
        row = self._row
        return row is not None and control_data(head) == (row.method, row.target, row.version)

    @property
    def told(self) -> str:
        """The remark of the open entry, as its last row has it."""
        return self._row.remark if self._row else ""

    def over(self) -> None:
        """The entry has ended; the next octet begins another."""
        self.number = 0
        self._row = None
        self.line_known = False
        self.next_news = 0

    def committed(self) -> None:
        """All rows given so far are in the capture."""
        self._kept = (self.number, self._row, self.endless, self.stop)

    def unrecorded(self) -> None:
        """The newest rows are in no capture: what was only in them has never been, the end of an entry included."""
        self.number, self._row, self.endless, self.stop = self._kept

    def alien(self) -> None:
        """The octets are no HTTP after all: what was taken for a request line by then is none."""
        if self._row is not None:
            self._row = self._row._replace(method="", target="", version="")


def control_data(head: RequestHead | None) -> tuple[str, str, str]:
    """Give method, target and version as received, read as latin-1; empty where they are not known."""
    if head is None:
        return "", "", ""
    return head.method.decode("latin-1"), head.target.decode("latin-1"), head.version.decode("latin-1")
