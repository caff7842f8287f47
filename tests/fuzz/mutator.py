"""Damages valid messages the way broken and hostile clients do, so that readers are reached in their deep states.

Pure: every decision is asked of `choose(n)`, which gives a number from 0 to n - 1. A random generator may answer it, or
hypothesis, which can then make the damage smaller.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

Choose = Callable[[int], int]

LONGEST: Final = 4_096
"""Octets of a damaged message: doubling a stretch again and again must not eat the time."""

TOKENS: Final[Sequence[bytes]] = (
    b"\r\n", b"\n", b"\r", b"\r\r\n", b"\r\n\r\n", b"\n\n", b"\0", b" ", b"\t", b"\x0b", b"\x7f", b"\x80", b"\xff",
    b":", b",", b";", b"=", b'"', b"\\", b"#", b"%", b"%zz", b"%0d%0a", b"/", b"//", b"..", b"*", b"http://h/",
    b"https://h:443/a?b", b"u@h", b"[::1]", b"[", b"h:80", b"h:99999", b"GET", b"get", b"POST", b"HEAD", b"CONNECT",
    b"OPTIONS", b"TRACE", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/1.2", b"HTTP/2.0", b"http/1.1", b"HTTP/01.1",
    b"Host: h\r\n", b"Host:\r\n", b"hOST: H:80\r\n", b"Content-Length: 5\r\n", b"Content-Length: 0\r\n",
    b"Content-Length: 05\r\n", b"Content-Length: +5\r\n", b"Content-Length: 5, 5\r\n", b"Content-Length: 0x5\r\n",
    b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n",
    b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding: xchunked\r\n",
    b"Transfer-Encoding:\x0bchunked\r\n",
    b"Transfer-Encoding : chunked\r\n", b"Connection: close\r\n", b"Connection: keep-alive\r\n",
    b"Connection: Content-Length\r\n", b"Expect: 100-continue\r\n", b"Expect: 200-maybe\r\n", b"Upgrade: h2c\r\n",
    b" folded\r\n", b"\tfolded\r\n", b"0\r\n\r\n", b"5\r\nhello\r\n", b"5;a=b\r\nhello\r\n", b'5;a="\r\n"\r\nhello\r\n',
    b"00000000000000005\r\nhello\r\n", b"ffffffffffffffff\r\n", b"-1\r\n", b"0x5\r\n", b"5 \r\nhello\r\n",
    b"5\nhello\n",
    b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01", b"\x00\x0d\x0a\x0d\x0a",
)  # fmt: skip

_NUMBER: Final = re.compile(rb"[0-9A-Fa-f]+")
_LINE_END: Final = re.compile(rb"\r?\n")
_NUMBERS: Final = (
    b"0",
    b"1",
    b"5",
    b"6",
    b"7f",
    b"00",
    b"fffffffff",
    b"10000000000000000",
    b"+1",
    b"-1",
    b"1_0",
    b"0x1",
)


def damaged(whole: bytes, others: Sequence[bytes], choose: Choose, most: int = 4) -> bytes:
    """Give the octets with up to `most` damages, and sometimes other messages before or behind them."""
    for _ in range(choose(most + 1)):
        whole = _DAMAGES[choose(len(_DAMAGES))](whole, others, choose)[:LONGEST]
    return whole


def _stretch(whole: bytes, choose: Choose, longest: int = 16) -> tuple[int, int]:
    start = choose(len(whole) + 1)
    return start, min(len(whole), start + choose(longest))


def _flip(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    if not whole:
        return whole
    place = choose(len(whole))
    return whole[:place] + bytes([whole[place] ^ 1 << choose(8)]) + whole[place + 1 :]


def _insert(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    place = choose(len(whole) + 1)
    return whole[:place] + TOKENS[choose(len(TOKENS))] + whole[place:]


def _replace(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    start, stop = _stretch(whole, choose)
    return whole[:start] + TOKENS[choose(len(TOKENS))] + whole[stop:]


def _delete(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    start, stop = _stretch(whole, choose)
    return whole[:start] + whole[stop:]


def _double(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    start, stop = _stretch(whole, choose, 64)
    return whole[:stop] + whole[start:stop] * (1 + choose(3)) + whole[stop:]


def _double_line(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    lines = whole.splitlines(keepends=True)
    if not lines:
        return whole
    place = choose(len(lines))
    lines.insert(choose(len(lines) + 1), lines[place])
    return b"".join(lines)


def _swap_lines(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    lines = whole.splitlines(keepends=True)
    if lines:
        one, two = choose(len(lines)), choose(len(lines))
        lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _line_end(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    """Put another line end in the place of one or of all."""
    ends = list(_LINE_END.finditer(whole))
    if not ends:
        return whole
    other = (b"\n", b"\r", b"\r\r\n", b"\n\r", b"", b" \r\n", b"\r\n ", b"\r\n\r\n")[choose(8)]
    if choose(4) == 0:
        return _LINE_END.sub(lambda _: other, whole)
    start, stop = ends[choose(len(ends))].span()
    return whole[:start] + other + whole[stop:]


def _number(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    """Put another number in the place of one: lengths, chunk sizes, versions."""
    found = list(_NUMBER.finditer(whole))
    if not found:
        return whole
    match = found[choose(len(found))]
    other = _NUMBERS[choose(len(_NUMBERS))] if choose(2) else b"%x" % (int(match[0], 16) + choose(3) - 1 & 0xFFFFFFFF)
    return whole[: match.start()] + other + whole[match.end() :]


def _cut(whole: bytes, _others: Sequence[bytes], choose: Choose) -> bytes:
    return whole[: choose(len(whole) + 1)]


def _splice(whole: bytes, others: Sequence[bytes], choose: Choose) -> bytes:
    other = others[choose(len(others))]
    return whole[: choose(len(whole) + 1)] + other[choose(len(other) + 1) :]


def _before(whole: bytes, others: Sequence[bytes], choose: Choose) -> bytes:
    return others[choose(len(others))] + whole


def _behind(whole: bytes, others: Sequence[bytes], choose: Choose) -> bytes:
    return whole + others[choose(len(others))]


_DAMAGES: Final = (
    _flip, _insert, _replace, _delete, _double, _double_line, _swap_lines, _line_end, _number, _cut, _splice, _before,
    _behind,
)  # fmt: skip


def split(whole: bytes, choose: Choose, most: int = 8) -> list[bytes]:
    """Give the octets as they might be read: in up to `most` pieces, none of them empty."""
    cuts = sorted({choose(len(whole) + 1) for _ in range(choose(most))} - {0, len(whole)})
    return [whole[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True) if start < stop]
