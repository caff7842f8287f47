"""Writes the parts of a response from values (RFC 9112 §4, RFC 9110 §5.6.7 and §15).

Writes what it is told, right or wrong: whether that is wise is for `rules` to say.
"""

from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from httpscope.i18n import N_

REASONS: Final = MappingProxyType({status.value: status.phrase for status in HTTPStatus})
"""Usual reason phrases by status code."""


@dataclass(frozen=True, slots=True)
class StatusClass:
    """What the first digit of a status code says (RFC 9110 §15)."""

    digit: int
    name: str
    """Marked for translation, as is the meaning."""
    meaning: str


STATUS_CLASSES: Final = MappingProxyType(
    {
        status_class.digit: status_class
        for status_class in (
            StatusClass(1, N_("Informational"), N_("Received so far; the real answer follows.")),
            StatusClass(2, N_("Successful"), N_("The request was understood and done.")),
            StatusClass(3, N_("Redirection"), N_("The client has to go on elsewhere, or use what it has already.")),
            StatusClass(4, N_("Client error"), N_("The request is at fault, or asks for what there is not.")),
            StatusClass(5, N_("Server error"), N_("The request was fine; the server could not do it.")),
        )
    }
)
"""The five classes by their digit."""


def status_class_of(status: int) -> StatusClass | None:
    """Give the class of a status code; None outside 100 to 599."""
    return STATUS_CLASSES.get(status // 100)


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
