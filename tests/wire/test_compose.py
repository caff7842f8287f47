"""Parts of a response written from values."""

import pytest

from httpscope.wire.compose import field_line, imf_fixdate, status_line
from httpscope.wire.head import read_response_head


@pytest.mark.parametrize(
    ("status", "reason", "octets"),
    [
        (200, None, b"HTTP/1.1 200 OK\r\n"),
        (404, None, b"HTTP/1.1 404 Not Found\r\n"),
        (299, None, b"HTTP/1.1 299 \r\n"),
        (299, "Very Fine", b"HTTP/1.1 299 Very Fine\r\n"),
        (200, "", b"HTTP/1.1 200 \r\n"),
        (7, "Odd", b"HTTP/1.1 007 Odd\r\n"),
        (200, "Schön", "HTTP/1.1 200 Schön\r\n".encode()),
    ],
)
def test_status_lines(status: int, reason: str | None, octets: bytes) -> None:
    """The usual phrase stands where none is given, and an empty one leaves the space before it (RFC 9112 §4)."""
    assert status_line(status, reason) == octets
    assert read_response_head(octets + b"\r\n").status == status


def test_field_lines() -> None:
    """A colon and one space between name and value."""
    assert field_line(b"X-A", b"b") == b"X-A: b\r\n"


def test_dates() -> None:
    """Dates are IMF-fixdate, in GMT, whatever the fraction of the second (RFC 9110 §5.6.7)."""
    assert imf_fixdate(784111777.9) == b"Sun, 06 Nov 1994 08:49:37 GMT"
