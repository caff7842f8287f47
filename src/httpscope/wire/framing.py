"""How the end of a message body is known: the steps of RFC 9112 §6.3, for requests and for responses.

Gives the framing that can be had from any head; whether a strict server refuses the head is said by its defects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from httpscope.wire.fields import OWS, list_members
from httpscope.wire.grammar import CONTENT_LENGTH

LONGEST_CONTENT_LENGTH: Final = 18
"""So many significant digits are taken for a length: more is above 2^59, and means an overflow somewhere."""


@dataclass(frozen=True, slots=True)
class NoBody:
    """Nothing follows the head, or nothing that its framing accounts for."""


@dataclass(frozen=True, slots=True)
class Length:
    """The content has so many octets."""

    octets: int


@dataclass(frozen=True, slots=True)
class Chunked:
    """The message body is a chunked-body (RFC 9112 §7.1)."""


@dataclass(frozen=True, slots=True)
class UntilClose:
    """The content of a response ends where its connection ends."""


Framing = NoBody | Length | Chunked | UntilClose

NO_BODY: Final = NoBody()
CHUNKED: Final = Chunked()
UNTIL_CLOSE: Final = UntilClose()


class FinalHead(Protocol):
    """What must be known of a response to find its framing."""

    @property
    def status(self) -> int | None:
        """Status code."""

    def get(self, name: bytes) -> list[bytes]:
        """Give the values of a field's lines, by its name in lower case."""


def read_content_length(value: bytes) -> int | None:
    """Give the length that one field line says; None where it is no number or one beyond all measure."""
    if CONTENT_LENGTH.fullmatch(value) is None:
        return None
    digits = value.lstrip(b"0") or b"0"
    return int(digits) if len(digits) <= LONGEST_CONTENT_LENGTH else None


def agreed_length(values: Sequence[bytes]) -> int | None:
    """Give the one length that all lines and list members agree on (RFC 9110 §8.6); None where they do not."""
    lengths = {read_content_length(part.strip(OWS)) for value in values for part in value.split(b",")}
    return lengths.pop() if len(lengths) == 1 else None


def ends_with_chunked(values: Sequence[bytes]) -> bool:
    """Tell whether chunked is the last transfer coding, so that the end of the body is known."""
    codings = list_members(values)
    return bool(codings) and codings[-1].lower() == b"chunked"


def request_framing(content_length: Sequence[bytes], transfer_encoding: Sequence[bytes]) -> Framing:
    """Give the framing of a request from the values of the two fields that decide it."""
    # Steps 3 and 4 of RFC 9112 §6.3: Transfer-Encoding overrides Content-Length; without chunked the end is unknown.
    if transfer_encoding:
        return CHUNKED if ends_with_chunked(transfer_encoding) else NO_BODY
    # Steps 5 and 6.
    length = agreed_length(content_length)
    # Step 7: a request without either has no content.
    return NO_BODY if length is None else Length(length)


def response_framing(head: FinalHead, request_method: bytes) -> Framing:
    """Give the framing of a response to a request with the method given (RFC 9112 §6.3)."""
    status = head.status
    # Steps 1 and 2: such a response ends with its empty line whatever its fields say.
    if request_method == b"HEAD" or (status is not None and (status // 100 == 1 or status in {204, 304})):
        return NO_BODY
    if request_method == b"CONNECT" and status is not None and status // 100 == 2:  # noqa: PLR2004
        return NO_BODY
    # Steps 3 and 4.
    if transfer_encoding := head.get(b"transfer-encoding"):
        return CHUNKED if ends_with_chunked(transfer_encoding) else UNTIL_CLOSE
    # Steps 5, 6 and 8; a client that does not break off at an invalid length reads on until the end.
    length = agreed_length(head.get(b"content-length"))
    return UNTIL_CLOSE if length is None else Length(length)
