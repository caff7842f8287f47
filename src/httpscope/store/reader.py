"""Brief read-only queries on a capture, growing or finished.

Each method is one statement or a few, fetched whole: a transaction left open would keep the WAL from starting over.
It cannot write (mode=ro, query_only), never waits for the writer, and every cost follows what is asked for, not the
length of the capture; but for the census. A lock inside makes calls from several threads take turns.
"""

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from httpscope.exchange import (
    Answer,
    Closing,
    Connection,
    Count,
    Exchange,
    Hold,
    Notice,
    RulesetText,
)
from httpscope.filters.tree import Filter
from httpscope.store.census import Census, take_census
from httpscope.store.counts import counts_before, counts_behind
from httpscope.store.fault import CaptureFault
from httpscope.store.octets import Octets
from httpscope.store.questions import Questions
from httpscope.store.row import EXCHANGES_LISTED, ConnectionFacts, Held, Place, Row, Snapshot, Transfer
from httpscope.store.sieve import fitting
from httpscope.store.snapshot import take_snapshot
from httpscope.store.statement import (
    ANSWER,
    CONNECTION,
    CONNECTIONS,
    CONNECTIONS_UP_TO,
    EXCHANGE,
    EXCHANGES_BETWEEN,
    EXCHANGES_OF,
    HOLDS_OF,
    NEXT_ANSWER,
    NOTICES_LATER,
    NUMBERS,
    REMOVED,
    ROWS,
    ROWS_AT_ONCE,
    ROWS_OF,
    RULE_COUNTS,
    RULE_COUNTS_GONE,
    RULESET,
    VERSION,
)
from httpscope.store.stream import BLOCK, block_of

__all__ = ["CaptureFault", "ConnectionFacts", "Held", "Place", "Reader", "Row", "Snapshot", "Transfer"]

_T = TypeVar("_T")
_NO_LIMIT: Final = 2**63 - 1
"""Above every number and every offset in a capture."""


