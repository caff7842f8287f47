"""What of a long body goes into the capture: its beginning and its trailers; of the rest length and digest."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.exchange import Batch, Omission
from httpscope.rules.answer import Reply
from httpscope.rules.asked import CONTENT_READ, Asked
from httpscope.rules.settings import Limits
from tests.octets import GET
from tests.server.transcript import MILLISECOND, Transcript

HEAD = b"PUT /b HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n"
BODY = bytes(range(250)) * 4
CHUNKED_HEAD = b"PUT /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKS = b"64\r\n" + b"a" * 100 + b"\r\n3;x=y\r\nbcd\r\n" + b"1\r\ne\r\n" * 20
TAIL = b"0\r\nX-Sum: 1\r\n\r\n"


def keeping(kept: int, **limits: int) -> Transcript:
    """Give a session that keeps so much of each body."""
    return Transcript(limits=Limits(kept=kept, **limits))


def covered(batch: Batch) -> list[tuple[int, int, bool]]:
    """Give what is told of the stream in order: start, stop, whether it was kept. Neighbours are joined."""
    longest: dict[int, Omission] = {row.start: row for row in batch.omissions}
    told = [(row.start, row.start + len(row.octets), True) for row in batch.segments]
    told += [(row.start, row.stop, False) for row in longest.values()]
    joined: list[tuple[int, int, bool]] = []
    for start, stop, kept in sorted(told):
        continues = joined and joined[-1][1:] == (start, kept)
        joined.append((joined.pop()[0] if continues else start, stop, kept))
    return joined


def assert_true(batch: Batch, sent: bytes) -> None:
    """Each octet that was sent is kept as it was, or is in one digest, and none in both."""
    assert all(sent[row.start :].startswith(row.octets) for row in batch.segments)
    assert all(row.digest == sha256(sent[row.start : row.stop]).digest() for row in batch.omissions)
    places = covered(batch)
    assert [start for start, _, _ in places] == [0, *(stop for _, stop, _ in places[:-1])]
    assert places[-1][1] == len(sent)


@pytest.mark.parametrize("way", ["feed", "feed_octets"])
@pytest.mark.parametrize(
    ("head", "body", "tail"), [(HEAD, BODY, b""), (CHUNKED_HEAD, CHUNKS, TAIL)], ids=["length", "chunked"]
)
@pytest.mark.parametrize("kept", [0, 1, 103, 1_000_000])
def test_of_a_body_just_so_much_is_kept_however_it_was_split(
    way: str, head: bytes, body: bytes, tail: bytes, kept: int
) -> None:
    """Its first octets, and all from the last chunk on; the request behind it is untouched."""
    session = keeping(kept)
    sent = head + body + tail + GET
    getattr(session, way)(sent)

    edge, end = len(head) + kept, len(head) + len(body)
    expected = [(0, edge, True), (edge, end, False), (end, len(sent), True)] if edge < end else [(0, len(sent), True)]
    assert covered(session.batch) == expected
    assert_true(session.batch, sent)
    assert [method for _, method, *_ in session.exchanges()] == ["PUT", "GET"]


@given(cuts=st.lists(st.integers(1, 300), min_size=1, max_size=40), kept=st.integers(0, 1_200))
def test_any_split_of_any_requests_is_told_of_whole(cuts: list[int], kept: int) -> None:
    """Nothing is lost, altered or told twice, and no head is left out."""
    sent = (CHUNKED_HEAD + CHUNKS + TAIL + HEAD + BODY + GET) * 2
    session, start = keeping(kept), 0
    for size in (*cuts, len(sent)):
        session.feed(sent[start : start + size])
        start += size

    assert_true(session.batch, sent)
    assert [method for _, method, *_ in session.exchanges()] == ["PUT", "PUT", "GET"] * 2
    left_out = sum(row.stop - row.start for row in session.batch.omissions)
    assert left_out == 2 * (max(len(CHUNKS) - kept, 0) + max(len(BODY) - kept, 0))


def test_an_answer_is_given_with_the_word_about_what_was_left_out() -> None:
    """Answered means recorded: the batch that has the answer has the digest too."""
    session = keeping(10).feed(HEAD + BODY[:500])
    before = len(session.batch.omissions), len(session.session.steps)
    session.feed(BODY[500:])

    assert before == (0, 0)
    assert len(session.batch.omissions) == 1
    assert session.session.steps


def test_what_is_being_left_out_is_told_of_once_a_second() -> None:
    """So a list shows it grow, and a server that is killed had told of nearly all."""
    session = keeping(0).feed(HEAD, BODY[:100])
    session.now += 1_000 * MILLISECOND
    session.feed(BODY[100:200])
    session.feed(BODY[200:300])

    (row,) = session.batch.omissions
    assert (row.start, row.stop) == (len(HEAD), len(HEAD) + 200)
    session.feed(BODY[300:])
    assert [row.stop for row in session.batch.omissions] == [len(HEAD) + 200, len(HEAD + BODY)]
    assert_true(session.batch, HEAD + BODY)


def test_what_is_not_kept_is_taken_where_it_lies() -> None:
    """Nothing of it is held, and it changes nothing but the digest, until the body ends or news are due."""
    session = keeping(10).feed(HEAD, BODY[:10])
    inner = session.session
    rows = [len(getattr(session.batch, name)) for name in ("segments", "progress", "omissions")]

    assert inner.leaves_out
    assert inner.leave_out(memoryview(BODY[10:500]), session.now) == 490
    assert inner.leave_out(memoryview(BODY[500:] + GET), session.now) == 499
    assert [len(getattr(session.batch, name)) for name in ("segments", "progress", "omissions")] == rows
    inner.receive(BODY[999:] + GET, session.now, session.batch)
    assert not inner.leaves_out
    assert_true(session.batch, HEAD + BODY + GET)


def test_what_is_kept_is_never_taken_where_it_lies() -> None:
    """Heads, what comes before the limit, and what comes behind an answer that closes."""
    session = keeping(10)
    assert session.session.leave_out(memoryview(HEAD), session.now) == 0
    session.feed(HEAD, BODY[:9])
    assert session.session.leave_out(memoryview(BODY[9:]), session.now) == 0
    session.feed(BODY[9:500])
    session.session.unrecorded("disk full")
    assert session.session.leave_out(memoryview(BODY[500:]), session.now) == 0


def test_a_connection_lost_in_what_is_left_out_tells_of_all_that_came() -> None:
    """The entry ends with its last octet."""
    session = keeping(10).feed(HEAD, BODY[:500])
    session.session.lost(session.now, session.batch)

    assert_true(session.batch, HEAD + BODY[:500])
    assert session.batch.progress[-1].stop == len(HEAD) + 500


@pytest.mark.parametrize("way", ["feed", "feed_octets"])
@pytest.mark.parametrize("wrong", [b"zz\r\n", b"1;\x00\r\n", b"ffffffffffff\r\n"])
def test_what_a_chunked_body_is_refused_for_is_kept(way: str, wrong: bytes) -> None:
    """A wrong chunk size far behind the limit can be looked at."""
    sent = CHUNKED_HEAD + CHUNKS + wrong
    session = keeping(0)
    getattr(session, way)(sent).session.lost(session.now, session.batch)
    stop = len(CHUNKED_HEAD + CHUNKS)

    assert_true(session.batch, sent)
    assert covered(session.batch)[:2] == [(0, len(CHUNKED_HEAD), True), (len(CHUNKED_HEAD), stop, False)]
    assert session.batch.segments[-1].octets.startswith(wrong[:1])


def test_what_comes_behind_a_refusal_is_bounded_too() -> None:
    """A client that goes on sending behind its 413 does not fill the capture."""
    session = Transcript(limits=Limits(kept=10))
    refused = b"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n"
    session.feed(refused, *(b"x" * 100,) * 30)
    session.session.lost(session.now, session.batch)

    assert covered(session.batch) == [(0, len(refused) + 10, True), (len(refused) + 10, len(refused) + 3_000, False)]


def test_a_turn_that_could_not_be_recorded_takes_its_word_back() -> None:
    """What no row was recorded for is not told of later as if it had been."""
    session = keeping(0).feed(HEAD)
    session.session.committed()
    session.feed(BODY[:500])
    session.session.unrecorded("disk full")
    lost, session.batch = session.batch, Batch()
    session.session.lost(session.now, session.batch)

    assert lost.segments
    assert not session.batch.omissions
    assert session.batch.progress[-1].stop == len(HEAD)
    assert session.batch.progress[-1].remark == "unrecorded"


class Looking(Transcript):
    """A session with a rule that looks at content."""

    def __init__(self, kept: int) -> None:
        super().__init__(limits=Limits(kept=kept))
        self.seen: list[Asked] = []

    def wants_content(self) -> bool:
        """Such a rule is in force."""
        return True

    def answer(self, asked: Asked, *, persistent: bool, waited: bool = False) -> tuple[Reply, int | None]:
        """Note what the rules see."""
        self.seen.append(asked)
        return super().answer(asked, persistent=persistent, waited=waited)


@pytest.mark.parametrize("more", [-1, 0, 1, 500_000])
def test_content_is_held_for_rules_only_as_far_as_they_look(more: int) -> None:
    """They see its beginning and whether there is more of it, and what is not kept is in the digest all the same."""
    content = bytes(range(256)) * 6_000
    body = content[: CONTENT_READ + more]
    session = Looking(kept=10)
    sent = b"PUT /b HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(body) + body + GET
    session.feed(*(sent[start : start + 65_536] for start in range(0, len(sent), 65_536)))

    assert (session.seen[0].content, session.seen[0].cut) == (body[:CONTENT_READ], more > 0)
    assert [method for _, method, *_ in session.exchanges()] == ["PUT", "GET"]
    assert_true(session.batch, sent)
