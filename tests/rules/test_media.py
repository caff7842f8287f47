"""Which content type a file gets."""

import pytest

from httpscope.rules.media import media_type_of


@pytest.mark.parametrize(
    ("name", "octets", "media_type"),
    [
        ("a.html", b"<p>", "text/html; charset=utf-8"),
        ("a.HTM", b"\xe9", "text/html"),
        ("a.js", b"", "text/javascript; charset=utf-8"),
        ("a.json", b"{}", "application/json"),
        ("a.tar.gz", b"", "application/gzip"),
        ("a.woff2", b"", "font/woff2"),
        ("a.mp4", b"", "video/mp4"),
        ("noending", b"", "application/octet-stream"),
        ("html", b"", "application/octet-stream"),
    ],
)
def test_the_ending_of_the_name_decides(name: str, octets: bytes, media_type: str) -> None:
    """Text that is UTF-8 says so, because browsers guess otherwise."""
    assert media_type_of(name, octets) == media_type
