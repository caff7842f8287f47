"""Requests that a strict server refuses and a lenient one answers, and those that even a lenient one refuses."""

from tests.octets import HOST
from tests.wire.strictness import (
    GET_LINE,
    WEBSOCKET_8,
    with_chunks,
    with_field,
    with_framing,
    with_host,
    with_line,
    with_target,
)

HI = b"Content-Length: 2"
CHUNKED = b"Transfer-Encoding: chunked"
HI_IN_CHUNKS = b"2\r\nhi\r\n0\r\n\r\n"

FORGIVEN = [
    # Line ends and empty lines: the head ends with the first line that is empty, however its lines end
    (b"GET /a HTTP/1.1\nHost: h\n\n", "bare-lf", b"/a", b""),
    (b"GET /a HTTP/1.1\nHost: h\r\n\r\n", "bare-lf", b"/a", b""),
    (b"GET /a HTTP/1.1\r\nHost: h\r\n\n", "bare-lf", b"/a", b""),
    (b"POST / HTTP/1.1\nHost: h\nContent-Length: 2\n\nhi", "bare-lf", b"/", b"hi"),
    (b"\nGET / HTTP/1.1\r\n" + HOST + b"\r\n", "bare-lf", b"/", b""),
    (b"\r\n\r\n\r\nGET / HTTP/1.1\r\n" + HOST + b"\r\n", "second-empty-line", b"/", b""),
    # Request line: the first word, the last word, and what is between them
    (with_line(b" GET  /\t HTTP/1.1 "), "request-line-space", b"/", b""),
    (with_line(b"GET\t/\thttp/1.1"), "request-line-space", b"/", b""),
    (with_line(b"GET /a b HTTP/1.1"), "space-in-target", b"/a b", b""),
    (with_line(b"G(T / HTTP/1.1"), "invalid-method", b"/", b""),
    (with_line(b"GE\0T / HTTP/1.1"), "nul", b"/", b""),
    (with_target(b"/a#b"), "fragment-in-target", b"/a#b", b""),
    (with_target(b"/\xc3\xa9"), "invalid-target-octet", b"/\xc3\xa9", b""),
    (with_target(b"/\x01"), "control-character", b"/\x01", b""),
    (with_target(b"index.html"), "invalid-target", b"index.html", b""),
    (with_target(b"/", b"CONNECT"), "invalid-target", b"/", b""),
    (with_target(b"*"), "asterisk-without-options", b"*", b""),
    (with_target(b"http://u:p@h/"), "invalid-authority", b"http://u:p@h/", b""),
    *[
        (with_line(b"GET / " + version), "invalid-version", b"/", b"")
        for version in (b"http/1.1", b"Http/1.0", b"HTTP/1.11", b"HTTP/01.01", b"HTTP/1", b"HTTP/0.9", b"HTTP1.1")
    ],
    (b"GET / HTTP/1.1\r\r\n" + HOST + b"\r\n", "bare-cr", b"/", b""),
    # A request line without a version is one where the second word is a target; the empty line is awaited
    (b"GET /a\r\n\r\n", "missing-version", b"/a", b""),
    (b"GET http://h/\n\n", "missing-version", b"http://h/", b""),
    (b"POST /\r\nContent-Length: 2\r\n\r\nhi", "missing-version", b"/", b"hi"),
    # Host
    (GET_LINE + b"\r\n", "missing-host", b"/", b""),
    (GET_LINE + HOST + HOST + b"\r\n", "repeated-host", b"/", b""),
    (with_host(b"u@h"), "invalid-host", b"/", b""),
    (with_target(b"http://other/"), "host-mismatch", b"http://other/", b""),
    # Fields
    (with_framing(b"Content-Length : 2", b"hi"), "space-before-colon", b"/", b"hi"),
    (with_field(b"X: a\r\n b"), "obs-fold", b"/", b""),
    (with_framing(b"Content-Length:\r\n 2", b"hi"), "invalid-content-length", b"/", b"hi"),
    (GET_LINE + b" X: a\r\n" + HOST + b"\r\n", "space-before-first-field", b"/", b""),
    (with_field(b"no colon"), "missing-colon", b"/", b""),
    (with_field(b": v"), "empty-field-name", b"/", b""),
    (with_field(b"X(: v"), "invalid-field-name", b"/", b""),
    (with_field(b"X: a\0b"), "nul", b"/", b""),
    (with_field(b"X: a\x1bb"), "control-character", b"/", b""),
    (with_field(b"X: a\rb"), "bare-cr", b"/", b""),
    (with_field(b"Content-Type: a/b\r\nContent-Type: c/d"), "conflicting-content-type", b"/", b""),
    (with_field(b"Expect: 200-ok"), "unknown-expectation", b"/", b""),
    (with_field(WEBSOCKET_8), "unsupported-websocket-version", b"/", b""),
    # Framing that RFC 9112 §6.3 can make something of
    (with_framing(HI + b"\r\n" + HI, b"hi"), "repeated-content-length", b"/", b"hi"),
    (with_framing(b"Content-Length: 2, 2", b"hi"), "invalid-content-length", b"/", b"hi"),
    (
        with_framing(HI + b"\r\n" + CHUNKED, HI_IN_CHUNKS),
        "content-length-and-transfer-encoding",
        b"/",
        b"hi",
    ),
    (
        with_framing(CHUNKED + b"\r\n" + HI, HI_IN_CHUNKS),
        "content-length-and-transfer-encoding",
        b"/",
        b"hi",
    ),
    (with_framing(b"Transfer-Encoding: gzip, chunked", HI_IN_CHUNKS), "unsupported-transfer-coding", b"/", b"hi"),
    (with_framing(b"Transfer-Encoding: chunked, chunked", HI_IN_CHUNKS), "invalid-transfer-encoding", b"/", b"hi"),
    (with_framing(CHUNKED, HI_IN_CHUNKS, b"1.0"), "transfer-encoding-in-http-1-0", b"/", b"hi"),
    # Chunks whose sizes can be read, and trailers
    (with_chunks(b"2\nhi\r\n0\r\n\r\n"), "bare-lf", b"/", b"hi"),
    (with_chunks(b"2\r\nhi\n0\r\n\r\n"), "bare-lf", b"/", b"hi"),
    (with_chunks(b"2\r\nhi\r\n0\r\n\n"), "bare-lf", b"/", b"hi"),
    (with_chunks(b" 2\r\nhi\r\n0\r\n\r\n"), "invalid-chunk-size", b"/", b"hi"),
    (with_chunks(b"2 \r\nhi\r\n\t0\t\r\n\r\n"), "invalid-chunk-extension", b"/", b"hi"),
    (with_chunks(b"2;=\r\nhi\r\n0\r\n\r\n"), "invalid-chunk-extension", b"/", b"hi"),
    (with_chunks(b"2;a\0\r\nhi\r\n0\r\n\r\n"), "nul", b"/", b"hi"),
    (with_chunks(b"2;a\rb\r\nhi\r\n0\r\n\r\n"), "bare-cr", b"/", b"hi"),
    (with_chunks(b"2\r\nhi\r\n0\r\nHost: h\r\n\r\n"), "forbidden-trailer", b"/", b"hi"),
    (with_chunks(b"2\r\nhi\r\n0\r\nX : a\0\nno colon\r\n b\r\n\r\n"), "nul", b"/", b"hi"),
]
"""Octets of one request each, why a strict server refuses it, its target and its content."""

