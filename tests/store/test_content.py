"""Content has one number for as long as it is remembered, and the memory is bounded."""

from hashlib import sha256

from httpscope.store import content
from httpscope.store.content import Contents


def added(contents: Contents, *octets: bytes) -> list[tuple[int, bytes]]:
    """Number the contents in a transaction of their own, and give the rows that it adds."""
    for each in octets:
        contents.number(each)
    rows = contents.added()
    contents.settle()
    return rows


def test_content_is_added_once() -> None:
    """The same octets add one row, within a transaction and later."""
    contents = Contents()

    assert added(contents, b"a", b"b", b"a") == [(1, b"a"), (2, b"b")]
    assert added(contents, b"b", b"c") == [(3, b"c")]
    assert contents.number(b"a") == 1


def test_numbers_go_on_behind_those_of_an_earlier_writer() -> None:
    """A capture that is gone on with has numbers that are taken."""
    assert added(Contents(5), b"a") == [(6, b"a")]


def test_a_failed_transaction_is_forgotten() -> None:
    """Numbers that were given in a transaction that failed are given again."""
    contents = Contents()
    contents.number(b"a")
    contents.drop()

    assert added(contents, b"b", b"a") == [(1, b"b"), (2, b"a")]


def test_the_oldest_are_forgotten_beyond_the_count() -> None:
    """Beyond so many contents the oldest is added anew when it comes again."""
    contents = Contents()
    many = [str(number).encode() for number in range(content._REMEMBERED + 1)]
    added(contents, *many)

    assert added(contents, many[-1], many[1]) == []
    assert added(contents, many[0]) == [(len(many) + 1, many[0])]


def test_large_content_is_remembered_without_being_held() -> None:
    """Equal octets in another object are known by their digest, however much came in between."""
    contents = Contents()
    size = content._BY_DIGEST
    many = [number.to_bytes(4, "big") * (size // 4) for number in range(content._DIGESTED + 1)]
    added(contents, *many)

    assert added(contents, bytes(bytearray(many[0]))) == []
    assert sum(len(octets) for octets, _digest in contents._digested) <= content._DIGESTED * size


def test_a_digest_is_never_taken_for_content() -> None:
    """Content that is the digest of other content is a row of its own."""
    contents = Contents()
    large = b"a" * content._BY_DIGEST

    assert added(contents, large, sha256(large).digest()) == [(1, large), (2, sha256(large).digest())]
