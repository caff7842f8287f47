"""What was committed is read back: octets exactly, rows as they are by now, changes since the last look."""

import threading

import pytest

from httpscope.exchange import Answer, Batch, Exchange, Notice, RulesetText, Run, Segment
from httpscope.store.reader import CaptureFault, ConnectionFacts, Place, Reader, Row, Transfer
from httpscope.store.row import EXCHANGES_LISTED
from httpscope.store.schema import BLOCK_BITS
from tests.store.sample import ANSWER, REQUEST, Capture, begun, closed, connected, exchanged, learnt

BLOCK = 1 << BLOCK_BITS


def test_row_joins_exchange_answer_and_connection(capture: Capture) -> None:
    """A row says all that the list shows of an exchange."""
    capture.writer.commit(Batch(connections=[connected()]))
    capture.writer.commit(exchanged(1))

    assert capture.reader.row(1) == Row(
        id=1, at=1_000, method="GET", target="/hello", version="HTTP/1.1", status=200, received=len(REQUEST),
        sent=len(ANSWER), duration=50, peer="127.0.0.1:50001", remark="", connection=1, ordinal=1, rule="hello",
        complete=True,
    )  # fmt: skip


def test_rows_are_a_page_by_numbers(capture: Capture) -> None:
    """Rows come in order from the first number asked for, and no more than asked for."""
    for number in range(1, 8):
        capture.writer.commit(exchanged(number))

    assert [row.id for row in capture.reader.rows(3, 3)] == [3, 4, 5]
    assert [row.id for row in capture.reader.rows(6, 100)] == [6, 7]
    assert capture.reader.rows(8, 100) == []
    assert capture.reader.row(8) is None


def test_octets_are_those_of_the_exchange_alone(capture: Capture) -> None:
    """Two pipelined requests in one read, and their answers in two writes, come apart at their offsets."""
    first, second = b"GET /1 HTTP/1.1\r\n\r\n", b"GET /22 HTTP/1.1\r\n\r\n"
    batch = Batch(
        segments=[Segment(1, 0, 5, 0, first + second), Segment(1, 1, 6, 0, b"one"), Segment(1, 1, 7, 3, b"second")],
        exchanges=[
            Exchange(1, 1, 1, 5, 0, len(first), len(first), "GET", "/1", "HTTP/1.1", ""),
            Exchange(
                2, 1, 2, 5, len(first), len(first + second), len(first + second), "GET", "/22", "HTTP/1.1", ""
            ),
        ],
        answers=[Answer(1, 6, 0, 3, 200, "", None), Answer(2, 7, 3, 9, 200, "", None)],
    )  # fmt: skip
    capture.writer.commit(batch)

    assert [capture.reader.request_octets(number) for number in (1, 2, 3)] == [first, second, b""]
    assert [capture.reader.answer_octets(number) for number in (1, 2, 3)] == [b"one", b"second", b""]
    assert capture.reader.transfers(2) == [Transfer(5, 0, len(first), len(first + second)), Transfer(7, 1, 3, 9)]
    assert capture.reader.transfers(3) == []


def test_a_request_in_pieces_is_put_together(capture: Capture) -> None:
    """Reads of one octet each give the request, and each read its own time."""
    for place, octet in enumerate(REQUEST):
        capture.writer.commit(
            begun(1, REQUEST[:1])
            if place == 0
            else Batch(segments=[Segment(1, 0, 1_000 + place, place, bytes([octet]))])
        )
    capture.writer.commit(Batch(progress=[learnt(1, len(REQUEST))]))

    assert capture.reader.request_octets(1) == REQUEST
    assert [transfer.at for transfer in capture.reader.transfers(1)] == list(range(1_000, 1_000 + len(REQUEST)))


