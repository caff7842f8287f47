"""Removing the rows of a generation, a few with each commit, so that no answer waits for many.

First the exchanges, so that none is there whose octets are not; and of tables that number their rows by themselves
the highest row stays, or its number would be given again. Of what rules count the newest of each stays.
"""

import sqlite3
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from httpscope.exchange import INBOUND
from httpscope.store.generation import Mark


class _Step(NamedTuple):
    """Rows of one table, by their numbers."""

    table: str
    condition: str
    """May name the columns of `Mark` as parameters."""
    number: str = "id"
    keeps_highest: bool = True
    columns: str = "0, 0, 0, 0"
    """Connection, direction, end in the stream, and size, as far as they matter."""


_ANSWER: Final = "exchange"
"""The number of an answer."""
_EXCHANGES: Final = "exchange <= :exchanges"
# The highest exchange when a connection ended is none of its own where it was so when the connection began.
_ENDED: Final = (
    "id <= :connections AND EXISTS (SELECT 1 FROM closing k WHERE k.connection = connection.id "
    "AND (k.exchanges <= :exchanges OR k.exchanges = connection.exchanges))"
)
_STEPS: Final = (
    _Step("exchange", "id <= :exchanges", keeps_highest=False),
    _Step("answer", _EXCHANGES, _ANSWER, keeps_highest=False),
    _Step("reach", _EXCHANGES),
    _Step("hold", _EXCHANGES),
    _Step("omission", "id <= :omissions", columns="connection, direction, stop, 0"),
    _Step("segment", "id <= :segments", columns="connection, direction, stop, length(octets)"),
    _Step("content", "id <= :contents", keeps_highest=False, columns="0, 0, 0, length(octets)"),
    _Step("connection", _ENDED),
    _Step("closing", "connection <= :connections AND connection NOT IN (SELECT id FROM connection)", "connection",
          keeps_highest=False),
    _Step("tally", "(id <= :tallies OR (id <= :commits AND touched IS NULL))"),
)  # fmt: skip
_ALL_STEPS: Final = len(_STEPS) + 3
_PROGRESS: Final = (
    "DELETE FROM progress WHERE (exchange, number) IN "
    "(SELECT exchange, number FROM progress WHERE exchange <= :exchanges LIMIT :count)"
)
_GONE: Final = "SELECT answers, at FROM gone WHERE rule = ?"
_GOING: Final = "SELECT rule, count(*), max(at) FROM answer WHERE exchange >= ? AND exchange <= ? GROUP BY rule"
_COUNTS: Final = "SELECT id, rule, what, whom FROM count WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"


class _Place(NamedTuple):
    """How far a generation has gone."""

    step: int
    after: int
    """Rows up to this number were looked at in the step."""


