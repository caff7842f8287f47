"""Whole messages taken apart: parts in order, content, and what is wrong."""

import pytest

from httpscope.wire.anatomy import Anatomy, Piece, anatomy_of_request, anatomy_of_response
from httpscope.wire.head import ResponseHead
from httpscope.wire.nature import HTTP2_PREFACE, TEXT, TLS_HELLO
from httpscope.wire.part import Part
from tests.octets import CHUNKED_POST, CURL_POST, GZIPPED, RAW_REQUESTS, RESPONSES, Example

RAW = {example.name: example.octets for example in RAW_REQUESTS}


def parts(anatomy: Anatomy) -> list[tuple[Part, bytes, int]]:
    """Give part, octets and number of each piece."""
    return [(piece.part, anatomy.octets[piece.start : piece.stop], piece.index) for piece in anatomy.pieces]


def codes(anatomy: Anatomy) -> list[str]:
    """Give the codes of the defects."""
    return [defect.kind.code for defect in anatomy.defects]


def test_parts_of_a_request() -> None:
    """Each word, space, colon and line end of a request is a part of its own."""
    octets = b"\r\nGET /a HTTP/1.1\r\nHost:  h\t\r\nX:\r\n\r\n"

    assert parts(anatomy_of_request(octets)) == [
        (Part.LEADING_EMPTY_LINE, b"\r\n", -1),
        (Part.METHOD, b"GET", -1),
        (Part.SPACE, b" ", -1),
        (Part.TARGET, b"/a", -1),
        (Part.SPACE, b" ", -1),
        (Part.VERSION, b"HTTP/1.1", -1),
        (Part.LINE_END, b"\r\n", -1),
        (Part.FIELD_NAME, b"Host", 0),
        (Part.COLON, b":", 0),
        (Part.WHITESPACE, b"  ", 0),
        (Part.FIELD_VALUE, b"h", 0),
        (Part.WHITESPACE, b"\t", 0),
        (Part.LINE_END, b"\r\n", 0),
        (Part.FIELD_NAME, b"X", 1),
        (Part.COLON, b":", 1),
        (Part.LINE_END, b"\r\n", 1),
        (Part.EMPTY_LINE, b"\r\n", -1),
    ]


def test_parts_of_odd_field_lines() -> None:
    """Folds, missing colons and stray spaces have places too."""
    octets = b"GET / HTTP/1.1\r\nA : b\r\n c\r\nno colon\nD"

    assert parts(anatomy_of_request(octets))[6:] == [
        (Part.FIELD_NAME, b"A", 0),
        (Part.WHITESPACE, b" ", 0),
        (Part.COLON, b":", 0),
        (Part.WHITESPACE, b" ", 0),
        (Part.FIELD_VALUE, b"b", 0),
        (Part.FOLD, b"\r\n ", 0),
        (Part.FIELD_VALUE, b"c", 0),
        (Part.LINE_END, b"\r\n", 0),
        (Part.NOT_A_FIELD, b"no colon", 1),
        (Part.LINE_END, b"\n", 1),
        (Part.NOT_A_FIELD, b"D", 2),
    ]


def test_parts_of_a_chunked_body() -> None:
    """Sizes, extensions, data, the last chunk and trailers are parts, numbered by chunk and by trailer line."""
    anatomy = anatomy_of_request(CHUNKED_POST)

    assert parts(anatomy)[-17:] == [
        (Part.CHUNK_SIZE, b"5", 0),
        (Part.CHUNK_EXTENSION, b';ext=1 ; b = "q;"', 0),
        (Part.LINE_END, b"\r\n", 0),
        (Part.CHUNK_DATA, b"hello", 0),
        (Part.CHUNK_DATA_END, b"\r\n", 0),
        (Part.CHUNK_SIZE, b"007", 1),
        (Part.LINE_END, b"\r\n", 1),
        (Part.CHUNK_DATA, b", world", 1),
        (Part.CHUNK_DATA_END, b"\r\n", 1),
        (Part.LAST_CHUNK, b"0", 2),
        (Part.LINE_END, b"\r\n", 2),
        (Part.TRAILER_NAME, b"X-Sum", 0),
        (Part.COLON, b":", 0),
        (Part.WHITESPACE, b" ", 0),
        (Part.TRAILER_VALUE, b"abc", 0),
        (Part.LINE_END, b"\r\n", 0),
        (Part.CHUNKED_END, b"\r\n", -1),
    ]
    assert anatomy.content_octets() == b"hello, world"
    assert (anatomy.complete, anatomy.defects) == (True, ())


