"""Writes the parts of a response from values (RFC 9112 §4, RFC 9110 §5.6.7 and §15).

Writes what it is told, right or wrong: whether that is wise is for `rules` to say.
"""

from email.utils import formatdate
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

_OF_RFC_9110: Final = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
"""Older Pythons have the phrases of RFC 7231."""

REASONS: Final = MappingProxyType({status.value: status.phrase for status in HTTPStatus} | _OF_RFC_9110)
"""Usual reason phrases by status code: RFC 9110 §15, and later registrations."""


def status_line(status: int, reason: str | None = None) -> bytes:
    """Give a status-line with its line end (RFC 9112 §4); None for the usual reason phrase, if there is one.

    A reason is written as UTF-8, of which RFC 9112 allows every octet from 0x80 on.
    """
    phrase = REASONS.get(status, "") if reason is None else reason
    return b"HTTP/1.1 %03d %s\r\n" % (status, phrase.encode())


def field_line(name: bytes, value: bytes) -> bytes:
    """Give a field line with its line end (RFC 9112 §5)."""
    return b"%b: %b\r\n" % (name, value)


def imf_fixdate(seconds: float) -> bytes:
    """Give the time, in seconds since the epoch, as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7)."""
    return formatdate(seconds, usegmt=True).encode("ascii")
