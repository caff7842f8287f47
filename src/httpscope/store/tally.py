"""Counting what a capture holds as batches go in, so that a reader need not count. Pure."""

from typing import NamedTuple

from httpscope.exchange import INBOUND, Batch


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
    begun = {row.connection: row.id for row in batch.exchanges if row.stop is None}
    if not begun and not arriving:
        return arriving
    done = {row.exchange for row in batch.progress if row.stop is not None}
    ended = {row.connection for row in batch.closings}
    return {
        connection: exchange
        for connection, exchange in (arriving | begun).items()
        if exchange not in done and connection not in ended
    }


def lowest_touched(batch: Batch, arriving: dict[int, int]) -> int | None:
    """Give the lowest exchange whose row in the list the batch changes; new octets change those that are arriving."""
    touched = [row[0] for rows in (batch.exchanges, batch.progress, batch.answers) for row in rows]
    if arriving:
        inbound = [row.connection for row in batch.segments if row.direction == INBOUND]
        touched += [arriving[connection] for connection in inbound if connection in arriving]
    return min(touched, default=None)
