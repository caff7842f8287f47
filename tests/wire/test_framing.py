"""How the end of a message is known (RFC 9112 §6.3)."""

import pytest

from httpscope.wire.framing import (
    CHUNKED,
    NO_BODY,
    UNTIL_CLOSE,
    Framing,
    Length,
    read_content_length,
    request_framing,
    response_framing,
)
from httpscope.wire.head import read_response_head


@pytest.mark.parametrize(
    ("lengths", "codings", "framing"),
    [
        ([], [], NO_BODY),
        ([b"0"], [], Length(0)),
        ([b"42"], [], Length(42)),
        ([b"42", b"42, 42"], [], Length(42)),
        ([b"42", b"43"], [], NO_BODY),
        ([b"-1"], [], NO_BODY),
        ([], [b"chunked"], CHUNKED),
        ([], [b"gzip", b"Chunked"], CHUNKED),
        ([b"42"], [b"chunked"], CHUNKED),
        ([b"42"], [b"gzip"], NO_BODY),
    ],
)
def test_requests(lengths: list[bytes], codings: list[bytes], framing: Framing) -> None:
    """Transfer-Encoding overrides Content-Length, and a request with neither has no content."""
    assert request_framing(lengths, codings) == framing


@pytest.mark.parametrize(
    ("head", "method", "framing"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", b"GET", Length(5)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", b"HEAD", NO_BODY),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n", b"GET", NO_BODY),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n", b"GET", NO_BODY),
        (b"HTTP/1.1 100 Continue\r\n", b"GET", NO_BODY),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"CONNECT", NO_BODY),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n", b"CONNECT", Length(5)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", b"GET", CHUNKED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n", b"GET", UNTIL_CLOSE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n", b"GET", UNTIL_CLOSE),
        (b"HTTP/1.1 200 OK\r\n", b"GET", UNTIL_CLOSE),
    ],
)
def test_responses(head: bytes, method: bytes, framing: Framing) -> None:
    """Method and status come before the fields, and the close of the connection comes last."""
    assert response_framing(read_response_head(head + b"\r\n"), method) == framing


def test_lengths_beyond_all_measure() -> None:
    """A number too long to be a length is none, however many digits it has; leading zeros do not count."""
    assert read_content_length(b"9" * 18) == 10**18 - 1
    assert read_content_length(b"9" * 19) is None
    assert read_content_length(b"1" * 10_000) is None
    assert read_content_length(b"0" * 10_000 + b"7") == 7
