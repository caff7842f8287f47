"""Whatever our receiver takes, a reader written from the ABNF alone takes alike: nothing is smuggled."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from tests.fuzz.seeds import REQUESTS, VALID
from tests.wire.messages import Request, damaged_requests, requests
from tests.wire.reading import TAIL, verdict
from tests.wire.reference import Extent, extents
from tests.wire.strictness import with_chunks, with_framing

DISGUISES = (
    *[
        with_framing(lines, b"5\r\nhello\r\n0\r\n\r\n")
        for coding in (b"Transfer-Encoding: chunked", b"Content-Length: 15\r\nTransfer-Encoding: chunked")
        for lines in (
            coding.replace(b"Tr", b"@Tr"),
            coding.replace(b"r-", b"r@-"),
            coding.replace(b"g:", b"g@:"),
            coding.replace(b": ch", b":@ch"),
            coding.replace(b"nk", b"n@k"),
            coding + b"@",
            b"X: a@" + coding,
            b"X: a\r@" + coding,
            b"X: a@\n" + coding,
            coding + b"\r\n@X: a",
            coding + b"\r\n@",
        )
    ],
    *[
        with_framing(line, b"hello")
        for line in (
            b"@Content-Length: 5",
            b"Content@-Length: 5",
            b"Content-Length@: 5",
            b"Content-Length:@5",
            b"Content-Length: 5@",
            b"Content-Length: @5",
            b"Content-Length: 5\r@",
        )
    ],
    *[
        with_chunks(body)
        for body in (
            b"@5\r\nhello\r\n0\r\n\r\n",
            b"5@\r\nhello\r\n0\r\n\r\n",
            b"5@\nhello\r\n0\r\n\r\n",
            b"5\r@hello\r\n0\r\n\r\n",
            b"5;@\r\nhello\r\n0\r\n\r\n",
            b"5;a@b\r\nhello\r\n0\r\n\r\n",
            b'5;a="@"\r\nhello\r\n0\r\n\r\n',
            b'5;a="\\@"\r\nhello\r\n0\r\n\r\n',
            b"5\r\nhello@\n0\r\n\r\n",
            b"5\r\nhello\r@0\r\n\r\n",
            b"5\r\nhello@\r\n0\r\n\r\n",
            b"5\r\nhello\r\n0@\r\n\r\n",
            b"5\r\nhello\r\n@0\r\n\r\n",
            b"5\r\nhello\r\n0\r\n@\n",
            b"5\r\nhello\r\n0\r\n\r@",
            b"5\r\nhello\r\n0\r\nX@: a\r\n\r\n",
            b"5\r\nhello\r\n0\r\nX: a@\r\n\r\n",
            b"5\r\nhello\r\n0\r\n@X: a\r\n\r\n",
        )
    ],
)
"""Requests with a place for an octet, written `@`."""


def ours(octets: bytes) -> list[tuple[object, ...]]:
    """Give place, method, target and content of what our receiver takes."""
    return [(one.start, one.stop, one.method, one.target, one.content) for one in verdict([octets]).messages]


def of(found: Sequence[Extent]) -> list[tuple[object, ...]]:
    """Give the same of what the reference reader takes."""
    return [(one.start, one.stop, one.method, one.target, one.content) for one in found]


@pytest.mark.parametrize("octets", VALID)
def test_both_take_valid_requests(octets: bytes) -> None:
    """The reference reader takes no less than there is, so that it can contradict."""
    assert of(extents(octets)) == ours(octets) != []


@given(requests())
@settings(max_examples=200, deadline=None)
def test_both_take_any_valid_request(request: Request) -> None:
    """Of every shape that the strategies make, with another one behind it."""
    assert of(extents(request.octets + TAIL)) == ours(request.octets + TAIL)


@pytest.mark.parametrize("octets", REQUESTS)
def test_what_we_take_of_a_known_request_the_reference_takes_the_same_way(octets: bytes) -> None:
    """The valid, the damaged and the alien ones, each with a request behind it."""
    read = ours(octets + TAIL)

    assert of(extents(octets + TAIL))[: len(read)] == read


@given(damaged_requests())
@settings(max_examples=1000, deadline=None)
def test_what_we_take_of_a_damaged_request_the_reference_takes_the_same_way(octets: bytes) -> None:
    """Where our reader sees a request, the ABNF has one, from the same octet to the same octet."""
    read = ours(octets + TAIL)

    assert of(extents(octets + TAIL))[: len(read)] == read


@pytest.mark.parametrize("place", DISGUISES)
def test_what_we_take_with_any_octet_in_any_place_the_reference_takes_the_same_way(place: bytes) -> None:
    """All 256 of them, where a message is framed: in names, values, sizes, line ends."""
    for octet in range(256):
        octets = place.replace(b"@", bytes((octet,))) + TAIL
        read = ours(octets)

        assert of(extents(octets))[: len(read)] == read
