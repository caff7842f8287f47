"""The list of connections: who connected, what it asked for, and how it ended, in plain words.

They stand in order of their numbers, as in the list of exchanges. Clients that connect and say nothing are named as
such: browsers do it to save time, and beginners wonder about them.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from httpscope.i18n import N_, _
from httpscope.store.reader import Reader
from httpscope.store.row import ConnectionFacts, Snapshot
from httpscope.ui.columns import Column, fit
from httpscope.ui.figures import clock, duration, octets
from httpscope.ui.remarks import AHEAD
from httpscope.ui.widgets.connection_facts import CLOSINGS
from httpscope.ui.widgets.row_list import Cells, RowList
from httpscope.visible import visible

_COLUMNS: Final = (
    Column("number", N_("#"), 3, right=True),
    Column("client", N_("client"), 21),
    Column("opened", N_("opened"), 12, leave=3),
    Column("requests", N_("requests"), 8, right=True, leave=1),
    Column("received", N_("in"), 6, right=True, leave=2),
    Column("sent", N_("out"), 6, right=True, leave=2),
    Column("lasted", N_("lasted"), 8, right=True, leave=4),
    Column("ending", N_("how it ended"), 40),
)


class Line(NamedTuple):
    """A connection as the list shows it."""

    facts: ConnectionFacts
    waits: bool
    """It is open, and what the client sent ahead waits unread."""


class ConnectionList(RowList[Line]):
    """Every connection that is in a capture."""

    def __init__(self, reader: Reader, *, id: str | None = None) -> None:
        """Read from a reader that belongs to the thread of the screen."""
        super().__init__(self._read, id=id)
        self.border_title = _("Connections")
        self._reader = reader
        self._removed = 0
        """Up to this number connections are gone, but for those in `_left`."""
        self._left: list[int] = []

    def take_in(self, snapshot: Snapshot) -> None:
        """Take up which connections there are by now. Raises CaptureFault."""
        left = self._reader.connections_up_to(snapshot.connections_removed) if snapshot.connections_removed else []
        number = self.number_at(self.cursor)
        moved = (left, snapshot.connections_removed) != (self._left, self._removed)
        self._left, self._removed = left, snapshot.connections_removed
        count = len(left) + snapshot.connections - self._removed
        # Any open connection may have changed, and no number tells which; so all that is cached is read again.
        if moved:
            self.exchange(count, self._place(number))
        else:
            self.grow(count, 0)

    def number_at(self, position: int) -> int:
        """Give the number of the connection on a line."""
        return self._left[position] if position < len(self._left) else self._removed + 1 + position - len(self._left)

    def _place(self, number: int) -> int:
        if number > self._removed:
            return len(self._left) + number - self._removed - 1
        return bisect_left(self._left, number)

    def columns(self, width: int) -> tuple[Column, ...]:
        """Give the columns; the first to leave are the sizes and the times."""
        table = [column._replace(title=_(column.title)) for column in _COLUMNS]
        table[0] = table[0]._replace(width=max(3, len(str(self.number_at(self.count)))))
        return fit(table, width, rest="ending")

    def cells(self, row: Line, columns: Sequence[Column]) -> Cells:
        """Give the cells of one connection."""
        if row.waits:
            cells = {"ending": (_("open · further requests wait unread"), "warning")}
            return [cells.get(column.name) or _CELLS[column.name](row.facts) for column in columns]
        return [_CELLS[column.name](row.facts) for column in columns]

    def _read(self, position: int, count: int) -> list[Line | None]:
        """Read connections by position, with None for those that are not there."""
        return [facts and Line(facts, self._waits(facts)) for facts in self._facts(position, count)]

    def _waits(self, facts: ConnectionFacts) -> bool:
        if facts.closing is not None or not facts.exchanges:
            return False
        return any(row.remark in AHEAD for row in self._reader.rows(facts.exchanges[-1], 1))

    def _facts(self, position: int, count: int) -> list[ConnectionFacts | None]:
        old = self._left[position : position + count]
        rows: list[ConnectionFacts | None] = [self._reader.connection(number) for number in old]
        count -= len(old)
        first = self.number_at(position + len(old))
        found = (
            {facts.connection.id: facts for facts in self._reader.connections(first + count, count)} if count else {}
        )
        return rows + [found.get(number) for number in range(first, max(found, default=first - 1) + 1)]


def _ending(facts: ConnectionFacts) -> tuple[str, str]:
    if facts.closing is None:
        return _("open"), "good"
    reason = facts.closing.reason
    style = (
        "plain"
        if reason in {"client-closed", "server-closed", "idle-timeout", "requests-used-up", "server-stopped"}
        else "warning"
    )
    return _(CLOSINGS[reason]) if reason in CLOSINGS else visible(reason), "muted" if reason == "silent" else style


def _lasted(facts: ConnectionFacts) -> tuple[str, str]:
    return (duration(facts.closing.at - facts.connection.at) if facts.closing else ""), "muted"


_CELLS: Final[Mapping[str, Callable[[ConnectionFacts], tuple[str, str]]]] = MappingProxyType(
    {
        "number": lambda facts: (str(facts.connection.id), "muted"),
        "client": lambda facts: (visible(facts.connection.peer), "plain"),
        "opened": lambda facts: (clock(facts.connection.at), "muted"),
        "requests": lambda facts: (f"{facts.requests:,}", "plain"),
        "received": lambda facts: (octets(facts.closing.received) if facts.closing else "", "plain"),
        "sent": lambda facts: (octets(facts.closing.sent) if facts.closing else "", "plain"),
        "lasted": _lasted,
        "ending": _ending,
    }
)