def test_an_arriving_request_reaches_to_the_end_of_what_came(capture: Capture) -> None:
    """While an exchange has no stop, its octets and its size grow with the connection's, without a row of their own."""
    capture.writer.commit(begun(1, b"GE"))
    before = capture.reader.snapshot(None)
    row = capture.reader.row(1)
    assert row is not None
    assert (row.received, row.complete, row.status, row.duration) == (2, False, None, None)

    capture.writer.commit(Batch(segments=[Segment(1, 0, 2_000, 2, b"T /")]))

    assert capture.reader.request_octets(1) == b"GET /"
    assert capture.reader.snapshot(before).changed_from == 1
    grown = capture.reader.row(1)
    assert grown is not None
    assert grown.received == 5


def test_the_newest_progress_counts(capture: Capture) -> None:
    """Of several progress rows, even of the same moment, the last one says what is known."""
    capture.writer.commit(begun(1, b"POST /late HTTP/1.1\r\n\r\nab"))
    capture.writer.commit(Batch(progress=[learnt(1, None, target="/"), learnt(1, None, "half")]))
    capture.writer.commit(Batch(progress=[learnt(1, 24, "cut-off")]))
    row = capture.reader.row(1)

    assert row is not None
    assert (row.method, row.target, row.remark, row.received, row.complete) == ("POST", "/late", "cut-off", 24, True)
    assert capture.reader.exchange(1) == Exchange(
        1, 1, 1, 1_000, 0, 24, 24, "POST", "/late", "HTTP/1.1", "cut-off"
    )  # fmt: skip


def test_octets_that_never_left_are_cut_off(capture: Capture) -> None:
    """What was planned and not handed to the operating system before the end is no part of the answer."""
    capture.writer.commit(exchanged(1))
    assert capture.reader.answer_octets(1) == ANSWER

    capture.writer.commit(Batch(closings=[closed(1, len(REQUEST), 10, "client-left")]))

    assert capture.reader.answer_octets(1) == ANSWER[:10]
    assert capture.reader.transfers(1)[1][2:4] == (0, 10)


def test_an_answer_that_did_not_begin_to_leave_is_empty(capture: Capture) -> None:
    """A client that left before the second answer has no octet of it."""
    capture.writer.commit(exchanged(1))
    capture.writer.commit(exchanged(2))
    capture.writer.commit(Batch(closings=[closed(1, 2 * len(REQUEST), len(ANSWER), "client-left")]))

    assert capture.reader.answer_octets(2) == b""
    assert [transfer.direction for transfer in capture.reader.transfers(2)] == [0]


def test_an_answer_in_pieces_and_partly_written(capture: Capture) -> None:
    """Of an answer that is planned further than it was written, there is what was written."""
    batch = exchanged(1)
    batch.answers[0] = batch.answers[0]._replace(stop=1_000)
    capture.writer.commit(batch)
    assert capture.reader.answer_octets(1) == ANSWER

    capture.writer.commit(Batch(segments=[Segment(1, 1, 5_000, len(ANSWER), b"more")]))

    assert capture.reader.answer_octets(1) == ANSWER + b"more"


