"""The chunked transfer coding, taken off as octets come."""

import pytest

from httpscope.wire.chunk_line import read_chunk_line
from httpscope.wire.chunked import ChunkedReader
from httpscope.wire.limits import Limits
from tests.wire.reading import in_octets

BODY = b'5;a="\\"";b\r\nhello\r\nC\r\n, world, you\r\n0;last\r\nX-Sum: 1\r\n\r\n'


def read(pieces: list[bytes]) -> tuple[bytes, ChunkedReader, bytes]:
    """Feed pieces; give content, reader and what it left."""
    reader = ChunkedReader(Limits(), 0)
    buffer = bytearray()
    content = b""
    for piece in pieces:
        buffer += piece
        content += reader.read(buffer)
    return content, reader, bytes(buffer)


@pytest.mark.parametrize("pieces", [[BODY], in_octets(BODY), [BODY + b"tail"]], ids=["whole", "octets", "tail"])
def test_the_coding_is_taken_off(pieces: list[bytes]) -> None:
    """The content comes out, and what stands behind the body is left alone."""
    content, reader, left = read(pieces)

    assert (content, reader.done, reader.stop, reader.refusal) == (b"hello, world, you", True, len(BODY), None)
    assert left == b"".join(pieces)[len(BODY) :]


def test_places_count_from_the_message() -> None:
    """A defect is where it is in the message, however much has been taken from the buffer before."""
    reader = ChunkedReader(Limits(), 100)
    reader.read(bytearray(b"2\r\nok\r\n"))
    reader.read(bytearray(b"2\r\nokX"))

    assert reader.refusal is not None
    assert (reader.refusal.kind.code, reader.refusal.span) == ("missing-chunk-end", (112, 113))


def test_parts_of_a_chunk_line() -> None:
    """Size and extensions have places of their own."""
    line = b"1F ; a=b\r\n"
    found, defects = read_chunk_line(line, 10)

    assert (found.size, found.size_span, found.extension_span, found.line) == (31, (10, 12), (12, 18), (10, 20))
    assert defects == []


@pytest.mark.parametrize("trailer", [b"Content-Length: 1", b"Transfer-Encoding: x", b"HOST: h"])
def test_framing_must_not_trail(trailer: bytes) -> None:
    """What the head alone may say is refused behind the content (RFC 9110 §6.5.1)."""
    _, reader, _ = read([b"0\r\n" + trailer + b"\r\n\r\n"])

    assert reader.refusal is not None
    assert reader.refusal.kind.code == "forbidden-trailer"
