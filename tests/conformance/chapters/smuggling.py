"""Request smuggling: messages of which two readers see different ends (RFC 9112 §11.2).

Within each is a request that a lenient reader would answer. Exactly one answer may come, and nothing behind it.
"""

from typing import Final

from tests.conformance.case import Case, Level, Then, answered, refused
from tests.octets import GET, HOST
from tests.wire.strictness import GET_LINE, with_field, with_framing

_HIDDEN: Final = b"GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n"
_LENGTH: Final = b"Content-Length: %d" % len(_HIDDEN)
_LAST: Final = b"0\r\n\r\n"
_BOTH: Final = "RFC 9112 §6.3"
_ANY: Final = frozenset({400, 501})

CASES: Final[tuple[Case, ...]] = (
    # Content-Length with Transfer-Encoding
    *[
        refused(f"length-and-coding-{name}", _BOTH, Level.SHOULD, octets, elsewhere=_ANY)
        for name, octets in (
            ("length-first", with_framing(b"Content-Length: 5\r\nTransfer-Encoding: chunked", _LAST + _HIDDEN)),
            ("coding-first", with_framing(b"Transfer-Encoding: chunked\r\nContent-Length: 5", _LAST + _HIDDEN)),
            (
                "length-covers-hidden",
                with_framing(b"Transfer-Encoding: chunked\r\nContent-Length: %d" % (5 + len(_HIDDEN)), _LAST + _HIDDEN),
            ),
            ("length-0", with_framing(b"Content-Length: 0\r\nTransfer-Encoding: chunked", _LAST + _HIDDEN)),
            ("short-length", with_framing(b"Content-Length: 3\r\nTransfer-Encoding: chunked", b"1\r\nZ\r\nQ")),
            (
                "length-of-a-size-line",
                with_framing(
                    b"Transfer-Encoding: chunked\r\nContent-Length: 4",
                    b"%x\r\n" % len(_HIDDEN) + _HIDDEN + b"\r\n" + _LAST,
                ),
            ),
            ("coding-identity", with_framing(_LENGTH + b"\r\nTransfer-Encoding: identity", _HIDDEN)),
            ("coding-empty", with_framing(_LENGTH + b"\r\nTransfer-Encoding:", _HIDDEN)),
            ("coding-unknown", with_framing(_LENGTH + b"\r\nTransfer-Encoding: xchunked", _HIDDEN)),
            ("coding-upper-case", with_framing(_LENGTH + b"\r\nTransfer-Encoding: CHUNKED", _HIDDEN)),
            ("coding-trailing-comma", with_framing(_LENGTH + b"\r\nTransfer-Encoding: chunked,", _HIDDEN)),
            ("coding-leading-comma", with_framing(_LENGTH + b"\r\nTransfer-Encoding: ,chunked", _HIDDEN)),
            ("length-bad", with_framing(b"Content-Length: x\r\nTransfer-Encoding: chunked", _LAST + _HIDDEN)),
            ("length-plus", with_framing(b"Content-Length: +5\r\nTransfer-Encoding: chunked", _LAST + _HIDDEN)),
            ("with-get", with_field(b"Content-Length: 5\r\nTransfer-Encoding: chunked") + _LAST + _HIDDEN),
            (
                "with-close",
                with_framing(b"Connection: close\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", _LAST + _HIDDEN),
            ),
            (
                "with-keep-alive",
                with_framing(
                    b"Connection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", _LAST + _HIDDEN
                ),
            ),
            (
                "in-1.0",
                with_framing(
                    b"Connection: keep-alive\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
                    _LAST + _HIDDEN,
                    b"1.0",
                ),
            ),
        )
    ],
    # Two lengths, or one that is read in two ways
    *[
        refused(f"lengths-{name}", _BOTH, Level.MUST, with_framing(lines, _HIDDEN), 400, 413)
        for name, lines in (
            ("hidden-then-0", _LENGTH + b"\r\nContent-Length: 0"),
            ("0-then-hidden", b"Content-Length: 0\r\n" + _LENGTH),
            ("list", b"Content-Length: 0, %d" % len(_HIDDEN)),
            ("three-lines", (_LENGTH + b"\r\n") * 2 + b"Content-Length: 0"),
            ("plus", b"Content-Length: +0"),
            ("minus", b"Content-Length: -%d" % len(_HIDDEN)),
            ("hex", b"Content-Length: 0x%x" % len(_HIDDEN)),
            ("letters-behind", b"Content-Length: 0abc"),
            ("inner-space", b"Content-Length: 0 %d" % len(_HIDDEN)),
            ("overflow-32", b"Content-Length: %d" % (2**32 + len(_HIDDEN))),
            ("overflow-64", b"Content-Length: %d" % (2**64 + len(_HIDDEN))),
            ("overflow-128", b"Content-Length: %d" % (2**128)),
            ("space-before-colon", _LENGTH.replace(b":", b" :")),
            ("tab-before-colon", _LENGTH.replace(b":", b"\t:")),
            ("space-before-name", b"X: a\r\n " + _LENGTH),
            ("nul-in-name", b"Content\0-Length: %d" % len(_HIDDEN)),
            ("nul-behind", _LENGTH + b"\0"),
            ("vertical-tab", _LENGTH.replace(b": ", b":\x0b")),
            ("folded", b"Content-Length:\r\n %d" % len(_HIDDEN)),
            ("behind-bare-lf", b"X: a\n" + _LENGTH),
            ("behind-bare-cr", b"X: a\r" + _LENGTH),
            ("cr-before-colon", _LENGTH.replace(b":", b"\r:")),
            ("delete-in-name", _LENGTH.replace(b"-", b"-\x7f")),
        )
    ],
    # Transfer-Encoding that one of two readers does not see
    *[
        refused(
            f"coding-{name}",
            section,
            Level.MUST,
            with_framing(_LENGTH + b"\r\n" + lines, _LAST + _HIDDEN),
            elsewhere=_ANY,
        )
        for name, section, lines in (
            ("space-before-colon", "RFC 9112 §5.1", b"Transfer-Encoding : chunked"),
            ("tab-before-colon", "RFC 9112 §5.1", b"Transfer-Encoding\t: chunked"),
            ("space-before-name", "RFC 9112 §5.2", b" Transfer-Encoding: chunked"),
            ("folded", "RFC 9112 §5.2", b"Transfer-Encoding:\r\n chunked"),
            ("folded-name", "RFC 9112 §5.2", b"Transfer-\r\n Encoding: chunked"),
            ("behind-bare-lf", "RFC 9112 §2.2", b"X: a\nTransfer-Encoding: chunked"),
            ("behind-bare-cr", "RFC 9112 §2.2", b"X: a\rTransfer-Encoding: chunked"),
            ("nul-in-name", "RFC 9110 §5.1", b"Transfer-\0Encoding: chunked"),
            ("nul-behind", "RFC 9110 §5.5", b"Transfer-Encoding: chunked\0"),
            ("vertical-tab", "RFC 9110 §5.5", b"Transfer-Encoding: \x0bchunked"),
            ("form-feed", "RFC 9110 §5.5", b"Transfer-Encoding:\x0cchunked"),
            ("latin-1-space", "RFC 9112 §6.3", b"Transfer-Encoding: \xa0chunked"),
            ("quoted", "RFC 9112 §6.3", b'Transfer-Encoding: "chunked"'),
            ("two-lines", "RFC 9112 §6.3", b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked"),
            ("not-last", "RFC 9112 §6.3", b"Transfer-Encoding: chunked, x"),
            ("semicolon-in-name", "RFC 9110 §5.1", b"Transfer-Encoding;: chunked"),
            ("delete-in-name", "RFC 9110 §5.1", b"Transfer-Encoding\x7f: chunked"),
            ("without-colon", "RFC 9112 §5", b"Transfer-Encoding chunked"),
        )
    ],
    # Names that only look like those fields are other fields: the length counts, or there is none
    answered(
        "coding-with-underscore",
        "RFC 9110 §5.1",
        Level.MUST,
        with_framing(_LENGTH + b"\r\nTransfer_Encoding: chunked", _HIDDEN),
    ),
    answered(
        "length-with-underscore", "RFC 9110 §5.1", Level.MUST, with_framing(_LENGTH + b"\r\nContent_Length: 0", _HIDDEN)
    ),
    answered(
        "two-requests-without-length",
        "RFC 9112 §6.3",
        Level.MUST,
        b"POST / HTTP/1.1\r\nHost: h\r\n\r\n" + _HIDDEN,
        answers=2,
    ),
    *[
        answered(
            f"hidden-in-content-of-{method.lower()}",
            "RFC 9110 §9.3",
            Level.MUST,
            b"%b / HTTP/1.1\r\n%b%b\r\n\r\n%b" % (method.encode(), HOST, _LENGTH, _HIDDEN),
        )
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "FROB")
    ],
    answered(
        "hidden-in-a-chunk",
        "RFC 9112 §7.1",
        Level.MUST,
        with_framing(b"Transfer-Encoding: chunked", b"%x\r\n" % len(_HIDDEN) + _HIDDEN + b"\r\n" + _LAST),
    ),
    answered(
        "hidden-behind-expect",
        "RFC 9110 §10.1.1",
        Level.MUST,
        with_framing(b"Expect: 100-continue\r\n" + _LENGTH, _HIDDEN),
        elsewhere=frozenset({200, 417}),
    ),
    refused(
        "hidden-in-connect",
        "RFC 9110 §9.3.6",
        Level.MUST,
        b"CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n\r\n" + _HIDDEN,
        501,
        elsewhere=frozenset({400, 405}),
    ),
    # Chunks
    *[
        refused(
            f"desync-chunk-{name}", section, Level.MUST, with_framing(b"Transfer-Encoding: chunked", body), 400, 413
        )
        for name, section, body in (
            ("size-overflow-32", "RFC 9112 §7.1", b"100000000\r\n\r\n" + _LAST + _HIDDEN),
            ("size-overflow-64", "RFC 9112 §7.1", b"10000000000000000\r\n\r\n" + _LAST + _HIDDEN),
            ("size-negative", "RFC 9112 §7.1", b"-1\r\n" + _HIDDEN),
            ("size-0x0", "RFC 9112 §7.1", b"0x0\r\n\r\n" + _HIDDEN),
            ("size-0-and-letters", "RFC 9112 §7.1", b"0g\r\n\r\n" + _HIDDEN),
            ("extension-lf", "RFC 9112 §7.1.1", b"2;\nxx\r\n%x\r\n" % len(_HIDDEN) + _LAST + _HIDDEN),
            ("extension-cr", "RFC 9112 §7.1.1", b"0;a\rb\r\n\r\n" + _HIDDEN),
            ("last-lf", "RFC 9112 §7.1", b"0\n\n" + _HIDDEN),
            ("last-without-empty-line", "RFC 9112 §7.1.2", b"0\r\n" + _HIDDEN),
            ("data-end-two-octets", "RFC 9112 §7.1", b"1\r\nAXY" + _LAST + _HIDDEN),
            ("data-spills", "RFC 9112 §7.1", b"5\r\nhello!\r\n" + _LAST + _HIDDEN),
            ("trailer-lf", "RFC 9112 §2.2", b"0\r\nX: a\n\r\n" + _HIDDEN),
            ("trailer-cr", "RFC 9112 §2.2", b"0\r\nX: a\r\r\n\r\n" + _HIDDEN),
            ("trailer-length", "RFC 9110 §6.5.1", b"0\r\n" + _LENGTH + b"\r\n\r\n" + _HIDDEN),
        )
    ],
    # Behind an error nothing is read
    *[
        refused(f"behind-{name}", section, Level.MUST, octets + _HIDDEN * 3, *statuses)
        for name, section, octets, statuses in (
            ("bad-version", "RFC 9112 §2.3", b"GET / HTTP/1.x\r\nHost: h\r\n\r\n", ()),
            ("version-2.0", "RFC 9110 §15.6.6", b"GET / HTTP/2.0\r\nHost: h\r\n\r\n", (505,)),
            ("missing-host", "RFC 9112 §3.2", b"GET / HTTP/1.1\r\n\r\n", ()),
            ("bad-field", "RFC 9112 §5.1", with_field(b"X : a"), ()),
            ("unknown-expectation", "RFC 9110 §10.1.1", with_field(b"Expect: x"), (417,)),
            ("long-target", "RFC 9112 §3", b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", (414,)),
            ("long-field", "RFC 9110 §5.4", with_field(b"X: " + b"a" * 9_000), (431,)),
            ("large-content", "RFC 9110 §15.5.14", with_framing(b"Content-Length: 99999999999"), (413,)),
            ("http-0.9", "RFC 9112 §2.3", b"GET /\r\n", ()),
        )
    ],
    # Whom the request is for
    *[
        refused(f"whom-{name}", section, Level.MUST, octets + _HIDDEN)
        for name, section, octets in (
            ("two", "RFC 9112 §3.2", GET_LINE + b"Host: h\r\nHost: o\r\n\r\n"),
            ("folded", "RFC 9112 §5.2", GET_LINE + b"Host: h\r\n o\r\n\r\n"),
            ("space-before-colon", "RFC 9112 §5.1", GET_LINE + b"Host: h\r\nHost : o\r\n\r\n"),
            ("list", "RFC 9112 §3.2", GET_LINE + b"Host: h, o\r\n\r\n"),
            ("userinfo", "RFC 9112 §3.2", GET_LINE + b"Host: h@o\r\n\r\n"),
            ("against-target", "RFC 9112 §3.2.2", b"GET http://o/ HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("against-target-userinfo", "RFC 9110 §4.2.4", b"GET http://h@o/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        )
    ],
    answered(
        "pipelined-behind-close",
        "RFC 9112 §9.6",
        Level.MUST_NOT,
        with_field(b"Connection: close") + _HIDDEN,
        then=Then.CLOSES,
    ),
    answered(
        "pipelined-behind-1.0", "RFC 9112 §9.3", Level.MUST_NOT, b"GET / HTTP/1.0\r\n\r\n" + _HIDDEN, then=Then.CLOSES
    ),
    answered("hidden-behind-get", "RFC 9112 §9.3.2", Level.MUST, GET + _HIDDEN, answers=2),
)