class Reader:
    """Reads one capture. Every method raises CaptureFault where the file fails."""

    def __init__(self, path: Path) -> None:
        """Open the capture. Raises CaptureFault: not there, not ours, newer, empty, damaged, not readable."""
        self.path = path
        self._questions = Questions(path)
        self._ask = self._questions.ask
        self._octets = Octets(self._questions)
        self._version = -1

    def close(self) -> None:
        """Let go of the file."""
        self._questions.close()

    def changed(self) -> bool:
        """Tell whether anything was committed since the last time this was asked; True the first time."""
        ((version,),) = self._ask(VERSION)
        changed: bool = version != self._version
        self._version = version
        return changed

    def snapshot(self, previous: Snapshot | None) -> Snapshot:
        """Tell how much the capture holds, and what changed since `previous`."""
        return take_snapshot(self._ask, previous)

    def unless_removed(self, number: int, read: Callable[[], _T]) -> _T | None:
        """Give what `read` reads of an exchange; None where the exchange is gone, which it may be amid the reading."""
        try:
            found = read()
        except CaptureFault:
            if self._is_removed(number):
                return None
            raise
        return None if self._is_removed(number) else found

    def _is_removed(self, number: int) -> bool:
        ((removed,),) = self._ask(REMOVED)
        return bool(number <= removed)

    def rows(self, first: int, count: int) -> list[Row]:
        """Give the rows of the exchanges numbered from `first` up to `count` of them, in order.

        A number is missing where its exchange could not be recorded (a full disk).
        """
        return [self._row(cells) for cells in self._ask(ROWS, first, first + count)]

    def rows_of(self, numbers: Sequence[int]) -> list[Row]:
        """Give the rows of these exchanges in order, without those that are not there; for a screenful."""
        found = []
        for start in range(0, len(numbers), ROWS_AT_ONCE):
            some = numbers[start : start + ROWS_AT_ONCE]
            found += self._ask(ROWS_OF, *some, *[0] * (ROWS_AT_ONCE - len(some)))
        return [self._row(cells) for cells in found]

    def numbers(self, after: int, last: int, count: int) -> list[int]:
        """Give the numbers, up to `count` of them, of the exchanges behind `after` and up to `last`, in order."""
        return [number for (number,) in self._ask(NUMBERS, after, last, count)]

    def matching(self, wanted: Filter, first: int, last: int) -> "array[int]":
        """Give the numbers from `first` to `last` whose exchanges fit, ascending, as an array of type `Q`.

        The cost follows how many are looked at, not how many fit: ask for `sieve.STRETCH` at a time.
        """
        return fitting(self._ask, wanted, first, last)

    def row(self, number: int) -> Row | None:
        """Give the row of one exchange."""
        return next(iter(self.rows(number, 1)), None)

    def exchange(self, number: int) -> Exchange | None:
        """Give the facts of an exchange as they are by now, its newest progress taken in."""
        return next((Exchange(*cells) for cells in self._ask(EXCHANGE, number)), None)

    def holds(self, number: int) -> list[Hold]:
        """Give what became of an exchange whose answer waits or waited for a person, oldest first; mostly nothing."""
        return [Hold(*cells) for cells in self._ask(HOLDS_OF, number)]

    def answer(self, number: int) -> Answer | None:
        """Give the facts of an exchange's answer, None while there is none."""
        return next((Answer(*cells) for cells in self._ask(ANSWER, number)), None)

    def places(self, number: int) -> tuple[Place, Place] | None:
        """Tell where the octets of an exchange lie in its connection's streams: of the request, and of the answer.

        The answer ends where the connection's sending ended; its place is empty while there is none.
        """
        located = self._octets.locate(number)
        return located and (located[0].place, located[1].place)

    def request(self, number: int) -> Held:
        """Give a request as it came, as far as it was kept; of one that is arriving, all so far."""
        located = self._octets.locate(number)
        return self._octets.held(located[0]) if located else Held(b"")

    def response(self, number: int) -> Held:
        """Give an answer as it was handed to the operating system, as far as it was kept."""
        located = self._octets.locate(number)
        return self._octets.held(located[1]) if located else Held(b"")

    def request_octets(self, number: int) -> bytes:
        """Give the octets of a request that were kept, joined over its holes."""
        return self.request(number).octets

    def answer_octets(self, number: int) -> bytes:
        """Give the octets of an answer that were kept, joined over its holes."""
        return self.response(number).octets

    def transfers(self, number: int) -> list[Transfer]:
        """Give the reads and writes of an exchange in order of time, without their octets, which are not read.

        Those whose octets were not kept are one.
        """
        return self._octets.transfers(number)

    def connection(self, number: int) -> ConnectionFacts | None:
        """Give a connection with its end and its exchanges."""
        found = self._ask(CONNECTION, number)
        return self._facts(found[0]) if found else None

    def connections(self, before: int | None, count: int) -> list[ConnectionFacts]:
        """Give up to `count` connections numbered below `before` (None: from the newest), newest first."""
        limit = _NO_LIMIT if before is None else before
        return [self._facts(cells) for cells in self._ask(CONNECTIONS, limit, count)]

    def connections_up_to(self, number: int) -> list[int]:
        """Give the numbers of the connections up to this one that are there; for a `Snapshot.connections_removed`."""
        return [found for (found,) in self._ask(CONNECTIONS_UP_TO, number)]

    def notices(self, after: int = 0) -> list[Notice]:
        """Give the notices whose `at` is later than `after`, in order."""
        return [Notice(*cells) for cells in self._ask(NOTICES_LATER, after)]

    def ruleset(self, number: int) -> RulesetText | None:
        """Give a version of the rules."""
        return next((RulesetText(*cells) for cells in self._ask(RULESET, number)), None)

    def rule_counts(self, first: int, count: int) -> list[tuple[str, int, int]]:
        """Give for each rule how many of the exchanges from `first` up to `count` of them it answered, and when last.

        The cost follows how many exchanges are asked about; `hits.Hits` asks about few at a time.
        """
        return [(rule, answers, at) for rule, answers, at in self._ask(RULE_COUNTS, first, first + count)]

    def rule_counts_gone(self) -> list[tuple[str, int, int]]:
        """Give the same of the answers that were removed, all of them."""
        return [(rule, answers, at) for rule, answers, at in self._ask(RULE_COUNTS_GONE)]

    def next_answer(self, first: int) -> int | None:
        """Give the number of the first exchange from this one on that has an answer."""
        return next((number for (number,) in self._ask(NEXT_ANSWER, first)), None)

    def counts(self, seen: int) -> tuple[list[Count], int]:
        """Give what rules counted behind row `seen` (0: all), the newest of each, and the row to go on from.

        Of very many only a part: ask again until the row stays the same.
        """
        return counts_behind(self._ask, seen)

    def counts_before(self, connection: int, ordinal: int, at: int) -> list[Count] | None:
        """Give what rules had counted when a request came to them; None where the capture does not tell.

        `at` is the time of the first octet of the request.
        """
        return counts_before(self._ask, connection, ordinal, at)

    def census(self) -> Census:
        """Count exchanges by remark and ended connections by reason: the one query that looks at all, for a thread."""
        return take_census(self._ask)

    def _facts(self, cells: tuple[Any, ...]) -> ConnectionFacts:
        connection = Connection(*cells[:4])
        closing = None if cells[4] is None else Closing(connection.id, *cells[4:])
        ((lowest, highest),) = self._ask(EXCHANGES_BETWEEN, connection.id)
        # Blocks come newest first, each in rising order, so the last one may lack its newest: read one block too many.
        limit = EXCHANGES_LISTED + BLOCK
        found = sorted(self._ask(EXCHANGES_OF, block_of(highest) + 1, block_of(lowest), connection.id, limit))
        numbers = tuple(number for number, _ in found[-EXCHANGES_LISTED:])
        return ConnectionFacts(connection, closing, numbers, found[-1][1] if found else 0)

    def _row(self, cells: Sequence[Any]) -> Row:
        *facts, start, stop, reason, request_cut, answer_cut, hold = cells
        flags = stop is not None, bool(reason), bool(request_cut), bool(answer_cut)
        row = Row._make((*facts, *flags, hold, False, reason))
        if row.sent is None:
            # There is no answer, or nobody knows how far it will come: then it is the last of its connection so far.
            found = self._octets.locate(row.id) if row.status is not None else None
            sent = found[1].place.stop - found[1].place.start if found else 0
            row = row._replace(sent=sent, answer_open=row.status is not None and not row.closed)
        if stop is None:
            # It is the last of its connection, so all that came belongs to it. Few are so: a look for each is cheap.
            located = self._octets.locate(row.id)
            stop = located[0].place.stop if located else start
        return row._replace(received=stop - start)
