"""Requests that wait for a person, as a reader sees them in the capture."""

from pathlib import Path

from httpscope.exchange import Batch, Connection, Exchange, Hold
from httpscope.store.reader import Reader
from httpscope.store.writer import Writer

GET = Exchange(1, 1, 1, 10, 0, 20, 20, "GET", "/", "HTTP/1.1", "")
WAITS = Hold(1, 20, "waiting", 99)


def waiting(path: Path) -> Writer:
    """Make a capture with one request that waits, and one that does not."""
    writer = Writer(path)
    writer.commit(
        Batch(
            connections=[Connection(1, 5, "127.0.0.1:1", "127.0.0.1:2")],
            exchanges=[GET, GET._replace(id=2, ordinal=2)],
            holds=[WAITS],
        )
    )
    return writer


def test_a_snapshot_tells_who_waits_until_somebody_lets_it_go(tmp_path: Path) -> None:
    """A request waits from the commit that says so to the one that says how it ended; both change its row."""
    writer = waiting(tmp_path / "a.db")
    reader = Reader(tmp_path / "a.db")
    before = reader.snapshot(None)
    rows = reader.rows(1, 2)
    writer.commit(Batch(holds=[Hold(1, 30, "by-hand", 130)]))
    by_hand = reader.snapshot(before)
    writer.commit(Batch(holds=[Hold(1, 40, "answered-by-hand", None)]))
    after = reader.snapshot(by_hand)

    assert before.waiting == (WAITS,)
    assert [row.hold for row in rows] == ["waiting", ""]
    assert [hold.state for hold in by_hand.waiting] == ["by-hand"]
    assert (after.waiting, after.changed_from) == ((), 1)
    assert reader.rows(1, 1)[0].hold == "answered-by-hand"
    reader.close()
    writer.close()


def test_all_that_became_of_one_is_told_in_order(tmp_path: Path) -> None:
    """Of others nothing, and nothing of one that never waited."""
    writer = waiting(tmp_path / "a.db")
    rows = [Hold(1, 30, "by-hand", 130), Hold(2, 35, "waiting", 99), Hold(1, 40, "answered-by-hand", None)]
    writer.commit(Batch(holds=rows))
    reader = Reader(tmp_path / "a.db")

    assert reader.holds(1) == [WAITS, rows[0], rows[2]]
    assert reader.holds(3) == []
    reader.close()
    writer.close()


def test_what_waited_when_the_server_died_waits_no_more_when_it_is_started_again(tmp_path: Path) -> None:
    """Going on with a capture writes the end of what nobody can answer any more."""
    path = tmp_path / "a.db"
    waiting(path).close()
    Writer.resume(path).close()
    reader = Reader(path)

    assert reader.snapshot(None).waiting == ()
    assert reader.rows(1, 1)[0].hold == "server-died"
    reader.close()
