"""Requests that a strict server refuses, with the reason and the status, and odd ones that it must take.

The decisions are those under which eight public suites of tests agree.
"""

from tests.octets import HOST

GET_LINE = b"GET / HTTP/1.1\r\n"
WEBSOCKET_8 = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8"


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
    (with_line(b"A" * 65 + b" / HTTP/1.1"), "overlong-method", 501),
    (with_line(b"a" * 65 + b" /[ HTTP/1.1"), "overlong-method", 501),
    (with_line(b"A" * 65 + b" / HTTP/2.0"), "unsupported-version", 505),
    (with_line(b"A" * 65), "invalid-request-line", 400),
    (with_line(b"(" * 65 + b" / HTTP/1.1"), "invalid-method", 400),
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
    (with_target(b"http://h:443/"), "host-mismatch", 400),
    (with_target(b"https://h:443/"), "https-without-tls", 421),
    (b"GET HTTPS://h/ HTTP/1.1\r\nHost: h:443\r\n\r\n", "https-without-tls", 421),
    (with_target(b"ftp://h/"), "foreign-scheme", 400),
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
    (with_field(WEBSOCKET_8), "unsupported-websocket-version", 426),
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
    (with_framing(b"Transfer-Encoding: x-unknown, chunked"), "unsupported-transfer-coding", 501),
    (with_framing(b"Transfer-Encoding: identity, chunked"), "invalid-transfer-encoding", 400),
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
    (with_chunks((b"1;a=" + b"b" * 1_000 + b"\r\nx\r\n") * 20 + b"0\r\n\r\n"), "chunk-extensions-too-large", 400),
    (with_chunks(b"1;a\r\nx\r\n" * 1_025 + b"0\r\n\r\n"), "chunk-extensions-too-large", 400),
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
    (with_chunks(b"0\r\n" + b"X: y\r\n" * 101 + b"\r\n"), "too-many-fields", 431),
]
"""Octets, code of the defect, status."""

TAKEN = [
    with_line(b"FROB" * 16 + b" / HTTP/1.1"),
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
    b"GET / HTTP/1.0\r\n" + WEBSOCKET_8 + b"\r\n\r\n",
    b"HEAD / HTTP/1.1\r\n" + HOST + WEBSOCKET_8 + b"\r\n\r\n",
    with_field(b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"),
    with_field(b"Upgrade: websocket\r\nSec-WebSocket-Version: 8"),
    with_field(b"\r\n".join(b"X: %d" % n for n in range(99))),
]
"""Octets of one request each."""
