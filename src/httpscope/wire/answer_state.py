"""How far an answer has come that grows line by line: its empty line, what its framing announces, what is there.

For answers typed by hand: it says what is missing, and whether a connection can go on behind them. RFC 9112 §6.3.
"""

from typing import Final, NamedTuple

from httpscope.wire.anatomy import anatomy_of_response
from httpscope.wire.framing import Chunked, Length, UntilClose, response_framing
from httpscope.wire.head import ResponseHead
from httpscope.wire.part import Part
from httpscope.wire.response_message import SWITCHING_PROTOCOLS


class AnswerState(NamedTuple):
    """What can be said of the octets so far."""

    status: int = 0
    """Status code of the newest status-line that is whole; 0 while there is none."""
    head_whole: bool = False
    """The empty line behind the final head is there."""
    announced: int | None = None
    """Octets of content that Content-Length announces, where it says how long the answer is."""
    content: int = 0
    """Octets of content, transfer coding taken off."""
    chunked: bool = False
    until_close: bool = False
    """The content ends where the connection does."""
    surplus: int = 0
    """Octets behind the end that the framing says."""
    complete: bool = False
    """The framing says that it is whole, and nothing is behind it."""


NOTHING: Final = AnswerState()


def answer_state(octets: bytes, request_method: str) -> AnswerState:
    """Tell how far an answer to a request with the method has come."""
    anatomy = anatomy_of_response(octets, request_method, closed=False)
    head = anatomy.head
    if not isinstance(head, ResponseHead) or b"\n" not in head.octets:
        return NOTHING
    status = head.status or 0
    if not head.whole or (status // 100 == 1 and status != SWITCHING_PROTOCOLS):
        return AnswerState(status)
    framing = response_framing(head, request_method.encode("latin-1", "replace"))
    surplus = sum(piece.stop - piece.start for piece in anatomy.pieces if piece.part is Part.SURPLUS)
    return AnswerState(
        status,
        head_whole=True,
        announced=framing.octets if isinstance(framing, Length) else None,
        content=sum(span.stop - span.start for span in anatomy.content),
        chunked=isinstance(framing, Chunked),
        until_close=isinstance(framing, UntilClose),
        surplus=surplus,
        complete=anatomy.complete and not surplus,
    )
