"""Group commit: what one turn of the event loop brought is recorded at once, and only then answered.

No octet of an answer leaves before the rows of its exchange are in the capture. All connections that were heard in a
turn share one transaction. The recorder is a callable; what it writes to is not known here.
"""

import asyncio
from collections.abc import Callable
from itertools import islice
from typing import Final, Protocol

from httpscope.exchange import SECOND, Batch, Notice
from httpscope.server.pace import READ

ANSWERS_A_TURN: Final = 64
"""Requests answered in one turn when many wait; those who sent more than their share go on in the next one."""

READ_A_TURN: Final = 8 * READ
"""Octets read in one turn, when many send."""
LEAST_READ: Final = 8_192
"""Octets that one read takes all the same: most requests are shorter."""

NEWS_EVERY: Final = 10
"""Seconds between two words about a capture that still cannot be written."""

Recorder = Callable[[Batch], str | None]
"""Records a batch whole and returns None, or records nothing of it and returns why, as a sentence."""

News = Callable[[Notice], None]
"""Takes word that cannot come by the capture, because it is about the capture."""


class Member(Protocol):
    """A connection, as the turn sees it."""

    def prepare(self, at: int, batch: Batch) -> None:
        """Add the rows of the octets that are about to leave."""

    def perform(self, at: int) -> None:
        """Everything is recorded at this time: let the octets go."""

    def fail(self, reason: str) -> None:
        """Nothing was recorded: answer 503."""

    def go_on(self) -> None:
        """It is your turn again: read on in what was sent already."""


class Turn:
    """The rows of this turn of the event loop, and the connections that wait for their commit."""

    def __init__(
        self,
        record: Recorder,
        clock: Callable[[], int],
        news: News,
        *,
        exchanges: int = 0,
        connections: int = 0,
    ) -> None:
        self.batch = Batch()
        self.clock = clock
        self.turns = 0
        """Counts the turns; what must be fresh once a turn compares it."""
        self.share = ANSWERS_A_TURN
        """Requests that each connection may have answered in this turn, by how many waited in the last."""
        self._record = record
        self._news = news
        self._waiting: dict[Member, None] = {}
        self._before = 0
        """Members of the turn before this."""
        self._put_off: dict[Member, None] = {}
        """Who has sent more than is answered, in the order in which they may go on."""
        self._scheduled = False
        self._exchanges = exchanges
        self._exchanges_recorded = exchanges
        self._connections = connections
        self._failing = False
        self._news_due = 0

    def share_of_many(self) -> int:
        """Give the same as `share`, as far as it is known by now that many wait."""
        return min(self.share, max(1, ANSWERS_A_TURN // (len(self._waiting) or 1)))

    def room(self) -> int:
        """Give the octets that each connection may bring by one read in this turn."""
        return min(READ, max(LEAST_READ, READ_A_TURN // (max(self._before, len(self._waiting)) or 1)))

    def next_exchange(self) -> int:
        """Give the number of a new exchange."""
        self._exchanges += 1
        return self._exchanges

    def next_connection(self) -> int:
        """Give the number of a new connection."""
        self._connections += 1
        return self._connections

    def enlist(self, member: Member) -> None:
        """Have the rows of this turn recorded, and the connection served after that."""
        self._waiting[member] = None
        self.schedule()

    @property
    def is_full(self) -> bool:
        """Whether so many want something that those who have sent more than is answered wait for each other."""
        return self._before > ANSWERS_A_TURN

    def put_off(self, member: Member) -> None:
        """Let the member go on when those have that were put off before it: who asks once need not wait for all."""
        self._put_off[member] = None
        self.schedule()

    def schedule(self) -> None:
        """Have the rows of this turn recorded."""
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._gather)

    def _gather(self) -> None:
        """Where several wait, hear first who else has sent something by now: one commit costs little more for all."""
        for member in tuple(islice(self._put_off, ANSWERS_A_TURN)):
            del self._put_off[member]
            member.go_on()
        if len(self._waiting) > 1:
            asyncio.get_running_loop().call_soon(self.flush)
        else:
            self.flush()

    def flush(self) -> None:
        """Record the turn and let its answers go."""
        self._scheduled = False
        if self._put_off:
            self.schedule()
        self.turns += 1
        at = self.clock()
        members, self._waiting = self._waiting, {}
        self._before = len(members) + len(self._put_off)
        self.share = max(1, ANSWERS_A_TURN // (self._before or 1))
        batch, self.batch = self.batch, Batch()
        for member in members:
            member.prepare(at, batch)
        reason = self._record(batch) if batch else None
        if reason is None:
            self._exchanges_recorded = self._exchanges
            if self._failing and batch:
                self._recovered(at)
            at = self.clock()
            for member in members:
                member.perform(at)
            return
        self._failed(reason, batch, at)
        for member in members:
            member.fail(reason)

    def _failed(self, reason: str, batch: Batch, at: int) -> None:
        # Numbers given in this turn were never recorded: giving them again keeps the list without holes.
        self._exchanges = self._exchanges_recorded
        self._keep(batch)
        if at >= self._news_due:
            self._news_due = at + NEWS_EVERY * SECOND
            self._news(Notice(at, "error", "capture", reason))
        self._failing = True

    def _keep(self, batch: Batch) -> None:
        """Keep for the next turn what is true whether or not requests were taken; it is bounded by what is open."""
        new = {connection.id for connection in batch.connections}
        self.batch.runs[:0] = batch.runs
        self.batch.rulesets[:0] = batch.rulesets
        self.batch.closings[:0] = [closing for closing in batch.closings if closing.connection not in new]
        told = self._exchanges_recorded
        self.batch.holds[:0] = [hold for hold in batch.holds if hold.until is None and hold.exchange <= told]
        # Requests that were refused for this are counted all the same, and have numbers that are given again.
        self.batch.counts[:0] = [count._replace(connection=0, ordinal=0) for count in batch.counts]
        self.batch.notices[:0] = {notice.topic: notice for notice in batch.notices}.values()

    def _recovered(self, at: int) -> None:
        self._failing = False
        self._news_due = 0
        notice = Notice(at, "information", "capture", "The capture can be written again; requests in between got 503.")
        self._news(notice)
        self.batch.notices.append(notice)
        self.schedule()