@pytest.mark.parametrize("size", [1, 255, 256, 100_000])
def test_content_apart_from_its_head_is_read_as_one(capture: Capture, size: int) -> None:
    """Head and content give the octets of the write, wherever the content is kept."""
    head, content = b"HTTP/1.1 200 OK\r\n\r\n", bytes(range(256)) * (size // 256) + b"z" * (size % 256)
    batch = exchanged(1, answer=head + content)
    batch.segments[1] = Segment(1, 1, 1_050, 0, head, content)
    capture.writer.commit(batch)

    assert capture.reader.answer_octets(1) == head + content


def test_pieces_of_a_request_join_to_the_whole(capture: Capture) -> None:
    """A body that came in many reads is what was sent."""
    body = bytes(range(256)) * 40
    for start in range(0, len(body), 1_000):
        segment = Segment(1, 0, start, start, body[start : start + 1_000])
        capture.writer.commit(begun(1, segment.octets) if start == 0 else Batch(segments=[segment]))

    assert capture.reader.request_octets(1) == body
    assert capture.reader.places(1) == (Place(1, 0, 0, len(body)), Place(1, 1, 0, 0))


def test_octets_are_found_across_blocks(capture: Capture) -> None:
    """A request and its answer with thousands of other segments before, between and behind are read whole."""
    capture.writer.commit(Batch(connections=[connected(1), connected(2)]))
    number = 0

    def others() -> None:
        nonlocal number
        batch = Batch()
        for _ in range(BLOCK):
            number += 1
            one = exchanged(number, 2)
            batch.segments += one.segments
            batch.exchanges += one.exchanges
            batch.answers += one.answers
        capture.writer.commit(batch)

    others()
    number += 1
    slow = number
    capture.writer.commit(begun(slow, b"POST / HTTP/1.1\r\n", 1))
    others()
    capture.writer.commit(Batch(segments=[Segment(1, 0, 5, 17, b"\r\nbody")]))
    others()
    capture.writer.commit(
        Batch(
            segments=[Segment(1, 1, 6, 0, ANSWER)],
            progress=[learnt(slow, 23)],
            answers=[Answer(slow, 6, 0, len(ANSWER), 200, "", None)],
        )
    )
    others()

    assert capture.reader.request_octets(slow) == b"POST / HTTP/1.1\r\n\r\nbody"
    assert capture.reader.answer_octets(slow) == ANSWER
    assert capture.reader.request_octets(number) == REQUEST
    facts = capture.reader.connection(2)
    assert facts is not None
    assert facts.requests == number
    assert facts.exchanges == tuple(range(number - EXCHANGES_LISTED + 1, number + 1))
    assert capture.reader.connection(1) == ConnectionFacts(connected(1), None, (slow,), slow)


def test_a_request_behind_others_is_found_though_it_was_written_late(capture: Capture) -> None:
    """A pipelined request whose octets came long before its row is found at its octets."""
    capture.writer.commit(Batch(connections=[connected(1), connected(2)], segments=[Segment(1, 0, 5, 0, b"onetwo")]))
    capture.writer.commit(
        Batch(segments=[Segment(2, 0, 6, place, b"x") for place in range(2 * BLOCK)])
    )  # fmt: skip
    capture.writer.commit(Batch(exchanges=[Exchange(1, 1, 2, 5, 3, 6, 6, "", "", "", "")]))

    assert capture.reader.request_octets(1) == b"two"


def test_snapshot_counts(capture: Capture) -> None:
    """A snapshot tells the highest exchange and how many connections are open, all in all, and were silent."""
    capture.writer.commit(Batch(runs=[Run(1, "httpscope 0.1.0", "http://127.0.0.1:8001/", "")]))
    capture.writer.commit(Batch(connections=[connected(number) for number in (1, 2, 3)]))
    capture.writer.commit(exchanged(1))
    capture.writer.commit(Batch(closings=[closed(2, 0, 0, "silent"), closed(1, 33, 40)]))
    found = capture.reader.snapshot(None)

    assert (found.exchanges, found.answers, found.connections, found.connections_open, found.silent) == (1, 1, 3, 1, 1)
    assert found.run == Run(1, "httpscope 0.1.0", "http://127.0.0.1:8001/", "")
    assert found.changed_from == 1


def test_snapshot_of_nothing(capture: Capture) -> None:
    """A capture without a row has a snapshot of zeros."""
    assert capture.reader.snapshot(None)[:5] == (0, 0, 0, 0, 0)


def test_snapshot_tells_the_lowest_exchange_that_changed(capture: Capture) -> None:
    """New exchanges, answers and progress move `changed_from` down to them; a commit of other rows does not."""
    for number in (1, 2, 3):
        capture.writer.commit(begun(number, REQUEST, connection=number))
    seen = capture.reader.snapshot(None)

    def changed_by(*batches: Batch) -> int:
        nonlocal seen
        for batch in batches:
            capture.writer.commit(batch)
        seen = capture.reader.snapshot(seen)
        return seen.changed_from

    assert changed_by(Batch(connections=[connected(9)])) == 4
    assert changed_by(exchanged(4, connection=8)) == 4
    assert changed_by(Batch(answers=[Answer(2, 5, 0, 9, 200, "", None)])) == 2
    assert changed_by(Batch(progress=[learnt(3, 33)]), exchanged(5, connection=8)) == 3
    assert changed_by(Batch(segments=[Segment(3, 0, 9, 33, b"x")])) == 6
    assert changed_by(Batch(segments=[Segment(1, 0, 9, 33, b"x")])) == 1


def test_changed_asks_only_whether_something_was_committed(capture: Capture) -> None:
    """`changed` is true at first, then once after each commit or several."""
    assert [capture.reader.changed(), capture.reader.changed()] == [True, False]
    capture.writer.commit(exchanged(1))
    capture.writer.commit(exchanged(2))
    assert [capture.reader.changed(), capture.reader.changed()] == [True, False]


def test_a_newer_notice_replaces_the_older_of_its_topic(capture: Capture) -> None:
    """A snapshot holds the newest notice of each topic; `notices` gives all that are later than a time."""
    old, other, new = (
        Notice(1, "error", "rules", "bad"),
        Notice(2, "warning", "capture", "full"),
        Notice(3, "information", "rules", "good again"),
    )
    capture.writer.commit(Batch(notices=[old, other]))
    seen = capture.reader.snapshot(None)
    assert seen.notices == (old, other)

    capture.writer.commit(Batch(notices=[new]))

    assert capture.reader.snapshot(seen).notices == (other, new)
    assert capture.reader.notices(1) == [other, new]


def test_connections_come_newest_first_in_pages(capture: Capture) -> None:
    """Each connection has its end and its exchanges."""
    capture.writer.commit(Batch(connections=[connected(number) for number in (1, 2, 3)]))
    capture.writer.commit(exchanged(1, 2, 1))
    capture.writer.commit(exchanged(2, 2, 2))
    capture.writer.commit(Batch(closings=[closed(2, 66, 80)]))

    assert [facts.connection.id for facts in capture.reader.connections(None, 2)] == [3, 2]
    assert [facts.connection.id for facts in capture.reader.connections(2, 2)] == [1]
    assert capture.reader.connection(2) == ConnectionFacts(connected(2), closed(2, 66, 80), (1, 2), 2)
    assert capture.reader.connection(7) is None


def test_rulesets_and_answers_are_read_back(capture: Capture) -> None:
    """An answer can be traced to the text of the rules that gave it."""
    text = RulesetText(1, 5, "rules.toml", "[[rule]]\n")
    capture.writer.commit(exchanged(1))
    capture.writer.commit(Batch(rulesets=[text]))
    answer = capture.reader.answer(1)

    assert answer == Answer(1, 1_050, 0, len(ANSWER), 200, "hello", 1)
    assert capture.reader.ruleset(1) == text
    assert capture.reader.answer(2) is None
    assert capture.reader.ruleset(2) is None
    assert capture.reader.exchange(2) is None


def test_texts_of_any_octets_come_back(capture: Capture) -> None:
    """NUL, controls and octets above 127 in method, target and version stay what they were."""
    batch = exchanged(1)
    odd = bytes(range(256)).decode("latin-1")
    batch.exchanges[0] = batch.exchanges[0]._replace(method="\0", target=odd, version="\0x")
    capture.writer.commit(batch)
    row = capture.reader.row(1)

    assert row is not None
    assert (row.method, row.target, row.version) == ("\0", odd, "\0x")


def test_threads_take_turns(capture: Capture) -> None:
    """One reader may be asked from several threads, and each gets its own answer."""
    for number in range(1, 51):
        capture.writer.commit(exchanged(number))
    wrong: list[int] = []

    def ask() -> None:
        for _ in range(20):
            wrong.extend(number for number in range(1, 51) if capture.reader.request_octets(number) != REQUEST)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_a_closed_reader_says_so(capture: Capture) -> None:
    """Asking after `close` is a fault and no crash."""
    reader = Reader(capture.path)
    reader.close()

    with pytest.raises(CaptureFault, match="cannot be read"):
        reader.row(1)
