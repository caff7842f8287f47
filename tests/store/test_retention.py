"""Where a person limited how much of a run is kept, the oldest goes, whole, and what stays is as it was."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from httpscope.exchange import Answer, Batch, Count, Exchange, Hold, Omission, Segment
from httpscope.store import hits
from httpscope.store.hits import Hit, Hits
from httpscope.store.reader import Reader
from httpscope.store.writer import CaptureFault, Keep, Writer
from tests.store.sample import REQUEST, begun, closed, connected, exchanged, killed, learnt, shared


def kept(path: Path, keep: Keep, batches: Iterable[Batch]) -> Path:
    """Make a capture of the batches of which so much is kept, and close it."""
    writer = Writer(path, keep=keep)
    for batch in batches:
        writer.commit(batch)
    writer.close()
    return path


def rows(path: Path, table: str) -> int:
    """Count the rows of a table."""
    database = sqlite3.connect(path)
    ((count,),) = database.execute(f"SELECT count(*) FROM {table}").fetchall()
    database.close()
    return int(count)


def alone(number: int) -> Batch:
    """Give an exchange with a connection of its own, whose octets tell which one it is."""
    batch = exchanged(
        number, number, 1, b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number, b"HTTP/1.1 200 %d\r\n\r\n" % number
    )
    return replace(batch, connections=[connected(number)], closings=[closed(number, 30, 30)])


@pytest.mark.parametrize("make", [exchanged, shared, alone], ids=["one connection", "shared octets", "one each"])
def test_the_newest_are_kept_whole(tmp_path: Path, make: Callable[[int], Batch]) -> None:
    """Of a thousand at least the hundred newest stay and an eighth more at most, to the octet; others leave nothing."""
    batches = [make(number) for number in range(1, 1_001)]
    path = kept(tmp_path / "c", Keep(exchanges=100), batches)

    reader = Reader(path)
    snapshot = reader.snapshot(None)
    assert snapshot.exchanges == 1_000
    assert 100 <= snapshot.kept <= 113
    assert [row.id for row in reader.rows(1, 1_000)] == list(range(snapshot.removed + 1, 1_001))
    whole = Reader(kept(tmp_path / "whole", Keep(), batches))
    for number in range(snapshot.removed + 1, 1_001):
        assert reader.row(number) == whole.row(number)
        assert reader.request_octets(number) == whole.request_octets(number)
        assert reader.answer_octets(number) == whole.answer_octets(number)
        assert reader.transfers(number) == whole.transfers(number)
    reader.close()
    whole.close()
    for table in ("answer", "segment", "content", "connection", "closing", "tally"):
        assert rows(path, table) <= 2 * 130


def test_a_capture_stays_under_its_size(tmp_path: Path) -> None:
    """Octets that were removed make room for new ones: the file stays about as large as was asked for."""
    most = 2**20
    body = bytes(10_000)

    def batches() -> Iterable[Batch]:
        for number in range(1, 1_001):
            batch = alone(number)
            batch.segments.append(Segment(number, 1, 1, len(batch.segments[1].octets), body + b"%d" % number))
            yield batch

    path = kept(tmp_path / "c", Keep(octets=most), batches())

    assert path.stat().st_size < 1.5 * most
    reader = Reader(path)
    assert 50 < reader.snapshot(None).kept < 150
    reader.close()


def test_nothing_of_what_was_removed_is_left_in_the_file(tmp_path: Path) -> None:
    """What is gone is written over: no octet of it is in the file any more."""
    secret = b"GET /secret HTTP/1.1\r\nAuthorization: Bearer 1234567890abcdef\r\n\r\n"
    batches = [
        exchanged(1, request=secret),
        exchanged(2, 2, 1),
        *(exchanged(number, 2, number - 1) for number in range(3, 300)),
    ]

    path = kept(tmp_path / "c", Keep(exchanges=10), batches)

    assert b"1234567890abcdef" not in path.read_bytes()


def test_a_request_that_waits_behind_others_keeps_its_octets(tmp_path: Path) -> None:
    """Octets that came with a request which is gone, and belong to the next on the connection, are there."""
    both = Batch(
        connections=[connected(1)],
        segments=[Segment(1, 0, 1, 0, REQUEST + REQUEST)],
        exchanges=[Exchange(1, 1, 1, 1, 0, len(REQUEST), len(REQUEST), "GET", "/hello", "HTTP/1.1", "")],
    )
    others = [exchanged(number, 2, number - 1) for number in range(2, 200)]
    second = Batch(
        exchanges=[
            Exchange(200, 1, 2, 1, len(REQUEST), 2 * len(REQUEST), 2 * len(REQUEST), "GET", "/hello", "HTTP/1.1", "")
        ]
    )
    path = kept(tmp_path / "c", Keep(exchanges=10), [both, *others, second, *map(alone, range(201, 206))])

    reader = Reader(path)
    assert reader.request_octets(200) == REQUEST
    assert reader.row(1) is None
    reader.close()


def test_a_request_that_is_arriving_goes_with_its_time_and_its_end_does_no_harm(tmp_path: Path) -> None:
    """What is said later of an exchange that is gone goes too, and its connection ends in order."""
    path = kept(
        tmp_path / "c",
        Keep(exchanges=10),
        [
            Batch(connections=[connected(1)]),
            begun(1, b"POST /late"),
            *map(alone, range(2, 100)),
            Batch(segments=[Segment(1, 0, 5, 10, b" HTTP/1.1\r\n\r\n")], progress=[learnt(1, 23)]),
            Batch(answers=[Answer(1, 9, 0, 40, 200, "", None)]),
            Batch(closings=[closed(1, 23, 0)]),
            *map(alone, range(100, 200)),
        ],
    )

    reader = Reader(path)
    assert reader.row(1) is None
    assert reader.connection(1) is None
    assert (reader.snapshot(None).connections, reader.snapshot(None).connections_open) == (199, 0)
    reader.close()
    assert rows(path, "progress") == 0
    assert rows(path, "answer") == rows(path, "exchange")


def test_what_waits_for_a_person_stays_and_so_does_all_behind_it(tmp_path: Path) -> None:
    """Nothing goes before an exchange whose answer waits, however many come; once it is answered, it does."""
    path = tmp_path / "c"
    writer = Writer(path, keep=Keep(exchanges=10))
    reader = Reader(path)
    writer.commit(replace(begun(1, REQUEST), connections=[connected(1)], holds=[Hold(1, 1, "waiting", None)]))
    for number in range(2, 100):
        writer.commit(alone(number))
    snapshot = reader.snapshot(None)
    assert (snapshot.removed, len(snapshot.waiting)) == (0, 1)

    writer.commit(Batch(holds=[Hold(1, 9, "released", None)], answers=[Answer(1, 9, 0, 1, 200, "", None)]))
    for number in range(100, 200):
        writer.commit(alone(number))

    snapshot = reader.snapshot(snapshot)
    assert snapshot.kept < 20
    assert not snapshot.waiting
    reader.close()
    writer.close()


def test_what_rules_remember_stays_known(tmp_path: Path) -> None:
    """Of what was counted the newest of each thing as of what is kept stays, and what it replaced goes."""
    path = tmp_path / "c"
    writer = Writer(path, keep=Keep(exchanges=100))
    writer.commit(replace(alone(1), counts=[Count(1, 1, 1, "once", "hits", "", 1)]))
    for number in range(2, 1_001):
        writer.commit(replace(alone(number), counts=[Count(1_000 * number, number, 1, "each", "hits", "", number)]))
    writer.close()

    reader = Reader(path)
    counts, _ = reader.counts(0)
    assert {(count.rule, count.number) for count in counts} == {("once", 1), ("each", 1_000)}
    first = reader.snapshot(None).removed + 1
    before = reader.counts_before(first, 1, 1_000 * first)
    assert before is not None
    assert {(count.rule, count.number) for count in before} == {("once", 1), ("each", first - 1)}
    reader.close()
    assert rows(path, "count") < 130


def test_how_often_a_rule_answered_counts_what_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sums are those of all answers, for who counted all the time and for who counts now, and never go down."""
    monkeypatch.setattr(hits, "BLOCK", 16)
    writer = Writer(tmp_path / "c", keep=Keep(exchanges=100))
    reader = Reader(tmp_path / "c")
    since_long = Hits()
    for number in range(1, 1_001):
        batch = alone(number)
        rule = "odd" if number % 2 else "even"
        writer.commit(replace(batch, answers=[batch.answers[0]._replace(rule=rule)]))
        if number % 7 == 0:
            assert since_long.count(reader)["odd"].times == (number + 1) // 2
    expected = {"odd": Hit(500, 1_000 * 999 + 50), "even": Hit(500, 1_000 * 1_000 + 50)}

    assert since_long.count(reader) == expected
    assert Hits().count(reader) == expected
    reader.close()
    writer.close()


