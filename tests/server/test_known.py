"""A request that comes once more to the octet is not read again, and nothing tells the difference."""

import asyncio
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from httpscope.exchange import INBOUND, OUTBOUND
from httpscope.server.again import LONGEST
from tests.server.test_listener import ANSWER, GET, RULES, Recorded, ask, serving, until

OTHER = b"GET /b HTTP/1.1\r\nHost: h\r\n\r\n"


@pytest.fixture(autouse=True)
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the second not end in which answers are known."""
    monkeypatch.setattr("httpscope.server.rulebook.wall", lambda: 1_800_000_000.0)


async def exchange(stream: tuple[asyncio.StreamReader, asyncio.StreamWriter], octets: bytes) -> bytes:
    """Send a request and give an answer of the length of the usual one."""
    stream[1].write(octets)
    return await asyncio.wait_for(stream[0].readexactly(len(ANSWER)), 5)


def sent(recorded: Recorded, connection: int) -> bytes:
    """Give the octets that went to the client by the capture, which have no gap and do not overlap."""
    own = {row.id for row in recorded.rows.exchanges if row.connection == connection}
    pieces = {row.start: row.octets or b"" for row in recorded.rows.answers if row.exchange in own and row.octets}
    for row in recorded.rows.segments:
        if (row.connection, row.direction) == (connection, OUTBOUND):
            assert row.start not in pieces
            pieces[row.start] = row.octets + (row.content or b"")
    joined = b""
    for start, octets in sorted(pieces.items()):
        assert start == len(joined)
        joined += octets
    return joined


def _more_than(recorded: Recorded, segments: int) -> bool:
    return len(recorded.rows.segments) > segments


async def test_rows_are_those_of_requests_that_were_read() -> None:
    """Numbers, ordinals, places and times go on, whichever of a connection's requests was known."""
    async with serving() as (port, recorded):
        stream = await asyncio.open_connection("127.0.0.1", port)
        for octets in (GET, GET, GET, OTHER, GET, OTHER, OTHER, GET):
            assert await exchange(stream, octets) == ANSWER
        stream[1].close()
        await until(recorded.reasons, "the connection to close")

    rows, answers = recorded.rows.exchanges, recorded.rows.answers
    assert [row.target for row in rows] == ["/a", "/a", "/a", "/b", "/a", "/b", "/b", "/a"]
    assert [(row.id, row.ordinal) for row in rows] == [(n, n) for n in range(1, 9)]
    assert all(row.stop == row.head_stop == row.start + len(GET) for row in rows)
    assert all(later.start == earlier.stop for earlier, later in pairwise(rows))
    assert [row.exchange for row in answers] == [row.id for row in rows]
    assert [(row.start, row.stop) for row in answers] == [(n * len(ANSWER), (n + 1) * len(ANSWER)) for n in range(8)]
    assert all(row.at <= answer.at for row, answer in zip(rows, answers, strict=True))
    assert {(row.status, row.rule, row.ruleset) for row in answers} == {(200, "all", 1)}
    assert sent(recorded, rows[0].connection) == ANSWER * 8
    known = [row.octets for row in rows]
    assert known == [None, GET, GET, None, GET, OTHER, OTHER, GET]
    assert [row.octets for row in recorded.rows.segments if row.direction == INBOUND] == [GET, OTHER]
    assert [(row.received, row.sent) for row in recorded.rows.closings] == [(8 * len(GET), 8 * len(ANSWER))]


async def test_one_connection_knows_what_another_asked() -> None:
    """The answer is known to all of them, while each has offsets of its own."""
    async with serving() as (port, recorded):
        streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        for _ in range(3):
            assert await asyncio.gather(*(exchange(stream, GET) for stream in streams)) == [ANSWER] * 3
        for stream in streams:
            stream[1].close()
        await until(lambda: len(recorded.reasons()) == len(streams), "the connections to close")

    for connection in {row.connection for row in recorded.rows.exchanges}:
        assert sent(recorded, connection) == ANSWER * 3


async def test_a_known_request_in_pieces_or_with_more_behind_it_is_read() -> None:
    """Split at any octet, and several in one packet: as many answers as requests."""
    async with serving() as (port, recorded):
        stream = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            assert await exchange(stream, GET) == ANSWER
        for place in (1, len(GET) - 1):
            before = len(recorded.rows.segments)
            stream[1].write(GET[:place])
            await until(partial(_more_than, recorded, before), "the first piece")
            assert await exchange(stream, GET[place:]) == ANSWER
        stream[1].write(GET * 3)
        assert await asyncio.wait_for(stream[0].readexactly(3 * len(ANSWER)), 5) == ANSWER * 3
        assert await exchange(stream, GET) == ANSWER
        stream[1].close()
    assert [row.stop for row in recorded.rows.exchanges if row.stop] == [
        *(n * len(GET) for n in (1, 2, 3)), *(n * len(GET) for n in (6, 7, 8, 9)),
    ]  # fmt: skip
    assert len(recorded.rows.answers) == 9