WITHOUT_END = [
    *[
        (with_framing(b"Content-Length: " + value), b"hi", "invalid-content-length", b"")
        for value in (b"+2", b"-2", b"0x2", b"2.0", b"two", b"", b"2,", b"9" * 30)
    ],
    (with_framing(HI + b"\r\nContent-Length: 3"), b"hi", "repeated-content-length", b""),
    (with_framing(b"Content-Length: 2\0"), b"hi", "nul", b""),
    (with_framing(b"Content-Length: 2\r\n 2"), b"hi", "obs-fold", b""),
    (with_framing(b"Transfer-Encoding: identity"), b"hi", "invalid-transfer-encoding", b""),
    (with_framing(b"Transfer-Encoding: chunked, gzip"), HI_IN_CHUNKS, "invalid-transfer-encoding", b""),
    (with_framing(b"Transfer-Encoding: \x0bchunked"), HI_IN_CHUNKS, "control-character", b""),
    (with_chunks(b"2\r\nhi\r\nx\r\n"), b"!\r\n0\r\n\r\n", "invalid-chunk-size", b"hi"),
    (with_chunks(b"2\r\nhi\r\n0x1\r\n"), b"!\r\n0\r\n\r\n", "invalid-chunk-size", b"hi"),
    (with_chunks(b"2\r\nhi\r\n1 1\r\n"), b"!\r\n0\r\n\r\n", "invalid-chunk-size", b"hi"),
    (with_chunks(b"2\r\nhi\r\n \r\n"), b"!\r\n0\r\n\r\n", "invalid-chunk-size", b"hi"),
    (with_chunks(b"2\r\nhi\r\n1\rx\r\n"), b"!\r\n0\r\n\r\n", "bare-cr", b"hi"),
    (with_chunks(b"2\r\nhi"), b"!!0\r\n\r\n", "missing-chunk-end", b"hi"),
    (with_chunks(b"2\r\nhi"), b"\rX0\r\n\r\n", "missing-chunk-end", b"hi"),
]
"""Octets of one request as far as they can be read, octets behind, why a strict server refuses it, its content."""