def test_octets_that_were_not_kept_are_still_told_of(tmp_path: Path) -> None:
    """The digest of what was left out of an exchange goes with the exchange, and not before."""

    def cut(number: int) -> Batch:
        batch = alone(number)
        stop = batch.exchanges[0].stop or 0
        return replace(
            batch,
            exchanges=[batch.exchanges[0]._replace(stop=stop + 5)],
            omissions=[Omission(number, 0, 1, stop, stop + 5, bytes(32))],
        )

    path = kept(tmp_path / "c", Keep(exchanges=10), map(cut, range(1, 101)))

    reader = Reader(path)
    assert all(reader.request(number).holes for number in range(91, 101))
    assert rows(path, "omission") < 15
    reader.close()


def test_a_failed_commit_removes_nothing(tmp_path: Path) -> None:
    """A batch that cannot go in leaves the capture as it was, and the next one goes on where removing stood."""
    path = tmp_path / "c"
    writer = Writer(path, keep=Keep(exchanges=10))
    reader = Reader(path)
    for number in range(1, 200):
        writer.commit(alone(number))
        before = [row.id for row in reader.rows(1, 1_000)]
        with pytest.raises(CaptureFault):
            writer.commit(replace(alone(number + 1), connections=[connected(number)]))
        assert [row.id for row in reader.rows(1, 1_000)] == before

    assert 10 <= reader.snapshot(None).kept <= 12
    assert {reader.request_octets(number)[:8] for number in range(190, 200)} == {
        b"GET /%d" % n for n in range(190, 200)
    }
    reader.close()
    writer.close()


