"""What is refused, with which status, and what must be taken: the decisions under which eight public suites agree."""

import pytest

from httpscope.wire.framing import CHUNKED, NO_BODY, Length
from httpscope.wire.receiver import Limits
from tests.octets import HOST
from tests.wire.reading import read_three_ways

GET_LINE = b"GET / HTTP/1.1\r\n"


def with_line(line: bytes) -> bytes:
    """Give a request with the request line."""
    return line + b"\r\n" + HOST + b"\r\n"


def with_target(target: bytes, method: bytes = b"GET") -> bytes:
    """Give a request with the target."""
    return with_line(method + b" " + target + b" HTTP/1.1")


def with_host(host: bytes) -> bytes:
    """Give a request with the value of Host."""
    return GET_LINE + b"Host: " + host + b"\r\n\r\n"


def with_field(line: bytes) -> bytes:
    """Give a request with the field line behind Host."""
    return GET_LINE + HOST + line + b"\r\n\r\n"


def with_framing(lines: bytes, body: bytes = b"", version: bytes = b"1.1") -> bytes:
    """Give a POST with the lines that frame its body."""
    return b"POST / HTTP/" + version + b"\r\n" + HOST + lines + b"\r\n\r\n" + body


def with_chunks(body: bytes) -> bytes:
    """Give a POST with the chunked-body."""
    return with_framing(b"Transfer-Encoding: chunked", body)


