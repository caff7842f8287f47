"""Transfer-Encoding: RFC 9112 §6.1 and §6.3."""

from typing import Final

from tests.conformance.case import Case, Level, answered, refused
from tests.wire.strictness import with_field, with_framing

BODY: Final = b"5\r\nhello\r\n0\r\n\r\n"
_UNKNOWN: Final = frozenset({400, 501})


def _coding(value: bytes) -> bytes:
    return with_framing(b"Transfer-Encoding: " + value, BODY)


CASES: Final[tuple[Case, ...]] = (
    *[
        answered(f"chunked-{name}", "RFC 9112 §7", Level.MUST, octets)
        for name, octets in (
            ("plain", _coding(b"chunked")),
            ("upper-case", _coding(b"CHUNKED")),
            ("mixed-case", _coding(b"cHuNkEd")),
            ("spaces-around", with_framing(b"Transfer-Encoding: \t chunked \t", BODY)),
            ("no-space", with_framing(b"Transfer-Encoding:chunked", BODY)),
            ("field-in-lower-case", with_framing(b"transfer-encoding: chunked", BODY)),
            ("with-get", with_field(b"Transfer-Encoding: chunked") + BODY),
        )
    ],
    # Chunked is not last, or not once: nobody can tell where the content ends
    *[
        refused(f"transfer-encoding-{name}", "RFC 9112 §6.3", Level.MUST, _coding(value), elsewhere=_UNKNOWN)
        for name, value in (
            ("gzip", b"gzip"),
            ("identity", b"identity"),
            ("unknown", b"x-unheard-of"),
            ("chunked-then-gzip", b"chunked, gzip"),
            ("chunked-then-identity", b"chunked, identity"),
            ("chunked-twice", b"chunked, chunked"),
            ("chunked-twice-with-gzip", b"chunked, gzip, chunked"),
            ("empty", b""),
            ("spaces", b"   "),
            ("comma", b","),
            ("leading-comma", b", chunked"),
            ("trailing-comma", b"chunked,"),
            ("prefix", b"xchunked"),
            ("suffix", b"chunkedx"),
            ("misspelt", b"chunk"),
            ("hyphen", b"chunked-"),
            ("quoted", b'"chunked"'),
            ("single-quotes", b"'chunked'"),
            ("parameter", b"chunked;a=b"),
            ("weight", b"chunked;q=1"),
            ("semicolon", b"chunked;"),
            ("two-words", b"chunked foo"),
            ("word-before", b"foo chunked"),
            ("colon", b":chunked"),
            ("inner-space", b"chun ked"),
            ("brackets", b"[chunked]"),
            ("latin-1-space", b"\xa0chunked"),
            ("utf-8", b"chunked\xc3\xa9"),
            ("kelvin-sign", "chun\u212aed".encode()),
        )
    ],
    *[
        refused(f"transfer-encoding-{name}", "RFC 9110 §5.5", Level.MUST, _coding(value))
        for name, value in (
            ("vertical-tab", b"\x0bchunked"),
            ("form-feed", b"chunked\x0c"),
            ("nul", b"chunked\x00"),
            ("backspace", b"chunked\x08"),
            ("carriage-return", b"\rchunked"),
            ("delete", b"chunked\x7f"),
        )
    ],
    *[
        refused(f"transfer-encoding-{name}", "RFC 9112 §6.1", Level.SHOULD, _coding(value), 501, elsewhere=_UNKNOWN)
        for name, value in (
            ("gzip-then-chunked", b"gzip, chunked"),
            ("deflate-then-chunked", b"deflate,chunked"),
            ("x-gzip-then-chunked", b"X-Gzip , chunked"),
            ("unknown-then-chunked", b"x-unheard-of, chunked"),
            ("three", b"deflate, gzip, chunked"),
        )
    ],
    refused(
        "transfer-encoding-identity-then-chunked",
        "RFC 9112 §6.1",
        Level.SHOULD,
        _coding(b"identity, chunked"),
        elsewhere=_UNKNOWN,
        differs="501 is for a coding that is not understood. Identity was one of HTTP/1.1's and was taken out, since "
        "it hides chunked from some readers: it is refused as wrong, not as unknown.",
    ),
    *[
        refused(f"transfer-encoding-{name}", "RFC 9112 §6.3", Level.MUST, octets, elsewhere=_UNKNOWN)
        for name, octets in (
            ("two-lines-same", with_framing(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", BODY)),
            ("two-lines-chunked-first", with_framing(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip", BODY)),
            ("two-lines-identity", with_framing(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", BODY)),
            (
                "two-lines-identity-first",
                with_framing(b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", BODY),
            ),
            ("two-lines-one-empty", with_framing(b"Transfer-Encoding:\r\nTransfer-Encoding: chunked", BODY)),
        )
    ],
    *[
        refused(f"transfer-encoding-{name}", section, Level.MUST, octets)
        for name, section, octets in (
            ("space-before-colon", "RFC 9112 §5.1", with_framing(b"Transfer-Encoding : chunked", BODY)),
            ("tab-before-colon", "RFC 9112 §5.1", with_framing(b"Transfer-Encoding\t: chunked", BODY)),
            ("folded", "RFC 9112 §5.2", with_framing(b"Transfer-Encoding:\r\n chunked", BODY)),
            ("folded-list", "RFC 9112 §5.2", with_framing(b"Transfer-Encoding: chunked\r\n , identity", BODY)),
            ("in-1.0", "RFC 9112 §6.1", with_framing(b"Transfer-Encoding: chunked", BODY, b"1.0")),
            (
                "in-1.0-keep-alive",
                "RFC 9112 §6.1",
                with_framing(b"Connection: keep-alive\r\nTransfer-Encoding: chunked", BODY, b"1.0"),
            ),
        )
    ],
    # Other names are other fields
    *[
        answered(f"not-transfer-encoding-{name}", "RFC 9110 §5.1", Level.MUST, with_framing(line))
        for name, line in (
            ("underscore", b"Transfer_Encoding: chunked"),
            ("prefix", b"X-Transfer-Encoding: chunked"),
            ("te", b"TE: chunked"),
            ("dot", b"Transfer.Encoding: chunked"),
            ("without-hyphen", b"TransferEncoding: chunked"),
        )
    ],
)