def test_a_reader_that_was_away_misses_nothing(tmp_path: Path) -> None:
    """Who looks again after much was removed is told of all that is there now."""
    path = tmp_path / "c"
    writer = Writer(path, keep=Keep(exchanges=10))
    reader = Reader(path)
    writer.commit(alone(1))
    before = reader.snapshot(None)
    for number in range(2, 500):
        writer.commit(alone(number))

    after = reader.snapshot(before)
    assert after.changed_from <= after.removed + 1
    assert after.exchanges == 499
    reader.close()
    writer.close()


def test_a_server_that_died_is_gone_on_with(tmp_path: Path) -> None:
    """Removing goes on after a resume, and a connection of which nothing is left gets no made-up end."""
    path = killed(
        tmp_path / "c",
        replace(exchanged(1), connections=[connected(1)]),
        *map(alone, range(2, 200)),
        keep=Keep(exchanges=10),
    )

    writer = Writer(path, resume=True, keep=Keep(exchanges=10))
    assert writer.highest.exchanges == 199
    reader = Reader(path)
    assert reader.connection(1) is None
    assert reader.snapshot(None).connections_open == 0
    for number in range(200, 400):
        writer.commit(alone(number))
    assert 10 <= reader.snapshot(None).kept <= 12
    assert reader.request_octets(399) == b"GET /399 HTTP/1.1\r\nHost: a\r\n\r\n"
    reader.close()
    writer.close()


def test_the_file_stays_sound(tmp_path: Path) -> None:
    """SQLite finds nothing amiss after much was removed."""
    path = kept(tmp_path / "c", Keep(exchanges=50), map(alone, range(1, 2_000)))

    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


def test_octets_behind_a_request_that_is_arriving_stay(tmp_path: Path) -> None:
    """Of what came while nobody knew where a request ends, the next one on the connection loses nothing."""
    rest = b"end" + REQUEST
    first = begun(1, b"POST /1 HTTP/1.1\r\nContent-Length: 6\r\n\r\nthe")
    start = len(first.segments[0].octets)
    stop = start + len(rest)
    path = kept(
        tmp_path / "c",
        Keep(exchanges=8),
        [
            replace(first, connections=[connected(1)]),
            Batch(segments=[Segment(1, 0, 2, start, rest)]),
            *map(alone, range(2, 30)),
            Batch(
                progress=[learnt(1, start + 3)],
                exchanges=[Exchange(30, 1, 2, 3, start + 3, stop, stop, "GET", "/hello", "HTTP/1.1", "")],
            ),
            *map(alone, range(31, 37)),
        ],
    )

    reader = Reader(path)
    assert reader.row(1) is None
    assert reader.request_octets(30) == REQUEST
    reader.close()


