"""Other protocols and hostile octets on an HTTP port: RFC 9112 §2.2 and §3."""

import random
from typing import Final

from tests.conformance.case import Case, Level, Then, refused
from tests.octets import ALIENS

_NOT_HTTP: Final = "RFC 9112 §2.2"
_ODD: Final = frozenset({400, 414, 431, 501, 505})

CASES: Final[tuple[Case, ...]] = (
    *[refused(f"alien-{example.name}", _NOT_HTTP, Level.SHOULD, example.octets, elsewhere=_ODD) for example in ALIENS],
    refused(
        "http-2-preface-whole",
        "RFC 9113 §3.4",
        Level.SHOULD,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000"),
        elsewhere=_ODD,
    ),
    *[
        refused(f"alien-{name}", _NOT_HTTP, Level.SHOULD, octets, elsewhere=_ODD)
        for name, octets in (
            ("random-octets", random.Random(9112).randbytes(256)),
            ("zeros", bytes(64)),
            ("ones", b"\xff" * 64),
            ("proxy-protocol-2", b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c" + bytes(12)),
            ("smtp", b"EHLO example.com\r\n"),
            ("ftp", b"USER anonymous\r\n"),
            ("redis", b"*1\r\n$4\r\nPING\r\n"),
            ("json", b'{"jsonrpc": "2.0"}\r\n'),
            ("xml", b'<?xml version="1.0"?>\r\n'),
            ("shell", b"() { :;}; /bin/sh\r\n"),
            ("terminal", b"\x1b]52;c;aGk=\x07\r\n"),
            ("sip", b"INVITE sip:a@b SIP/2.0\r\nHost: h\r\n\r\n"),
            ("rtsp", b"OPTIONS * RTSP/1.0\r\nHost: h\r\n\r\n"),
            ("gopher", b"\r\n\r\n"),
        )
    ],
    Case(
        "empty-connection", "RFC 9112 §9.6", Level.MAY, b"", Then.CLOSES, frozenset({200}), answers=0, half_close=True
    ),
    Case(
        "empty-line-alone",
        "RFC 9112 §2.2",
        Level.SHOULD,
        b"\r\n",
        Then.CLOSES,
        frozenset({200}),
        answers=0,
        half_close=True,
    ),
)
