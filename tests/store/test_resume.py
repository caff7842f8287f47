"""Going on with a capture whose server was killed: nothing stays open that can never end."""

from pathlib import Path

import pytest

from httpscope.exchange import Batch, Connection, RulesetText
from httpscope.store.reader import Reader
from httpscope.store.writer import CaptureFault, Writer
from tests.store.sample import REQUEST, begun, closed, connected, exchanged, finished, killed, learnt

ANSWERED = exchanged(1)
HALF = begun(2, b"POST /half", connection=2)
OPEN = Batch(connections=[connected(1), connected(2)], rulesets=[RulesetText(1, 1, "", "")])


def test_it_goes_on_where_the_dead_server_stopped(tmp_path: Path) -> None:
    """Numbers go on, and what comes next stands behind what was there."""
    path = killed(tmp_path / "c", OPEN, ANSWERED, HALF)
    writer = Writer.resume(path)
    writer.commit(Batch(connections=[Connection(3, 5, "p", "l")]))
    more = exchanged(3, connection=3, ordinal=1)
    more.progress.append(learnt(3, 33))
    writer.commit(more)
    writer.close()
    reader = Reader(path)

    assert writer.highest == (2, 2, 1)
    assert [reader.request_octets(number) for number in (1, 2, 3)] == [REQUEST, b"POST /half", REQUEST]
    reader.close()


def test_connections_that_were_open_get_an_end(tmp_path: Path) -> None:
    """Each is closed with `server-died` and with the octets that the capture has of it; others stay as they were."""
    path = killed(tmp_path / "c", OPEN, ANSWERED, Batch(closings=[closed(1, len(REQUEST), 7)]), HALF)
    Writer.resume(path).close()
    reader = Reader(path)
    ends = [facts.closing and facts.closing[2:] for facts in reader.connections(None, 9)]

    assert ends == [("server-died", 10, 0), ("client-closed", len(REQUEST), 7)]
    reader.close()


def test_a_request_that_was_half_in_ends_where_its_octets_do(tmp_path: Path) -> None:
    """It is complete as far as it will ever be, and what was known of it stays known."""
    path = killed(tmp_path / "c", OPEN, ANSWERED, HALF, Batch(progress=[learnt(2, None, remark="bare-lf")]))
    Writer.resume(path).close()
    reader = Reader(path)
    row = reader.row(2)

    assert row is not None
    assert (row.complete, row.closed, row.received, row.target, row.remark) == (True, True, 10, "/late", "bare-lf")
    reader.close()


def test_a_screen_that_went_on_reading_is_told_which_rows_changed(tmp_path: Path) -> None:
    """The rows that were open look different now, so the next snapshot says from which one on."""
    path = killed(tmp_path / "c", OPEN, ANSWERED, HALF)
    reader = Reader(path)
    before = reader.snapshot(None)
    Writer.resume(path).close()
    after = reader.snapshot(before)

    assert (before.connections_open, after.connections_open) == (2, 0)
    assert after.changed_from <= 2
    reader.close()


def test_a_capture_that_was_closed_in_order_can_be_gone_on_with(tmp_path: Path) -> None:
    """A finished capture is resumed too."""
    path = finished(tmp_path / "c", Batch(connections=[connected(1)]), exchanged(1), Batch(closings=[closed(1, 1, 1)]))
    writer = Writer.resume(path)
    writer.commit(exchanged(2))
    writer.close()
    reader = Reader(path)

    assert [row.id for row in reader.rows(1, 9)] == [1, 2]
    reader.close()


def test_a_link_leads_to_the_capture(tmp_path: Path) -> None:
    """A capture that is resumed by a symbolic link is watched, locked and written where it lies."""
    path = killed(tmp_path / "c", OPEN, ANSWERED)
    (tmp_path / "link").symlink_to(path)
    writer = Writer.resume(tmp_path / "link")
    writer.commit(exchanged(2))

    with pytest.raises(CaptureFault, match="is being written"):
        Writer.resume(path)
    writer.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["c", "link"]


def test_there_must_be_a_capture_to_go_on_with(tmp_path: Path) -> None:
    """A name where nothing is, is refused, and nothing is left there."""
    with pytest.raises(CaptureFault, match="There is no"):
        Writer.resume(tmp_path / "c")

    assert not list(tmp_path.iterdir())
