"""Each expression, by what it matches and by what it refuses."""

import re

import pytest

from httpscope.wire.grammar import CHUNK_EXT, CHUNK_SIZE, CONTENT_LENGTH, HOST, STATUS_CODE, VERSION


@pytest.mark.parametrize(
    ("expression", "matches", "refuses"),
    [
        (VERSION, [b"HTTP/1.1", b"HTTP/2.0"], [b"HTTP/1x1", b"HTTP/1.10", b"http/1.1", b"HTTP/1", b"HTTP/1.1\n"]),
        (STATUS_CODE, [b"200", b"000", b"999"], [b"20", b"2000", b"2x0", b"", b"200\n"]),
        (CONTENT_LENGTH, [b"0", b"007", b"42"], [b"", b"+1", b"1 ", b"\xb2", b"1\n"]),
        (CHUNK_SIZE, [b"0", b"aF", b"0" * 16], [b"", b"g", b"0x1", b"0" * 17]),
        (
            CHUNK_EXT,
            [b"", b";a", b";a=b", b' ; a = "b \\" c" ;d', b"\t;a"],
            [b";", b" ", b";a=", b";a ", b";=a", b';a="', b';a="\\"', b";a=b c", b"a"],
        ),
        (
            HOST,
            [
                b"h",
                b"h:80",
                b"h:",
                b"a.b-c_d~e",
                b"%41",
                b"1.2.3.4",
                b"[::]",
                b"[1::2]:3",
                b"[1:2:3:4:5:6:1.2.3.4]",
                b"a=b",
            ],
            [
                b"",
                b":80",
                b"a b",
                b"a/b",
                b"a@b",
                b"a,b",
                b"%4",
                b"[:::]",
                b"[1::2::3]",
                b"[1:2:3:4:5:6:7:8:9]",
                b"[::1]x",
            ],
        ),
    ],
)
def test_expressions(expression: re.Pattern[bytes], matches: list[bytes], refuses: list[bytes]) -> None:
    """All examples of the RFC's rule match whole, and nothing that only looks like it does."""
    assert [octets for octets in matches if not expression.fullmatch(octets)] == []
    assert [octets for octets in refuses if expression.fullmatch(octets)] == []


def test_long_input_does_not_make_extensions_backtrack() -> None:
    """Quantifiers are possessive: 64 KiB of almost an extension are refused as fast as they are read."""
    for octets in (b";a" * 32_000 + b";", b';a="' + b"\\" * 64_000, b";a=" * 20_000, b" " * 64_000 + b"x"):
        assert CHUNK_EXT.fullmatch(octets) is None