@pytest.mark.parametrize(
    ("octets", "part", "rest"),
    [
        (b"5", Part.CHUNK_SIZE, b"5"),
        (b"5\r\nhel", Part.CHUNK_DATA, b"hel"),
        (b"5\r\nhello\r", Part.CHUNK_DATA_END, b"\r"),
        (b"0\r\nX-S", Part.TRAILER_NAME, b"X-S"),
    ],
)
def test_half_a_chunk_is_what_it_is_going_to_be(octets: bytes, part: Part, rest: bytes) -> None:
    """While a chunked-body arrives, its last octets are the part that is awaited there."""
    anatomy = anatomy_of_request(b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + octets)

    assert parts(anatomy)[-1][:2] == (part, rest)
    assert (anatomy.complete, codes(anatomy)) == (False, ["incomplete-content"])


def test_octets_behind_a_broken_chunk_are_unreadable() -> None:
    """Where the framing breaks, nobody can say what the rest is."""
    head = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    anatomy = anatomy_of_request(head + b"2\r\nokXX9\r\n")

    assert parts(anatomy)[-1] == (Part.UNREADABLE, b"XX9\r\n", -1)
    assert (codes(anatomy), anatomy.content_octets()) == (["missing-chunk-end"], b"ok")


def test_what_only_a_lenient_server_reads_is_taken_apart_as_well() -> None:
    """Chunks are told apart as far as their sizes can be read, and what is wrong with them is marked once a kind."""
    head = b"POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n"
    anatomy = anatomy_of_request(head + b" 2;\nok\n1\n!\n0\n\n")

    assert parts(anatomy)[16:] == [
        (Part.EMPTY_LINE, b"\n", -1),
        (Part.WHITESPACE, b" ", 0),
        (Part.CHUNK_SIZE, b"2", 0),
        (Part.CHUNK_EXTENSION, b";", 0),
        (Part.LINE_END, b"\n", 0),
        (Part.CHUNK_DATA, b"ok", 0),
        (Part.CHUNK_DATA_END, b"\n", 0),
        (Part.CHUNK_SIZE, b"1", 1),
        (Part.LINE_END, b"\n", 1),
        (Part.CHUNK_DATA, b"!", 1),
        (Part.CHUNK_DATA_END, b"\n", 1),
        (Part.LAST_CHUNK, b"0", 2),
        (Part.LINE_END, b"\n", 2),
        (Part.CHUNKED_END, b"\n", -1),
    ]
    assert codes(anatomy)[-3:] == ["invalid-chunk-size", "invalid-chunk-extension", "bare-lf"]
    assert (anatomy.content_octets(), anatomy.complete) == (b"ok!", True)


@pytest.mark.parametrize("octets", [b"GET / HTTP/1.1\r", b"GET / HTTP/1.1\r\nHost: h\r"])
def test_half_a_line_end_is_a_line_end(octets: bytes) -> None:
    """A CR that came last is shown as what it is most likely going to be."""
    assert parts(anatomy_of_request(octets))[-1][:2] == (Part.LINE_END, b"\r")


def test_request_content_and_surplus() -> None:
    """What the length accounts for is content, what follows is surplus."""
    anatomy = anatomy_of_request(CURL_POST + b"more")

    assert parts(anatomy)[-2:] == [(Part.CONTENT, b'{"a":1}', -1), (Part.SURPLUS, b"more", -1)]
    assert (codes(anatomy), anatomy.complete) == (["surplus-octets"], True)
    assert anatomy_of_request(RAW["gzip request content"]).content_octets() == GZIPPED


def test_aliens_are_one_piece() -> None:
    """Octets that are not HTTP/1.x are not taken apart, but for the request line of the HTTP/2 preface."""
    hello = anatomy_of_request(RAW["TLS ClientHello"])
    text = anatomy_of_request(b"hello\r\n")
    preface = anatomy_of_request(RAW["HTTP/2 preface"])

    assert (parts(hello), hello.nature, hello.head) == ([(Part.NOT_HTTP, hello.octets, -1)], TLS_HELLO, None)
    assert (parts(text), text.nature, codes(text)) == (
        [(Part.NOT_HTTP, b"hello\r\n", -1)],
        TEXT,
        ["invalid-request-line"],
    )
    assert (parts(preface)[0][:2], preface.nature) == ((Part.METHOD, b"PRI"), HTTP2_PREFACE)