async def test_an_end_right_behind_a_known_request_closes_behind_its_answer() -> None:
    """As `nc -N` sends it."""
    async with serving() as (port, recorded):
        for _ in range(4):
            assert await ask(port, GET, half_close=True) == ANSWER
    assert recorded.reasons() == ["client-closed"] * 4


async def test_a_known_request_that_cannot_be_recorded_gets_503() -> None:
    """Nothing leaves that is not in the capture, and the connection closes."""
    async with serving() as (port, recorded):
        stream = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            await exchange(stream, GET)
        recorded.refuse = "The disk is full."
        stream[1].write(GET)
        said = await asyncio.wait_for(stream[0].read(), 5)
        recorded.refuse = None
        assert said.startswith(b"HTTP/1.1 503 ")
        assert await ask(port, GET, half_close=True) == ANSWER
        stream[1].close()
    numbers = [row.id for row in recorded.rows.exchanges]
    assert numbers == sorted(set(numbers))
    assert len(recorded.rows.answers) == 4


async def test_other_rules_count_with_the_next_request(tmp_path: Path) -> None:
    """What was known by the old ones is forgotten."""
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    async with serving(folder=tmp_path) as (port, _recorded):
        stream = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            assert await exchange(stream, GET) == ANSWER
        rules.write_text(RULES.replace('"ok"', '"no"'))
        said = ANSWER
        for _ in range(1000):
            said = await exchange(stream, GET)
            if said != ANSWER:
                break
            await asyncio.sleep(0.005)
        assert said.endswith(b"no")
        stream[1].close()


async def test_a_client_that_does_not_read_known_answers_gets_all_of_them_later() -> None:
    """They wait in order, and the capture has their rows."""
    body = "x" * LONGEST
    rules = RULES.replace('"ok"', f'"{body}"').replace("Length: 2", f"Length: {LONGEST}")
    answer = ANSWER.replace(b"Length: 2", b"Length: %d" % LONGEST)[:-2] + body.encode()
    async with serving(rules) as (port, recorded):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        count = 1500
        for _ in range(count):
            writer.write(GET)
            await asyncio.sleep(0)
        assert await asyncio.wait_for(reader.readexactly(count * len(answer)), 20) == answer * count
        writer.close()
    assert len(recorded.rows.answers) == count


async def test_what_a_count_the_client_or_chance_may_decide_is_not_known() -> None:
    """Of five of the same octets each gets its own answer; where all is in the octets, the rule behind is known too."""
    nth = '[[rule]]\nname = "third"\nmatch.nth = 3\nanswer.status = 503\n'
    async with serving(nth + RULES) as (port, recorded):
        stream = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            assert await exchange(stream, GET) == ANSWER
        stream[1].write(GET * 3)
        await until(lambda: len(recorded.rows.answers) == 5, "five answers")
        stream[1].close()
    assert [row.rule for row in recorded.rows.answers] == ["all", "all", "third", "all", "all"]


async def test_a_header_decides_for_each_request_alone() -> None:
    """Two that differ in a header alone get two answers, over and over."""
    named = '[[rule]]\nname = "named"\nmatch.header = { X = "1" }\nanswer.body = "no"\n' + RULES.partition("\n")[2]
    rules = named.replace('name = "all"\n', "", 1).replace('answer.body = "ok"\n', "", 1) + RULES
    with_header = GET[:-2] + b"X: 1\r\n\r\n"
    async with serving(rules) as (port, recorded):
        stream = await asyncio.open_connection("127.0.0.1", port)
        said = [(await exchange(stream, octets))[-2:] for octets in (GET, with_header) * 3]
        stream[1].close()
    assert said == [b"ok", b"no"] * 3
    assert [row.rule for row in recorded.rows.answers] == ["all", "named"] * 3


async def test_the_connection_closes_behind_a_known_answer_that_says_so() -> None:
    """For a client that asks for it, and one of HTTP/1.0; what it sends on is recorded and read by nobody."""
    rules = '[[rule]]\nname = "all"\nanswer.body = "ok"\n'
    closing = (GET[:-2] + b"Connection: close\r\n\r\n", GET.replace(b"1.1", b"1.0"))
    async with serving(rules) as (port, recorded):
        for octets in closing:
            said = [await ask(port, octets) for _ in range(3)]
            assert all(answer.startswith(b"HTTP/1.1 200 OK\r\n") and answer.endswith(b"ok") for answer in said)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(closing[0])
        assert (await asyncio.wait_for(reader.read(), 5)).endswith(b"ok")
        writer.write(GET)
        await until(lambda: recorded.rows.exchanges[-1].remark == "after-close", "what came behind the end")
        writer.close()
        await until(lambda: len(recorded.reasons()) == 7, "the connections to close")
    assert recorded.reasons() == ["server-closed"] * 7
    assert [row.octets is not None for row in recorded.rows.exchanges] == [
        False,
        True,
        True,
        False,
        True,
        True,
        True,
        False,
    ]
    assert len(recorded.rows.answers) == 7
