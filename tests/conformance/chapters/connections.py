"""Persistence, pipelining and the end of connections: RFC 9112 §9, RFC 9110 §7.6.1."""

from typing import Final

from tests.conformance.case import Case, Level, Then, answered
from tests.conformance.checks import has, lacks
from tests.octets import GET
from tests.wire.strictness import with_field

_POST: Final = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
_CHUNKED: Final = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"


def _old(connection: bytes = b"") -> bytes:
    return b"GET / HTTP/1.0\r\nHost: h\r\n" + connection + b"\r\n"


CASES: Final[tuple[Case, ...]] = (
    answered("persistent", "RFC 9112 §9.3", Level.SHOULD, GET, lacks("connection")),
    answered("persistent-keep-alive", "RFC 9112 §9.3", Level.SHOULD, with_field(b"Connection: keep-alive")),
    answered("persistent-unknown-option", "RFC 9110 §7.6.1", Level.MUST, with_field(b"Connection: X-Foo\r\nX-Foo: a")),
    answered("persistent-empty-option", "RFC 9110 §5.6.1", Level.MUST, with_field(b"Connection: , ,")),
    answered("persistent-option-no-token", "RFC 9110 §7.6.1", Level.MAY, with_field(b"Connection: a{b}")),
    answered("persistent-closed", "RFC 9110 §7.6.1", Level.MUST, with_field(b"Connection: closed, xclose, close-x")),
    answered("proxy-connection-ignored", "RFC 9112 §9.3", Level.SHOULD, with_field(b"Proxy-Connection: close")),
    answered("keep-alive-field", "RFC 9112 §9.3", Level.SHOULD, with_field(b"Keep-Alive: timeout=5, max=1")),
    *[
        answered(
            f"close-{name}",
            "RFC 9112 §9.6",
            Level.MUST,
            with_field(lines),
            has("connection", "close"),
            then=Then.CLOSES,
        )
        for name, lines in (
            ("plain", b"Connection: close"),
            ("upper-case", b"Connection: CLOSE"),
            ("in-a-list", b"Connection: keep-alive, close"),
            ("first-in-a-list", b"Connection: close, keep-alive"),
            ("with-empty-members", b"Connection: ,close ,"),
            ("in-second-line", b"Connection: keep-alive\r\nConnection: close"),
            ("in-first-line", b"Connection: close\r\nConnection: keep-alive"),
            ("with-upgrade", b"Connection: close, upgrade\r\nUpgrade: foo"),
        )
    ],
    answered(
        "close-behind-content",
        "RFC 9112 §9.6",
        Level.MUST,
        b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
        then=Then.CLOSES,
    ),
    answered(
        "close-behind-chunks",
        "RFC 9112 §9.6",
        Level.MUST,
        b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        then=Then.CLOSES,
    ),
    answered(
        "close-by-the-answer",
        "RFC 9112 §9.6",
        Level.MUST,
        b"GET /close HTTP/1.1\r\nHost: h\r\n\r\n",
        then=Then.CLOSES,
        ours=True,
    ),
    # HTTP/1.0
    answered("1.0-closes", "RFC 9112 §9.3", Level.SHOULD, _old(), then=Then.CLOSES),
    answered(
        "1.0-keep-alive",
        "RFC 9112 §9.3",
        Level.SHOULD,
        _old(b"Connection: keep-alive\r\n"),
        has("connection", "keep-alive"),
    ),
    answered(
        "1.0-keep-alive-upper-case",
        "RFC 9112 §9.3",
        Level.SHOULD,
        _old(b"Connection: Keep-Alive\r\n"),
        has("connection", "keep-alive"),
    ),
    answered(
        "1.0-keep-alive-and-close",
        "RFC 9112 §9.3",
        Level.MUST,
        _old(b"Connection: keep-alive, close\r\n"),
        then=Then.CLOSES,
    ),
    answered(
        "1.0-keep-alive-content",
        "RFC 9112 §9.3",
        Level.MUST,
        b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
    ),
    answered(
        "1.2-persistent",
        "RFC 9112 §9.3",
        Level.SHOULD,
        b"GET / HTTP/1.2\r\nHost: h\r\n\r\n",
        elsewhere=frozenset({200, 505}),
    ),
    # Pipelining: answers in the order of requests
    answered("pipelined-10", "RFC 9112 §9.3.2", Level.MUST, GET * 10, answers=10),
    answered("pipelined-100", "RFC 9112 §9.3.2", Level.MUST, GET * 100, answers=100),
    answered("pipelined-posts", "RFC 9112 §9.3.2", Level.MUST, (_POST + _CHUNKED) * 3, answers=6),
    answered(
        "pipelined-mixed",
        "RFC 9112 §9.3.2",
        Level.MUST,
        GET + b"HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + _POST + b"OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n",
        answers=4,
        methods=("GET", "HEAD", "POST", "OPTIONS"),
    ),
    answered(
        "pipelined-close-in-between",
        "RFC 9112 §9.6",
        Level.MUST_NOT,
        GET + with_field(b"Connection: close") + GET,
        answers=2,
        then=Then.CLOSES,
    ),
    Case(
        "pipelined-error-behind",
        "RFC 9112 §9.3.2",
        Level.MUST,
        GET + b"GET / HTTP/1.1\r\n\r\n",
        Then.CLOSES,
        frozenset({200, 400}),
        answers=2,
    ),
    # Half-close: a client may end its side and still read
    Case("half-close", "RFC 9112 §9.6", Level.SHOULD, GET, Then.GOES_ON, frozenset({200}), half_close=True),
    Case(
        "half-close-pipelined",
        "RFC 9112 §9.6",
        Level.SHOULD,
        GET * 3,
        Then.GOES_ON,
        frozenset({200}),
        answers=3,
        half_close=True,
    ),
    Case("half-close-content", "RFC 9112 §9.6", Level.SHOULD, _POST, Then.GOES_ON, frozenset({200}), half_close=True),
    Case("half-close-chunks", "RFC 9112 §9.6", Level.SHOULD, _CHUNKED, Then.GOES_ON, frozenset({200}), half_close=True),
    Case("half-close-1.0", "RFC 9112 §9.6", Level.SHOULD, _old(), Then.CLOSES, frozenset({200}), half_close=True),
    Case(
        "half-close-silent",
        "RFC 9112 §9.6",
        Level.SHOULD,
        b"",
        Then.CLOSES,
        frozenset({200}),
        answers=0,
        half_close=True,
    ),
)