def test_piece_at_an_offset() -> None:
    """Every octet leads to its piece; there is none outside the message."""
    anatomy = anatomy_of_request(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")

    assert anatomy.piece_at(0) == anatomy.piece_at(2) == Piece(Part.METHOD, 0, 3, -1)
    assert anatomy.piece_at(22) == Piece(Part.FIELD_VALUE, 22, 23, 0)
    assert (anatomy.piece_at(-1), anatomy.piece_at(27)) == (None, None)


@pytest.mark.parametrize("example", RESPONSES, ids=lambda example: example.name)
def test_responses(example: Example) -> None:
    """However its end is known, a right response is complete, without a defect, and has its content."""
    anatomy = anatomy_of_response(example.octets)

    assert (anatomy.content_octets(), anatomy.complete, anatomy.defects) == (b"hello", True, ())


def test_a_response_until_close_needs_the_close() -> None:
    """Without a length, a response is complete only when its connection has ended (RFC 9112 §6.3)."""
    octets = b"HTTP/1.0 200 OK\r\n\r\nhello"

    assert (anatomy_of_response(octets, closed=False).complete, anatomy_of_response(octets).complete) == (False, True)


def test_the_final_response_of_a_chain() -> None:
    """Interim responses are taken apart as well; the head is that of the final one, and says where it starts."""
    octets = RESPONSES[3].octets
    anatomy = anatomy_of_response(octets)

    assert isinstance(anatomy.head, ResponseHead)
    assert (anatomy.head.status, anatomy.head_start) == (200, octets.index(b"HTTP/1.1 200"))
    assert [octets for part, octets, _ in parts(anatomy) if part is Part.STATUS_CODE] == [b"103", b"200"]


LIES = [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", "GET", "content-shorter-than-length", False),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhi", "GET", "content-longer-than-length", True),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "HEAD", "content-not-allowed", True),
    (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\nhi", "GET", "content-not-allowed", True),
    (b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "GET", "framing-not-allowed", True),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "CONNECT", "framing-not-allowed", True),
    (b"HTTP/1.1 103 Early Hints\r\n\r\n", "GET", "missing-final-response", False),
    (b"HTTP/1.1 200 OK\r\nContent-Le", "GET", "incomplete-response", False),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "GET", "incomplete-response", False),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nhi", "GET", "surplus-octets", True),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi", "GET", "invalid-transfer-encoding", True),
    (
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET",
        "content-length-and-transfer-encoding",
        True,
    ),
    (b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nhi", "GET", "invalid-content-length", True),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", "GET", "repeated-content-length", True),
    (b"HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nhi", "GET", "bare-lf", True),
    (b"HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 2\r\n\r\nhi", "GET", "space-before-colon", True),
    (b"HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nhi", "GET", "status-code-out-of-range", True),
    (b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nhi", "GET", "invalid-status-code", True),
    (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", "GET", "missing-status-space", True),
    (b"HTTP/7.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "GET", "invalid-response-version", True),
    (b"hello", "GET", "invalid-status-line", False),
]
"""Responses that lie: octets, method of the request, the defect, and whether the message has its end."""


@pytest.mark.parametrize(("octets", "method", "code", "complete"), LIES)
def test_lies_become_defects(octets: bytes, method: str, code: str, complete: bool) -> None:
    """What an answer gets wrong is said, and it is taken apart all the same."""
    anatomy = anatomy_of_response(octets, method)

    assert (codes(anatomy), anatomy.complete) == ([code], complete)


def test_no_answer_is_no_message() -> None:
    """Before the first octet there is nothing to find fault with."""
    assert anatomy_of_response(b"") == Anatomy(b"", (), (), None, 0, (), None, complete=False)


def test_octets_behind_a_101_are_another_protocol() -> None:
    """With 101 (Switching Protocols) HTTP ends, and what follows is no surplus."""
    anatomy = anatomy_of_response(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi")

    assert (parts(anatomy)[-1], codes(anatomy)) == ((Part.NOT_HTTP, b"\x81\x02hi", -1), [])
