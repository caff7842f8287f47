"""What is refused, with which status, and what must be taken."""

import pytest

from httpscope.wire.framing import CHUNKED, NO_BODY, Length
from httpscope.wire.receiver import Limits
from tests.octets import HOST
from tests.wire.reading import read_three_ways
from tests.wire.strictness import REFUSED, TAKEN, with_chunks, with_field, with_framing, with_line


@pytest.mark.parametrize(("octets", "code", "status"), REFUSED)
def test_refused(octets: bytes, code: str, status: int) -> None:
    """What RFC 9112 lets a server refuse is refused for that reason, and nothing behind it is read."""
    verdict = read_three_ways(octets)

    assert (verdict.code, verdict.status) == (code, status)
    assert verdict.messages == ()


@pytest.mark.parametrize("octets", TAKEN)
def test_taken(octets: bytes) -> None:
    """What a server should take is taken, remarkable or not."""
    verdict = read_three_ways(octets)

    assert verdict.refused is None
    assert [message.stop for message in verdict.messages] == [len(octets)]


@pytest.mark.parametrize(
    ("octets", "framing", "content"),
    [
        (with_framing(b"Content-Length: 003", b"abc"), Length(3), b"abc"),
        (with_framing(b"Content-Length: 0"), Length(0), b""),
        (with_framing(b"content-length:  3  ", b"abc"), Length(3), b"abc"),
        (with_framing(b"Content-Length: 3", b"abc", b"1.0"), Length(3), b"abc"),
        (with_framing(b"X: y"), NO_BODY, b""),
        (with_framing(b"Transfer-Encoding: ChunKed", b"3\r\nabc\r\n0\r\n\r\n"), CHUNKED, b"abc"),
        (with_chunks(b"0000000000000003\r\nabc\r\n0\r\n\r\n"), CHUNKED, b"abc"),
        (with_chunks(b"A\r\n0123456789\r\n00\r\n\r\n"), CHUNKED, b"0123456789"),
        (with_chunks(b"3 ; a\r\nabc\r\n0;b\r\n\r\n"), CHUNKED, b"abc"),
        (with_chunks(b'3;a\t=\tb ;c = "d\\"; e"\r\nabc\r\n0\r\n\r\n'), CHUNKED, b"abc"),
        (with_chunks(b"1\r\n\n\r\n2\r\n\r\n\r\n0\r\n\r\n"), CHUNKED, b"\n\r\n"),
        (with_chunks(b"3\r\nabc\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n"), CHUNKED, b"abc"),
    ],
)
def test_content_is_found(octets: bytes, framing: object, content: bytes) -> None:
    """Content is what the framing says, with the transfer coding taken off."""
    (message,) = read_three_ways(octets).messages

    assert (message.framing, message.content, message.stop) == (framing, content, len(octets))


@pytest.mark.parametrize(
    ("version", "connection", "persistent"),
    [
        (b"1.1", b"", True),
        (b"1.1", b"Connection: keep-alive\r\n", True),
        (b"1.1", b"Connection: close\r\n", False),
        (b"1.1", b"Connection: keep-alive, Close\r\n", False),
        (b"1.1", b"Connection: close\r\nConnection: keep-alive\r\n", False),
        (b"1.1", b"Connection: upgrade\r\n", True),
        (b"1.2", b"", True),
        (b"1.0", b"", False),
        (b"1.0", b"Connection: Keep-Alive\r\n", True),
        (b"1.0", b"Connection: keep-alive, close\r\n", False),
    ],
)
def test_persistence(version: bytes, connection: bytes, persistent: bool) -> None:
    """`close` anywhere in the list wins, and HTTP/1.0 closes unless it asks to be kept (RFC 9112 §9.3)."""
    (message,) = read_three_ways(b"GET / HTTP/" + version + b"\r\n" + HOST + connection + b"\r\n").messages

    assert message.persistent is persistent


@pytest.mark.parametrize(("version", "expects"), [(b"1.1", True), (b"1.0", False)])
def test_only_http_1_1_expects_a_100(version: bytes, expects: bool) -> None:
    """An expectation in HTTP/1.0 is ignored (RFC 9110 §10.1.1)."""
    octets = b"POST / HTTP/" + version + b"\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: 0\r\n\r\n"

    (message,) = read_three_ways(octets).messages

    assert message.expects_continue is expects


def test_limits_are_those_given() -> None:
    """Each limit is a setting: content of 10 octets passes a limit of 10, and 11 do not."""
    limits = Limits(content=10)

    assert read_three_ways(with_framing(b"Content-Length: 10", b"0123456789"), limits).refused is None
    assert read_three_ways(with_framing(b"Content-Length: 11", b"0123456789x"), limits).status == 413
    assert read_three_ways(with_chunks(b"6\r\nabcdef\r\n4\r\nabcd\r\n0\r\n\r\n"), limits).refused is None
    assert read_three_ways(with_chunks(b"6\r\nabcdef\r\n5\r\nabcde\r\n0\r\n\r\n"), limits).status == 413


@pytest.mark.parametrize(
    ("limits", "size", "status"),
    [
        (Limits(request_line=20), 20, 414),
        (Limits(field_line=20), 20, 431),
        (Limits(head=60), 60, 431),
    ],
)
def test_a_limit_is_the_last_size_that_passes(limits: Limits, size: int, status: int) -> None:
    """A line or a head of exactly the limit is taken, and one octet more is refused."""

    def message(extra: int) -> bytes:
        if limits.request_line == size:
            return with_line(b"GET /".ljust(size - 9 + extra, b"a") + b" HTTP/1.1")
        if limits.field_line == size:
            return with_field(b"X: ".ljust(size + extra, b"a"))
        return with_field(b"X: ".ljust(size - 29 + extra, b"a"))

    assert read_three_ways(message(0), limits).refused is None
    assert read_three_ways(message(1), limits).status == status
