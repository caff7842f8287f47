"""Field lines: RFC 9112 §5, RFC 9110 §5."""

from typing import Final

from tests.conformance.case import Case, Level, answered, refused
from tests.octets import HOST
from tests.wire.strictness import GET_LINE, with_field

_TOO_MUCH: Final = frozenset({400, 413, 414, 431})

CASES: Final[tuple[Case, ...]] = (
    *[
        refused(f"field-{name}", section, Level.MUST, with_field(line))
        for name, section, line in (
            ("space-before-colon", "RFC 9112 §5.1", b"X : a"),
            ("tab-before-colon", "RFC 9112 §5.1", b"X\t: a"),
            ("spaces-before-colon", "RFC 9112 §5.1", b"X  \t : a"),
            ("folded", "RFC 9112 §5.2", b"X: a\r\n b"),
            ("folded-with-tab", "RFC 9112 §5.2", b"X: a\r\n\tb"),
            ("folded-empty", "RFC 9112 §5.2", b"X: a\r\n "),
            ("folded-from-empty", "RFC 9112 §5.2", b"X:\r\n a"),
            ("folded-twice", "RFC 9112 §5.2", b"X: a\r\n b\r\n c"),
            ("folded-like-a-field", "RFC 9112 §5.2", b"X: a\r\n Y: b"),
            ("without-name", "RFC 9110 §5.1", b": a"),
            ("of-a-colon", "RFC 9110 §5.1", b":"),
            ("without-colon", "RFC 9112 §5", b"X"),
            ("of-words", "RFC 9112 §5", b"no colon here"),
            ("of-another-request-line", "RFC 9112 §5", b"GET / HTTP/1.1"),
            ("with-nul-in-value", "RFC 9110 §5.5", b"X: a\x00b"),
            ("with-nul-in-name", "RFC 9110 §5.1", b"X\x00Y: a"),
            ("with-cr-in-value", "RFC 9110 §5.5", b"X: a\rb"),
            ("with-cr-in-name", "RFC 9110 §5.1", b"X\rY: a"),
            ("with-lf-in-value", "RFC 9110 §5.5", b"X: a\nb"),
        )
    ],
    *[
        refused(
            f"field-value-with-{octet:02x}",
            "RFC 9110 §5.5",
            Level.MUST,
            with_field(b"X: a%cb" % octet),
            elsewhere=frozenset({200}),
        )
        for octet in (*range(1, 9), 11, 12, *range(14, 32), 127)
    ],
    *[
        refused(f"field-name-with-{octet:02x}", "RFC 9110 §5.1", Level.MUST, with_field(b"X%cY: a" % octet))
        for octet in (*b'\x01\x0b\x0c\x1b "(),/;<=>?@[\\]{}\x7f\x80\xa0\xff',)
    ],
    refused("field-name-utf-8", "RFC 9110 §5.1", Level.MUST, with_field("X-é: a".encode())),
    refused("space-before-first-field", "RFC 9112 §2.2", Level.MUST, GET_LINE + b" X: a\r\n" + HOST + b"\r\n"),
    refused("tab-before-first-field", "RFC 9112 §2.2", Level.MUST, GET_LINE + b"\tX: a\r\n" + HOST + b"\r\n"),
    refused("space-before-host", "RFC 9112 §2.2", Level.MUST, GET_LINE + b" Host: h\r\n\r\n"),
    refused("line-of-a-space-first", "RFC 9112 §2.2", Level.MUST, GET_LINE + b" \r\n" + HOST + b"\r\n"),
    refused("line-of-a-space-last", "RFC 9112 §5.2", Level.MUST, GET_LINE + HOST + b" \r\n\r\n"),
    # What must be taken
    *[
        answered(f"field-{name}", section, Level.MUST, with_field(line))
        for name, section, line in (
            ("without-space", "RFC 9110 §5.5", b"X:a"),
            ("with-space-around", "RFC 9110 §5.5", b"X: \t a \t "),
            ("empty", "RFC 9110 §5.5", b"X:"),
            ("of-spaces", "RFC 9110 §5.5", b"X:    "),
            ("with-tab-inside", "RFC 9110 §5.5", b"X: a\tb"),
            ("with-spaces-inside", "RFC 9110 §5.5", b"X: a   b"),
            ("with-colons", "RFC 9110 §5.5", b"X: a:b::c"),
            ("with-utf-8", "RFC 9110 §5.5", "X: é".encode()),
            ("with-latin-1", "RFC 9110 §5.5", b"X: \xe9\xff\x80"),
            ("name-of-all-signs", "RFC 9110 §5.6.2", b"!#$%&'*+-.^_`|~: a"),
            ("name-of-a-digit", "RFC 9110 §5.6.2", b"0: a"),
            ("name-with-underscore", "RFC 9110 §5.1", b"X_Y: a"),
            ("of-one-letter", "RFC 9110 §5.1", b"a: b"),
            ("repeated", "RFC 9110 §5.3", b"X: a\r\nX: b"),
            ("unknown", "RFC 9110 §5.1", b"X-Never-Heard-Of: a"),
            ("with-quotes", "RFC 9110 §5.6.4", b'X: "a \\" b"'),
            ("with-open-quote", "RFC 9110 §5.6.4", b'X: "a'),
            ("with-printable-ascii", "RFC 9110 §5.5", b"X: " + bytes(range(33, 127))),
            ("cookie-empty", "RFC 9110 §5.5", b"Cookie:"),
            ("cookie-odd", "RFC 9110 §5.5", b"Cookie: ;;=;a;=b; c"),
            ("cookies-twice", "RFC 9110 §5.3", b"Cookie: a=b\r\nCookie: c=d"),
            ("accept-nonsense", "RFC 9110 §12.5.1", b"Accept: nonsense"),
            ("range-invalid", "RFC 9110 §14.2", b"Range: octets=9-1,,"),
            ("range-overlapping", "RFC 9110 §14.2", b"Range: bytes=0-,0-,0-,0-"),
            ("te-trailers", "RFC 9110 §10.1.4", b"TE: trailers, deflate;q=0.5\r\nConnection: TE"),
            ("content-length-with-underscore", "RFC 9110 §5.1", b"Content_Length: 5"),
        )
    ],
    answered("fields-100", "RFC 9110 §5.4", Level.MUST, with_field(b"\r\n".join(b"X: %d" % n for n in range(99)))),
    answered("field-of-8000-octets", "RFC 9110 §5.4", Level.MUST, with_field(b"X: " + b"a" * 8_000)),
    refused(
        "fields-10000",
        "RFC 9110 §5.4",
        Level.MUST,
        with_field(b"\r\n".join(b"X-%d: a" % n for n in range(10_000))),
        431,
        elsewhere=_TOO_MUCH,
    ),
    refused(
        "field-value-of-100000-octets",
        "RFC 9110 §5.4",
        Level.MUST,
        with_field(b"X: " + b"a" * 100_000),
        431,
        elsewhere=_TOO_MUCH,
    ),
    refused(
        "field-name-of-100000-octets",
        "RFC 9110 §5.4",
        Level.MUST,
        with_field(b"X" * 100_000 + b": a"),
        431,
        elsewhere=_TOO_MUCH,
    ),
    refused(
        "head-of-100000-octets",
        "RFC 9110 §5.4",
        Level.MUST,
        with_field(b"\r\n".join(b"X: " + b"a" * 5_000 for _ in range(20))),
        431,
        elsewhere=_TOO_MUCH,
    ),
    refused(
        "content-type-twice",
        "RFC 9110 §5.3",
        Level.SHOULD,
        with_field(b"Content-Type: text/plain\r\nContent-Type: text/html"),
        elsewhere=frozenset({200}),
    ),
    answered(
        "content-type-twice-same",
        "RFC 9110 §5.3",
        Level.MAY,
        with_field(b"Content-Type: text/plain\r\nContent-Type: text/plain"),
        elsewhere=frozenset({200, 400}),
    ),
)
