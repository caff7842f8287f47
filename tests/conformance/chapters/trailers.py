"""The trailer section of a chunked-body: RFC 9112 §7.1.2, RFC 9110 §6.5."""

from typing import Final

from tests.conformance.case import Case, Level, answered, refused
from tests.conformance.checks import content_lacks
from tests.wire.strictness import with_chunks, with_framing


def _trailers(lines: bytes) -> bytes:
    return with_chunks(b"5\r\nhello\r\n0\r\n" + lines)


CASES: Final[tuple[Case, ...]] = (
    *[
        answered(f"trailer-{name}", "RFC 9112 §7.1.2", Level.MUST, _trailers(lines))
        for name, lines in (
            ("one", b"X: a\r\n\r\n"),
            ("several", b"X: a\r\nY: b\r\nX: c\r\n\r\n"),
            ("empty-value", b"X:\r\n\r\n"),
            ("beyond-ascii", b"X: \xc3\xa9\r\n\r\n"),
            ("like-a-chunk", b"5: a\r\n\r\n"),
        )
    ],
    answered(
        "trailer-announced",
        "RFC 9110 §6.6.2",
        Level.MUST,
        with_framing(b"Trailer: X\r\nTransfer-Encoding: chunked", b"0\r\nX: a\r\n\r\n"),
    ),
    # What must not be merged into the head: it is kept with the octets, and has no effect
    answered(
        "trailer-connection",
        "RFC 9110 §6.5.1",
        Level.MUST_NOT,
        _trailers(b"Connection: close\r\n\r\n"),
        elsewhere=frozenset({200, 400}),
    ),
    answered(
        "trailer-authorization",
        "RFC 9110 §6.5.1",
        Level.MUST_NOT,
        _trailers(b"Authorization: Basic eA==\r\n\r\n"),
        content_lacks(b"eA=="),
        elsewhere=frozenset({200, 400}),
    ),
    answered(
        "trailer-content-type",
        "RFC 9110 §6.5.1",
        Level.MUST_NOT,
        _trailers(b"Content-Type: text/x\r\n\r\n"),
        elsewhere=frozenset({200, 400}),
    ),
    answered(
        "trailer-expect",
        "RFC 9110 §6.5.1",
        Level.MUST_NOT,
        _trailers(b"Expect: 200-ok\r\n\r\n"),
        elsewhere=frozenset({200, 400}),
    ),
    *[
        refused(
            f"trailer-{name}",
            "RFC 9110 §6.5.1",
            Level.MUST_NOT,
            _trailers(line + b"\r\n\r\n"),
            elsewhere=frozenset({200}),
            differs="It would be enough not to act on such a field. One that says how long a message is, or whom it is "
            "for, stands there for one purpose only.",
        )
        for name, line in (
            ("content-length", b"Content-Length: 5"),
            ("transfer-encoding", b"transfer-encoding: chunked"),
            ("host", b"Host: other"),
        )
    ],
    *[
        refused(f"trailer-{name}", section, Level.MUST, _trailers(lines))
        for name, section, lines in (
            ("bare-lf", "RFC 9112 §2.2", b"X: a\n\r\n"),
            ("bare-lf-empty-line", "RFC 9112 §2.2", b"X: a\r\n\n"),
            ("bare-lf-everywhere", "RFC 9112 §2.2", b"X: a\n\n"),
            ("bare-cr", "RFC 9112 §2.2", b"X: a\rb\r\n\r\n"),
            ("bare-cr-for-end", "RFC 9112 §2.2", b"X: a\rY: b\r\n\r\n"),
            ("nul", "RFC 9110 §5.5", b"X: a\0\r\n\r\n"),
            ("control", "RFC 9110 §5.5", b"X: \x01\r\n\r\n"),
            ("folded", "RFC 9112 §5.2", b"X: a\r\n b\r\n\r\n"),
            ("leading-space", "RFC 9112 §5.2", b" X: a\r\n\r\n"),
            ("space-before-colon", "RFC 9112 §5.1", b"X : a\r\n\r\n"),
            ("without-colon", "RFC 9112 §5", b"X\r\n\r\n"),
            ("without-name", "RFC 9110 §5.1", b": a\r\n\r\n"),
            ("bad-name", "RFC 9110 §5.1", b"X[: a\r\n\r\n"),
            ("request-line", "RFC 9112 §5", b"GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("chunk", "RFC 9112 §5", b"5\r\nhello\r\n0\r\n\r\n"),
        )
    ],
    refused(
        "trailers-too-large",
        "RFC 9110 §5.4",
        Level.MUST,
        _trailers(b"X: " + b"a" * 7_000 + b"\r\n" + (b"X: " + b"a" * 7_000 + b"\r\n") * 9 + b"\r\n"),
        431,
        elsewhere=frozenset({400, 413}),
    ),
)
