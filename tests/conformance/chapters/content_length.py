"""Content-Length and the length of a message: RFC 9112 §6.2, §6.3 and §8, RFC 9110 §8.6."""

from typing import Final

from tests.conformance.case import Case, Level, Then, answered, cut_off, refused, waits
from tests.wire.strictness import with_field, with_framing


def _length(value: bytes, body: bytes = b"hello") -> bytes:
    return with_framing(b"Content-Length: " + value, body)


_HUGE: Final = frozenset({400, 413})

CASES: Final[tuple[Case, ...]] = (
    *[
        answered(f"content-length-{name}", section, Level.MUST, octets)
        for name, section, octets in (
            ("5", "RFC 9112 §6.2", _length(b"5")),
            ("0", "RFC 9112 §6.2", _length(b"0", b"")),
            ("zeros", "RFC 9110 §8.6", _length(b"0005")),
            ("looks-octal", "RFC 9110 §8.6", _length(b"010", b"0123456789")),
            ("no-space", "RFC 9112 §5", with_framing(b"Content-Length:5", b"hello")),
            ("spaces-around", "RFC 9112 §5", with_framing(b"Content-Length: \t 5 \t", b"hello")),
            ("lower-case", "RFC 9110 §5.1", with_framing(b"content-length: 5", b"hello")),
            ("of-binary", "RFC 9112 §6.2", _length(b"256", bytes(range(256)))),
            ("of-line-ends", "RFC 9112 §6.2", _length(b"4", b"\r\n\r\n")),
            ("none", "RFC 9112 §6.3", b"POST / HTTP/1.1\r\nHost: h\r\n\r\n"),
            ("with-get", "RFC 9110 §9.3.1", b"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"),
            ("with-delete", "RFC 9110 §9.3.5", b"DELETE / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"),
            ("with-options", "RFC 9110 §9.3.7", b"OPTIONS / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"),
            ("with-head", "RFC 9110 §9.3.2", b"HEAD / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"),
            ("of-70000-octets", "RFC 9112 §6.2", _length(b"70000", b"a" * 70_000)),
        )
    ],
    answered(
        "content-length-1.0",
        "RFC 9112 §6.2",
        Level.MUST,
        b"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello",
        then=Then.CLOSES,
    ),
    *[
        refused(f"content-length-{name}", "RFC 9112 §6.3", Level.MUST, _length(value))
        for name, value in (
            ("plus", b"+5"),
            ("minus", b"-5"),
            ("minus-zero", b"-0"),
            ("hex", b"0x5"),
            ("hex-digits", b"A"),
            ("octal-prefix", b"0o5"),
            ("underscore", b"1_0"),
            ("inner-space", b"5 0"),
            ("inner-tab", b"5\t0"),
            ("fraction", b"5.0"),
            ("exponent", b"5e0"),
            ("letters", b"abc"),
            ("letter-behind", b"5a"),
            ("empty", b""),
            ("of-spaces", b"   "),
            ("quoted", b'"5"'),
            ("parameter", b"5;a=b"),
            ("comma", b"5,"),
            ("leading-comma", b",5"),
            ("list-different", b"5, 6"),
            ("superscript", b"\xb2"),
            ("arabic-digit", "٥".encode()),
            ("full-width-digit", "５".encode()),
            ("vertical-tab", b"\x0b5"),
            ("form-feed", b"5\x0c"),
            ("no-break-space", b"\xa05"),
            ("nul", b"5\x00"),
            ("carriage-return", b"5\rX"),
        )
    ],
    *[
        refused(
            f"content-length-{name}",
            "RFC 9110 §8.6",
            Level.MAY,
            octets,
            elsewhere=frozenset({200}),
            differs="A recipient MAY take equal lengths for one. That several are there shows that somebody on the way "
            "has joined messages, so it is refused.",
        )
        for name, octets in (
            ("list-same", _length(b"5, 5")),
            ("list-of-three", _length(b"5,5,5")),
            ("twice-same", with_framing(b"Content-Length: 5\r\nContent-Length: 5", b"hello")),
        )
    ],
    *[
        refused(f"content-length-{name}", "RFC 9112 §6.3", Level.MUST, octets)
        for name, octets in (
            ("twice-different", with_framing(b"Content-Length: 5\r\nContent-Length: 6", b"hello")),
            ("twice-apart", with_framing(b"Content-Length: 5\r\nX: a\r\ncontent-length: 0", b"hello")),
            ("twice-one-empty", with_framing(b"Content-Length: 5\r\nContent-Length:", b"hello")),
            ("twice-zeros", with_framing(b"Content-Length: 5\r\nContent-Length: 05", b"hello")),
            ("twice-with-get", with_field(b"Content-Length: 5\r\nContent-Length: 0")),
            ("folded", with_framing(b"Content-Length:\r\n 5", b"hello")),
            ("folded-digits", with_framing(b"Content-Length: 1\r\n 0", b"hello")),
            ("space-before-colon", with_framing(b"Content-Length : 5", b"hello")),
            ("tab-before-colon", with_framing(b"Content-Length\t: 5", b"hello")),
        )
    ],
    *[
        refused(f"content-length-{name}", "RFC 9110 §8.6", Level.MUST, _length(value, b""), 400, 413)
        for name, value in (
            ("above-limit", b"99999999999"),
            ("2-to-the-31", b"2147483648"),
            ("2-to-the-32", b"4294967296"),
            ("2-to-the-63", b"9223372036854775808"),
            ("2-to-the-64", b"18446744073709551616"),
            ("2-to-the-64-and-5", b"18446744073709551621"),
            ("twenty-nines", b"9" * 20),
            ("a-thousand-nines", b"9" * 1_000),
        )
    ],
    answered(
        "content-length-a-thousand-zeros",
        "RFC 9110 §8.6",
        Level.MUST,
        _length(b"0" * 1_000 + b"5"),
        elsewhere=frozenset({200, 400}),
    ),
    waits("content-shorter", "RFC 9112 §6.3", Level.MUST_NOT, _length(b"10")),
    waits("content-missing", "RFC 9112 §6.3", Level.MUST_NOT, _length(b"10", b"")),
    cut_off("content-cut-off", "RFC 9112 §8", Level.SHOULD, _length(b"10")),
    Case(
        "content-longer",
        "RFC 9112 §9.3.2",
        Level.MUST,
        _length(b"5", b"hello!\r\n"),
        Then.CLOSES,
        frozenset({200, 400}),
        answers=2,
    ),
)
