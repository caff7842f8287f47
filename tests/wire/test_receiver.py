"""One connection's inbound octets: messages in order, and where each begins and ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.wire import line_defects
from httpscope.wire.defect import Defect
from httpscope.wire.framing import Length
from httpscope.wire.nature import HTTP2_PREFACE, TLS_HELLO
from httpscope.wire.receiver import ContentRead, CutOff, Event, HeadRead, Limits, MessageEnd, Receiver, Refused
from httpscope.wire.span import Span
from tests.octets import CHROME_GET, CHUNKED_POST, CURL_POST, GET, GZIPPED, RAW_REQUESTS
from tests.wire.reading import in_octets, read_three_ways, verdict

RAW = {example.name: example.octets for example in RAW_REQUESTS}


def fed(octets: bytes) -> Receiver:
    """Give a receiver that holds the octets."""
    receiver = Receiver()
    receiver.feed(octets)
    return receiver


RAW_VERDICTS: dict[str, object] = {
    "order, case, duplicate, OWS": (b"GET", b"/order", b""),
    "chunked + extension + trailer": (b"POST", b"/chunk", b"hello"),
    "HTTP/1.1 without Host": "missing-host",
    "space before the colon": "space-before-colon",
    "Content-Length and Transfer-Encoding": "content-length-and-transfer-encoding",
    "two different Content-Length": "repeated-content-length",
    "garbage": "missing-version",
    "TLS ClientHello": "not-http",
    "HTTP/2 preface": "not-http",
    "method in lower case": (b"get", b"/lower", b""),
    "HTTP/1.0": (b"GET", b"/ten", b""),
    "content shorter than Content-Length, then close": "cut off",
    "head cut off": "cut off",
    "two pipelined": (b"GET", b"/p1", b""),
    "Expect: 100-continue, content sent at once": (b"POST", b"/expect", b"hi"),
    "CONNECT": (b"CONNECT", b"example.com:443", b""),
    "TRACE": (b"TRACE", b"/t", b""),
    "OPTIONS *": (b"OPTIONS", b"*", b""),
    "absolute-form": (b"GET", b"http://h.example/abs", b""),
    "bare LF": "bare-lf",
    "obs-fold": "obs-fold",
    "gzip request content": (b"POST", b"/gz", GZIPPED),
}


@pytest.mark.parametrize("name", RAW)
def test_raw_requests(name: str) -> None:
    """Each of the 22 raw requests is read, or refused for the reason that it was made for."""
    verdict = read_three_ways(RAW[name])

    if verdict.messages:
        first = verdict.messages[0]
        assert (first.method, first.target, first.content) == RAW_VERDICTS[name]
    else:
        assert (verdict.code or "cut off") == RAW_VERDICTS[name]


def test_fields_keep_order_case_and_duplicates() -> None:
    """Field lines are told as sent, without the whitespace around their values."""
    (message,) = read_three_ways(RAW["order, case, duplicate, OWS"]).messages

    assert message.fields == (
        (b"Host", b"h.example"),
        (b"X-Zeta", b"1"),
        (b"x-alpha", b"2"),
        (b"X-Dup", b"one"),
        (b"X-Dup", b"two"),
        (b"accept", b"*/*"),
        (b"Connection", b"close"),
    )


def test_pipelined_requests_come_in_order() -> None:
    """Ten requests in one read are ten messages, each beginning where the one before it ends (RFC 9112 §9.3.2)."""
    requests = [b"POST /%d HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n%d" % (n, n) for n in range(10)]

    messages = read_three_ways(b"".join(requests)).messages

    assert [message.target for message in messages] == [b"/%d" % n for n in range(10)]
    assert [message.start for message in messages[1:]] == [message.stop for message in messages[:-1]]


def test_events_of_a_request_with_content() -> None:
    """A head, its content as it comes, and the end: offsets count from the first octet of the connection."""
    receiver = fed(GET + CURL_POST[:-3])
    first, second = receiver.next(), receiver.next()
    start = len(GET)
    head_stop = start + len(CURL_POST) - 7

    assert isinstance(first, HeadRead)
    assert (first.start, first.stop, first.whole) == (0, start, True)
    assert isinstance(second, HeadRead)
    assert (second.start, second.stop, second.whole) == (start, head_stop, False)
    assert second.head.framing == Length(7)
    assert (receiver.next(), receiver.next()) == (ContentRead(b'{"a"'), None)
    receiver.feed(b":1}" + GET)
    assert (receiver.next(), receiver.next()) == (ContentRead(b":1}"), MessageEnd(start + len(CURL_POST), ()))
    assert receiver.buffered == len(GET)


def test_chunks_in_one_read_are_one_content() -> None:
    """All the content that a read brought is told at once, however many chunks it came in."""
    receiver = fed(CHUNKED_POST)
    receiver.next()

    assert receiver.next() == ContentRead(b"hello, world")
    tail = b"0\r\nX-Sum: abc\r\n\r\n"
    assert receiver.next() == MessageEnd(len(CHUNKED_POST), (), None, len(tail))


CHUNKS = (
    b"1\r\na\r\n", b"1\r\na\r\n" * 5, b"2\r\nbc\r\n", b"2\r\nb\n\r\n", b"a\r\n0123456789\r\n", b"A\r\n0123456789\r\n",
    b"01\r\na\r\n", b"14\r\n" + b"x" * 20 + b"\r\n", b"1;x=y\r\na\r\n", b"1\na\r\n", b"1\na\n", b"1\r\na\n",
    b"10\n" + b"x" * 16 + b"\n", b"1\r\nab\r\n", b"z\r\n", b"\r\n", b"1\r\n", b"ffffffff\r\n",
)  # fmt: skip


@given(
    chunks=st.lists(st.sampled_from(CHUNKS), max_size=30).map(b"".join),
    tail=st.sampled_from([b"0\r\n\r\n", b"0\r\nX: 1\r\n\r\n", b"0;x\n\n"]),
    cuts=st.lists(st.integers(1, 60), max_size=30),
    most=st.integers(1, 100),
    lenient=st.booleans(),
)
def test_what_is_taken_in_place_changes_no_verdict(
    chunks: bytes, tail: bytes, cuts: list[int], most: int, lenient: bool
) -> None:
    """Unwanted content is skipped wherever a read began, and all else is told as with content, octet by octet."""
    octets = b"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + tail + GET
    with_content = Receiver(Limits(content=most), lenient)
    expected: list[Event] = []
    for octet in in_octets(octets):
        with_content.feed(octet)
        expected += iter(with_content.next, None)
    without = Receiver(Limits(content=most), lenient, wants_content=False)
    told: list[Event] = []
    start = 0
    for cut in (*cuts, len(octets)):
        piece = memoryview(octets)[start : start + cut]
        start += cut
        without.feed(bytes(piece[without.skip(piece) :]))
        told += iter(without.next, None)

    assert told == [event for event in expected if not isinstance(event, ContentRead)]
    assert without.taken + without.buffered == with_content.taken + with_content.buffered


@pytest.mark.parametrize("size", range(1, 24))
@pytest.mark.parametrize("chunk", [b"5\r\nabcde\r\n", b"05\r\nabcde\r\n"])
def test_what_is_taken_in_place_counts(chunk: bytes, size: int) -> None:
    """The chunk that passes the limit of content is refused wherever the reads before it ended."""
    receiver = Receiver(Limits(content=14), wants_content=False)
    receiver.feed(b"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
    head = receiver.next()
    assert isinstance(head, HeadRead)
    octets = chunk * 4
    event = None
    for start in range(0, len(octets), size):
        piece = memoryview(octets)[start : start + size]
        receiver.feed(bytes(piece[receiver.skip(piece) :]))
        event = receiver.next()
        if event is not None:
            break

    assert isinstance(event, Refused)
    assert (event.defect.kind.code, receiver.taken) == ("content-too-large", head.stop + 2 * len(chunk))


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_without_content_all_else_is_told_the_same(name: str, size: int) -> None:
    """Who does not want content gets none, and every other event as ever, whatever the split."""
    told: list[list[Event]] = []
    for wants_content in (True, False):
        receiver = Receiver(wants_content=wants_content)
        octets = RAW[name] + GET
        events: list[Event] = []
        for start in range(0, len(octets), size):
            receiver.feed(octets[start : start + size])
            events += iter(receiver.next, None)
        receiver.feed_eof()
        events += iter(receiver.next, None)
        told.append([event for event in events if not isinstance(event, ContentRead)])
        assert wants_content or len(told[-1]) == len(events)

    assert told[0] == told[1]


def test_content_comes_before_the_refusal_behind_it() -> None:
    """Content that was in order is told before what is wrong with the next chunk."""
    octets = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nx\r\n"
    receiver = fed(octets)
    receiver.next()
    content, refused = receiver.next(), receiver.next()

    assert content == ContentRead(b"ok")
    assert isinstance(refused, Refused)
    assert (refused.start, refused.defect.span.of(octets), refused.defect.kind.code) == (0, b"x", "invalid-chunk-size")
    assert refused.head is not None
    assert refused.head.method == b"POST"


@pytest.mark.parametrize("octets", [b"", b"\r", b"\r\n", GET + b"\r\n"])
def test_an_empty_line_between_messages_begins_none(octets: bytes) -> None:
    """A line end too many, as old clients send it, is no message, and the end of the stream behind it cuts none off."""
    receiver = fed(octets)
    while receiver.next():
        pass

    assert receiver.begun is None
    receiver.feed_eof()
    assert receiver.next() is None


def test_begun_says_where_the_arriving_message_starts() -> None:
    """From its first octet to its last a message has begun, its content included."""
    receiver = fed(GET + b"P")
    receiver.next()

    assert receiver.begun == len(GET)
    assert receiver.next() is None
    receiver.feed(CURL_POST[1:-1])
    receiver.next()
    receiver.next()
    assert receiver.begun == len(GET)
    receiver.feed(CURL_POST[-1:])
    receiver.next()
    assert isinstance(receiver.next(), MessageEnd)
    assert receiver.begun is None


def test_half_a_head_can_be_peeked_at() -> None:
    """What has come of a request line is there to be shown while more is awaited."""
    receiver = fed(b"GET /he")

    assert receiver.next() is None
    assert (receiver.peek_head().method, receiver.peek_head().target) == (b"GET", b"/he")
    receiver.feed(b"llo HTTP/1.1\r\nHost: h\r\nX-")
    assert receiver.next() is None
    assert (receiver.peek_head().target, receiver.peek_head().version) == (b"/hello", b"HTTP/1.1")


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"\x16\x03\x01", "not-http"),
        (b"PRI * HTTP/2.0\r\n", "not-http"),
        (b"SSH-2.0", "not-http"),
        (b"GE\x01", "control-character"),
        (b"GET /\0", "nul"),
        (b"hello\r\n", "invalid-request-line"),
        (b"GET /\r\n", "missing-version"),
        (b"GET / HTTP/2.0\r\n", "unsupported-version"),
        (b"GET / HTTP/1.1\r\nBad : x\r\n", "space-before-colon"),
        (b"GET / HTTP/1.1\n", "bare-lf"),
        (b"G" * 8_193, "method-too-long"),
        (b"GET /" + b"a" * 8_188, "target-too-long"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 8_190, "field-line-too-long"),
    ],
)
def test_a_refusal_comes_as_early_as_it_is_certain(octets: bytes, code: str) -> None:
    """The octet that makes it certain is enough, and the octet before it is not."""
    before = fed(octets[:-1])
    refused = fed(octets).next()

    assert before.next() is None
    assert isinstance(refused, Refused)
    assert refused.defect.kind.code == code


def test_nothing_is_read_behind_a_refusal() -> None:
    """Everything from the start of the refused message on belongs to its entry, valid requests too."""
    receiver = fed(GET + b"BAD\r\n" + GET)
    receiver.next()
    refused = receiver.next()
    receiver.feed(GET)
    receiver.feed_eof()

    assert isinstance(refused, Refused)
    assert refused.start == len(GET)
    assert (receiver.next(), receiver.begun) == (None, None)


def test_alien_octets_are_named() -> None:
    """A TLS hello has no head to show; the preface of HTTP/2 has a request line."""
    hello = fed(RAW["TLS ClientHello"]).next()
    preface = fed(RAW["HTTP/2 preface"]).next()

    assert hello == Refused(0, Defect(line_defects.NOT_HTTP, Span(0, 1)), None, TLS_HELLO)
    assert isinstance(preface, Refused)
    assert preface.nature is HTTP2_PREFACE
    assert preface.head is not None
    assert preface.head.method == b"PRI"


def test_a_message_cut_off_tells_what_came() -> None:
    """The end of the stream in the middle of a head or of content leaves what there is of the head."""
    for name, target in (
        ("head cut off", b"/half"),
        ("content shorter than Content-Length, then close", b"/trunc"),
    ):
        receiver = fed(GET + RAW[name])
        receiver.feed_eof()
        events = [receiver.next() for _ in range(4)]
        cut_off = next(event for event in events if isinstance(event, CutOff))

        assert cut_off.start == len(GET)
        assert cut_off.head is not None
        assert cut_off.head.target == target
        assert receiver.next() is None


def test_requests_before_the_end_of_the_stream_are_all_read() -> None:
    """A client that half-closes after sending has asked, and is to be answered (RFC 9112 §9.6)."""
    receiver = fed(GET + GET)
    receiver.feed_eof()

    assert [type(receiver.next()) for _ in range(3)] == [HeadRead, HeadRead, type(None)]


def test_marks_in_a_head_do_not_stop_it() -> None:
    """What is worth a mark is told with the head, in order of place, and the request is read as usual."""
    octets = b"\r\nget /[%zz] HTTP/1.2\r\nHost: h\r\nX: \xc3\xa9\r\nContent-Type: a\r\nContent-Type: a\r\n\r\n"

    (message,) = read_three_ways(octets).messages

    assert message.marks == (
        "leading-empty-line",
        "lower-case-method",
        "unusual-target-octet",
        "invalid-percent",
        "unknown-minor-version",
        "obs-text",
        "repeated-content-type",
    )


@pytest.mark.timeout(60)
def test_a_large_head_in_single_octets_is_read() -> None:
    """Every octet of a head is looked at once: 60 000 reads of one octet that looked at all before would not end."""
    lines = b"".join(b"X-%d: %b\r\n" % (n, b"a" * 640) for n in range(90))
    octets = b"GET / HTTP/1.1\r\nHost: h\r\n" + lines + b"\r\n"

    assert verdict(in_octets(octets)) == verdict([octets])


def test_a_long_run_of_tiny_chunks() -> None:
    """A client may send one octet a chunk; what it sent comes out whole."""
    body = b"1\r\nx\r\n" * 10_000 + b"0\r\n\r\n"

    (message,) = verdict([b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", body]).messages

    assert message.content == b"x" * 10_000


def test_content_over_the_limit_is_refused_before_it_comes() -> None:
    """Announced content beyond the limit is refused with the head, chunked content at the chunk that passes it."""
    receiver = Receiver(Limits(content=4))
    receiver.feed(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n")
    refused = receiver.next()

    assert isinstance(refused, Refused)
    assert (refused.defect.kind.status, refused.head and refused.head.framing) == (413, Length(5))


def test_a_browser_is_read_without_remark() -> None:
    """What Chromium sends departs from nothing."""
    (message,) = read_three_ways(CHROME_GET).messages

    assert (message.method, len(message.fields), message.marks, message.persistent) == (b"GET", 12, (), True)