REFUSED = [
    # Limits
    (with_line(b"A" * 10_000 + b" / HTTP/1.1"), "method-too-long", 400),
    (with_line(b"A" * 65 + b" / HTTP/1.1"), "overlong-method", 501),
    (with_target(b"/" + b"a" * 9_000), "target-too-long", 414),
    (with_target(b"/\0" + b"a" * 9_000), "target-too-long", 414),
    (b"GET / HTTP/1.1\nX: " + b"a" * 9_000, "field-line-too-long", 431),
    (with_field(b"X: \0" + b"a" * 9_000), "field-line-too-long", 431),
    (with_field(b"\n".join(b"X: %d" % n for n in range(100))), "too-many-fields", 431),
    (with_field(b"\n".join(b"X: \0%d" % n for n in range(100))), "too-many-fields", 431),
    (with_field(b"\r\n ".join(b"X: %d" % n for n in range(100))), "too-many-fields", 431),
    (with_field(b"\n".join(b"X: " + b"a" * 8_000 for _ in range(9))), "head-too-large", 431),
    (with_framing(b"Content-Length: 99999999999"), "content-too-large", 413),
    (with_framing(b"Content-Length: 99999999999, 99999999999"), "content-too-large", 413),
    (with_framing(b"Content-Length:\r\n 99999999999"), "content-too-large", 413),
    (with_chunks(b"fffffffffffffff\nhello"), "content-too-large", 413),
    (with_chunks(b"5;" + b"a" * 5_000 + b"\nhello"), "chunk-line-too-long", 400),
    (with_chunks(b"5;\0" + b"a" * 5_000 + b"\nhello"), "chunk-line-too-long", 400),
    (with_chunks((b"1;" + b"b" * 1_000 + b"\nx\n") * 20), "chunk-extensions-too-large", 400),
    (with_chunks((b" " * 1_000 + b"1\nx\n") * 20), "chunk-extensions-too-large", 400),
    (with_chunks(b"0\n" + b"X: %b\n" % (b"a" * 2_000) * 9), "trailers-too-large", 431),
    (with_chunks(b"0\n" + b"X\n" * 101), "too-many-fields", 431),
    (with_chunks(b" 1\nx\n" * 1_025), "chunk-extensions-too-large", 400),
    (with_chunks(b"0\n" + b"X: \0%b\n" % (b"a" * 9_000)), "field-line-too-long", 431),
    # Other protocols and versions
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "not-http", 400),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "not-http", 400),
    (b"\r\n\r\n\0\r\nQUIT\n!\x11\0\x0c", "invalid-request-line", 400),
    (with_line(b"GET / HTTP/2.0"), "unsupported-version", 505),
    (with_line(b"GE\0T / HTTP/2.0"), "unsupported-version", 505),
    (with_line(b"GET / HTTP/2"), "invalid-version", 400),
    (with_line(b"GET / http/10.0"), "invalid-version", 400),
    # No request line can be made out
    (b"hello\n\n", "invalid-request-line", 400),
    (b"hello world\n\n", "missing-version", 400),
    (b"hello big world\n\n", "invalid-version", 400),
    (b"GET\t/\r\n\r\n", "missing-version", 400),
    (with_line(b"GET HTTP/1.1"), "missing-target", 400),
    (b"GET / HTTP/1.1\rHost: h\r\r\n", "invalid-version", 400),
    (b"\r\n\r\n\x16\x03\x01\n", "invalid-request-line", 400),
]
"""Octets, the code of the defect, the status: the same whether a server is strict or lenient, or nearly."""