REFUSED = [
    # Line ends: RFC 9112 §2.2
    (b"GET / HTTP/1.1\nHost: h\r\n\r\n", "bare-lf", 400),
    (b"GET / HTTP/1.1\r\nHost: h\n\r\n", "bare-lf", 400),
    (b"GET / HTTP/1.1\r\nHost: h\r\n\n", "bare-lf", 400),
    (b"\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "bare-lf", 400),
    (with_field(b"X: a\rb"), "bare-cr", 400),
    (b"GET / HTTP/1.1\rHost: h\r\n\r\n", "bare-cr", 400),
    (b"GET / HTTP/1.1\r\r\nHost: h\r\n\r\n", "bare-cr", 400),
    (with_field(b"X: a\0b"), "nul", 400),
    (with_field(b"X\0: b"), "nul", 400),
    (b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n", "nul", 400),
    (b"\r\n\r\nGET / HTTP/1.1\r\n" + HOST + b"\r\n", "second-empty-line", 400),
    # Request line: RFC 9112 §3
    (with_line(b"GET  / HTTP/1.1"), "request-line-space", 400),
    (with_line(b"GET /  HTTP/1.1"), "request-line-space", 400),
    (with_line(b"GET\t/ HTTP/1.1"), "request-line-space", 400),
    (with_line(b" GET / HTTP/1.1"), "request-line-space", 400),
    (with_line(b"GET / HTTP/1.1 "), "request-line-space", 400),
    (with_line(b"GET / x HTTP/1.1"), "space-in-target", 400),
    (with_line(b"GET /"), "missing-version", 400),
    (with_line(b"GET HTTP/1.1"), "missing-target", 400),
    (with_line(b"GET"), "invalid-request-line", 400),
    (with_line(b"G(T / HTTP/1.1"), "invalid-method", 400),
    (with_line(b"G\xc3\x89T / HTTP/1.1"), "invalid-method", 400),
    (with_line(b"GE\x01T / HTTP/1.1"), "control-character", 400),
    (with_line(b"A" * 100_000 + b" / HTTP/1.1"), "method-too-long", 400),
    (with_target(b"/" + b"a" * 100_000), "target-too-long", 414),
    (with_line(b"GET / HTTP/0.9"), "invalid-version", 400),
    (with_line(b"GET / HTTP/1.11"), "invalid-version", 400),
    (with_line(b"GET / HTTP/01.01"), "invalid-version", 400),
    (with_line(b"GET / http/1.1"), "invalid-version", 400),
    (with_line(b"GET / HTTP/1x1"), "invalid-version", 400),
    (with_line(b"GET / HTTP/2"), "invalid-version", 400),
    (with_line(b"GET / HTTP/2.0"), "unsupported-version", 505),
    (with_line(b"GET / HTTP/9.9"), "unsupported-version", 505),
    (with_target(b"/a#b"), "fragment-in-target", 400),
    (with_target(b"/\xc3\xa9"), "invalid-target-octet", 400),
    (with_target(b"/a\\b"), "invalid-target-octet", 400),
    (with_target(b'/a"b'), "invalid-target-octet", 400),
    (with_target(b"/a|b"), "invalid-target-octet", 400),
    # Host: RFC 9110 §7.2
    (GET_LINE + b"\r\n", "missing-host", 400),
    (b"GET / HTTP/1.2\r\n\r\n", "missing-host", 400),
    (GET_LINE + HOST + HOST + b"\r\n", "repeated-host", 400),
    (with_host(b""), "invalid-host", 400),
    (with_host(b"u@h"), "invalid-host", 400),
    (with_host(b"h/p"), "invalid-host", 400),
    (with_host(b"a,b"), "invalid-host", 400),
    (with_host(b"a b"), "invalid-host", 400),
    (with_host(b"h:x"), "invalid-host", 400),
    (with_host(b"h:65536"), "invalid-host", 400),
    (with_host(b"h:" + b"9" * 5_000), "invalid-host", 400),
    (with_host(b":80"), "invalid-host", 400),
    (with_host(b"[::1"), "invalid-host", 400),
    (with_host(b"[12345::]"), "invalid-host", 400),
    (with_host(b"h\xc3\xa9"), "invalid-host", 400),
    # Forms of the target: RFC 9112 §3.2
    (with_target(b"http://?q"), "invalid-authority", 400),
    (with_target(b"http://u:p@h/"), "invalid-authority", 400),
    (with_target(b"http://other/"), "host-mismatch", 400),
    (with_target(b"https://h:80/"), "host-mismatch", 400),
    (with_target(b"*"), "asterisk-without-options", 400),
    (with_target(b"index.html"), "invalid-target", 400),
    (with_target(b"h:80"), "invalid-target", 400),
    (with_target(b"/", b"CONNECT"), "invalid-target", 400),
    (with_target(b"h", b"CONNECT"), "invalid-target", 400),
    (with_target(b"h:", b"CONNECT"), "invalid-target", 400),
    # Fields: RFC 9112 §5
    (with_field(b"Bad : v"), "space-before-colon", 400),
    (with_field(b"Bad\t: v"), "space-before-colon", 400),
    (with_field(b"X: a\r\n b"), "obs-fold", 400),
    (with_field(b"X: a\r\n\tb"), "obs-fold", 400),
    (GET_LINE + b" X: a\r\n" + HOST + b"\r\n", "space-before-first-field", 400),
    (with_field(b": v"), "empty-field-name", 400),
    (with_field(b"no colon"), "missing-colon", 400),
    (with_field(b"X(: v"), "invalid-field-name", 400),
    (with_field(b"X\xfc: v"), "invalid-field-name", 400),
    (with_field(b"X: a\x01b"), "control-character", 400),
    (with_field(b"X: a\x7fb"), "control-character", 400),
    (with_field(b"X: a\x0bb"), "control-character", 400),
    (with_field(b"Content-Type: a/b\r\nContent-Type: c/d"), "conflicting-content-type", 400),
    (with_field(b"X: " + b"a" * 9_000), "field-line-too-long", 431),
    (with_field(b"\r\n".join(b"X: %d" % n for n in range(100))), "too-many-fields", 431),
    (with_field(b"\r\n".join(b"X: " + b"a" * 8_000 for _ in range(9))), "head-too-large", 431),
    (with_field(b"Expect: 200-ok"), "unknown-expectation", 417),
    (with_field(b"Expect: 100-continue, more"), "unknown-expectation", 417),
    # Framing: RFC 9112 §6.3
    *[
        (with_framing(b"Content-Length: " + value), "invalid-content-length", 400)
        for value in (b"+1", b"-0", b"0x10", b"1_0", b"4 2", b"", b"5, 5", b"5,", b"1.0", b"9" * 30, b"9" * 5_000)
    ],
    (with_framing(b"Content-Length: 5\r\nContent-Length: 5"), "repeated-content-length", 400),
    (with_framing(b"Content-Length: 5\r\nContent-Length: 6"), "repeated-content-length", 400),
    (with_framing(b"Content-Length: 99999999999"), "content-too-large", 413),
    (
        with_framing(b"Content-Length: 5\r\nTransfer-Encoding: chunked"),
        "content-length-and-transfer-encoding",
        400,
    ),
    (
        with_framing(b"Transfer-Encoding: chunked\r\nContent-Length: 5"),
        "content-length-and-transfer-encoding",
        400,
    ),
    (with_framing(b"Transfer-Encoding: gzip, chunked"), "unsupported-transfer-coding", 501),
    *[
        (with_framing(b"Transfer-Encoding: " + value), "invalid-transfer-encoding", 400)
        for value in (b"identity", b"chunked, gzip", b"chunked, chunked", b",chunked", b"chunked,", b"", b"xchunked")
    ],
    (
        with_framing(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        "invalid-transfer-encoding",
        400,
    ),
    (with_framing(b"Transfer-Encoding: \x0bchunked"), "control-character", 400),
    (with_framing(b"Transfer-Encoding: chunked\x0c"), "control-character", 400),
    (with_framing(b"Transfer-Encoding: chunked", version=b"1.0"), "transfer-encoding-in-http-1-0", 400),
    # Chunks: RFC 9112 §7.1
    *[
        (with_chunks(line + b"\r\nhello\r\n0\r\n\r\n"), "invalid-chunk-size", 400)
        for line in (b"", b"x", b"-5", b"+5", b"0x5", b" 5", b"5x", b"5,", b"_5", b"0" * 16 + b"5", b"5 5")
    ],
    *[
        (with_chunks(line + b"\r\nhello\r\n0\r\n\r\n"), "invalid-chunk-extension", 400)
        for line in (b"5;", b"5 ;", b"5 ", b"5\t", b"5;=v", b"5;a=", b'5;a="b', b"5;a b", b"5;a;", b"5;a=b ", b"5;\xff")
    ],
    (with_chunks(b"5;" + b"a" * 5_000 + b"\r\nhello\r\n0\r\n\r\n"), "chunk-line-too-long", 400),
    (with_chunks(b"5\nhello\r\n0\r\n\r\n"), "bare-lf", 400),
    (with_chunks(b"5;a\nhello\r\n0\r\n\r\n"), "bare-lf", 400),
    (with_chunks(b"5\rhello\r\n0\r\n\r\n"), "bare-cr", 400),
    (with_chunks(b"5;a\rb\r\nhello\r\n0\r\n\r\n"), "bare-cr", 400),
    (with_chunks(b"5;a\x00\r\nhello\r\n0\r\n\r\n"), "nul", 400),
    (with_chunks(b"5\r\nhelloXX0\r\n\r\n"), "missing-chunk-end", 400),
    (with_chunks(b"5\r\nhello!\r\n0\r\n\r\n"), "missing-chunk-end", 400),
    (with_chunks(b"5\r\nhello\n0\r\n\r\n"), "bare-lf", 400),
    (with_chunks(b"5\r\nhello\rX0\r\n\r\n"), "missing-chunk-end", 400),
    (with_chunks(b"fffffffffffffff\r\nhello"), "content-too-large", 413),
    (with_chunks(b"0\r\nContent-Length: 5\r\n\r\n"), "forbidden-trailer", 400),
    (with_chunks(b"0\r\ntransfer-encoding: chunked\r\n\r\n"), "forbidden-trailer", 400),
    (with_chunks(b"0\r\nHost: h\r\n\r\n"), "forbidden-trailer", 400),
    (with_chunks(b"0\r\nX : a\r\n\r\n"), "space-before-colon", 400),
    (with_chunks(b"0\r\nX: a\r\n b\r\n\r\n"), "obs-fold", 400),
    (with_chunks(b"0\r\nX: a\n\r\n"), "bare-lf", 400),
    (with_chunks(b"0\r\nX: a\r\n\n"), "bare-lf", 400),
    (with_chunks(b"0\r\nX: a\0\r\n\r\n"), "nul", 400),
    (with_chunks(b"0\r\n" + b"X: %b\r\n" % (b"a" * 2_000) * 9 + b"\r\n"), "trailers-too-large", 431),
]


@pytest.mark.parametrize(("octets", "code", "status"), REFUSED)
def test_refused(octets: bytes, code: str, status: int) -> None:
    """What RFC 9112 lets a server refuse is refused for that reason, and nothing behind it is read."""
    verdict = read_three_ways(octets)

    assert (verdict.code, verdict.status) == (code, status)
    assert verdict.messages == ()


TAKEN = [
    with_target(b"/" + b"a" * 7_985),
    b"\r\n" + with_target(b"/"),
    with_line(b"FROB / HTTP/1.1"),
    with_line(b"get / HTTP/1.1"),
    with_line(b"GET / HTTP/1.0"),
    with_line(b"GET / HTTP/1.2"),
    with_target(b"/{}^`<>[]%zz%"),
    with_target(b"//a//b?c?d=/"),
    b"GET / HTTP/1.0\r\n\r\n",
    *[
        with_host(host)
        for host in (
            b"0.0.0.0=5000",
            b"h:",
            b"h:65535",
            b"h:00080",
            b"[::1]",
            b"[::1]:8001",
            b"[1:2:3:4:5:6:7:8]",
            b"[::ffff:10.0.0.1]",
            b"[v1.x]",
            b"a%20b",
            b"H.EXAMPLE",
        )
    ],
    with_target(b"http://h/"),
    with_target(b"http://H:80/a"),
    with_target(b"hTTp://h?query"),
    with_target(b"https://h:443/"),
    with_target(b"*", b"OPTIONS"),
    with_target(b"http://h", b"OPTIONS"),
    with_target(b"h:443", b"CONNECT"),
    with_target(b"/", b"TRACE"),
    with_field(b"X: \t a \t"),
    with_field(b"X:"),
    with_field(b"X: a\tb"),
    with_field(b"X: \xc3\xa9"),
    with_field(b"Content_Length: +1"),
    with_field(b"Content-Type: a/b\r\nContent-Type: a/b"),
    with_field(b"Expect: 100-Continue"),
    with_field(b"Expect:"),
    b"GET / HTTP/1.0\r\nExpect: anything\r\n\r\n",
    with_field(b"\r\n".join(b"X: %d" % n for n in range(99))),
]


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
