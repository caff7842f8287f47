"""Methods: RFC 9110 §9."""

from typing import Final

from tests.conformance.case import Case, Level, answered
from tests.conformance.checks import content_has, content_lacks, has, no_content, same_head
from tests.octets import GET
from tests.wire.strictness import with_line, with_target

_ANY: Final = (
    "A server SHOULD answer 501 to a method that it does not know. What this one is for is to show and answer whatever "
    "a "
    "client sends: rules answer any method, and the one of a run without rules answers all."
)
_REFUSALS: Final = frozenset({200, 400, 403, 404, 405, 501})
_HEAD: Final = b"HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"
_TRACED: Final = (
    b"TRACE /loop?q HTTP/1.1\r\nHost: h\r\nX-Seen: yes\r\nAuthorization: Basic c2VjcmV0\r\nCookie: id=c2VjcmV0\r\n"
    b"Proxy-Authorization: Basic c2VjcmV0\r\n\r\n"
)

CASES: Final[tuple[Case, ...]] = (
    answered("get", "RFC 9110 §9.1", Level.MUST, GET, has("content-type"), has("content-length")),
    answered("head", "RFC 9110 §9.1", Level.MUST, _HEAD, no_content),
    answered(
        "head-like-get", "RFC 9110 §9.3.2", Level.SHOULD, GET + _HEAD, same_head, answers=2, methods=("GET", "HEAD")
    ),
    answered(
        "head-refused",
        "RFC 9110 §9.3.2",
        Level.MUST_NOT,
        b"HEAD /404 HTTP/1.1\r\nHost: h\r\n\r\n",
        no_content,
        statuses=frozenset({404}),
        ours=True,
    ),
    *[
        answered(
            f"method-{method.decode().lower()}",
            "RFC 9110 §9.1",
            Level.MAY,
            with_target(b"/", method),
            elsewhere=_REFUSALS,
        )
        for method in (b"POST", b"PUT", b"PATCH", b"DELETE")
    ],
    *[
        answered(
            f"method-unknown-{name}",
            "RFC 9110 §9.1",
            Level.SHOULD,
            with_line(method + b" / HTTP/1.1"),
            elsewhere=_REFUSALS,
            differs=_ANY,
        )
        for name, method in (
            ("foobar", b"FOOBAR"),
            ("propfind", b"PROPFIND"),
            ("with-hyphen", b"M-SEARCH"),
            ("pri", b"PRI"),
            ("lower-case", b"get"),
            ("mixed-case", b"Get"),
            ("prefix", b"GETX"),
            ("x", b"X"),
        )
    ],
    answered(
        "options",
        "RFC 9110 §9.3.7",
        Level.SHOULD,
        with_target(b"/", b"OPTIONS"),
        has("allow", "GET"),
        has("allow", "HEAD"),
        elsewhere=frozenset({200, 204, 404, 405}),
    ),
    answered(
        "options-without-content",
        "RFC 9110 §9.3.7",
        Level.MUST,
        with_target(b"/", b"OPTIONS"),
        has("content-length", "0"),
        no_content,
    ),
    answered(
        "options-max-forwards",
        "RFC 9110 §7.6.2",
        Level.MAY,
        b"OPTIONS * HTTP/1.1\r\nHost: h\r\nMax-Forwards: 0\r\n\r\n",
    ),
    answered(
        "trace",
        "RFC 9110 §9.3.8",
        Level.SHOULD,
        _TRACED,
        has("content-type", "message/http"),
        content_has(b"TRACE /loop?q HTTP/1.1\r\nHost: h\r\nX-Seen: yes\r\n"),
        elsewhere=_REFUSALS,
    ),
    answered(
        "trace-secrets", "RFC 9110 §9.3.8", Level.SHOULD, _TRACED, content_lacks(b"c2VjcmV0"), elsewhere=_REFUSALS
    ),
    answered(
        "trace-content",
        "RFC 9110 §9.3.8",
        Level.MUST_NOT,
        b"TRACE / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
        elsewhere=_REFUSALS,
    ),
    answered(
        "put-content-range",
        "RFC 9110 §14.5",
        Level.SHOULD,
        b"PUT / HTTP/1.1\r\nHost: h\r\nContent-Range: bytes 0-1/5\r\nContent-Length: 2\r\n\r\nhi",
        elsewhere=_REFUSALS,
        differs="A server that knows no partial PUT SHOULD answer 400. This one stores nothing that a client sends: "
        "the answer is the rule's.",
    ),
    answered(
        "range-with-post",
        "RFC 9110 §14.2",
        Level.MUST,
        b"POST / HTTP/1.1\r\nHost: h\r\nRange: bytes=0-1\r\nContent-Length: 2\r\n\r\nhi",
    ),
    answered(
        "range",
        "RFC 9110 §14.2",
        Level.MAY,
        b"GET / HTTP/1.1\r\nHost: h\r\nRange: bytes=0-1\r\n\r\n",
        elsewhere=frozenset({200, 206, 416}),
    ),
    *[
        answered(
            f"precondition-{name}",
            "RFC 9110 §13.2.1",
            Level.MUST,
            b"GET / HTTP/1.1\r\nHost: h\r\n" + line + b"\r\n\r\n",
            elsewhere=frozenset({200, 304, 412}),
            differs="An origin server evaluates preconditions against the representation that it selects. A canned "
            "answer is none: it has no validator, and a rule says 304 or 412 where a person wants that.",
        )
        for name, line in (("if-match", b'If-Match: "a"'), ("if-none-match-any", b"If-None-Match: *"))
    ],
    *[
        answered(f"precondition-{name}", section, level, head + line + b"\r\n\r\n")
        for name, section, level, head, line in (
            ("if-none-match", "RFC 9110 §13.1.2", Level.MUST, b"GET / HTTP/1.1\r\nHost: h\r\n", b'If-None-Match: "a"'),
            (
                "date-invalid",
                "RFC 9110 §13.1.3",
                Level.MUST,
                b"GET / HTTP/1.1\r\nHost: h\r\n",
                b"If-Modified-Since: soon",
            ),
            ("with-options", "RFC 9110 §13.2.1", Level.MUST, b"OPTIONS / HTTP/1.1\r\nHost: h\r\n", b'If-Match: "a"'),
            ("with-trace", "RFC 9110 §13.2.1", Level.MUST, b"TRACE / HTTP/1.1\r\nHost: h\r\n", b"If-None-Match: *"),
        )
    ],
)
