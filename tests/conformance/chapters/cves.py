"""Octets by which published holes in HTTP parsers were used: each is refused here, with nothing read behind."""

from typing import Final

from tests.conformance.case import Case, Level, refused
from tests.wire.strictness import with_chunks, with_framing

_HIDDEN: Final = b"GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n"
_CHUNKED: Final = b"Transfer-Encoding: chunked"


def _cve(number: str, section: str, octets: bytes, what: str = "") -> Case:
    return refused(f"cve-{number}{what and '-' + what}", section, Level.MUST, octets, elsewhere=frozenset({501}))


CASES: Final[tuple[Case, ...]] = (
    # h11: the two octets behind chunk data were not looked at
    _cve("2025-43859", "RFC 9112 §7.1", with_chunks(b"5\r\nhelloXX2\r\n45\r\n0\r\n\r\n" + _HIDDEN)),
    _cve("2025-43859", "RFC 9112 §7.1", with_chunks(b"5\r\nhello\n\n0\r\n\r\n" + _HIDDEN), "line-feeds"),
    # llhttp: a value that only ends or begins with chunked counted as chunked
    _cve("2022-32213", "RFC 9112 §6.3", with_framing(b"Transfer-Encoding: chunkedchunked", b"0\r\n\r\n" + _HIDDEN)),
    _cve(
        "2022-32213",
        "RFC 9112 §6.3",
        with_framing(b"Transfer-Encoding: chunked, foo", b"0\r\n\r\n" + _HIDDEN),
        "not-last",
    ),
    # llhttp: header lines were taken to end with a lone LF
    _cve("2022-32214", "RFC 9112 §2.2", with_framing(b"X: a\n" + _CHUNKED, b"0\r\n\r\n" + _HIDDEN)),
    # llhttp: Transfer-Encoding spread over several lines
    _cve("2022-32215", "RFC 9112 §5.2", with_framing(_CHUNKED + b"\r\n , identity", b"0\r\n\r\n" + _HIDDEN)),
    _cve(
        "2022-32215",
        "RFC 9112 §5.2",
        with_framing(b"Transfer-Encoding:\r\n chunked", b"0\r\n\r\n" + _HIDDEN),
        "value-folded",
    ),
    # llhttp: a CR alone ended a value
    _cve("2023-30589", "RFC 9112 §2.2", with_framing(b"X: a\r" + _CHUNKED, b"0\r\n\r\n" + _HIDDEN)),
    _cve("2023-30589", "RFC 9112 §2.2", with_framing(b"X:\r" + _CHUNKED, b"0\r\n\r\n" + _HIDDEN), "empty-value"),
    # llhttp: a space before Content-Length hid it
    _cve("2024-27982", "RFC 9112 §5.2", with_framing(b" Content-Length: %d" % len(_HIDDEN), _HIDDEN)),
    _cve(
        "2024-27982",
        "RFC 9112 §2.2",
        b"POST / HTTP/1.1\r\n Content-Length: 5\r\nHost: h\r\n\r\n" + _HIDDEN,
        "first-line",
    ),
    # Go: a lone LF ended a chunk size line
    _cve("2025-22871", "RFC 9112 §7.1.1", with_chunks(b"5;a\nhello\r\n0\r\n\r\n" + _HIDDEN)),
    _cve("2025-22871", "RFC 9112 §7.1", with_chunks(b"5\nhello\r\n0\r\n\r\n" + _HIDDEN), "without-extension"),
    # Puma: any two octets behind the last chunk ended the message, though trailers may stand there
    _cve("2023-40175", "RFC 9112 §7.1.2", with_chunks(b"0\r\nX:POST / HTTP/1.1\r\n\rX" + _HIDDEN)),
    _cve("2023-40175", "RFC 9110 §8.6", with_framing(b"Content-Length: ", _HIDDEN), "length-empty"),
    # HAProxy: an empty Content-Length was passed on before another one
    _cve("2023-40225", "RFC 9112 §6.3", with_framing(b"Content-Length:\r\nContent-Length: 31", _HIDDEN)),
    # aiohttp, gunicorn, tornado: numbers were read as those of Python are written
    _cve("2023-47627", "RFC 9112 §7.1", with_chunks(b"0_2e\r\n\r\n" + _HIDDEN)),
    _cve("2023-47627", "RFC 9110 §8.6", with_framing(b"Content-Length: +1_0", _HIDDEN), "length"),
    # gunicorn: a coding that it did not know counted as none
    _cve(
        "2024-1135",
        "RFC 9112 §6.3",
        with_framing(b"Transfer-Encoding: ,chunked\r\nContent-Length: 5", b"0\r\n\r\n" + _HIDDEN),
    ),
    # Kestrel: line ends within chunk extensions
    _cve("2025-55315", "RFC 9112 §7.1.1", with_chunks(b"2;\nxx\r\n2f\r\n0\r\n\r\n" + _HIDDEN)),
    _cve("2025-55315", "RFC 9112 §7.1.1", with_chunks(b"2;\rxx\r\n2f\r\n0\r\n\r\n" + _HIDDEN), "carriage-return"),
    _cve("2025-55315", "RFC 9112 §7.1.1", with_chunks(b'2;a="\n"\r\nxx\r\n0\r\n\r\n' + _HIDDEN), "in-quotes"),
    # Netty: the same in its chunk decoder
    _cve("2025-58056", "RFC 9112 §7.1.1", with_chunks(b"1;\nAA\r\n0\r\n\r\n" + _HIDDEN)),
    _cve("2025-58056", "RFC 9112 §7.1", with_chunks(b"0\n\r\n" + _HIDDEN), "last-chunk"),
)
