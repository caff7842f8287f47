"""What octets are that are not HTTP/1.x."""

import pytest

from httpscope.wire.nature import NATURES, may_open, nature_of, opening_of
from tests.octets import ALIENS, CHROME_GET, RAW_REQUESTS, Example
from tests.wire.reading import in_octets, verdict


@pytest.mark.parametrize("example", ALIENS, ids=lambda example: example.name)
def test_aliens_are_named(example: Example) -> None:
    """Each protocol is told by its first octets, and nothing of it is taken for a request."""
    assert nature_of(example.octets) is NATURES[example.name]
    assert verdict([example.octets]).status == 400
    assert verdict(in_octets(example.octets)) == verdict([example.octets])


def test_every_nature_has_an_example() -> None:
    """No nature is named that nobody has seen."""
    assert {example.name for example in ALIENS} == set(NATURES)


def test_the_binary_proxy_header_is_named() -> None:
    """Its first four octets are two empty lines, which are refused before the rest can come."""
    header = b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c"

    assert nature_of(header) is NATURES["proxy-protocol"]
    assert verdict([header]).code == "second-empty-line"


@pytest.mark.parametrize("octets", [CHROME_GET, b"", b"G", b"\r\n", b"hello", b"GET /\r\n", b"OPTIONS * HTTP/1.1\r\n"])
def test_what_may_be_http_has_no_nature(octets: bytes) -> None:
    """Too few octets, and requests right or wrong, are not named."""
    assert (nature_of(octets), may_open(octets)) == (None, False)


def test_more_octets_never_change_an_opening() -> None:
    """What an opening is taken for stays, whatever follows."""
    for example in (*ALIENS, *RAW_REQUESTS):
        found = [opening_of(example.octets[:size]) for size in range(len(example.octets) + 1)]
        first = next((nature for nature in found if nature), None)

        assert found == [None] * found.index(first) + [first] * (len(found) - found.index(first))
