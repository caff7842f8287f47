"""The facts of a capture, as frozen values that cross the borders between server, store and screen.

Each value is one row of the capture (see `store/schema.py`), written once and never changed. Times are whole
nanoseconds since the epoch, counted by a monotonic clock from one reading of the wall clock at the start, so that
differences are right even when somebody sets the clock. Offsets count octets of one direction of one connection from
its first octet. No I/O here, and no HTTP: what octets mean is the business of `wire`.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

SECOND: Final = 1_000_000_000
"""Nanoseconds: the unit of every time in a capture."""
INBOUND: Final = 0
OUTBOUND: Final = 1
"""Directions of octets: from the client, and to it."""


class Run(NamedTuple):
    """The first row of a capture: which server made it, and how it could be reached."""

    at: int
    program: str
    """Name and version, such as `httpscope 0.1.0`."""
    address: str
    """What a client on this machine types, such as `http://127.0.0.1:8001/`."""
    rules: str
    """The rules file that the person named, or an empty text."""


class Connection(NamedTuple):
    """A TCP connection that was accepted."""

    id: int
    at: int
    peer: str
    """Address and port of the client: `127.0.0.1:50412`, `[::1]:50412`."""
    local: str


class Segment(NamedTuple):
    """The octets of one read or one write."""

    connection: int
    direction: int
    at: int
    start: int
    """Offset of its first octet in its stream."""
    octets: bytes
    content: bytes | None = None
    """Octets that follow `octets`; apart because a canned answer repeats them, and the capture keeps them once."""


class Omission(NamedTuple):
    """Octets of a stream that went over the wire and were not kept: what can be said of them instead.

    Of one that is still growing there are several rows with the same start; the longest holds all of it.
    """

    connection: int
    direction: int
    at: int
    """When the last of them went over the wire."""
    start: int
    """Offset of the first of them in its stream."""
    stop: int
    digest: bytes
    """SHA-256 (FIPS 180-4) of exactly these octets."""


class Hole(NamedTuple):
    """A place in a message where the capture has no octets."""

    offset: int
    """Octets of the message before it, those of earlier holes included."""
    octets: int
    """How many are missing."""
    digest: bytes
    """SHA-256 of these, where they were left out on purpose; empty where they could not be recorded."""


class Exchange(NamedTuple):
    """A request, or octets that should have been one, from its first octet on.

    The row is written with the commit that follows the first octet. Mostly the whole request is there by then and
    the row says all; otherwise `stop` is None and `Progress` rows follow.
    """

    id: int
    """Its number on the screen: 1, 2, 3 ... in the order of first octets."""
    connection: int
    ordinal: int
    """Which request on its connection, from 1."""
    at: int
    start: int
    """Offset of its first octet in the inbound stream."""
    head_stop: int | None
    """Offset behind the empty line, once it has come."""
    stop: int | None
    """Offset behind its last octet, once nothing more can belong to it."""
    method: str
    """As received, read as latin-1; empty while unknown. The same for target and version."""
    target: str
    version: str
    remark: str
    """Code of the first defect (`wire.defect`) or of what the octets are instead of HTTP (`wire.nature`), or empty."""
    octets: bytes | None = None
    """All of it, where it came in one read and is the same to the octet as others; None where segments have it."""


PIPELINED: Final = "pipelined"
PIPELINED_UNREAD: Final = "pipelined-unread"
"""Remarks of a request that waits behind answers that are not out: by limit `pipelined`, and by `unread`."""


class Progress(NamedTuple):
    """What was learnt about an exchange after its row was written. The newest row of an exchange holds all of it."""

    exchange: int
    at: int
    head_stop: int | None
    stop: int | None
    method: str
    target: str
    version: str
    remark: str


class Answer(NamedTuple):
    """The answer to an exchange, written before its first octet leaves."""

    exchange: int
    at: int
    start: int
    """Offset of its first octet (interim responses included) in the outbound stream."""
    stop: int | None
    """Offset behind its last octet as planned; None where nobody knows, and `Reach` rows tell how far it came.
    What really left is in the segments."""
    status: int
    """Status code of the final response; 0 where raw octets show none."""
    rule: str
    """Name of the rule that answered; in brackets where the server answered by itself, as `(refused)`."""
    ruleset: int | None
    octets: bytes | None = None
    """All of it, where it left in one write and is the same to the octet as others; None where segments have it."""


class Hold(NamedTuple):
    """What became of a request whose answer waits, or waited, for a person. The newest row of an exchange counts."""

    exchange: int
    at: int
    state: str
    """One of `WAITING`, or of `HOLD_ENDS`."""
    until: int | None
    """When patience ends, while it waits."""


WAITING: Final = (
    "waiting",  # nobody has done anything about it
    "half-closed",  # the same, and the client has sent its FIN: it may be gone
    "by-hand",  # a person types the answer
)
HOLD_ENDS: Final = (
    "released",  # the rules answered, since a person said so
    "edited",  # the answer that a person made for this one
    "answered-by-hand",  # line by line
    "dropped",  # a person had the connection closed or broken off
    "timeout",  # nobody did anything in time
    "client-left",
    "unrecorded",  # the capture could not be written
    "server-stopped",  # 503
    "server-died",  # the server process ended without a word; written when it was started again
)


class Reach(NamedTuple):
    """How far an answer has come of which nobody knew the end when it began: now and then, and when it is over."""

    exchange: int
    at: int
    stop: int
    """Offset behind its last octet so far, in the outbound stream."""
    over: bool
    """Nothing more belongs to it."""


class Closing(NamedTuple):
    """The end of a connection."""

    connection: int
    at: int
    reason: str
    """One of the codes in `CLOSING_REASONS`."""
    received: int
    """Octets read, in all."""
    sent: int
    """Octets handed to the operating system, in all. Segments may plan more."""


CLOSING_REASONS: Final = (
    "client-closed",  # FIN from the client, everything it asked for was answered
    "client-left",  # FIN from the client in the middle of a request, or before its answer was out
    "client-reset",  # RST from the client
    "silent",  # FIN or RST from the client without one octet
    "server-closed",  # closed by us: the answer, the request or the version asked for it, or the request was refused
    "server-reset",  # a rule asked for an RST
    "content-failed",  # RST from us: the file that was sent changed meanwhile, or could not be read on
    "head-timeout",  # no whole head in time
    "content-timeout",  # no more content in time
    "content-too-slow",  # content at less than the least rate, while many were slow
    "first-octet-timeout",  # nothing at all in time
    "idle-timeout",  # nothing more in time on a persistent connection
    "endless-answer",  # the limit for an answer without an end
    "write-timeout",  # the client did not read its answer
    "requests-used-up",  # the limit for requests on a connection
    "too-many-connections",  # turned away: the limit for connections at once
    "too-many-connections-of-client",  # turned away: the limit for those of one address
    "not-allowed",  # closed at once: the address is in no network that may connect
    "server-stopped",  # httpscope was stopped
    "server-died",  # the server process ended without a word; written when it was started again
)


HOLD_TOPIC: Final = "hold"
"""Topic of notices that all requests are held, or are not any more: whoever ordered it sees it anyway."""


class RulesetText(NamedTuple):
    """A version of the rules as it came into force, so that answers can be traced to it."""

    id: int
    at: int
    source: str
    """Path of the file it was read from, or an empty text for the built-in one."""
    text: str


class Notice(NamedTuple):
    """Word from the server to the people at the screen."""

    at: int
    severity: str
    """`information`, `warning` or `error`, the three severities that Textual has."""
    topic: str
    """`rules`, `capture` or `server`: a newer notice on a topic replaces the older."""
    text: str


class Count(NamedTuple):
    """What the rules of the server remember, where it changed: how often something was counted. The newest row counts.

    With nothing to count, all counts of the rule begin anew; without a rule too, those of all rules.
    """

    at: int
    connection: int
    """Connection of the request that was counted, and which request of it; 0 where nobody kept them apart."""
    ordinal: int
    rule: str
    what: str
    whom: str
    """A client or a connection, or an empty text for all together."""
    number: int


@dataclass(slots=True)
class Batch:
    """Rows that go into the capture together, in one transaction, or not at all."""

    runs: list[Run] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    reaches: list[Reach] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    rulesets: list[RulesetText] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.segments
            or self.connections
            or self.closings
            or self.progress
            or self.notices
            or self.rulesets
            or self.runs
            or self.exchanges
            or self.answers
            or self.omissions
            or self.reaches
            or self.holds
            or self.counts
        )
