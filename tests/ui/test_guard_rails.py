"""What a person is warned of who types an answer by hand."""

import pytest

from httpscope.ui.guard_rails import progress_words, warning_at_end, warning_before

OK = b"HTTP/1.1 200 OK\r\n"
FIVE = OK + b"Content-Length: 5\r\n\r\n"


@pytest.mark.parametrize(
    ("before", "line"),
    [
        (b"", OK),
        (b"", b"HTTP/1.1 200\r\n"),
        (OK, b"X-a: b\r\n"),
        (OK, b"\r\n"),
        (FIVE, b"hello"),
        (FIVE, b"he"),
        (OK + b"\r\n", b"anything\r\n"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", OK),
    ],
)
def test_a_line_that_belongs_there_is_sent_without_a_word(before: bytes, line: bytes) -> None:
    """Nobody is warned of what is right."""
    assert warning_before(before, line, "GET") == ""


@pytest.mark.parametrize(
    ("before", "line", "word"),
    [
        (b"", b"<h1>hi</h1>\r\n", "status line"),
        (b"", b"\r\n", "status line"),
        (OK, b"<h1>hi</h1>\r\n", "empty line"),
        (FIVE, b"hello\r\n", "2 octets of this are behind the end"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"x", "1 octet of this is behind the end"),
    ],
)
def test_a_line_that_does_not_belong_there_is_asked_about(before: bytes, line: bytes, word: str) -> None:
    """The missing empty line first of all."""
    assert word in warning_before(before, line, "GET")


@pytest.mark.parametrize(
    ("octets", "word"),
    [
        (b"", "Nothing was sent"),
        (OK, "empty line"),
        (FIVE + b"he", "5 octets, and 2 are there"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", "last chunk"),
        (FIVE + b"hello", ""),
        (OK + b"\r\nhello", ""),
    ],
)
def test_an_end_too_early_is_asked_about(octets: bytes, word: str) -> None:
    """What the framing announces must be there."""
    assert word in warning_at_end(octets, "GET")
    assert bool(word) == bool(warning_at_end(octets, "GET"))


@pytest.mark.parametrize(
    ("octets", "word"),
    [
        (b"", "nothing sent yet"),
        (OK, "waits for the empty line"),
        (FIVE + b"he", "2 of 5 octets"),
        (FIVE + b"hello", "whole"),
        (FIVE + b"hello\r\n", "2 octets behind the end"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", "2 octets in chunks"),
        (OK + b"\r\nhi", "2 octets; it ends when the connection does"),
    ],
)
def test_the_counter_says_what_the_client_waits_for(octets: bytes, word: str) -> None:
    """From the first line to the last octet."""
    assert word in progress_words(octets, "GET")
