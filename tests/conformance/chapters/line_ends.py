"""Line ends and stray octets in the head: RFC 9112 §2.2."""

from typing import Final

from tests.conformance.case import Case, Level, answered, cut_off, refused, waits
from tests.octets import GET, HOST
from tests.wire.strictness import GET_LINE, with_field

_LF: Final = "A recipient MAY take a lone LF for a line end. Two programs that disagree about that can be tricked."
_TAKEN: Final = frozenset({200})

CASES: Final[tuple[Case, ...]] = (
    *[
        refused(f"bare-lf-{name}", "RFC 9112 §2.2", Level.MAY, octets, elsewhere=_TAKEN, differs=_LF)
        for name, octets in (
            ("everywhere", b"GET / HTTP/1.1\nHost: h\n\n"),
            ("request-line", b"GET / HTTP/1.1\nHost: h\r\n\r\n"),
            ("field", b"GET / HTTP/1.1\r\nHost: h\nX: a\r\n\r\n"),
            ("last-field", b"GET / HTTP/1.1\r\nHost: h\n\r\n"),
            ("empty-line", b"GET / HTTP/1.1\r\nHost: h\r\n\n"),
            ("leading", b"\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("after-value", with_field(b"X: a\nY: b")),
            ("empty-value", with_field(b"X:\nTransfer-Encoding: chunked")),
        )
    ],
    *[
        refused(f"bare-cr-{name}", "RFC 9112 §2.2", Level.MUST, octets)
        for name, octets in (
            ("everywhere", b"GET / HTTP/1.1\rHost: h\r\r"),
            ("request-line", b"GET / HTTP/1.1\rHost: h\r\n\r\n"),
            ("before-line-end", b"GET / HTTP/1.1\r\r\nHost: h\r\n\r\n"),
            ("before-field-end", b"GET / HTTP/1.1\r\nHost: h\r\r\n\r\n"),
            ("before-empty-line", b"GET / HTTP/1.1\r\nHost: h\r\n\r\r\n"),
            ("in-method", b"GE\rT / HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("in-target", b"GET /\ra HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("in-name", with_field(b"X\rY: a")),
            ("in-value", with_field(b"X: a\rb")),
            ("before-value", with_field(b"X:\ra")),
            ("for-line-end", with_field(b"X: a\rY: b")),
            ("for-empty-line", b"GET / HTTP/1.1\r\nHost: h\r\n\rX"),
            ("and-space-for-empty-line", b"GET / HTTP/1.1\r\nHost: h\r\n\r \n"),
            ("first-of-all", b"\rGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("lf-cr", b"GET / HTTP/1.1\n\rHost: h\n\r\n\r"),
        )
    ],
    *[
        refused(f"nul-{name}", "RFC 9110 §5.5", Level.MUST, octets)
        for name, octets in (
            ("in-method", b"GE\0T / HTTP/1.1\r\n" + HOST + b"\r\n"),
            ("in-target", b"GET /\0 HTTP/1.1\r\n" + HOST + b"\r\n"),
            ("in-version", b"GET / HTTP/1.1\0\r\n" + HOST + b"\r\n"),
            ("in-name", with_field(b"X\0: a")),
            ("in-value", with_field(b"X: a\0")),
            ("in-host", b"GET / HTTP/1.1\r\nHost: h\0\r\n\r\n"),
            ("as-line", GET_LINE + HOST + b"\0\r\n\r\n"),
            ("first-of-all", b"\0" + GET),
        )
    ],
    answered("leading-empty-line", "RFC 9112 §2.2", Level.SHOULD, b"\r\n" + GET),
    answered(
        "empty-line-behind-content",
        "RFC 9112 §2.2",
        Level.SHOULD,
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi\r\n" + GET,
        answers=2,
    ),
    refused(
        "two-leading-empty-lines",
        "RFC 9112 §2.2",
        Level.MAY,
        b"\r\n\r\n" + GET,
        elsewhere=_TAKEN,
        differs="One empty line SHOULD be ignored; more are no accident of an old client.",
    ),
    refused("leading-space-line", "RFC 9112 §3", Level.SHOULD, b" \r\n" + GET),
    refused("bom", "RFC 9112 §3", Level.SHOULD, b"\xef\xbb\xbf" + GET),
    # Not whole: no answer but when the client has ended or patience has
    *[
        waits(f"incomplete-{name}", "RFC 9112 §8", Level.MUST_NOT, octets)
        for name, octets in (
            ("method", b"GE"),
            ("request-line", b"GET / HT"),
            ("line-end", b"GET / HTTP/1.1\r"),
            ("fields", b"GET / HTTP/1.1\r\nHo"),
            ("empty-line", b"GET / HTTP/1.1\r\nHost: h\r\n"),
            ("last-lf", b"GET / HTTP/1.1\r\nHost: h\r\n\r"),
            ("head-request", b"HEAD / HTTP/1.1\r\nHost: h\r\n"),
        )
    ],
    *[
        cut_off(f"cut-off-{name}", "RFC 9112 §8", Level.SHOULD, octets)
        for name, octets in (
            ("request-line", b"GET / HT"),
            ("fields", b"GET / HTTP/1.1\r\nHost: h\r\nX: a"),
            ("empty-line", b"GET / HTTP/1.1\r\nHost: h\r\n"),
            ("head-request", b"HEAD / HTTP/1.1\r\nHost: h\r\n"),
        )
    ],
)
