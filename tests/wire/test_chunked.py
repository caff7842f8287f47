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


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (b"Host: \xff", ["forbidden-trailer", "obs-text"]),
        (b"Host : \xff", ["forbidden-trailer", "space-before-colon", "obs-text"]),
        (b" Host: h", ["obs-fold", "forbidden-trailer"]),
    ],
)
def test_defects_of_one_trailer_come_in_order_of_place(line: bytes, codes: list[str]) -> None:
    """As those of a field line in a head do, whoever found them."""
    _, reader, _ = read([b"0\r\n" + line + b"\r\n\r\n"])

    assert [defect.kind.code for defect in reader.defects] == codes
    assert reader.refusal == next(defect for defect in reader.defects if defect.kind.status is not None)


CHUNK_LINES = [b"1;a\r\nx\r\n", b"01;a=b\r\nx\r\n", b'1 ; a="b;\\""\r\nx\r\n', b"0000000001\r\nx\r\n"]


@pytest.mark.parametrize("size", [1, 3, 8, 10_000])
@pytest.mark.parametrize("chunk", CHUNK_LINES)
def test_however_chunks_with_extensions_come_the_same_is_read(chunk: bytes, size: int) -> None:
    """Taken many at once or with care one by one: the same content, up to the same octet, refused for the same."""
    octets = chunk * 1_100
    _, whole, _ = read([octets])
    content, reader, _ = read([octets[start : start + size] for start in range(0, len(octets), size)])

    told = (b";" in chunk) * "chunk-extensions-too-large"
    assert (whole.barrier.kind.code if whole.barrier else "") == told
    assert (reader.barrier, reader.defects) == (whole.barrier, whole.defects)
    assert len(content) == (1_024 if told else 1_100)


def test_a_line_that_passes_its_limit_is_refused_though_it_is_clean() -> None:
    """Nothing is wrong with the line but its length, and that is looked at on the fast way too."""
    reader = ChunkedReader(Limits(chunk_line=8), 0)
    content = reader.read(bytearray(b"00000001\r\nx\r\n000000001\r\ny\r\n"))

    assert content == b"x"
    assert reader.refusal is not None
    assert reader.refusal.kind.code == "chunk-line-too-long"
