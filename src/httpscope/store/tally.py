"""Counting what a capture holds as batches go in, so that a reader need not count. Pure."""

from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from httpscope.exchange import INBOUND, Batch

_NUMBER: Final = itemgetter(0)
"""The number of the exchange that a row is about."""
_STOP: Final = attrgetter("stop")


class Tally(NamedTuple):
    """How much a capture holds: the columns of the table `tally` behind `touched`."""

    exchanges: int = 0
    """The highest number; the others are counts."""
    answers: int = 0
    connections: int = 0
    closings: int = 0
    silent: int = 0
    notices: int = 0


def tally_after(tally: Tally, batch: Batch) -> Tally:
    """Give the tally when the batch is in."""
    return Tally(
        max(tally.exchanges, batch.exchanges[-1].id) if batch.exchanges else tally.exchanges,
        tally.answers + len(batch.answers),
        tally.connections + len(batch.connections),
        tally.closings + len(batch.closings),
        tally.silent + sum(row.reason == "silent" for row in batch.closings),
        tally.notices + len(batch.notices),
    )


def arriving_after(arriving: dict[int, int], batch: Batch) -> dict[int, int]:
    """Give the exchanges that have no stop when the batch is in, by connection, from those that had none before it."""
    if not arriving and None not in map(_STOP, batch.exchanges):
        return arriving
    begun = {row.connection: row.id for row in batch.exchanges if row.stop is None}
    done = {row.exchange for row in batch.progress if row.stop is not None}
    ended = {row.connection for row in batch.closings}
    return {
        connection: exchange
        for connection, exchange in (arriving | begun).items()
        if exchange not in done and connection not in ended
    }


def unanswered_after(unanswered: dict[int, int], batch: Batch) -> dict[int, int]:
    """Give by open connection an exchange from which on there may be one without an answer when the batch is in."""
    left = set(map(_NUMBER, batch.exchanges)).difference(map(_NUMBER, batch.answers))
    begun = {row.connection: row.id for row in reversed(batch.exchanges) if row.id in left} if left else {}
    ended = {row.connection for row in batch.closings}
    if not begun and ended.isdisjoint(unanswered):
        return unanswered
    return {connection: exchange for connection, exchange in (begun | unanswered).items() if connection not in ended}


def lowest_touched(batch: Batch, arriving: dict[int, int], unanswered: dict[int, int]) -> int | None:
    """Give the lowest exchange whose row in the list the batch changes.

    New octets change those that are arriving, the end of a connection those that will never be answered.
    """
    told = (batch.exchanges, batch.progress, batch.answers, batch.holds, batch.reaches)
    touched = [min(map(_NUMBER, rows)) for rows in told if rows]
    if arriving:
        inbound = [row.connection for row in batch.segments if row.direction == INBOUND]
        inbound += [row.connection for row in batch.omissions if row.direction == INBOUND]
        touched += [arriving[connection] for connection in inbound if connection in arriving]
    if unanswered:
        touched += [unanswered[row.connection] for row in batch.closings if row.connection in unanswered]
    return min(touched, default=None)
