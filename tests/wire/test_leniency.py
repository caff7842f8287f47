"""What a lenient receiver reads that a strict one refuses, and that behind it there is never a second request."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from httpscope.wire.anatomy import anatomy_of_request
from httpscope.wire.receiver import ContentRead, HeadRead, Limits, MessageEnd, Receiver, Refused
from tests.octets import GET, HOST
from tests.wire import strictness
from tests.wire.leniency import FORGIVEN, REFUSED, WITHOUT_END
from tests.wire.messages import in_pieces, nearly_valid, octets, requests
from tests.wire.reading import TAIL, Verdict, in_octets, read_three_ways, verdict
from tests.wire.strictness import TAKEN, with_chunks, with_field
from tests.wire.test_properties import SMALL


@pytest.mark.parametrize(("found", "code", "target", "content"), FORGIVEN)
def test_forgiven(found: bytes, code: str, target: bytes, content: bytes) -> None:
    """A request that a strict server refuses is read to its end, with the reason told, and is the last one."""
    (message,) = read_three_ways(found, lenient=True).messages
    strict = read_three_ways(found)

    assert strict.refused == (0, message.forgiven)
    assert strict.code == code
    assert code in message.marks
    assert (message.target, message.content, message.stop) == (target, content, len(found))


@pytest.mark.parametrize(("found", "behind", "code", "content"), WITHOUT_END)
def test_a_request_whose_end_cannot_be_told_ends_there(found: bytes, behind: bytes, code: str, content: bytes) -> None:
    """It is answered with what could be read of it; what follows belongs to it and begins nothing."""
    (message,) = read_three_ways(found + behind, lenient=True).messages

    assert message.forgiven is not None
    assert (message.forgiven.kind.code, message.content, message.stop) == (code, content, len(found))
    assert anatomy_of_request(found + behind).content_octets() == content


@pytest.mark.parametrize(("found", "code", "status"), REFUSED)
def test_never_forgiven(found: bytes, code: str, status: int) -> None:
    """Limits hold, other protocols are refused, and what is no request is not taken for one."""
    read = read_three_ways(found, lenient=True)

    assert (read.code, read.status, read.messages) == (code, status, ())


@pytest.mark.parametrize("found", TAKEN)
def test_a_clean_request_is_read_alike(found: bytes) -> None:
    """What a strict receiver takes a lenient one takes just so, and reads on behind it."""
    assert read_three_ways(found, lenient=True) == read_three_ways(found)


def assert_never_more_than_strict(lenient: Verdict, strict: Verdict) -> None:
    """See that a lenient reader finds the requests of a strict one, and at most the one that was refused besides."""
    last = lenient.messages[-1] if lenient.messages else None
    if strict.refused is None:
        assert lenient == strict
    elif last is not None and last.forgiven:
        assert lenient.messages[:-1] == strict.messages
        assert (last.start, last.forgiven) == strict.refused
        assert (lenient.refused, lenient.cut_off) == (None, None)
    else:
        assert lenient.messages == strict.messages
        entry = lenient.refused[0] if lenient.refused else lenient.cut_off
        assert entry in {strict.refused[0], None}


@given(in_pieces(), st.sampled_from([None, SMALL]))
@settings(max_examples=1_000, deadline=None)
def test_it_never_reads_two_requests_where_a_strict_reader_sees_one(
    split: tuple[bytes, list[bytes]], limits: Limits | None
) -> None:
    """For any octets in any split: the strict reader's requests, then at most the one it refused, then nothing."""
    whole, pieces = split
    lenient = verdict(pieces, limits, lenient=True)

    assert lenient == verdict([whole], limits, lenient=True) == verdict(in_octets(whole), limits, lenient=True)
    assert_never_more_than_strict(lenient, verdict([whole], limits))


@given(st.lists(st.one_of(nearly_valid(), requests().map(lambda request: request.octets)), max_size=3).map(b"".join))
@settings(max_examples=400, deadline=None)
def test_the_same_holds_for_runs_of_nearly_valid_requests(found: bytes) -> None:
    """Pipelined requests, some of them with one thing wrong, each followed by one that nothing is wrong with."""
    assert_never_more_than_strict(verdict([found + TAIL], lenient=True), verdict([found + TAIL]))


@pytest.mark.parametrize(("found", "code", "status"), strictness.REFUSED)
def test_nothing_is_read_behind_any_refused_request(found: bytes, code: str, status: int) -> None:
    """Whatever a strict server refuses, a lenient one reads at most that, never the request behind it."""
    lenient = verdict([GET + found + TAIL], lenient=True)

    assert_never_more_than_strict(lenient, verdict([GET + found + TAIL]))
    assert b"/tail" not in [message.target for message in lenient.messages]


@given(st.one_of(nearly_valid(), octets))
@settings(max_examples=600, deadline=None)
def test_anatomy_and_lenient_receiver_agree(found: bytes) -> None:
    """The screen, which knows no policy, shows the content that the lenient server has read."""
    lenient = verdict([found], lenient=True)
    anatomy = anatomy_of_request(found)

    if lenient.messages and lenient.messages[0].forgiven:
        message = lenient.messages[0]
        refusal = next(defect for defect in anatomy.defects if defect.kind.status is not None)
        assert refusal == message.forgiven
        assert anatomy.content_octets() == message.content
        assert anatomy.head is not None
        assert tuple((field.name, field.value) for field in anatomy.head.fields) == message.fields


