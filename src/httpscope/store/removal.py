"""Removing the rows of a generation, a few with each commit, so that no answer waits for many.

First the exchanges, so that none is there whose octets are not; and of tables that number their rows by themselves
the highest row stays, or its number would be given again. Of what rules count the newest of each stays.
"""

import json
import sqlite3
from typing import Final, NamedTuple

from httpscope.store.generation import Mark

OCTETS_AT_ONCE: Final = 2**20
"""Octets of segments or contents removed with one commit, more only where one row has more: they are overwritten."""


class _Step(NamedTuple):
    """Rows of one table, by their numbers."""

    table: str
    condition: str
    """May name the columns of `Mark` as parameters."""
    number: str = "id"
    keeps_highest: bool = True
    weighs: bool = False
    """Whether its rows are large."""


_ANSWER: Final = "exchange"
"""The number of an answer."""
_EXCHANGES: Final = "exchange <= :exchanges"
_ENDED: Final = "connection <= :connections AND connection NOT IN (SELECT id FROM connection)"
_CONSUMED: Final = (
    "id <= :{0} AND (direction OR stop <= coalesce(json_extract(:waiting, '$.\"' || connection || '\"'), stop))"
)
_STEPS: Final = (
    _Step("exchange", "id <= :exchanges", keeps_highest=False),
    _Step("answer", _EXCHANGES, _ANSWER, keeps_highest=False),
    _Step("reach", _EXCHANGES),
    _Step("hold", _EXCHANGES),
    _Step("omission", _CONSUMED.format("omissions")),
    _Step("segment", _CONSUMED.format("segments"), weighs=True),
    _Step("content", "id <= :contents", keeps_highest=False, weighs=True),
    _Step("connection", "id <= :connections AND id NOT IN (SELECT value FROM json_each(:open))"),
    _Step("closing", _ENDED, "connection", keeps_highest=False),
    _Step("tally", "id <= :tallies"),
)
_PROGRESS: Final = (
    "DELETE FROM progress WHERE (exchange, number) IN "
    "(SELECT exchange, number FROM progress WHERE exchange <= :exchanges LIMIT :count)"
)
_GONE: Final = "SELECT answers, at FROM gone WHERE rule = ?"
_GOING: Final = "SELECT rule, count(*), max(at) FROM answer WHERE exchange >= ? AND exchange <= ? GROUP BY rule"
_COUNTS: Final = "SELECT id, rule, what, whom FROM count WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"


class Removal:
    """Removes one generation after the other. What a transaction removed counts once `settle` says that it is in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Remove from this capture, whose tables let rows go. Raises sqlite3.Error."""
        self._connection = connection
        self._mark: Mark | None = None
        self._values: dict[str, object] = {}
        self._step = 0
        self._next_step = 0
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
        self._step = self._next_step = 0
        self._values = {
            **mark._asdict(),
            "open": json.dumps(sorted(mark.open)),
            "waiting": json.dumps({str(connection): offset for connection, offset in mark.waiting.items()}),
        }

    def remove(self, rows: int) -> None:
        """Remove about so many rows, inside the caller's transaction. Raises sqlite3.Error."""
        if self._mark is None:
            return
        if self._step == 0:
            self._tell(self._mark)
        self._next_looked_at = self._looked_at
        while rows > 0 and self._next_step < len(_STEPS) + 2:
            wanted = rows
            if self._next_step < len(_STEPS):
                removed, more = self._take(_STEPS[self._next_step], wanted)
            elif self._next_step == len(_STEPS):
                removed = self._connection.execute(_PROGRESS, {**self._values, "count": wanted}).rowcount
                more = removed == wanted
            else:
                removed, more = self._thin_counts(wanted)
            rows -= removed
            if more:
                break
            self._next_step += 1

    def settle(self) -> None:
        """Take up that what was removed is so."""
        self._step = self._next_step
        self._newest.update(self._seen)
        self._looked_at = max(self._looked_at, self._next_looked_at)
        self._seen = {}
        if self._step == len(_STEPS) + 2:
            self._mark = None

    def drop(self) -> None:
        """Take up that it is not: the transaction failed."""
        self._next_step = self._step
        self._next_looked_at = self._looked_at
        self._seen = {}

    def _tell(self, mark: Mark) -> None:
        """Say up to where all is being removed: who reads looks for nothing there from now on."""
        self._connection.execute("DELETE FROM removal")
        self._connection.execute("INSERT INTO removal VALUES (NULL, ?, ?)", (mark.exchanges, mark.connections))

    def _take(self, step: _Step, wanted: int) -> tuple[int, bool]:
        """Remove rows of a table; give how many, and whether there may be more."""
        condition = step.condition
        if step.keeps_highest:
            condition += f" AND {step.number} < (SELECT max({step.number}) FROM {step.table})"
        weight = "length(octets)" if step.weighs else "0"
        found = self._connection.execute(
            f"SELECT {step.number}, {weight} FROM {step.table} WHERE {condition} ORDER BY {step.number} LIMIT :count",
            {**self._values, "count": wanted},
        ).fetchall()
        octets = 0
        numbers: list[tuple[int]] = []
        for number, weight_of_it in found:
            octets += weight_of_it
            if numbers and octets > OCTETS_AT_ONCE:
                break
            numbers.append((number,))
        if step.number == _ANSWER and numbers:
            self._count_gone(numbers[0][0], numbers[-1][0])
        self._connection.executemany(f"DELETE FROM {step.table} WHERE {step.number} = ?", numbers)
        return len(numbers), len(numbers) < len(found) or len(found) == wanted

    def _count_gone(self, first: int, last: int) -> None:
        """Keep how many of these answers were each rule's own: who asks how often a rule answered means all of them."""
        for rule, number, at in self._connection.execute(_GOING, (first, last)).fetchall():
            known, latest = self._connection.execute(_GONE, (rule,)).fetchone() or (0, at)
            self._connection.execute("DELETE FROM gone WHERE rule = ?", (rule,))
            self._connection.execute("INSERT INTO gone VALUES (NULL, ?, ?, ?)", (rule, known + number, max(at, latest)))

    def _thin_counts(self, wanted: int) -> tuple[int, bool]:
        """Remove rows that a later one of the same replaces, both up to the mark."""
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
        return len(found), len(found) == wanted
