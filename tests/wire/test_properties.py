"""What holds for any octets in any split."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from httpscope.wire.anatomy import Anatomy, anatomy_of_request, anatomy_of_response
from httpscope.wire.head import read_clean_request_head, read_request_head, read_response_head, request_head_of
from httpscope.wire.head_reader import HeadReader
from httpscope.wire.judge import RequestJudge
from httpscope.wire.limits import Limits
from tests.octets import CHROME_GET, CURL_POST, RAW_REQUESTS
from tests.wire.messages import damaged_requests, in_pieces, nearly_valid, octets, requests
from tests.wire.reading import in_octets, verdict

LIMITS = Limits()
SMALL = Limits(request_line=24, field_line=24, head=70, fields=4, chunk_line=8, trailers=20, content=6)


def covers(anatomy: Anatomy) -> bool:
    """Tell whether the pieces cover the octets, each exactly once."""
    at = 0
    for piece in anatomy.pieces:
        if piece.start != at or piece.stop <= piece.start:
            return False
        at = piece.stop
    return at == len(anatomy.octets)


@given(in_pieces())
@settings(max_examples=600, deadline=None)
def test_the_verdict_does_not_depend_on_the_split(split: tuple[bytes, list[bytes]]) -> None:
    """However octets come, the same messages are read and the same defect is found at the same place."""
    whole, pieces = split

    assert verdict(pieces) == verdict([whole]) == verdict(in_octets(whole))


@given(in_pieces())
@settings(max_examples=400, deadline=None)
def test_no_limit_depends_on_the_split(split: tuple[bytes, list[bytes]]) -> None:
    """The same holds where every limit is so low that it is passed."""
    whole, pieces = split

    assert verdict(pieces, SMALL) == verdict([whole], SMALL) == verdict(in_octets(whole), SMALL)


@given(st.one_of(octets, damaged_requests()), st.sampled_from(["GET", "HEAD", "CONNECT"]), st.booleans())
@settings(max_examples=600, deadline=None)
def test_every_octet_is_in_exactly_one_piece(found: bytes, method: str, closed: bool) -> None:
    """Whatever the octets are, as a request and as a response."""
    request = anatomy_of_request(found)
    response = anatomy_of_response(found, method, closed)

    assert (covers(request), covers(response)) == (True, True)
    for anatomy in (request, response):
        assert [defect.span for defect in anatomy.defects] == sorted(
            (defect.span for defect in anatomy.defects), key=lambda span: span.start
        )
        assert all(0 <= start <= stop <= len(found) for _, (start, stop) in anatomy.defects)
        assert all(anatomy.piece_at(offset) is not None for offset in range(len(found)))


@given(octets)
@settings(max_examples=300, deadline=None)
def test_heads_of_any_octets(found: bytes) -> None:
    """Reading a head raises nothing, and its parts are the octets at their places."""
    head = read_request_head(found)
    response = read_response_head(found)

    assert (head.method, head.target, head.version) == tuple(
        span.of(head.octets) for span in (head.method_span, head.target_span, head.version_span)
    )
    assert (response.version, response.status_octets, response.reason) == tuple(
        span.of(response.octets) for span in (response.version_span, response.status_span, response.reason_span)
    )
    assert all(field.name == field.name_span.of(head.octets) for field in head.fields)
    assert head.refusal == next((defect for defect in head.defects if defect.kind.status is not None), None)
    assert isinstance(head.path + (head.query or b""), bytes)


def careful(found: bytes) -> object:
    """Read a request head line by line."""
    reader = HeadReader(RequestJudge(LIMITS), LIMITS)
    reader.read(found, to_refusal=False)
    return request_head_of(reader, found)


@given(st.one_of(requests().map(lambda request: request.octets), nearly_valid(), octets))
@settings(max_examples=800, deadline=None)
@example(CHROME_GET)
@example(CURL_POST)
@example(b"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
@example(b"CONNECT / HTTP/1.1\r\nHost: h\r\n\r\n")
def test_the_fast_path_equals_the_careful_one(found: bytes) -> None:
    """What one expression takes for a clean head, the careful reader finds just the same in, and without a defect."""
    head_octets = found[: found.find(b"\r\n\r\n") + 4]
    head = read_clean_request_head(head_octets, LIMITS)

    if head is not None:
        assert head == careful(head_octets)
        assert head._read().defects == ()


@given(st.one_of(nearly_valid(), octets, damaged_requests()))
@settings(max_examples=600, deadline=None)
def test_anatomy_and_receiver_agree(found: bytes) -> None:
    """The first refusal, the end and the content of a message are the same for the screen and for the server."""
    anatomy = anatomy_of_request(found)
    read = verdict([found])
    refusal = next((defect for defect in anatomy.defects if defect.kind.status not in {None, 408}), None)

    if read.messages and read.messages[0].start == 0:
        assert (anatomy.complete, refusal) == (True, None)
        assert anatomy.content_octets() == read.messages[0].content
    elif read.refused:
        assert read.refused == (0, refusal)
        assert anatomy.content_octets().startswith(read.partial_content)
    elif read.cut_off is not None:
        assert anatomy.complete is False
        assert anatomy.content_octets() == read.partial_content


def test_the_raw_requests_are_covered() -> None:
    """The 22 raw requests are taken apart to the last octet."""
    assert [example.name for example in RAW_REQUESTS if not covers(anatomy_of_request(example.octets))] == []
