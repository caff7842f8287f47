"""Expect: RFC 9110 §10.1.1 and §15.2."""

from typing import Final

from tests.conformance.case import Case, Level, Then, answered, refused
from tests.conformance.checks import interim
from tests.wire.strictness import with_field

_HEAD: Final = b"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
_CHUNKED: Final = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
_SECTION: Final = "RFC 9110 §10.1.1"


def _waited(id: str, head: bytes, content: bytes) -> Case:
    return Case(id, _SECTION, Level.MUST, head, Then.GOES_ON, frozenset({200}), checks=(interim(100),), later=content)


CASES: Final[tuple[Case, ...]] = (
    _waited("continue", _HEAD, b"hello"),
    _waited("continue-chunked", _CHUNKED, b"5\r\nhello\r\n0\r\n\r\n"),
    _waited("continue-mixed-case", _HEAD.replace(b"100-continue", b"100-Continue"), b"hello"),
    answered("continue-without-content", _SECTION, Level.MAY, with_field(b"Expect: 100-continue"), interim()),
    answered("continue-with-length-0", _SECTION, Level.MAY, _HEAD.replace(b": 5", b": 0"), interim()),
    answered(
        "continue-1.0",
        "RFC 9110 §15.2",
        Level.MUST_NOT,
        _HEAD.replace(b"1.1", b"1.0") + b"hello",
        interim(),
        then=Then.CLOSES,
    ),
    answered(
        "expect-unknown-1.0",
        _SECTION,
        Level.MUST,
        b"POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 5\r\n\r\nhello",
        then=Then.CLOSES,
    ),
    answered("expect-empty", _SECTION, Level.MAY, with_field(b"Expect:"), elsewhere=frozenset({200, 400, 417})),
    *[
        refused(
            f"expect-{name}", _SECTION, Level.MAY, with_field(b"Expect: " + value), 417, elsewhere=frozenset({200, 400})
        )
        for name, value in (
            ("unknown", b"200-ok"),
            ("with-another", b"100-continue, 200-ok"),
            ("parameter", b"100-continue;a=b"),
            ("quoted", b'"100-continue"'),
            ("misspelt", b"100-contine"),
            ("behind-a-word", b"y 100-continue"),
            ("before-a-word", b"100-continue y"),
            ("underscore", b"100_continue"),
            ("assigned", b"token=param"),
        )
    ],
    refused(
        "expect-refused-before-content",
        _SECTION,
        Level.SHOULD,
        _HEAD.replace(b": 5", b": 99999999999"),
        413,
        elsewhere=frozenset({400}),
        checks=(interim(),),
    ),
    refused("expect-refused-head", _SECTION, Level.SHOULD, _HEAD.replace(b"Host: h\r\n", b""), checks=(interim(),)),
)