def test_events_of_a_forgiven_head_with_content() -> None:
    """The head says what was forgiven, content comes as usual, and with its end the receiver is over."""
    receiver = Receiver(lenient=True)
    receiver.feed(b"POST / HTTP/1.1\nHost: h\nContent-Length: 2\n\nhi" + GET)
    head, content, end = receiver.next(), receiver.next(), receiver.next()

    assert isinstance(head, HeadRead)
    assert (head.forgiven, head.whole, head.head.persistent) == (head.head.refusal, False, False)
    assert (content, isinstance(end, MessageEnd)) == (ContentRead(b"hi"), True)
    assert (receiver.over, receiver.begun, receiver.next()) == (True, None, None)
    assert receiver.buffered == len(GET)


def test_events_of_a_forgiven_body() -> None:
    """A clean head says nothing; the end of the message says what was forgiven in its body."""
    receiver = Receiver(lenient=True)
    receiver.feed(with_chunks(b"2\nhi\r\n0\r\n\r\n") + GET)
    head, _, end = receiver.next(), receiver.next(), receiver.next()

    assert isinstance(head, HeadRead)
    assert head.forgiven is None
    assert isinstance(end, MessageEnd)
    assert end.forgiven is not None
    assert (end.forgiven.kind.code, end.defects) == ("bare-lf", (end.forgiven,))
    assert (receiver.over, receiver.next()) == (True, None)


def test_a_flood_of_empty_lines_passes_the_limit_of_the_head() -> None:
    """However many empty lines are forgiven, they count as octets of a head, and two of them get words."""
    limits = Limits(head=1_000)

    assert read_three_ways(b"\n" * 900 + GET[:-2], limits, lenient=True).cut_off == 0
    assert read_three_ways(b"\n" * 1_001, limits, lenient=True).code == "head-too-large"
    assert len(anatomy_of_request(b"\r\n" * 900 + GET).defects) == 2


def test_an_end_of_line_wrong_in_every_chunk_is_told_once() -> None:
    """A hundred thousand defects of one kind are one mark: they cost no memory."""
    (message,) = verdict([with_chunks(b"1\nx\n" * 100_000 + b"0\n\n")], lenient=True).messages

    assert (len(message.content), message.marks) == (100_000, ("bare-lf",))


def test_a_policy_taken_up_between_messages_holds_for_the_next() -> None:
    """Strict becomes lenient, and lenient strict, where no message has begun; an empty line is no beginning."""
    bare = b"GET / HTTP/1.1\nHost: h\n\n"
    receiver = Receiver()
    receiver.feed(GET + b"\r\n")
    assert isinstance(receiver.next(), HeadRead)
    assert receiver.next() is None
    receiver.adopt(Limits(), lenient=True)
    receiver.feed(bare)
    assert isinstance(receiver.next(), HeadRead)

    receiver = Receiver(lenient=True)
    receiver.adopt(Limits(), lenient=False)
    receiver.feed(bare)
    assert isinstance(receiver.next(), Refused)


def test_a_policy_taken_up_within_a_message_waits_for_the_next() -> None:
    """A head or content that has begun is read by the policy and the limits of its beginning."""
    receiver = Receiver()
    receiver.feed(b"POST / HTTP/1.1\r\nHost: h\r\n")
    assert receiver.next() is None
    receiver.adopt(Limits(content=4, fields=3), lenient=True)
    receiver.feed(b"A:\r\nB:\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert isinstance(receiver.next(), HeadRead)
    receiver.adopt(Limits(content=4, fields=2), lenient=True)
    receiver.feed(b"5\r\nhello\r\n0\r\n\r\n" + b"GET / HTTP/1.1\n" + HOST + b"A:\r\n\r\n" + GET)

    assert [type(receiver.next()) for _ in range(4)] == [ContentRead, MessageEnd, HeadRead, type(None)]
    assert receiver.over


def test_limits_taken_up_are_watched() -> None:
    """The next message is measured by the new limits."""
    receiver = Receiver()
    receiver.feed(GET)
    assert isinstance(receiver.next(), HeadRead)
    receiver.adopt(Limits(fields=1), lenient=False)
    receiver.feed(with_field(b"X: y"))
    refused = receiver.next()

    assert isinstance(refused, Refused)
    assert refused.defect.kind.code == "too-many-fields"


def test_peeking_at_a_head_looks_at_its_request_line_alone() -> None:
    """Neither many empty lines before it nor fields behind it make a look at it dearer, version or not."""
    receiver = Receiver(lenient=True)
    receiver.feed(b"\n" * 5_000 + b"GET /he")
    assert receiver.next() is None
    assert receiver.peek_head().octets == b"GET /he"
    receiver.feed(b"llo\nX: y\n")
    assert receiver.next() is None
    peeked = receiver.peek_head()
    receiver.feed(b"Z: z\n")

    assert (peeked.method, peeked.target, peeked.version) == (b"GET", b"/hello", b"")
    assert receiver.next() is None
    assert receiver.peek_head() is peeked
