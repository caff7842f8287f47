"""Fields that decide where a message ends, written so that one reader sees them and another does not (RFC 9112 §11.2).

What tools for finding request smuggling try: an octet in every place, names and values bent, an early end of the head.
"""

from typing import Final

from tests.conformance.case import Case, Level, answered, refused
from tests.octets import HOST
from tests.wire.strictness import GET_LINE, with_field, with_framing

_HIDDEN: Final = b"GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n"
_LENGTH: Final = b"Content-Length: %d" % len(_HIDDEN)
_LAST: Final = b"0\r\n\r\n"
_EITHER: Final = frozenset({400, 501})
_STRAY: Final = (*b"\0\1\b\t\n\v\f\r\x1b\x1c\x1f \x7f\x85\xa0\xad\xff",)
"""What one language or another takes for white space, an end, or nothing; `tests.wire.test_reference` tries all."""
_PLACES: Final = (
    ("before-name", b"%cTransfer-Encoding: chunked"),
    ("in-name", b"Transfer%c-Encoding: chunked"),
    ("behind-name", b"Transfer-Encoding%c: chunked"),
    ("behind-colon", b"Transfer-Encoding:%cchunked"),
    ("in-value", b"Transfer-Encoding: chun%cked"),
    ("behind-value", b"Transfer-Encoding: chunked%c"),
)
_IS_CHUNKED: Final = {(place, octet) for place in ("behind-colon", "behind-value") for octet in (0x09, 0x20)}
"""Optional white space is no part of a value (RFC 9112 §5.1)."""
_BENT: Final = (
    ("folded-onto-another", "RFC 9112 §5.2", b"X: a\r\n %b: %b"),
    ("folded-with-tab", "RFC 9112 §5.2", b"X: a\r\n\t%b: %b"),
    ("folded-value", "RFC 9112 §5.2", b"%b:\r\n\t%b"),
    ("folded-colon", "RFC 9112 §5.2", b"%b\r\n : %b"),
    ("colon-on-a-line", "RFC 9112 §5", b"%b\r\n: %b"),
    ("colon-behind-lf", "RFC 9112 §2.2", b"%b\n: %b"),
    ("value-behind-lf", "RFC 9112 §2.2", b"%b:\n %b"),
    ("value-behind-vertical-tab", "RFC 9110 §5.5", b"%b: \x0b%b"),
    ("value-behind-lf-and-vertical-tab", "RFC 9112 §2.2", b"%b: \n\x0b%b"),
    ("behind-cr", "RFC 9112 §2.2", b"X: a\r%b: %b"),
    ("behind-crlf-and-cr", "RFC 9112 §2.2", b"X: a\r\n\r%b: %b"),
    ("word-behind-name", "RFC 9110 §5.1", b"%b x: %b"),
    ("space-before-colon", "RFC 9112 §5.1", b"%b : %b"),
)
_FIELDS: Final = (
    ("coding", b"", b"Transfer-Encoding", b"chunked", _LAST + _HIDDEN),
    ("length", b"", b"Content-Length", b"%d" % len(_HIDDEN), _HIDDEN),
    ("expectation", b"Content-Length: 0\r\n", b"Expect", b"100-continue", _HIDDEN),
)

CASES: Final[tuple[Case, ...]] = (
    *[
        refused(
            f"length-and-coding-octet-{octet:02x}-{place}",
            "RFC 9112 §6.3",
            Level.MUST,
            with_framing(_LENGTH + b"\r\n" + line % octet, _LAST + _HIDDEN),
            elsewhere=_EITHER,
        )
        for place, line in _PLACES
        for octet in _STRAY
    ],
    *[
        refused(
            f"coding-octet-{octet:02x}-{place}",
            "RFC 9112 §5",
            Level.MUST,
            with_framing(line % octet, b"5\r\nhello\r\n" + _LAST + _HIDDEN),
            elsewhere=_EITHER,
        )
        for place, line in _PLACES
        for octet in _STRAY
        if (place, octet) not in _IS_CHUNKED
    ],
    *[
        answered(
            f"coding-octet-{octet:02x}-{place}",
            "RFC 9112 §5.1",
            Level.MUST,
            with_framing(dict(_PLACES)[place] % octet, b"5\r\nhello\r\n" + _LAST),
        )
        for place, octet in sorted(_IS_CHUNKED)
    ],
    *[
        refused(
            f"bent-{field}-{bend}",
            section,
            Level.MUST,
            with_framing(before + line % (name, value), content),
            elsewhere=_EITHER,
        )
        for field, before, name, value, content in _FIELDS
        for bend, section, line in _BENT
    ],
    refused(
        "length-behind-unknown-coding",
        "RFC 9112 §6.1",
        Level.SHOULD,
        with_framing(b"Transfer-Encoding: cow, chunked\r\n" + _LENGTH, _LAST + _HIDDEN),
        501,
        elsewhere=_EITHER,
    ),
    # Names that are other names: nobody may take them for the field
    *[
        answered(f"length-and-{name}", "RFC 9110 §5.1", Level.MUST, with_framing(_LENGTH + b"\r\n" + line, _HIDDEN))
        for name, line in (
            ("percent-encoded-name", b"Transfer-%45ncoding: chunked"),
            ("content-encoding", b"Content-Encoding: chunked"),
            ("coding-with-backquote", b"Transfer-Encoding`chunked: x"),
            ("coding-as-an-option", b"Connection: Transfer-Encoding"),
        )
    ],
    answered(
        "coding-named-by-connection",
        "RFC 9110 §7.6.1",
        Level.MUST,
        with_framing(b"Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked", _LAST),
    ),
    # A head that ends early for one of two readers
    *[
        refused(f"head-ends-{name}", section, Level.MUST, octets + _HIDDEN)
        for name, section, octets in (
            ("with-two-lf", "RFC 9112 §2.2", with_field(b"X: a\n\nY: b")),
            ("with-lf-space-lf", "RFC 9112 §2.2", with_field(b"X: a\n \nY: b")),
            ("with-lf-crlf", "RFC 9112 §2.2", with_field(b"X: a\n\r\nY: b")),
            ("with-crlf-lf", "RFC 9112 §2.2", with_field(b"X: a\r\n\nY: b")),
            ("with-crlf-space-crlf", "RFC 9112 §5.2", with_field(b"X: a\r\n \r\nY: b")),
            ("with-two-cr", "RFC 9112 §2.2", with_field(b"X: a\r\rY: b")),
            ("with-cr-nul-lf", "RFC 9110 §5.5", with_field(b"X: a\r\0\n\r\nY: b")),
            ("with-nul", "RFC 9110 §5.5", with_field(b"X: a\0\r\nY: b")),
            ("with-crlf-cr-and-a-letter", "RFC 9112 §2.2", GET_LINE + HOST + b"\rX"),
            ("behind-a-name-alone", "RFC 9112 §5", with_field(b"X")),
            ("behind-a-colon-alone", "RFC 9110 §5.1", with_field(b":")),
            ("behind-a-name-with-space", "RFC 9110 §5.1", with_field(b"Bad name:")),
        )
    ],
)
