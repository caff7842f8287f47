"""The chunked transfer coding: RFC 9112 §7.1 and §7.1.1."""

from typing import Final

from tests.conformance.case import Case, Level, answered, cut_off, refused, waits
from tests.wire.strictness import with_chunks

_REST: Final = b"\r\nhello\r\n0\r\n\r\n"
_END: Final = b"0\r\n\r\n"

CASES: Final[tuple[Case, ...]] = (
    *[
        answered(f"chunks-{name}", "RFC 9112 §7.1", Level.MUST, with_chunks(body))
        for name, body in (
            ("none", _END),
            ("one", b"5" + _REST),
            ("two", b"5\r\nhello\r\n7\r\n, world\r\n" + _END),
            ("one-octet-each", b"".join(b"1\r\n%c\r\n" % octet for octet in b"hello") + _END),
            ("upper-case-hex", b"A\r\n0123456789\r\n" + _END),
            ("lower-case-hex", b"a\r\n0123456789\r\n" + _END),
            ("leading-zeros", b"0005" + _REST),
            ("zeros-last", b"5\r\nhello\r\n000\r\n\r\n"),
            ("sixteen-digits", b"0" * 15 + b"5" + _REST),
            ("of-line-ends", b"4\r\n\r\n\r\n\r\n" + _END),
            ("of-a-last-chunk", b"5\r\n0\r\n\r\n\r\n" + _END),
            ("of-a-request", b"12\r\nGET / HTTP/1.1\r\n\r\n\r\n" + _END),
            ("binary", b"100\r\n" + bytes(range(256)) + b"\r\n" + _END),
        )
    ],
    *[
        answered(
            f"chunk-extension-{name}",
            "RFC 9112 §7.1.1",
            Level.MUST,
            with_chunks(b"5" + text + _REST),
            elsewhere=frozenset({200, 400}),
        )
        for name, text in (
            ("name", b";a"),
            ("value", b";a=b"),
            ("several", b";a=b;c;d=e"),
            ("quoted", b';a="b c"'),
            ("quoted-escape", b';a="b\\"c"'),
            ("quoted-empty", b';a=""'),
            ("quoted-semicolon", b';a=";b"'),
            ("quoted-tab", b';a="b\tc"'),
            ("quoted-beyond-ascii", b';a="\xc3\xa9"'),
            ("space-before", b" ;a"),
            ("tab-before", b"\t;a=b"),
            ("space-behind-semicolon", b"; a=b"),
            ("space-around-equals", b";a = b"),
        )
    ],
    answered("chunk-extension-last", "RFC 9112 §7.1.1", Level.MUST, with_chunks(b"5\r\nhello\r\n0;a=b\r\n\r\n")),
    *[
        refused(f"chunk-size-{name}", "RFC 9112 §7.1", Level.MUST, with_chunks(line + _REST))
        for name, line in (
            ("none", b""),
            ("letter", b"x"),
            ("letter-behind", b"5x"),
            ("minus", b"-5"),
            ("plus", b"+5"),
            ("hex-prefix", b"0x5"),
            ("upper-hex-prefix", b"0X5"),
            ("hex-suffix", b"5h"),
            ("backslash-x", b"\\x5"),
            ("underscore", b"0_5"),
            ("comma", b"5,"),
            ("dot", b"5.0"),
            ("quoted", b'"5"'),
            ("leading-space", b" 5"),
            ("leading-tab", b"\t5"),
            ("trailing-space", b"5 "),
            ("trailing-tab", b"5\t"),
            ("two-words", b"5 5"),
            ("extension-alone", b";a=b"),
            ("full-width", "５".encode()),
            ("latin-1-space", b"5\xa0"),
            ("nul", b"5\x00"),
            ("vertical-tab", b"5\x0b"),
            ("form-feed", b"\x0c5"),
        )
    ],
    *[
        refused(f"chunk-size-{name}", "RFC 9112 §7.1", Level.MUST, with_chunks(line + _REST), 400, 413)
        for name, line in (
            ("2-to-the-31", b"80000000"),
            ("2-to-the-32-and-5", b"100000005"),
            ("2-to-the-63", b"8000000000000000"),
            ("2-to-the-64-less-1", b"FFFFFFFFFFFFFFFF"),
            ("2-to-the-64-and-5", b"10000000000000005"),
            ("2-to-the-128", b"1" + b"0" * 32),
            ("forty-digits", b"F" * 40),
        )
    ],
    refused(
        "chunk-size-seventeen-digits",
        "RFC 9112 §7.1",
        Level.MAY,
        with_chunks(b"0" * 16 + b"5" + _REST),
        elsewhere=frozenset({200, 413}),
        differs="Any number of zeros may lead a chunk size. More than sixteen digits are taken for an overflow.",
    ),
    *[
        refused(f"chunk-extension-{name}", "RFC 9112 §7.1.1", Level.SHOULD, with_chunks(b"5" + text + _REST))
        for name, text in (
            ("semicolon", b";"),
            ("space-and-semicolon", b" ;"),
            ("two-semicolons", b";;a"),
            ("trailing-semicolon", b";a;"),
            ("without-name", b";=b"),
            ("without-value", b";a="),
            ("open-quote", b';a="b'),
            ("text-behind-quote", b';a="b"c'),
            ("two-words", b";a b"),
            ("trailing-space", b";a=b "),
            ("bad-name", b";a[=b"),
            ("bad-value", b";a=b,c"),
            ("beyond-ascii", b";\xff"),
            ("nul", b";a\x00"),
            ("control", b";a=\x01"),
            ("escape", b";a=\x1b[2J"),
            ("delete", b";a\x7f"),
            ("nul-in-quotes", b';a="\x00"'),
            ("carriage-return", b";a\rb"),
            ("carriage-return-in-quotes", b';a="\r"'),
        )
    ],
    refused(
        "chunk-extension-of-65536-octets",
        "RFC 9112 §7.1.1",
        Level.SHOULD,
        with_chunks(b"5;a=" + b"b" * 65_536 + _REST),
        elsewhere=frozenset({413, 431}),
    ),
    refused(
        "chunk-extensions-without-end",
        "RFC 9112 §7.1.1",
        Level.SHOULD,
        with_chunks(b"".join(b"1;a=" + b"b" * 2_000 + b"\r\nx\r\n" for _ in range(20)) + _END),
        elsewhere=frozenset({413, 431, 200}),
    ),
    *[
        refused(f"chunk-{name}", section, Level.MUST, with_chunks(body))
        for name, section, body in (
            ("size-bare-lf", "RFC 9112 §7.1", b"5\nhello\r\n0\r\n\r\n"),
            ("size-bare-cr", "RFC 9112 §7.1", b"5\rhello\r\n0\r\n\r\n"),
            ("size-cr-cr-lf", "RFC 9112 §7.1", b"5\r\r\nhello\r\n0\r\n\r\n"),
            ("size-lf-cr", "RFC 9112 §7.1", b"5\n\rhello\r\n0\r\n\r\n"),
            ("extension-bare-lf", "RFC 9112 §7.1.1", b"5;a\nhello\r\n0\r\n\r\n"),
            ("extension-lf-in-quotes", "RFC 9112 §7.1.1", b'5;a="\n"\r\nhello\r\n0\r\n\r\n'),
            ("data-bare-lf", "RFC 9112 §7.1", b"5\r\nhello\n0\r\n\r\n"),
            ("data-bare-cr", "RFC 9112 §7.1", b"5\r\nhello\r0\r\n\r\n"),
            ("data-without-end", "RFC 9112 §7.1", b"5\r\nhello0\r\n\r\n"),
            ("data-other-end", "RFC 9112 §7.1", b"5\r\nhelloXX0\r\n\r\n"),
            ("data-too-long", "RFC 9112 §7.1", b"5\r\nhello!\r\n0\r\n\r\n"),
            ("data-too-short", "RFC 9112 §7.1", b"5\r\nhell\r\n0\r\n\r\n"),
            ("data-cr-cr", "RFC 9112 §7.1", b"5\r\nhello\r\r0\r\n\r\n"),
            ("data-cr-and-a-letter", "RFC 9112 §7.1", b"5\r\nhello\rX0\r\n\r\n"),
            ("data-lf-cr", "RFC 9112 §7.1", b"5\r\nhello\n\r0\r\n\r\n"),
            ("data-space-before-end", "RFC 9112 §7.1", b"5\r\nhello \r\n0\r\n\r\n"),
            ("data-nul-before-end", "RFC 9112 §7.1", b"5\r\nhello\0\r\n0\r\n\r\n"),
            ("data-end-counted", "RFC 9112 §7.1", b"2\r\nX\n0\r\n\r\n"),
            ("last-cr-cr", "RFC 9112 §7.1", b"5\r\nhello\r\n0\r\r\r\n"),
            ("last-letters", "RFC 9112 §7.1", b"5\r\nhello\r\n0XX\r\n\r\n"),
            ("extension-cr-cr", "RFC 9112 §7.1.1", b"5;a\r\rhello\r\n0\r\n\r\n"),
            ("extension-cr-and-a-letter", "RFC 9112 §7.1.1", b"5;\rXhello\r\n0\r\n\r\n"),
            ("size-behind-spaces", "RFC 9112 §7.1", b"          0\r\n\r\n"),
            ("data-cr-cr-lf", "RFC 9112 §7.1", b"5\r\nhello\r\r\n0\r\n\r\n"),
            ("data-two-line-ends", "RFC 9112 §7.1", b"5\r\nhello\r\n\r\n0\r\n\r\n"),
            ("last-bare-lf", "RFC 9112 §7.1", b"5\r\nhello\r\n0\n\r\n"),
            ("last-line-bare-lf", "RFC 9112 §7.1", b"5\r\nhello\r\n0\r\n\n"),
            ("last-line-bare-cr", "RFC 9112 §7.1", b"5\r\nhello\r\n0\r\n\rX"),
            ("last-without-line", "RFC 9112 §7.1", b"5\r\nhello\r\n0\r\n"),
            ("second-size-wrong", "RFC 9112 §7.1", b"5\r\nhello\r\nxyz\r\nhello\r\n0\r\n\r\n"),
            ("no-size-at-all", "RFC 9112 §7.1", b"hello\r\n"),
        )
    ],
    *[
        waits(f"chunks-incomplete-{name}", "RFC 9112 §8", Level.MUST_NOT, with_chunks(body))
        for name, body in (
            ("nothing", b""),
            ("size", b"5"),
            ("data", b"5\r\nhel"),
            ("data-end", b"5\r\nhello\r"),
            ("last-chunk", b"5\r\nhello\r\n"),
            ("empty-line", b"5\r\nhello\r\n0\r\n"),
        )
    ],
    cut_off("chunks-cut-off", "RFC 9112 §8", Level.MUST, with_chunks(b"5\r\nhello\r\n")),
    cut_off("chunks-cut-off-last", "RFC 9112 §8", Level.MUST, with_chunks(b"5\r\nhello\r\n0\r\n")),
)