def test_removing_keeps_up_with_streams_and_uploads(tmp_path: Path) -> None:
    """However many reads and writes an exchange has, and however large they are, their octets do not pile up."""
    writer = Writer(tmp_path / "c", keep=Keep(exchanges=10))
    for number in range(1, 61):
        batch = alone(number)
        start = len(batch.segments[0].octets)
        writer.commit(replace(batch, closings=[]))
        for piece in range(20):
            at = start + piece * 100_000
            writer.commit(Batch(segments=[Segment(number, 0, 1, at + step * 50_000, bytes(50_000)) for step in (0, 1)]))
        writer.commit(Batch(closings=batch.closings))
    writer.close()

    assert rows(tmp_path / "c", "segment") < 15 * 42
    assert (tmp_path / "c").stat().st_size < 20 * 2_000_000


def test_the_newest_stays_whatever_its_size(tmp_path: Path) -> None:
    """An exchange larger than all that may be kept is there until another one has come."""
    body = bytes(range(256)) * 8_000
    path = tmp_path / "c"
    writer = Writer(path, keep=Keep(octets=2**20))
    reader = Reader(path)
    for number in range(1, 5):
        batch = alone(number)
        batch.segments.append(Segment(number, 1, 1, len(batch.segments[1].octets), body))
        writer.commit(replace(batch, closings=[]))
        writer.commit(Batch(closings=batch.closings))
        writer.commit(Batch())
        assert reader.row(number) is not None
        assert reader.request_octets(number) == b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number
    reader.close()
    writer.close()
    assert path.stat().st_size < 3 * len(body)


def test_connections_that_say_nothing_go_too(tmp_path: Path) -> None:
    """A flood of them does not fill a capture that may have so many octets, and leaves its exchanges alone."""
    path = tmp_path / "c"
    writer = Writer(path, keep=Keep(octets=2**20))
    writer.commit(alone(1))
    for first in range(2, 40_000, 100):
        numbers = range(first, first + 100)
        writer.commit(Batch(connections=[connected(number) for number in numbers]))
        writer.commit(Batch(closings=[closed(number, 0, 0, "silent") for number in numbers]))
    writer.close()

    assert path.stat().st_size < 1.5 * 2**20
    reader = Reader(path)
    assert reader.request_octets(1) == b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
    assert reader.connection(1) is not None
    reader.close()


def test_who_goes_on_knows_where_generations_ended(tmp_path: Path) -> None:
    """After a resume the oldest goes in the same small parts as before."""
    path = killed(tmp_path / "c", *map(alone, range(1, 200)), keep=Keep(exchanges=80))
    writer = Writer(path, resume=True, keep=Keep(exchanges=80))
    reader = Reader(path)
    for number in range(200, 400):
        writer.commit(alone(number))
        assert 80 <= reader.snapshot(None).kept <= 100
    reader.close()
    writer.close()
    assert rows(path, "mark") <= 10


def test_a_capture_that_is_closed_has_nothing_of_what_is_gone(tmp_path: Path) -> None:
    """What was being removed is removed to the end."""
    path = tmp_path / "c"
    writer = Writer(path, keep=Keep(exchanges=800))
    batch = Batch()
    for number in range(1, 1_000):
        one = alone(number)
        for name in ("connections", "segments", "exchanges", "answers", "closings"):
            getattr(batch, name).extend(getattr(one, name))
        if number % 90 == 0:
            writer.commit(batch)
            batch = Batch()
    writer.commit(Batch(connections=[connected(2_000)]))
    writer.close()

    reader = Reader(path)
    removed = reader.snapshot(None).removed
    reader.close()
    assert removed >= 90
    octets = path.read_bytes()
    assert [number for number in range(1, removed + 1) if b"GET /%d HTTP" % number in octets] == []
    assert b"GET /%d HTTP" % (removed + 1) in octets