class Removal:
    """Removes one generation after the other. What a transaction removed counts once `settle` says that it is in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Remove from this capture, whose tables let rows go."""
        self._connection = connection
        self._mark: Mark | None = None
        self._place = self._next = _Place(0, 0)
        self._newest: dict[tuple[str, str, str], int] = {}
        """The row of each thing counted that stays, of those looked at."""
        self._looked_at = 0
        self._seen: dict[tuple[str, str, str], int] = {}
        self._next_looked_at = 0

    @property
    def mark(self) -> Mark | None:
        """The generation whose rows are being removed."""
        return self._mark

    def begin(self, mark: Mark) -> None:
        """Remove what is up to this mark, from the next commit on."""
        self._mark = mark
        self._place = self._next = _Place(0, 0)

    def remove(self, rows: int, octets: int) -> None:
        """Remove about so many rows, and so many octets in them, inside the caller's transaction.

        Raises sqlite3.Error.
        """
        if self._mark is None:
            return
        if self._place == (0, 0):
            self._tell(self._mark)
        self._next_looked_at = self._looked_at
        steps: list[Callable[[int, int], bool]] = [
            self._take, self._take_progress, self._thin_counts, self._forget_marks
        ]  # fmt: skip
        done = 0
        while rows > done and self._next.step < _ALL_STEPS:
            step = steps[max(self._next.step - len(_STEPS) + 1, 0)]
            before = self._connection.total_changes
            if step(rows - done, octets):
                break
            done += self._connection.total_changes - before
            self._next = _Place(self._next.step + 1, 0)

    def settle(self) -> None:
        """Take up that what was removed is so."""
        self._place = self._next
        self._newest.update(self._seen)
        self._looked_at = max(self._looked_at, self._next_looked_at)
        self._seen = {}
        if self._mark is not None and self._place.step == _ALL_STEPS:
            self._mark = None

    def drop(self) -> None:
        """Take up that it is not: the transaction failed."""
        self._next = self._place
        self._next_looked_at = self._looked_at
        self._seen = {}

    def _tell(self, mark: Mark) -> None:
        """Say up to where all is being removed: who reads looks for nothing there from now on."""
        before = self._connection.execute("SELECT exchanges, connections FROM removal").fetchone() or (0, 0)
        numbers = max(mark.exchanges, before[0]), max(mark.connections, before[1])
        self._connection.execute("DELETE FROM removal")
        self._connection.execute("INSERT INTO removal VALUES (NULL, ?, ?)", numbers)

    def _take(self, wanted: int, octets: int) -> bool:
        """Remove rows of a table, and tell whether there may be more."""
        assert self._mark is not None, "something is being removed"
        step = _STEPS[self._next.step]
        condition = f"{step.number} > :after AND {step.condition}"
        if step.keeps_highest:
            condition += f" AND {step.number} < (SELECT max({step.number}) FROM {step.table})"
        found = self._connection.execute(
            f"SELECT {step.number}, {step.columns} FROM {step.table} WHERE {condition} "
            f"ORDER BY {step.number} LIMIT :count",
            {**self._values(self._mark), "after": self._next.after, "count": wanted},
        ).fetchall()
        numbers: list[tuple[int]] = []
        waiting = self._mark.waiting
        after = self._next.after
        for number, connection, direction, stop, size in found:
            octets -= size
            if octets < 0 and numbers:
                break
            after = number
            if direction == INBOUND and stop > waiting.get(connection, stop):
                continue
            numbers.append((number,))
        if step.number == _ANSWER and numbers:
            self._count_gone(numbers[0][0], numbers[-1][0])
        self._connection.executemany(f"DELETE FROM {step.table} WHERE {step.number} = ?", numbers)
        self._next = _Place(self._next.step, after)
        return len(found) == wanted or (bool(found) and after < found[-1][0])

    def _take_progress(self, wanted: int, _octets: int) -> bool:
        assert self._mark is not None, "something is being removed"
        values = {"exchanges": self._mark.exchanges, "count": wanted}
        return self._connection.execute(_PROGRESS, values).rowcount == wanted

    def _count_gone(self, first: int, last: int) -> None:
        """Keep how many of these answers were each rule's own: who asks how often a rule answered means all of them."""
        for rule, number, at in self._connection.execute(_GOING, (first, last)).fetchall():
            known, latest = self._connection.execute(_GONE, (rule,)).fetchone() or (0, at)
            self._connection.execute("DELETE FROM gone WHERE rule = ?", (rule,))
            self._connection.execute("INSERT INTO gone VALUES (NULL, ?, ?, ?)", (rule, known + number, max(at, latest)))

    def _thin_counts(self, wanted: int, _octets: int) -> bool:
        """Remove rows that a later one of the same replaces, both up to the mark; tell whether there may be more."""
        assert self._mark is not None, "something is being removed"
        found = self._connection.execute(_COUNTS, (self._looked_at, self._mark.counts, wanted)).fetchall()
        replaced = []
        for number, *key in found:
            of = tuple(key)
            before = self._seen.get(of) or self._newest.get(of)
            if before is not None:
                replaced.append((before,))
            self._seen[of] = self._next_looked_at = number
        self._connection.executemany("DELETE FROM count WHERE id = ?", replaced)
        return len(found) == wanted

    def _forget_marks(self, _wanted: int, _octets: int) -> bool:
        assert self._mark is not None, "something is being removed"
        self._connection.execute("DELETE FROM mark WHERE exchanges <= ?", (self._mark.exchanges,))
        return False

    @staticmethod
    def _values(mark: Mark) -> dict[str, Any]:
        return {name: value for name, value in mark._asdict().items() if name != "waiting"}
